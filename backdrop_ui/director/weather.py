"""Weather outdoors: sky, light, ground, and what falls."""

from __future__ import annotations

from collections.abc import Callable

from ..arrays import Rgb
from ..brief import Layer, SceneBrief
from .colours import encoded, linear, luminance, mixed, rgb
from .seasons import snowed_on
from .sketch import AIR, LAMPS, before, behind_all, changed, colour_of, each, has, is_dark, last, lit, sky_of, without

HARD_FLOORS = ("asphalt", "concrete", "tiles", "stone", "wood", "plain", "cobbles", "marble", "planks")


def in_weather(brief: SceneBrief, weather: str) -> SceneBrief:
    """The scene outdoors in this weather."""
    return WEATHERS[weather](brief)


def _clear(brief: SceneBrief) -> SceneBrief:
    dark = is_dark(brief)
    brief = without(brief, ("rain",))
    if not dark:
        brief = lit(brief, strength=min(brief.light.strength + 0.2, 1.0))
        brief = before(brief, LAMPS, Layer(kind="grade", exposure=0.12, saturation=1.12))

    def change(layer: Layer) -> Layer:
        return changed(layer, cover=min(float(layer.options.get("cover", 0.5)), 0.36)) if _is_cloud(layer) else layer

    return each(brief, change)


def _cloudy(brief: SceneBrief) -> SceneBrief:
    brief = _overcast(brief, grey=0.7, light=0.85, cover=0.78)
    return before(brief, LAMPS, Layer(kind="grade", saturation=0.85, exposure=_darker(brief, 0.2)))


def _rain(brief: SceneBrief) -> SceneBrief:
    brief = _wet(_overcast(brief, grey=0.8, light=0.55, cover=0.86))
    brief = _hazier(brief, 0.45)
    brief = before(
        brief, LAMPS, Layer(kind="grade", tint="#dce6f0", saturation=0.72, exposure=_darker(brief, 0.3), contrast=1.05)
    )
    return _raining(brief, count=480, slant=0.08, opacity=0.17)


def _storm(brief: SceneBrief) -> SceneBrief:
    brief = _wet(_overcast(brief, grey=0.85, light=0.3, cover=0.76))
    brief = _hazier(brief, 0.4)
    grade = Layer(
        kind="grade", tint="#c9d6e8", saturation=0.6, exposure=_darker(brief, 0.2), contrast=1.2, vignette=0.45
    )
    return _raining(before(brief, LAMPS, grade), count=640, slant=0.4, opacity=0.2)


def _raining(brief: SceneBrief, count: int, slant: float, opacity: float) -> SceneBrief:
    colour = "#8a9ab8" if is_dark(brief) else "#dbe4ee"
    brief = without(brief, ("rain",))
    far = Layer(kind="rain", count=count * 2, length=0.03, slant=slant, opacity=opacity * 0.55, colour=colour)
    near = Layer(kind="rain", count=count // 6, length=0.085, slant=slant, opacity=0.7 * opacity, colour=colour)
    return last(brief, far, near)


def _snow(brief: SceneBrief) -> SceneBrief:
    brief = snowed_on(brief if is_dark(brief) else _overcast(brief, grey=0.6, light=0.95, cover=0.8))
    brief = _hazier(brief, 0.55)
    brief = before(brief, LAMPS, Layer(kind="grade", tint="#e8f0fc", saturation=0.7, exposure=-0.05))
    brief = without(brief, ("flakes",))
    dark = 0.6 if is_dark(brief) else 1.0
    return last(
        brief,
        Layer(kind="motes", count=900, size=0.0026, glow=False, brightness=0.95 * dark),
        Layer(kind="flakes", count=170, radius=0.008, opacity=0.8 * dark, clear=0.4),
        Layer(kind="flakes", count=16, radius=0.015, opacity=0.45 * dark, clear=0.9, front=True),
    )


def _fog(brief: SceneBrief) -> SceneBrief:
    brief = _overcast(brief, grey=0.75, light=0.95, cover=0.6)
    sky = sky_of(brief) or (rgb("#d8dde2"),)
    colour = mixed(sky[0], (0.86, 0.88, 0.9) if not is_dark(brief) else sky[0], 0.4)
    brief = _hazier(brief, 0.5)
    fog = (
        Layer(kind="haze", colour=colour, distance_m=26, opacity=0.92),
        Layer(kind="mist", colour=colour, y=0.52, thick=0.14, opacity=0.75, billow=0.5),
        Layer(kind="mist", colour=colour, y=0.66, thick=0.08, opacity=0.5, billow=0.3, patchy=1.4, clear=0.4),
    )
    brief = before(brief, (*AIR, "grade"), *fog)
    return before(brief, LAMPS, Layer(kind="grade", saturation=0.7, contrast=0.9))


def _wind(brief: SceneBrief) -> SceneBrief:
    brief = each(brief, lambda layer: changed(layer, slant=0.4) if layer.kind == "rain" else layer)
    leaves = Layer(
        kind="scatter", shape="leaf", colours=["#8a9a4a", "#b8a452", "#6f7f3a"], count=34, size=0.024, clear=0.5,
        blur=0.002, light=0.7,
    )  # fmt: skip
    return before(brief, LAMPS, leaves)


WEATHERS: dict[str, Callable[[SceneBrief], SceneBrief]] = {
    "clear": _clear, "cloudy": _cloudy, "rain": _rain, "storm": _storm, "snow": _snow, "fog": _fog, "wind": _wind,
}  # fmt: skip
OVERCAST = ("cloudy", "rain", "storm", "snow", "fog")


def _graded_dark(brief: SceneBrief) -> bool:
    """Whether an hour has darkened the scene already: then weather does not darken it as much again."""
    return any(float(layer.options.get("exposure", 0)) < -1 for layer in brief.layers if layer.kind == "grade")


def _darker(brief: SceneBrief, stops: float) -> float:
    return 0.0 if _graded_dark(brief) or is_dark(brief) else -stops


def _is_cloud(layer: Layer) -> bool:
    return layer.kind == "clouds"


def _greyed(share: float, light: float) -> Callable[[Rgb], Rgb]:
    def change(colour: Rgb) -> Rgb:
        grey = luminance(colour)
        red, green, blue = ((c + (grey * tone - c) * share) * light for c, tone in zip(
            linear(colour), (0.93, 1.0, 1.13), strict=True))  # fmt: skip
        return encoded((red, green, blue))

    return change


def _overcast(brief: SceneBrief, grey: float, light: float, cover: float) -> SceneBrief:
    """A sky without sun, moon or stars, and the soft light under it."""
    sky = sky_of(brief)
    if sky is None:
        return brief
    dark = is_dark(brief)
    light = 0.9 if _graded_dark(brief) else light
    change = _greyed(grey, light if not dark else 1.0)
    mean = sum(map(luminance, sky)) / len(sky)
    level = encoded((mean, mean, mean))
    colours = [mixed(change(colour), change(level), 0.35) for colour in sky]
    lit_cloud, shade = (
        mixed(colours[0], (1.0, 1.0, 1.0), 0.04 if dark else 0.25),
        mixed(colours[-1], (0.0, 0.0, 0.0), 0.1 + 0.4 * (1 - light)),
    )

    def redone(layer: Layer) -> Layer | None:
        if layer.kind in ("stars", "moon", "aurora"):
            return None
        if layer.kind == "sky":
            return changed(layer, colours=colours, glow=0, disc=0)
        if _is_cloud(layer):
            return changed(layer, cover=cover, soft=0.8, opacity=0.9, lit=lit_cloud, shade=shade, lining=0, scale=0.8)
        if layer.kind == "cloudscape":
            layer = changed(layer, lit=lit_cloud, shade=mixed(shade, lit_cloud, 0.3), lining=0)
        if "sun" in layer.options:
            layer = changed(layer, sun=0.4 * float(layer.options["sun"]))
        if layer.kind == "bokeh" and not dark:
            layer = changed(layer, brightness=0.35 * float(layer.options.get("brightness", 0.5)))
        if "glitter" in layer.options:
            layer = changed(layer, glitter=0)
        if layer.options.get("haze") is not None:
            return changed(layer, haze=mixed(colour_of(brief, layer.options["haze"]), colours[0], 0.8))
        return layer

    redone_brief = each(brief, redone)
    if not has(brief, "clouds", "cloudscape"):
        clouds = Layer(
            kind="clouds", cover=cover, soft=0.8, opacity=0.85, lit=lit_cloud, shade=shade, lining=0, scale=0.8
        )
        redone_brief = behind_all(redone_brief, clouds)
    if dark:
        return redone_brief
    return lit(
        redone_brief,
        strength=brief.light.strength * 0.4,
        elevation_deg=max(brief.light.elevation_deg, 50),
        colour=mixed(brief.light.colour, (0.9, 0.94, 1.0), 0.7),
        ambient=mixed(brief.light.ambient, change((0.85, 0.88, 0.92)), 0.5),
    )


def _hazier(brief: SceneBrief, share: float) -> SceneBrief:
    """Distances that fade sooner: `share` of the clear ones."""

    def change(layer: Layer) -> Layer:
        metres = layer.options.get("haze_m")
        return changed(layer, haze_m=max(float(metres) * share, 6.0)) if metres else layer

    return each(brief, change)


def _wet(brief: SceneBrief) -> SceneBrief:
    def change(layer: Layer) -> Layer:
        if layer.kind != "floor":
            wet = {"gloss": max(float(layer.options["gloss"]), 0.5)} if "gloss" in layer.options else {}
            return changed(layer, **wet)
        hard = layer.options.get("material", "plain") in HARD_FLOORS
        gloss = max(float(layer.options.get("gloss", 0)), 0.8 if hard else 0.22)
        return changed(layer, gloss=gloss, rough=min(float(layer.options.get("rough", 0.3)), 0.3))

    return each(brief, change)
