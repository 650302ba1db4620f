"""Hours and weather in a room: they stay outside the window, and change the light that comes in."""

from __future__ import annotations

from ..brief import Layer, SceneBrief
from .colours import rgb
from .sketch import LAMPS, before, changed, each, has, is_dark, lit

ROOMS: dict[str, tuple[dict[str, object], str, str, str]] = {
    "dawn": ({"tint": "#f4dcdc", "exposure": -0.3, "saturation": 0.9}, "#ffd2b8", "#b49cc8", "#ffd8c4"),
    "morning": ({"tint": "#fff6e6", "exposure": 0.1}, "#e8f4ff", "#bcd2c0", "#fff2dc"),
    "noon": ({"exposure": 0.18, "saturation": 1.05}, "#f2faff", "#c4e0b8", "#fffaf2"),
    "golden hour": ({"tint": "#ffe2b4", "exposure": -0.05}, "#ffe2a8", "#e0a868", "#ffd08c"),
    "sunset": ({"tint": "#ffcfa4", "exposure": -0.25}, "#ff9a66", "#a8608a", "#ffb070"),
    "dusk": ({"tint": "#d0c4d8", "exposure": -0.75, "vignette": 0.35}, "#5a6cb0", "#2a3468", "#ffd2a0"),
    "night": ({"tint": "#ffd6a8", "exposure": -1.35, "vignette": 0.55}, "#141e44", "#0c1430", "#ffc890"),
}
"""By hour: the grade, the view from the window above and below, and the colour of the key light."""

WEATHERS: dict[str, tuple[dict[str, object], str, str]] = {
    "clear": ({"exposure": 0.12}, "#d8ecff", "#bcd8b0"),
    "cloudy": ({"tint": "#e8ecf0", "exposure": -0.2, "saturation": 0.85}, "#c8d0d8", "#98a4a0"),
    "rain": ({"tint": "#d8e2ec", "exposure": -0.45, "saturation": 0.75}, "#8c9aa8", "#5c6a70"),
    "storm": ({"tint": "#c4d0e0", "exposure": -0.8, "saturation": 0.65, "vignette": 0.4}, "#59656f", "#343e48"),
    "snow": ({"tint": "#e6eef8", "exposure": -0.05, "saturation": 0.8}, "#e8eef6", "#f4f8ff"),
    "fog": ({"tint": "#ecf0f2", "exposure": -0.1, "saturation": 0.7, "contrast": 0.88}, "#dde2e4", "#ccd2d4"),
    "wind": ({}, "#cfe2f0", "#a8c49c"),
}


DAYLIGHT: dict[str, dict[str, float]] = {
    "art_gallery": {"day": 1.6},
    "cafe": {"sun": 2.6, "day": 4.0},
    "home_office": {"sun": 5.0, "day": 4.5},
    "kitchen": {"sun": 4.0, "day": 4.0},
    "loft": {"sun": 6.0, "day": 3.5},
    "old_library": {"day": 6.0},
    "product_table": {"sun": 2.6},
    "sunlit_wall": {"sun": 3.2},
}
"""Rooms lit through their windows: the options that say how strongly, and what they are if a preset does not say."""

SUN_AND_DAY = {
    "dawn": (0.5, 0.5), "morning": (1.0, 1.0), "noon": (1.1, 1.2), "golden hour": (1.4, 0.8), "sunset": (1.2, 0.5),
    "dusk": (0.0, 0.2), "night": (0.0, 0.04), "clear": (1.15, 1.1), "cloudy": (0.15, 0.8), "rain": (0.0, 0.55),
    "storm": (0.0, 0.35), "snow": (0.1, 0.9), "fog": (0.0, 0.8), "wind": (1.0, 1.0),
}  # fmt: skip
"""What is left of sun and daylight at that hour or in that weather."""
SET = "cyclorama"
"""A photographer's bare paper: there are no lamps to be lit when it is dark, its own light is turned down."""
SET_TURNED_DOWN = {"dusk": -1.6, "night": -3.2}
"""By how many stops."""
LESS_DARK = 0.35
"""Where the windows themselves go dark, the grade has that much of its work left."""


def indoors_at(brief: SceneBrief, hour: str) -> SceneBrief:
    """The room by the light of that hour; at night the lamps are on and no sun comes in."""
    grade, top, bottom, key = ROOMS[hour]
    if hour in SET_TURNED_DOWN and has(brief, SET):
        return before(brief, LAMPS, Layer(kind="grade", exposure=SET_TURNED_DOWN[hour], vignette=grade["vignette"]))
    if hour in ("night", "dusk"):
        brief = lit(brief, elevation_deg=55, strength=0.5)
    elif hour in ("golden hour", "sunset", "dawn"):
        brief = lit(brief, elevation_deg=15)
    if hour == "night":
        brief = each(brief, _brighter_lamps)
    brief = lit(_view(brief, top, bottom), colour=rgb(key))
    return before(_daylight(brief, hour), LAMPS, _grade(brief, grade))


def indoors_in(brief: SceneBrief, weather: str) -> SceneBrief:
    """The room while it rains, snows or shines outside."""
    grade, top, bottom = WEATHERS[weather]
    brief = _view(brief, top, bottom)
    return before(_daylight(brief, weather), LAMPS, _grade(brief, grade))


def _grade(brief: SceneBrief, grade: dict[str, object]) -> Layer:
    exposure = float(str(grade.get("exposure", 0)))
    less = LESS_DARK if exposure < 0 and has(brief, *DAYLIGHT) else 1.0
    return Layer(kind="grade", **{**grade, "exposure": less * exposure})


def _daylight(brief: SceneBrief, when: str) -> SceneBrief:
    shares = dict(zip(("sun", "day"), SUN_AND_DAY[when], strict=True))

    def change(layer: Layer) -> Layer:
        options = DAYLIGHT.get(layer.kind, {})
        light = {name: float(layer.options.get(name, usual)) * shares[name] for name, usual in options.items()}
        return changed(layer, **light)

    return each(brief, change)


def _view(brief: SceneBrief, top: str, bottom: str) -> SceneBrief:
    """The sky outside the window; one that is dark anyway stays."""
    if is_dark(brief):
        return brief
    return each(brief, lambda layer: changed(layer, colours=[bottom, top]) if layer.kind == "sky" else layer)


def _brighter_lamps(layer: Layer) -> Layer:
    if layer.kind in ("bulbs", "bokeh"):
        return changed(layer, brightness=min(1.4 * float(layer.options.get("brightness", 1.0)), 8.0))
    return layer
