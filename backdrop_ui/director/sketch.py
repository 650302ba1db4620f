"""Changing a brief's layers: small steps that every transformation is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..arrays import Rgb
from ..brief import Layer, SceneBrief
from .colours import luminance, rgb

AIR = ("bokeh", "motes", "bulbs", "spots", "flashes", "lens", "scatter", "flakes", "rain", "bubbles", "beams")
"""Kinds that lie before everything solid, at the end of a sketch."""
LAMPS = ("bokeh", "motes", "bulbs", "spots", "flashes", "lens", "fireworks")
"""Kinds that shine by themselves (and the lens, which may blur them): an hour's grade comes before those at the end."""
SHINING = ("skyline", "street", "signs", "stars", "moon", "aurora", "nebula", "fireworks")
"""Kinds in the depth of a scene whose `brightness` is their own light."""
SKY = ("sky", "stars", "moon", "aurora", "nebula")


def each(brief: SceneBrief, change: Callable[[Layer], Layer | None]) -> SceneBrief:
    """Every layer changed; those that become None are gone. The last one left always stays."""
    layers = tuple(new for layer in brief.layers if (new := change(layer)) is not None)
    return brief.model_copy(update={"layers": layers or brief.layers[:1]})


def changed(layer: Layer, **options: Any) -> Layer:
    return Layer(kind=layer.kind, **{**layer.options, **options})


def without(brief: SceneBrief, kinds: tuple[str, ...]) -> SceneBrief:
    return each(brief, lambda layer: None if layer.kind in kinds else layer)


def has(brief: SceneBrief, *kinds: str) -> bool:
    return any(layer.kind in kinds for layer in brief.layers)


def inserted(brief: SceneBrief, place: int, *layers: Layer) -> SceneBrief:
    return brief.model_copy(update={"layers": (*brief.layers[:place], *layers, *brief.layers[place:])})


def behind_all(brief: SceneBrief, *layers: Layer) -> SceneBrief:
    """Over sky, stars and moon, under clouds and land."""
    place = max((number + 1 for number, layer in enumerate(brief.layers) if layer.kind in SKY), default=0)
    return inserted(brief, place, *layers)


def before_clouds(brief: SceneBrief, *layers: Layer) -> SceneBrief:
    """Over the sky and the clouds that come right after it, under all land: the moon stands in a gap of the clouds."""
    place = 0
    while place < len(brief.layers) and brief.layers[place].kind in (*SKY, "clouds", "cloudscape"):
        place += 1
    return inserted(brief, place, *layers)


def before(brief: SceneBrief, kinds: tuple[str, ...], *layers: Layer) -> SceneBrief:
    """In front of everything but the run of these kinds at the end."""
    place = len(brief.layers)
    while place > 1 and brief.layers[place - 1].kind in kinds:
        place -= 1
    return inserted(brief, place, *layers)


def last(brief: SceneBrief, *layers: Layer) -> SceneBrief:
    return inserted(brief, len(brief.layers), *layers)


def colour_of(brief: SceneBrief, paint: Any) -> Rgb:
    """A layer's colour: a number of the palette, a written colour, or three numbers."""
    if isinstance(paint, int):
        return brief.palette[paint % len(brief.palette)]
    if isinstance(paint, str):
        return rgb(paint)
    red, green, blue = paint
    return red, green, blue


def sky_of(brief: SceneBrief) -> tuple[Rgb, ...] | None:
    """The sky's colours from the horizon up, None where there is no sky."""
    for layer in brief.layers:
        if layer.kind == "sky":
            return tuple(colour_of(brief, paint) for paint in layer.options.get("colours", (1, 0)))
    return None


def is_dark(brief: SceneBrief) -> bool:
    """Whether the scene as it is plays at night."""
    sky = sky_of(brief)
    return sky is not None and sum(map(luminance, sky)) / len(sky) < 0.12


def lit(brief: SceneBrief, **changes: Any) -> SceneBrief:
    return brief.model_copy(update={"light": brief.light.model_copy(update=changes)})
