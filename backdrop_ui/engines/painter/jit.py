"""Compiled loops: imported only by kernel modules, which are imported when a picture first needs them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])

THREADS = 2
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
"""No fast maths: the same bytes on every machine."""


def njit(function: F) -> F:
    """Compile on first use and keep the code beside the module; where no folder can be written, compile every time.

    Numba notices when a function's own file changes, but not when one changes that it calls. So what is kept is marked
    with all sources of the function's folder.
    """
    try:
        compiled: Any = numba.njit(cache=True, **OPTIONS)(function)
        compiled._cache._cache_file._source_stamp = _sources(Path(function.__code__.co_filename).parent)
    except (RuntimeError, AttributeError):  # "no locator available"; or another numba, which keeps its cache elsewhere
        compiled = numba.njit(**OPTIONS)(function)
    return compiled


def inner(function: F) -> F:
    """Compile what only other kernels call: its code is kept within theirs, and Python needs no way in.

    Ways in and files of their own would take a quarter of the time that kernels take to compile.
    """
    options = {**OPTIONS, "no_cpython_wrapper": True}
    compiled: Any = numba.njit(**options)(function)
    return compiled


@lru_cache
def _sources(folder: Path) -> str:
    return sha256(b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))).hexdigest()


def in_bands(length: int, paint: Callable[[int, int], None]) -> None:
    """Call paint(first, last) for parts of range(length), on two threads; kernels let go of the interpreter's lock."""
    count = 2 * THREADS  # Some bands are sky: smaller ones spread the work more evenly.
    edges = [length * k // count for k in range(count + 1)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(paint, edges[:-1], edges[1:]))
