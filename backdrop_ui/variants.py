"""The pictures of one request: each painted, composed, judged and saved; then the best first."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .arrays import Array
from .composite import Composite, Look, compose, subject_pixels_changed
from .engines import Backdrop, Canvas, plain
from .errors import BackdropError, EngineError
from .progress import Clock, PreviewReport, Progress, share_of, stream, time_left
from .provenance import save_cutout, save_picture
from .ranking import Score, rank, score
from .request import MAX_RETRIES, BackdropRequest
from .scenes import Scene

SEEDS = 2**31
RETRY_STRIDE = 1_000_003
"""From a seed to the one it is tried again with: far from those of the other variants, and always the same."""


@dataclass(frozen=True)
class Variant:
    """A finished picture. changed: subject pixels that differ from the photo's. score: None if it was not judged."""

    seed: int
    path: Path
    changed: int
    notes: tuple[str, ...]
    score: Score | None


def paths(variants: Sequence[Variant]) -> tuple[Path, ...]:
    return tuple(variant.path for variant in variants)


def scores(variants: Sequence[Variant]) -> tuple[Score, ...]:
    """One for each variant if they were judged, else none at all."""
    return tuple(variant.score for variant in variants if variant.score is not None)


@dataclass(frozen=True)
class Studio:
    """Where the variants of a request are made. photo: (H, W, 3), placed like the subject. name: of the files."""

    request: BackdropRequest
    scene: Scene
    canvas: Canvas
    photo: Array
    name: str
    clock: Clock

    def paint(
        self, seeds: Sequence[int], words: str, done: int = 0, whole: int = 0
    ) -> Generator[Progress, None, list[Backdrop]]:
        """A backdrop for each seed, painted together: after `done` of `whole` ones, if there are others."""

        def work(report: PreviewReport) -> list[Backdrop]:
            def told(share: float, said: str, preview: Array | None = None, left_s: float | None = None, /) -> None:
                # An engine says "Painting: step 3 of 25", and does not know which of several it is.
                report(share, said.replace("Painting", words, 1) + time_left(left_s or 0), preview)

            return self.scene.paint(self.canvas, seeds, share_of(told, done, len(seeds), max(whole, len(seeds))))

        with self.clock.stage("paint"):
            return (yield from stream("paint", words, work))

    def judge(self, backdrop: Backdrop) -> Score | None:
        """How good a backdrop is, if an AI painted it around the subject: one that goes on beyond a photo may grow."""
        if not self.scene.is_ai or self.scene.plain is not None:
            return None
        with self.clock.stage("score"):
            return score(self.canvas, backdrop.picture)

    def finish(self, seed: int, backdrop: Backdrop, judged: Score | None) -> Variant:
        """Put the subject before a backdrop and save that."""
        request, scene = self.request, self.scene
        with self.clock.stage("compose"):
            composite = _composed(self.canvas, backdrop, scene, request)
            changed = subject_pixels_changed(composite, self.photo, self.canvas.alpha)
        with self.clock.stage("save"):
            path = request.folder / f"{self.name}-{scene.name}-{seed}.{request.file_type}"
            alpha = self.canvas.alpha if scene.plain == plain.NOTHING else None
            _save(composite.picture if alpha is None else self.canvas.foreground, alpha, path, scene)
        return Variant(seed, path, changed, backdrop.notes, judged)


def best_first(
    studio: Studio, variants: Sequence[Variant]
) -> Generator[Progress, None, tuple[list[Variant], tuple[str, ...]]]:
    """Variants ordered by their scores, and what to say of that; before, the worst in which the subject grew is tried
    again, as often as the request allows. What was not judged stays as it is.
    """
    variants, notes = list(variants), []
    for attempt in range(1, min(studio.request.retries, MAX_RETRIES) + 1):
        grown = [place for place in rank(scores(variants)) if (judged := variants[place].score) and judged.grew]
        if not grown:
            break
        variants[grown[-1]], said = yield from _again(studio, variants[grown[-1]], attempt, paths(variants))
        notes.append(said)
    variants = [variants[place] for place in rank(scores(variants))] or variants
    return variants, (*notes, *_verdict(variants))


def _again(
    studio: Studio, worst: Variant, attempt: int, done: tuple[Path, ...]
) -> Generator[Progress, None, tuple[Variant, str]]:
    """A variant, or a better one in its place; and which, in words."""
    assert worst.score is not None
    seed = (worst.seed + attempt * RETRY_STRIDE) % SEEDS
    said = f"With seed {worst.seed} {worst.score.grown}"
    try:
        yield Progress("paint", 0.0, words := "Painting one again, because the subject grew in it", done)
        [backdrop] = yield from studio.paint((seed,), words)
    except EngineError as error:
        return worst, f"{said}. Painting it again failed, so it was kept: {error}"
    judged = studio.judge(backdrop)
    if judged is None or judged.loss >= worst.score.loss:
        return worst, f"{said}. It was painted again with seed {seed}, which was no better, so it was kept."
    better = studio.finish(seed, backdrop, judged)
    worst.path.unlink(missing_ok=True)
    return better, f"{said}, so it was painted again with seed {seed}."


def _verdict(variants: Sequence[Variant]) -> tuple[str, ...]:
    """What was found in the pictures, in a sentence; nothing where none was judged."""
    seeds: dict[str, list[str]] = {}
    for variant in variants:
        if variant.score is not None:
            seeds.setdefault(variant.score.words, []).append(str(variant.seed))
    if not seeds:
        return ()
    found = "; ".join(f"seed{'s' * (len(same) > 1)} {', '.join(same)}: {words}" for words, same in seeds.items())
    return (f"{'The best comes first' if len(variants) > 1 else 'The picture was looked at'}. {found.capitalize()}.",)


def _composed(canvas: Canvas, backdrop: Backdrop, scene: Scene, request: BackdropRequest) -> Composite:
    """A kept background holds its subject already, edge and all; before a blurred one it keeps its light."""
    if scene.plain == plain.KEEP:
        return Composite(backdrop.picture)
    look: Look = "off" if isinstance(scene.plain, str) else request.look
    return compose(canvas, backdrop, look, request.light, request.front)


def _save(picture: Array, alpha: Array | None, path: Path, scene: Scene) -> None:
    """Write a picture, or a subject on nothing if there is an alpha."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if alpha is None:
            save_picture(picture, path, scene.title, scene.is_ai)
        else:
            save_cutout(picture, alpha, path)
    except OSError as error:
        raise BackdropError(
            f"The picture cannot be written to {path.parent} ({error.strerror or error}). "
            "Choose another folder, or make room there."
        ) from error
