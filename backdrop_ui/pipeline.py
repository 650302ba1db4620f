"""The one walk: load, cut out, brief, paint, compose, label, save. The only place that knows the order."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from .engines import Canvas
from .placement import frame_for, picture_size, place
from .progress import Clock, Progress
from .request import MAX_VARIANTS, BackdropRequest, BackdropResult
from .scenes import preset_wall, scene_of
from .subjects import walk_to_subject
from .variants import Studio, Variant, best_first, paths, scores

__all__ = ["MAX_VARIANTS", "BackdropRequest", "BackdropResult", "make_backdrops", "preset_wall"]


def make_backdrops(request: BackdropRequest) -> Iterator[Progress | BackdropResult]:
    """Walk the whole way for one photo; the last item is the result.

    Raises:
        BackdropError: for anything a person can act on.
    """
    clock = Clock()
    scene = scene_of(request)
    subject = yield from walk_to_subject(request.subject, clock)
    frame = frame_for(subject.alpha, request.placement)
    size = picture_size(frame, request.placement, subject.alpha.size)
    canvas = Canvas(place(subject.foreground, frame, size), place(subject.alpha, frame, size))
    photo = place(subject.photo.pixels, frame, size)
    if scene.plain is not None:
        canvas = replace(canvas, photo=photo, inside=place(np.ones_like(subject.alpha), frame, size))
        scene = scene.on(canvas)
    studio = Studio(request, scene, canvas, photo, request.name or subject.photo.name, clock)
    seed = secrets.randbelow(2**31) if request.seed is None else request.seed
    variants: list[Variant] = []
    count = 1 if scene.plain is not None and not scene.is_ai else min(max(request.variants, 1), MAX_VARIANTS)
    seeds = range(seed, seed + count)
    at_once = scene.at_once(canvas)
    for first in range(0, count, at_once):
        batch = seeds[first : first + at_once]
        numbers = f"{first + 1}" if len(batch) == 1 else f"{first + 1} to {first + len(batch)}"
        words = f"Painting {numbers} of {count}" if count > 1 else "Painting"
        backdrops = yield from studio.paint(batch, words, first, count)
        yield Progress("compose", (first + 0.9 * len(batch)) / count, "Putting you into the scene", paths(variants))
        for number, backdrop in zip(batch, backdrops, strict=True):
            variants.append(studio.finish(number, backdrop, studio.judge(backdrop)))
        yield Progress("save", (first + len(batch)) / count, words, paths(variants))
    variants, ranked = yield from best_first(studio, variants)
    notes = dict.fromkeys(note for variant in variants for note in variant.notes)
    yield BackdropResult(
        photo=request.subject.photo,
        outputs=paths(variants),
        engine=scene.engine,
        engine_title=scene.title,
        is_ai=scene.is_ai,
        cutout=subject.model,
        seed=seed,
        size=canvas.size,
        frame=frame,
        seconds=clock.seconds,
        subject_pixels_changed=max(variant.changed for variant in variants),
        warnings=(*subject.photo.notes, *subject.warnings, *scene.notes, *notes, *ranked),
        of_painting=tuple(notes),
        understood=scene.understood,
        scores=scores(variants),
    )
