"""Work shared by two threads: kernels let go of the interpreter's lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

T = TypeVar("T")

THREADS = 2


def share(count: int, work: Callable[[int, int], None], parts: int = 8) -> None:
    """Do work(start, stop) over `count` rows on two threads; what comes out does not depend on how it is cut."""
    if count < 64:
        work(0, count)
        return
    cuts = np.linspace(0, count, parts + 1).astype(int).tolist()
    each(lambda rows: work(*rows), pairwise(cuts))


def each(work: Callable[[T], None], tasks: Iterable[T]) -> None:
    """Do all tasks on two threads."""
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, tasks))
