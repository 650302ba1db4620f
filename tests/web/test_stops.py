"""What sessions share, however many work at once: who pressed Stop, and which files are to be deleted."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gradio as gr
import pytest

from backdrop_ui.ui.events import closed_aside
from backdrop_ui.ui.files import hand_out, handed_out
from backdrop_ui.ui.stops import Stops


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def asking(session: str) -> gr.Request:
    return gr.Request(session_hash=session)


def test_only_who_pressed_is_stopped_and_only_in_what_runs_now() -> None:
    stops = Stops()
    stops.press(asking("nobody"))
    before, mine, other = stops.start(asking("me")), stops.start(asking("me")), stops.start(asking("other"))
    stops.press(asking("me"))
    assert (before.is_set(), mine.is_set(), other.is_set()) == (False, True, False)
    assert not stops.start(asking("me")).is_set(), "what starts afterwards is not stopped"


@pytest.mark.usefixtures("restless")
def test_many_come_and_go_at_once() -> None:
    stops = Stops()

    def visit(visitor: int) -> None:
        for number in range(2000):  # more than are remembered
            stops.start(asking(f"{visitor} {number}"))
            stops.press(asking(f"{visitor} {number}"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(visit, range(4)))


def test_a_page_that_is_closed_does_not_wait_for_its_work_to_end() -> None:
    a_step, over = threading.Event(), threading.Event()

    def work() -> Generator[int]:
        try:
            yield 1
        finally:
            a_step.wait()
            over.set()

    def handle() -> Generator[int]:
        with closed_aside(work()) as walk:
            yield from (update for update in walk)

    handler = handle()
    assert next(handler) == 1
    closing = threading.Thread(target=handler.close, daemon=True)  # gradio's loop
    closing.start()
    closing.join(timeout=20)
    assert not closing.is_alive() and not over.is_set()
    a_step.set()
    assert over.wait(timeout=20), "and yet it ends"


def test_files_are_handed_out_while_old_ones_are_looked_for(tmp_path: Path) -> None:
    """Gradio walks through the set and never again after an error."""
    hand_out(tmp_path / "first", tmp_path / "second")
    try:
        for number, _path in enumerate(handed_out):
            hand_out(tmp_path / str(number))
        assert {str(tmp_path / "0"), str(tmp_path / "first")} <= set(handed_out)
    finally:
        handed_out.difference_update({path for path in handed_out if path.startswith(str(tmp_path))})
