"""How gradio is to treat the page's events."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")

QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""For what is answered at once, whatever else is under way."""


@contextmanager
def closed_aside(walk: Generator[T]) -> Iterator[Generator[T]]:
    """Work that ends when its page is closed, within a step of its own. Gradio would wait for that in the
    loop that serves all other people too, so another thread does.
    """
    try:
        yield walk
    except GeneratorExit:
        Thread(target=walk.close, daemon=True).start()
        raise
