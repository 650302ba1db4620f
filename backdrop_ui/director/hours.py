"""The time of day: sky, sun or moon, the colour of the light, and the eye's adaptation to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log2

from ..arrays import Rgb
from ..brief import Layer, SceneBrief, recoloured
from .colours import encoded, linear, luminance, mixed, rgb
from .sketch import (
    LAMPS,
    SHINING,
    before,
    before_clouds,
    behind_all,
    changed,
    colour_of,
    each,
    has,
    is_dark,
    lit,
    sky_of,
    without,
)

MOST_BRIGHTNESS = 8.0


@dataclass(frozen=True)
class Hour:
    """sky: finished colours from the horizon up. gain: of the scene's own daylight, linear. key, ambient: colours of
    the light before the gain. behind: the sun stands behind the subject, at elevation_deg. disc, glow: of the sun.
    lit, shade: finished colours of clouds. lamps: how much brighter lights look. moon_and_stars: they are out."""

    sky: tuple[str, ...]
    gain: Rgb
    saturation: float
    key: str
    ambient: str
    strength: float
    elevation_deg: float
    lit: str
    shade: str
    behind: bool = True
    disc: float = 0.0
    glow: float = 0.0
    lamps: float = 1.0
    moon_and_stars: bool = False


HOURS = {
    "dawn": Hour(
        ("#ffd2b0", "#f2b0a8", "#b49cc8", "#7f93cc", "#566fb0"), (0.74, 0.66, 0.78), 0.9, "#ffcbb0", "#8c8cb4", 0.45,
        5, "#ffcfc0", "#9a8ab4", disc=3, glow=0.9, lamps=1.6,
    ),
    "morning": Hour(
        ("#fff0d8", "#dcecf6", "#a4cdf0", "#6aa6e2"), (1.04, 1.0, 0.93), 1.0, "#fff0d4", "#9aa8b8", 0.6, 24, "#ffffff",
        "#bccade", glow=0.6,
    ),
    "noon": Hour(
        ("#e2f0f8", "#b0d6f4", "#6cb0ec", "#3c8ade"), (1.1, 1.08, 1.04), 1.1, "#fffaf0", "#a0b0c0", 0.75, 62, "#ffffff",
        "#b4c4da", behind=False,
    ),
    "golden hour": Hour(
        ("#ffe6a8", "#ffcf8c", "#f2c0a0", "#b4b8d0", "#8098c4"), (1.1, 0.88, 0.6), 1.05, "#ffd08c", "#9a8c8c", 0.75,
        11, "#ffe6b8", "#c09a94", disc=4, glow=1.7,
    ),
    "sunset": Hour(
        ("#ffcc7a", "#ff9a66", "#e0708a", "#8a66a8", "#4a5a98"), (0.86, 0.56, 0.46), 1.05, "#ffb070", "#86728e", 0.7,
        5, "#ffc090", "#8a5a86", disc=6, glow=1.3, lamps=1.8,
    ),
    "dusk": Hour(
        ("#f0a88c", "#b486a8", "#6a78b8", "#34519a", "#1f3470"), (0.3, 0.34, 0.54), 0.82, "#e8d4e4", "#94a0d0", 0.35,
        12, "#b890b0", "#56629a", glow=0.0, lamps=3.0,
    ),
    "night": Hour(
        ("#31477e", "#1e3064", "#11204a", "#0a1434"), (0.15, 0.195, 0.36), 0.6, "#dfe8ff", "#98a8d8", 0.5, 18,
        "#4a5c8c", "#141e40", lamps=5.0, moon_and_stars=True,
    ),
}  # fmt: skip


def at_hour(brief: SceneBrief, name: str, overcast: bool = False) -> SceneBrief:
    """The scene outdoors at another hour.

    What is painted by daylight is graded as a whole, before the lamps; the sky is painted so that the grade makes it
    what it should be. A scene that plays at night anyway keeps its own night.
    """
    hour = _adapted(HOURS[name], brief)
    dark = is_dark(brief)
    if dark and name in ("night", "dusk"):
        return _with_night_sky(brief, 1.0, overcast) if name == "night" else brief
    if dark:
        brief = _woken(brief)
    brief = without(brief, ("stars", "moon", "aurora", "nebula"))
    brief = _with_air(brief, hour)
    brief = _with_light(brief, hour)
    tint, exposure = _tint(hour.gain)
    brief = before(brief, LAMPS, Layer(kind="grade", tint=tint, exposure=exposure, saturation=hour.saturation))
    if hour.moon_and_stars:
        brief = _with_night_sky(brief, 1 / luminance(encoded(hour.gain)), overcast)
    if not has(brief, "sky"):
        return brief
    return each(brief, lambda layer: _lamp(layer, hour.lamps))


def _adapted(hour: Hour, brief: SceneBrief) -> Hour:
    """Scenes that are dim already lose less: a lake at dusk is not as far from night as a beach at noon."""
    sky = sky_of(brief)
    if sky is None or not hour.lamps > 2:
        return hour
    share = min(max((sum(map(luminance, sky)) / len(sky) - 0.05) / 0.3, 0.4), 1.0)
    red, green, blue = (channel**share for channel in hour.gain)
    return replace(hour, gain=(red, green, blue), lamps=hour.lamps**share)


def _tint(gain: Rgb) -> tuple[Rgb, float]:
    """A gain as a colour whose largest channel is 1, and stops."""
    most = max(gain)
    red, green, blue = (channel / most for channel in gain)
    return encoded((red, green, blue)), log2(most)


def before_grade(hour: Hour, finished: str) -> Rgb:
    """The colour that the hour's gain turns into the finished one."""
    red, green, blue = (c / g for c, g in zip(linear(rgb(finished)), hour.gain, strict=True))
    return encoded((red, green, blue))


def _with_air(brief: SceneBrief, hour: Hour) -> SceneBrief:
    """Sky, clouds, haze and mist in the colours of the hour."""
    horizon = before_grade(hour, hour.sky[0])
    haze = mixed(horizon, before_grade(hour, hour.sky[1]), 0.4)

    def change(layer: Layer) -> Layer:
        options = dict(layer.options)
        if layer.kind == "sky":
            sky = [before_grade(hour, colour) for colour in hour.sky]
            options |= {"colours": sky, "glow": hour.glow, "disc": hour.disc, "gamma": 0.75, "size": 0.04}
        if layer.kind == "clouds" and hour.moon_and_stars:
            options |= {"cover": min(float(options.get("cover", 0.5)), 0.3), "opacity": 0.55}
        if layer.kind in ("clouds", "cloudscape"):
            options |= {"lit": before_grade(hour, hour.lit), "shade": before_grade(hour, hour.shade)}
        if layer.kind in ("haze", "mist") and "colour" in options:
            options["colour"] = mixed(colour_of(brief, options["colour"]), haze, 0.75)
        if options.get("haze") is not None:
            options["haze"] = mixed(colour_of(brief, options["haze"]), haze, 0.8)
        return Layer(kind=layer.kind, **options)

    return each(brief, change)


def _with_light(brief: SceneBrief, hour: Hour) -> SceneBrief:
    side = -1 if brief.light.azimuth_deg < 0 else 1
    azimuth = side * 168 if hour.behind else side * 35
    return lit(
        brief,
        azimuth_deg=azimuth,
        elevation_deg=hour.elevation_deg,
        strength=hour.strength,
        colour=rgb(hour.key),
        ambient=mixed(brief.light.ambient, rgb(hour.ambient), 0.6),
    )


def _with_night_sky(brief: SceneBrief, boost: float, overcast: bool) -> SceneBrief:
    """Moon and stars where there is a sky for them, as bright as they are after the grade."""
    if overcast or not has(brief, "sky") or has(brief, "moon", "stars", "aurora", "nebula"):
        return brief
    stars = Layer(kind="stars", count=650, down_to=0.6, brightness=min(0.8 * boost, 10.0))
    if boost == 1:
        return behind_all(brief, stars)
    x = 0.5 + (0.2 if brief.light.azimuth_deg > 0 else -0.2)
    moon = Layer(kind="moon", x=x, y=0.15, radius=0.05, brightness=min(0.9 * boost, MOST_BRIGHTNESS), glow=1.4)
    return before_clouds(behind_all(brief, stars), changed(moon, colour="#fff6e0"))


def _lamp(layer: Layer, gain: float) -> Layer:
    """Lamps look brighter the less daylight there is; those painted before the grade have to be."""
    if layer.kind == "props" and "lantern" in layer.options["kinds"]:
        return changed(layer, light=min(float(layer.options.get("light", 1.0)) * gain, MOST_BRIGHTNESS))
    if layer.kind not in SHINING or layer.kind in ("stars", "moon"):
        return layer
    options = {"brightness": min(float(layer.options.get("brightness", 1.5)) * gain, MOST_BRIGHTNESS)}
    if "lit" in layer.options or layer.kind in ("skyline", "street"):
        options["lit"] = min(float(layer.options.get("lit", 0.35)) * (1.5 if gain > 2 else 1), 0.7)
    return changed(layer, **options)


def _woken(brief: SceneBrief) -> SceneBrief:
    """A scene of the night in colours as they are by day."""

    def change(colour: Rgb) -> Rgb:
        light = linear(colour)
        grey = luminance(colour)
        lifted = 0.06 + 0.72 * grey**0.5
        red, green, blue = (lifted + (c - grey) * (0.7 * lifted / max(grey, 0.02)) for c in light)
        return encoded((red, green, blue))

    def dimmed(layer: Layer) -> Layer:
        if layer.kind not in ("bokeh", "bulbs", "spots"):
            return layer
        return changed(layer, brightness=0.22 * float(layer.options.get("brightness", 0.6)))

    return each(recoloured(brief, change), dimmed)
