"""What is painted behind a subject: a request's preset, words, own picture or plain one, ready to be painted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache

from .arrays import Rgb, fitted_size
from .brand import NO_BRAND, Brand, in_brand
from .brief import SceneBrief, kebab_case
from .director import Understanding, brief_from_words
from .engines import ENGINES, Backdrop, Canvas, Engine, choose_engine, plain
from .engines import picture as own_picture
from .engines.extend import extended_by
from .engines.painter import check_layer
from .errors import SceneError
from .photo import Photo, load_photo
from .presets import PresetWall, load_presets
from .progress import PreviewReport
from .request import BackdropRequest

ROUGH_SEED, ROUGH_PIXELS = 0, 256 * 256
"""Of a sketch that is not to be followed: all that is seen of it through the noise is how light and colours lie."""


@dataclass(frozen=True)
class Scene:
    """What paints, under which name the file goes, and what people are told of it.

    paint: one backdrop for each seed. at_once: how many it paints best together. if_full: takes over where the photo
    fills the picture.
    """

    name: str
    engine: str
    title: str
    is_ai: bool
    paint: Callable[[Canvas, Sequence[int], PreviewReport], list[Backdrop]]
    at_once: Callable[[Canvas], int] = lambda _canvas: 1
    notes: tuple[str, ...] = ()
    understood: Understanding | None = None
    plain: str | tuple[Rgb, ...] | None = None
    if_full: Scene | None = None

    def on(self, canvas: Canvas) -> Scene:
        """The scene for a canvas: a photo that is not to be extended after all needs no AI model, nor its label."""
        full = canvas.inside is not None and canvas.inside.min() == 1
        return self.if_full if full and self.if_full is not None else self


@cache
def preset_wall() -> PresetWall:
    """The presets that ship with the project and those a person has added, read once."""
    return load_presets(check_layer=check_layer)


def scene_of(request: BackdropRequest) -> Scene:
    ways = (bool(request.preset or request.prompt), request.scene is not None, bool(request.plain))
    if not any(ways):
        raise SceneError("What should be behind you? Choose a scene, or say it in a few words.")
    if sum(ways) != 1:
        raise SceneError(
            "Pick exactly one backdrop: a preset or your own words (or both: words change a preset), your own picture, "
            "or a plain one."
        )
    if not 0 <= request.sketch <= 1:
        raise SceneError(f"The sketch is followed by a share from 0 to 1, not {request.sketch:g}. Change that number.")
    if request.plain:
        return _plain_scene(plain.parse_plain(request.plain), request)
    if request.scene is not None:
        return _own_scene(load_photo(request.scene), request.brand)
    engine, reason = choose_engine(request.engine)
    presets = preset_wall().presets
    if request.preset and request.preset not in presets:
        raise SceneError(f"There is no preset {request.preset!r}. {_advice(request.preset, presets)}")
    if request.preset and not request.prompt.strip():
        return _engine_scene(request.preset, engine, presets[request.preset], request.brand, request.sketch, (reason,))
    understood, brief = brief_from_words(request.prompt, presets, request.preset or None)
    name = kebab_case(f"{request.preset} {request.prompt}")[:40].strip("-") or "backdrop"
    scene = _engine_scene(name, engine, brief, request.brand, request.sketch, (reason, *understood.said(presets)))
    return replace(scene, understood=understood)


def _advice(unknown: str, presets: Collection[str]) -> str:
    """Which preset may be meant; without any idea, all of them."""
    like = [name for name in presets if unknown in name] or get_close_matches(unknown, presets)
    return f"Do you mean {' or '.join(like)}?" if like else f"Choose one of: {', '.join(presets)}."


def _engine_scene(
    name: str, engine: Engine, brief: SceneBrief, brand: Brand, sketch: float, notes: tuple[str, ...]
) -> Scene:
    brief, said = in_brand(brief, brand)
    if brief.logo is not None and engine.is_ai:
        said += ("An AI model does not paint your logo as it is; the Painter does.",)

    def paint(canvas: Canvas, seeds: Sequence[int], report: PreviewReport) -> list[Backdrop]:
        if engine.is_ai and (sketch > 0 or engine.needs_sketch):
            report(0.0, "Sketching the scene")
            size = fitted_size(*canvas.size, canvas.alpha.size if sketch > 0 else ROUGH_PIXELS)
            seed = seeds[0] if sketch > 0 else ROUGH_SEED  # which must not depend on who is painted together
            drawn = ENGINES["painter"].paint(brief, canvas.resized(*size), seed).picture
            if sketch > 0:
                report(0.0, "Painting over the sketch", drawn)
            canvas = replace(canvas, sketch=drawn, follow=sketch)
        return engine.paint_batch(brief, canvas, seeds, report)

    def at_once(canvas: Canvas) -> int:
        return engine.batch_size(canvas) if sketch == 0 else 1  # each has a sketch of its own

    return Scene(name, engine.name, engine.title, engine.is_ai, paint, notes=(*notes, *said), at_once=at_once)


def _own_scene(picture: Photo, brand: Brand) -> Scene:
    def paint(canvas: Canvas, _seeds: Sequence[int], _report: PreviewReport) -> list[Backdrop]:
        return [own_picture.backdrop_from_picture(picture.pixels, *canvas.size)]

    notes = picture.notes
    if brand != NO_BRAND:
        notes += ("Your own backdrop stays as it is: brand colours and logo go into painted scenes.",)
    return Scene(kebab_case(picture.name) or "picture", own_picture.NAME, own_picture.TITLE, False, paint, notes=notes)


def _plain_scene(wanted: str | tuple[Rgb, ...], request: BackdropRequest) -> Scene:
    if wanted == plain.NOTHING and request.file_type == "jpg":
        raise SceneError("JPEG knows no transparency. Choose PNG or WebP for a subject on nothing.")

    def paint(canvas: Canvas, _seeds: Sequence[int], _report: PreviewReport) -> list[Backdrop]:
        return [plain.plain_backdrop(wanted, canvas)]

    name = wanted if isinstance(wanted, str) else "colour"
    scene = Scene(name, plain.NAME, plain.TITLES[name], False, paint, plain=wanted)
    engine = ENGINES.get(request.engine)
    return _extended_scene(engine, request, scene) if wanted == plain.KEEP and engine and engine.is_ai else scene


def _extended_scene(named: Engine, request: BackdropRequest, built_in: Scene) -> Scene:
    """The photo continued by an AI model, where a person asks for one by name."""
    engine, reason = choose_engine(named.name)

    def paint(canvas: Canvas, seeds: Sequence[int], report: PreviewReport) -> list[Backdrop]:
        return extended_by(engine, canvas, seeds, report, request.sketch)

    full = replace(built_in, notes=("The photo fills the picture: the AI model had nothing to add.",))
    return replace(
        built_in,
        engine=engine.name,
        title=engine.title,
        is_ai=True,
        paint=paint,
        at_once=engine.batch_size,
        notes=(reason,),
        if_full=full,
    )
