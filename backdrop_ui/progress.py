"""Work that tells how far it is: run in a thread, watched and stopped from outside."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Protocol, TypeVar

from .arrays import Array
from .errors import Cancelled

PROGRESS_EVERY_S = 0.3
"""More often than this a page spends its time on telling instead of painting. Previews are rare, and always shown."""

LEAST_LEFT_S = 3
"""Waiting less than this needs no words."""

Report = Callable[[float, str], None]
"""Called with the share done in [0, 1] and a few words; raises `Cancelled` when the person pressed Stop."""

T = TypeVar("T")


class PreviewReport(Protocol):
    """A `Report` that may also be shown a small picture, (h, w, 3) sRGB in [0, 1], of what there is so far, and told
    how many seconds the work still takes.
    """

    def __call__(
        self, share: float, words: str, preview: Array | None = None, left_s: float | None = None, /
    ) -> None: ...


@dataclass(frozen=True)
class Progress:
    """How far the walk is: the share done of this stage, words for people, and the pictures that are finished.

    preview: a small picture, (h, w, 3) sRGB in [0, 1], of what is being painted. left_s: seconds it still takes, where
    that is known and not in the words.
    """

    stage: str
    share: float
    words: str
    outputs: tuple[Path, ...] = ()
    preview: Array | None = None
    left_s: float | None = None


@dataclass
class Clock:
    """Seconds by stage; a stage that comes twice is added up."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0) + time.perf_counter() - start, 3)


def stream(stage: str, words: str, work: Callable[[PreviewReport], T]) -> Generator[Progress, None, T]:
    """Run `work` in a thread, yield what it reports, return what it returns; closing the generator cancels it."""
    updates: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
    stopped = threading.Event()
    last = time.monotonic()

    def report(share: float, said: str, preview: Array | None = None, left_s: float | None = None, /) -> None:
        nonlocal last
        if stopped.is_set():
            raise Cancelled("Stopped.")
        now = time.monotonic()
        if preview is not None or now - last >= PROGRESS_EVERY_S:
            last = now
            updates.put(Progress(stage, share, said, preview=preview, left_s=left_s))

    yield Progress(stage, 0.0, words)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(copy_context().run, work, report)  # where who asked is looked up, on a Space
        future.add_done_callback(lambda _: updates.put(None))
        try:
            while (update := updates.get()) is not None:
                yield update
            return future.result()
        finally:
            stopped.set()


def share_of(report: PreviewReport, done: int, part: int, whole: int) -> PreviewReport:
    """The report for `part` of `whole` things after `done` were finished: its shares are put in their place, and the
    time that is left is that for all of them, if the others take as long.
    """

    def scaled(share: float, words: str, preview: Array | None = None, left_s: float | None = None, /) -> None:
        if left_s is not None:
            left_s *= 1 + (whole - done - part) / part / max(1 - share, 1e-3)
        report((done + share * part) / whole, words, preview, left_s)

    return scaled


def time_left(seconds: float) -> str:
    """ ", about 40 s left", to be put after other words; nothing where waiting is not worth telling."""
    if seconds < LEAST_LEFT_S:
        return ""
    if seconds < 90:
        return f", about {5 * ceil(seconds / 5)} s left"
    return f", about {ceil(seconds / 60)} min left"


def finish(walk: Iterator[Progress | T]) -> T:
    """Walk to the end without looking at the progress, and return the last item, the result."""
    result = None
    for item in walk:
        result = item
    if result is None or isinstance(result, Progress):
        raise ValueError(f"expected a walk that ends with a result, got {result!r}")
    return result
