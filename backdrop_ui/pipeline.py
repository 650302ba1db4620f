"""The one walk: load, cut out, brief, paint, compose, label, save. The only place that knows the order."""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from cachetools import TTLCache

from .arrays import Array
from .brief import SceneBrief, kebab_case
from .composite import Look, compose, subject_pixels_changed
from .cutout import Subject, cut_out, subject_from_alpha
from .engines import Backdrop, Canvas, Engine, Report, choose_engine
from .engines import picture as own_picture
from .engines.painter import check_layer
from .errors import BackdropError, Cancelled, SceneError
from .photo import Photo, load_photo
from .placement import Format, Frame, frame_for, place
from .presets import PresetWall, brief_from_words, load_presets
from .provenance import FileType, save_picture

MAX_VARIANTS = 4
SUBJECTS_KEPT_BYTES = 1_000_000_000
SUBJECTS_KEPT_S = 1800
PROGRESS_EVERY_S = 0.3
"""More often than this a page spends its time on telling instead of painting."""

T = TypeVar("T")


@dataclass(frozen=True)
class SubjectRequest:
    """Which subject: the photo, how to cut it out, or a ready mask of the photo's size (white = keep)."""

    photo: Path
    cutout: str = "auto"
    alpha: Path | None = None


@dataclass(frozen=True)
class BackdropRequest:
    """One photo's new backdrop. Exactly one of preset (an id), prompt and scene (a picture) says which.

    seed: of the first variant, the next ones count up; None picks one. folder: where the files go. name: what their
    names start with, the photo's own name unless given.
    """

    subject: SubjectRequest
    folder: Path
    preset: str = ""
    prompt: str = ""
    scene: Path | None = None
    engine: str = "auto"
    variants: int = 1
    seed: int | None = None
    form: Format = "original"
    look: Look = "natural"
    file_type: FileType = "png"
    name: str = ""


@dataclass(frozen=True)
class Progress:
    """How far the walk is: the share done of this stage, words for people, and the pictures that are finished."""

    stage: str
    share: float
    words: str
    outputs: tuple[Path, ...] = ()


@dataclass(frozen=True)
class BackdropResult:
    """What came out. size: (width, height). seconds: by stage. subject_pixels_changed: the most in any variant."""

    photo: Path
    outputs: tuple[Path, ...]
    engine: str
    engine_title: str
    is_ai: bool
    cutout: str
    seed: int
    size: tuple[int, int]
    frame: Frame
    seconds: dict[str, float]
    subject_pixels_changed: int
    warnings: tuple[str, ...]


@dataclass
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0) + time.perf_counter() - start, 3)


def make_backdrops(request: BackdropRequest) -> Iterator[Progress | BackdropResult]:
    """Walk the whole way for one photo; the last item is the result.

    Raises:
        BackdropError: for anything a person can act on.
    """
    clock = _Clock()
    scene = _scene_of(request)
    subject = yield from _subject(request.subject, clock)
    frame = frame_for(subject.alpha, request.form)
    canvas = Canvas(place(subject.foreground, frame), place(subject.alpha, frame))
    photo = place(subject.photo.pixels, frame)
    seed = secrets.randbelow(2**31) if request.seed is None else request.seed
    outputs: list[Path] = []
    notes: list[str] = []
    changed = 0
    for number in range(min(max(request.variants, 1), MAX_VARIANTS)):
        words = f"Painting {number + 1} of {request.variants}" if request.variants > 1 else "Painting"
        with clock.stage("paint"):
            backdrop = yield from _stream("paint", words, partial(scene.paint, canvas, seed + number))
        notes += [note for note in backdrop.notes if note not in notes]
        yield Progress("compose", 0.9, "Putting you into the scene", tuple(outputs))
        with clock.stage("compose"):
            composite = compose(canvas, backdrop, request.look)
            changed = max(changed, subject_pixels_changed(composite, photo, canvas.alpha))
        with clock.stage("save"):
            name = f"{request.name or subject.photo.name}-{scene.name}-{seed + number}.{request.file_type}"
            outputs.append(_save(composite.picture, request.folder / name, scene))
        yield Progress("save", 1.0, words, tuple(outputs))
    yield BackdropResult(
        photo=request.subject.photo,
        outputs=tuple(outputs),
        engine=scene.engine,
        engine_title=scene.title,
        is_ai=scene.is_ai,
        cutout=subject.model,
        seed=seed,
        size=canvas.size,
        frame=frame,
        seconds=clock.seconds,
        subject_pixels_changed=changed,
        warnings=(*subject.photo.notes, *subject.warnings, *scene.notes, *notes),
    )


# ---- the subject -------------------------------------------------------------------------------------------------

_kept: TTLCache[tuple[object, ...], Subject] = TTLCache(
    SUBJECTS_KEPT_BYTES, ttl=SUBJECTS_KEPT_S, getsizeof=lambda subject: subject.bytes_held
)
_keeping = threading.Lock()


def make_subject(request: SubjectRequest) -> Iterator[Progress | Subject]:
    """Load and cut out, or take what was kept from the last time this file was asked for; the last item is the subject.

    Raises:
        BackdropError: if the photo or the mask cannot be used, or nothing can be cut out.
    """
    subject = yield from _subject(request, _Clock())
    yield subject


def _subject(request: SubjectRequest, clock: _Clock) -> Generator[Progress, None, Subject]:

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

    return (yield from _stream("cutout", "Reading the photo", work))


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


# ---- the scene ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Scene:
    """What paints, under which name the file goes, and what people are told of it."""

    name: str
    engine: str
    title: str
    is_ai: bool
    paint: Callable[[Canvas, int, Report], Backdrop]
    notes: tuple[str, ...] = ()


@cache
def preset_wall() -> PresetWall:
    """The presets that ship with the project and those a person has added, read once."""
    return load_presets(check_layer=check_layer)


def _scene_of(request: BackdropRequest) -> _Scene:
    if sum((bool(request.preset), bool(request.prompt), request.scene is not None)) != 1:
        raise SceneError("Pick exactly one backdrop: a preset, your own words, or your own picture.")
    if request.scene is not None:
        return _own_scene(load_photo(request.scene))
    engine, reason = choose_engine(request.engine)
    if request.preset:
        presets = preset_wall().presets
        if request.preset not in presets:
            raise SceneError(f"There is no preset {request.preset!r}. Choose one of: {', '.join(presets)}.")
        return _engine_scene(request.preset, engine, presets[request.preset], (reason,))
    brief, said = brief_from_words(request.prompt, preset_wall().presets)
    return _engine_scene(kebab_case(request.prompt)[:40].strip("-") or "backdrop", engine, brief, (reason, said))


def _engine_scene(name: str, engine: Engine, brief: SceneBrief, notes: tuple[str, ...]) -> _Scene:
    def paint(canvas: Canvas, seed: int, report: Report) -> Backdrop:
        return engine.paint(brief, canvas, seed, report)

    return _Scene(name, engine.name, engine.title, engine.is_ai, paint, notes)


def _own_scene(picture: Photo) -> _Scene:
    def paint(canvas: Canvas, _seed: int, _report: Report) -> Backdrop:
        return own_picture.backdrop_from_picture(picture.pixels, *canvas.size)

    return _Scene(
        kebab_case(picture.name) or "picture", own_picture.NAME, own_picture.TITLE, False, paint, picture.notes
    )


def _save(picture: Array, path: Path, scene: _Scene) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_picture(picture, path, scene.title, scene.is_ai)
    except OSError as error:
        raise BackdropError(
            f"The picture cannot be written to {path.parent} ({error.strerror or error}). "
            "Choose another folder, or make room there."
        ) from error
    return path


# ---- progress ----------------------------------------------------------------------------------------------------


def _stream(stage: str, words: str, work: Callable[[Report], T]) -> Generator[Progress, None, T]:
    """Run `work` in a thread, yield what it reports, return what it returns; closing the generator cancels it."""
    updates: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
    stopped = threading.Event()
    last = time.monotonic()

    def report(share: float, said: str) -> None:
        nonlocal last
        if stopped.is_set():
            raise Cancelled("Stopped.")
        if (now := time.monotonic()) - last >= PROGRESS_EVERY_S:
            last = now
            updates.put(Progress(stage, share, said))

    yield Progress(stage, 0.0, words)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, report)
        future.add_done_callback(lambda _: updates.put(None))
        try:
            while (update := updates.get()) is not None:
                yield update
            return future.result()
        finally:
            stopped.set()


def finish(walk: Iterator[Progress | T]) -> T:
    """Walk to the end without looking at the progress, and return the last item, the result."""
    result = None
    for item in walk:
        result = item
    if result is None or isinstance(result, Progress):
        raise ValueError(f"expected a walk that ends with a result, got {result!r}")
    return result
