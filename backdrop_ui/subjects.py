"""A photo's subject, cut out once and kept for a while, so that the next scene only has to be painted."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from cachetools import TTLCache

from .cutout import NO_EDITS, Edits, Matte, Matting, Subject, auto_choice, find_matte, matte_from_mask, subject_from
from .photo import load_photo
from .progress import Clock, Progress, Report, stream

KEPT_BYTES = 1_000_000_000
KEPT_S = 1800


@dataclass(frozen=True)
class SubjectRequest:
    """Which subject of a photo.

    cutout: what cuts it out. alpha: a ready mask of the photo's size instead, white = keep. edits: what a person
    changed. matting: what refines the edge of the cut-out.
    """

    photo: Path
    cutout: str = "auto"
    alpha: Path | None = None
    edits: Edits = NO_EDITS
    matting: Matting = "fast"


_kept: TTLCache[tuple[object, ...], Matte | Subject] = TTLCache(
    KEPT_BYTES, ttl=KEPT_S, getsizeof=lambda item: item.bytes_held
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
    """`make_subject` inside a longer walk, which keeps the time."""

    def work(report: Report) -> Subject:
        with _keeping:  # whoever asks while the same photo is being cut out waits for that, and finds it kept
            key = (
                _identity(request.photo),
                request.cutout,
                request.cutout == "auto" and auto_choice().model.facts.name,  # another one after a download
                request.matting,
                request.alpha and _identity(request.alpha),
            )
            if (*key, request.edits) in _kept:
                return cast(Subject, _kept[*key, request.edits])
            matte = cast(Matte, _kept[key]) if key in _kept else _find(request, report, clock)
            _keep(key, matte)
            report(0.95, "Finding the colours of the edge")
            with clock.stage("cutout"):
                subject = subject_from(matte, request.edits)
            _keep((*key, request.edits), subject)
            return subject

    return (yield from stream("cutout", "Reading the photo", work))


def _find(request: SubjectRequest, report: Report, clock: Clock) -> Matte:
    report(0.0, "Reading the photo")
    with clock.stage("load"):
        photo = load_photo(request.photo)
    report(0.1, "Cutting out")
    with clock.stage("cutout"):
        if request.alpha is not None:
            return matte_from_mask(photo, load_photo(request.alpha), request.alpha.name)
        return find_matte(photo, request.cutout, report, request.matting)


def _keep(key: tuple[object, ...], item: Matte | Subject) -> None:
    if item.bytes_held <= KEPT_BYTES:
        _kept[key] = item


def _identity(path: Path) -> tuple[str, int, int]:
    try:
        facts = path.stat()
    except OSError:
        return str(path), 0, 0  # `load_photo` says what is wrong with it
    return str(path.resolve()), facts.st_mtime_ns, facts.st_size
