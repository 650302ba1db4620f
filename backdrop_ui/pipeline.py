"""The one walk: load, cut out, brief, paint, compose, label, save. The only place that knows the order."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np

from .arrays import Array, Rgb
from .brand import NO_BRAND, Brand, in_brand
from .brief import SceneBrief, kebab_case
from .composite import Composite, Look, compose, subject_pixels_changed
from .director import Understanding, brief_from_words
from .engines import Backdrop, Canvas, Engine, choose_engine, plain
from .engines import picture as own_picture
from .engines.painter import check_layer
from .errors import BackdropError, SceneError
from .framing import Frame
from .photo import Photo, load_photo
from .placement import AUTOMATIC, Placement, frame_for, picture_size, place
from .presets import PresetWall, load_presets
from .progress import Clock, Progress, Report, stream
from .provenance import FileType, save_cutout, save_picture
from .subjects import SubjectRequest, walk_to_subject

MAX_VARIANTS = 4


@dataclass(frozen=True)
class BackdropRequest:
    """One photo's new backdrop. A preset (an id), a prompt, a scene (a picture) or plain says which; a prompt beside a
    preset changes it: "at night, in the rain".

    plain: instead of a scene, as `engines.plain.parse_plain` reads it. brand: colours and logo of the scene. seed: of
    the first variant, the next ones count up; None picks one. light, front: as `compose` has them. folder: where the
    files go. name: what their names start with, the photo's own name unless given.
    """

    subject: SubjectRequest
    folder: Path
    preset: str = ""
    prompt: str = ""
    scene: Path | None = None
    plain: str = ""
    brand: Brand = NO_BRAND
    engine: str = "auto"
    variants: int = 1
    seed: int | None = None
    placement: Placement = AUTOMATIC
    look: Look = "natural"
    light: float = 1.0
    front: bool = True
    file_type: FileType = "png"
    name: str = ""


@dataclass(frozen=True)
class BackdropResult:
    """What came out. size: (width, height). seconds: by stage. subject_pixels_changed: the most in any variant.
    understood: of the person's words, where there were any."""

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
    understood: Understanding | None = None


def make_backdrops(request: BackdropRequest) -> Iterator[Progress | BackdropResult]:
    """Walk the whole way for one photo; the last item is the result.

    Raises:
        BackdropError: for anything a person can act on.
    """
    clock = Clock()
    scene = _scene_of(request)
    subject = yield from walk_to_subject(request.subject, clock)
    frame = frame_for(subject.alpha, request.placement)
    size = picture_size(frame, request.placement, subject.alpha.size)
    canvas = Canvas(place(subject.foreground, frame, size), place(subject.alpha, frame, size))
    photo = place(subject.photo.pixels, frame, size)
    if scene.plain is not None:
        canvas = replace(canvas, photo=photo, inside=place(np.ones_like(subject.alpha), frame, size))
    seed = secrets.randbelow(2**31) if request.seed is None else request.seed
    outputs: list[Path] = []
    notes: list[str] = []
    changed = 0
    variants = 1 if scene.plain is not None else min(max(request.variants, 1), MAX_VARIANTS)
    for number in range(variants):
        words = f"Painting {number + 1} of {variants}" if variants > 1 else "Painting"
        with clock.stage("paint"):
            backdrop = yield from stream("paint", words, partial(scene.paint, canvas, seed + number))
        notes += [note for note in backdrop.notes if note not in notes]
        yield Progress("compose", 0.9, "Putting you into the scene", tuple(outputs))
        with clock.stage("compose"):
            composite = _composed(canvas, backdrop, scene, request)
            changed = max(changed, subject_pixels_changed(composite, photo, canvas.alpha))
        with clock.stage("save"):
            name = f"{request.name or subject.photo.name}-{scene.name}-{seed + number}.{request.file_type}"
            alpha = canvas.alpha if scene.plain == plain.NOTHING else None
            outputs.append(
                _save(composite.picture if alpha is None else canvas.foreground, alpha, request.folder / name, scene)
            )
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
        understood=scene.understood,
    )


def _composed(canvas: Canvas, backdrop: Backdrop, scene: _Scene, request: BackdropRequest) -> Composite:
    """A kept background holds its subject already, edge and all; before a blurred one it keeps its light."""
    if scene.plain == plain.KEEP:
        return Composite(backdrop.picture)
    look: Look = "off" if isinstance(scene.plain, str) else request.look
    return compose(canvas, backdrop, look, request.light, request.front)


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
    understood: Understanding | None = None
    plain: str | tuple[Rgb, ...] | None = None


@cache
def preset_wall() -> PresetWall:
    """The presets that ship with the project and those a person has added, read once."""
    return load_presets(check_layer=check_layer)


def _scene_of(request: BackdropRequest) -> _Scene:
    ways = (bool(request.preset or request.prompt), request.scene is not None, bool(request.plain))
    if sum(ways) != 1:
        raise SceneError(
            "Pick exactly one backdrop: a preset or your own words (or both: words change a preset), your own picture, "
            "or a plain one."
        )
    if request.plain:
        return _plain_scene(plain.parse_plain(request.plain), request.file_type)
    if request.scene is not None:
        return _own_scene(load_photo(request.scene), request.brand)
    engine, reason = choose_engine(request.engine)
    presets = preset_wall().presets
    if request.preset and request.preset not in presets:
        raise SceneError(f"There is no preset {request.preset!r}. Choose one of: {', '.join(presets)}.")
    if request.preset and not request.prompt.strip():
        return _engine_scene(request.preset, engine, presets[request.preset], request.brand, (reason,))
    understood, brief = brief_from_words(request.prompt, presets, request.preset or None)
    name = kebab_case(f"{request.preset} {request.prompt}")[:40].strip("-") or "backdrop"
    scene = _engine_scene(name, engine, brief, request.brand, (reason, *understood.said(presets)))
    return replace(scene, understood=understood)


def _engine_scene(name: str, engine: Engine, brief: SceneBrief, brand: Brand, notes: tuple[str, ...]) -> _Scene:
    brief, said = in_brand(brief, brand)
    if brief.logo is not None and engine.is_ai:
        said += ("An AI model does not paint your logo as it is; the Painter does.",)

    def paint(canvas: Canvas, seed: int, report: Report) -> Backdrop:
        return engine.paint(brief, canvas, seed, report)

    return _Scene(name, engine.name, engine.title, engine.is_ai, paint, (*notes, *said))


def _own_scene(picture: Photo, brand: Brand) -> _Scene:
    def paint(canvas: Canvas, _seed: int, _report: Report) -> Backdrop:
        return own_picture.backdrop_from_picture(picture.pixels, *canvas.size)

    notes = picture.notes
    if brand != NO_BRAND:
        notes += ("Your own backdrop stays as it is: brand colours and logo go into painted scenes.",)
    return _Scene(kebab_case(picture.name) or "picture", own_picture.NAME, own_picture.TITLE, False, paint, notes)


def _plain_scene(wanted: str | tuple[Rgb, ...], file_type: FileType) -> _Scene:
    if wanted == plain.NOTHING and file_type == "jpg":
        raise SceneError("JPEG knows no transparency. Choose PNG or WebP for a subject on nothing.")

    def paint(canvas: Canvas, _seed: int, _report: Report) -> Backdrop:
        return plain.plain_backdrop(wanted, canvas)

    name = wanted if isinstance(wanted, str) else "colour"
    return _Scene(name, plain.NAME, plain.TITLE, False, paint, plain=wanted)


def _save(picture: Array, alpha: Array | None, path: Path, scene: _Scene) -> Path:
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
    return path
