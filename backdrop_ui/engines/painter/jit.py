"""Compiled loops: imported only by kernel modules, which are imported when a picture first needs them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])

THREADS = 2


def njit(function: F) -> F:
    """Compile on first use and keep the code beside the module; where no folder can be written, compile every time."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        compiled: F = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # "no locator available": neither beside the module nor at home is a folder to write to
        compiled = numba.njit(**options)(function)
    return compiled


def in_bands(length: int, paint: Callable[[int, int], None]) -> None:
    """Call paint(first, last) for parts of range(length), on two threads; kernels let go of the interpreter's lock."""
    count = 2 * THREADS  # Some bands are sky: smaller ones spread the work more evenly.
    edges = [length * k // count for k in range(count + 1)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(paint, edges[:-1], edges[1:]))
