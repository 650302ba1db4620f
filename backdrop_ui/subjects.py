"""A photo's subject, cut out once and kept for a while, so that the next scene only has to be painted."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from cachetools import TTLCache

from .cutout import Subject, cut_out, subject_from_alpha
from .photo import Photo, load_photo
from .progress import Clock, Progress, Report, stream

SUBJECTS_KEPT_BYTES = 1_000_000_000
SUBJECTS_KEPT_S = 1800


@dataclass(frozen=True)
class SubjectRequest:
    """Which subject: the photo, how to cut it out, or a ready mask of the photo's size (white = keep)."""

    photo: Path
    cutout: str = "auto"
    alpha: Path | None = None


_kept: TTLCache[tuple[object, ...], Subject] = TTLCache(
    SUBJECTS_KEPT_BYTES, ttl=SUBJECTS_KEPT_S, getsizeof=lambda subject: subject.bytes_held
)
_keeping = threading.Lock()


def make_subject(request: SubjectRequest) -> Iterator[Progress | Subject]:
    """Load and cut out, or take what was kept from the last time this file was asked for; the last item is the subject.

    Raises:
        BackdropError: if the photo or the mask cannot be used, or nothing can be cut out.
    """
    subject = yield from walk_to_subject(request, Clock())
    yield subject


def walk_to_subject(request: SubjectRequest, clock: Clock) -> Generator[Progress, None, Subject]:

    def work(report: Report) -> Subject:
        with _keeping:  # whoever asks while the same photo is being cut out waits for that, and finds it kept
            key = (_identity(request.photo), request.cutout, request.alpha and _identity(request.alpha))
            if key in _kept:
                return _kept[key]
            report(0.0, "Reading the photo")
            with clock.stage("load"):
                photo = load_photo(request.photo)
            report(0.1, "Cutting out")
            with clock.stage("cutout"):
                subject = _cut(photo, request, report)
            if subject.bytes_held <= SUBJECTS_KEPT_BYTES:
                _kept[key] = subject
            return subject

    return (yield from stream("cutout", "Reading the photo", work))


def _cut(photo: Photo, request: SubjectRequest, report: Report) -> Subject:
    if request.alpha is None:
        return cut_out(photo, request.cutout, report)
    mask = load_photo(request.alpha)
    alpha = mask.pixels.mean(axis=2) if mask.alpha is None else mask.alpha  # a cut-out PNG is a mask too
    return subject_from_alpha(photo, alpha, f"mask {request.alpha.name}")


def _identity(path: Path) -> tuple[str, int, int]:
    try:
        facts = path.stat()
    except OSError:
        return str(path), 0, 0  # `load_photo` says what is wrong with it
    return str(path.resolve()), facts.st_mtime_ns, facts.st_size
