"""Hours and weather in a room: they stay outside the window, and change the light that comes in."""

from __future__ import annotations

from ..brief import Layer, SceneBrief
from .colours import rgb
from .sketch import LAMPS, before, changed, each, lit, without

ROOMS: dict[str, tuple[dict[str, object], str, str, float, str]] = {
    "dawn": ({"tint": "#f4dcdc", "exposure": -0.3, "saturation": 0.9}, "#ffd2b8", "#b49cc8", 1.3, "#ffd8c4"),
    "morning": ({"tint": "#fff6e6", "exposure": 0.1}, "#e8f4ff", "#bcd2c0", 2.0, "#fff2dc"),
    "noon": ({"exposure": 0.18, "saturation": 1.05}, "#f2faff", "#c4e0b8", 2.4, "#fffaf2"),
    "golden hour": ({"tint": "#ffe2b4", "exposure": -0.05}, "#ffe2a8", "#e0a868", 2.2, "#ffd08c"),
    "sunset": ({"tint": "#ffcfa4", "exposure": -0.25}, "#ff9a66", "#a8608a", 1.7, "#ffb070"),
    "dusk": ({"tint": "#d0c4d8", "exposure": -0.75, "vignette": 0.35}, "#5a6cb0", "#2a3468", 1.3, "#ffd2a0"),
    "night": ({"tint": "#ffd6a8", "exposure": -1.35, "vignette": 0.55}, "#141e44", "#0c1430", 1.2, "#ffc890"),
}
"""By hour: the grade, the window's view above and below with its brightness, and the colour of the key light."""

WEATHERS: dict[str, tuple[dict[str, object], str, str, float]] = {
    "clear": ({"exposure": 0.12}, "#d8ecff", "#bcd8b0", 2.2),
    "cloudy": ({"tint": "#e8ecf0", "exposure": -0.2, "saturation": 0.85}, "#c8d0d8", "#98a4a0", 1.4),
    "rain": ({"tint": "#d8e2ec", "exposure": -0.45, "saturation": 0.75}, "#8c9aa8", "#5c6a70", 1.1),
    "storm": ({"tint": "#c4d0e0", "exposure": -0.8, "saturation": 0.65, "vignette": 0.4}, "#59656f", "#343e48", 0.9),
    "snow": ({"tint": "#e6eef8", "exposure": -0.05, "saturation": 0.8}, "#e8eef6", "#f4f8ff", 1.7),
    "fog": ({"tint": "#ecf0f2", "exposure": -0.1, "saturation": 0.7, "contrast": 0.88}, "#dde2e4", "#ccd2d4", 1.5),
    "wind": ({}, "#cfe2f0", "#a8c49c", 1.6),
}


def indoors_at(brief: SceneBrief, hour: str) -> SceneBrief:
    """The room by the light of that hour; at night the lamps are on and no sun comes in."""
    grade, top, bottom, brightness, key = ROOMS[hour]
    if hour in ("night", "dusk"):
        brief = without(brief, ("window_light",))
        brief = lit(brief, elevation_deg=55, strength=0.5)
    elif hour in ("golden hour", "sunset", "dawn"):
        brief = lit(brief, elevation_deg=15)
    brief = each(_window(brief, top, bottom, brightness), _brighter_lamps if hour == "night" else lambda layer: layer)
    return before(lit(brief, colour=rgb(key)), LAMPS, Layer(kind="grade", **grade))


def indoors_in(brief: SceneBrief, weather: str) -> SceneBrief:
    """The room while it rains, snows or shines outside."""
    grade, top, bottom, brightness = WEATHERS[weather]
    if weather not in ("clear", "wind"):
        brief = without(brief, ("window_light",))
    return before(_window(brief, top, bottom, brightness), LAMPS, Layer(kind="grade", **grade))


def _window(brief: SceneBrief, top: str, bottom: str, brightness: float) -> SceneBrief:
    def change(layer: Layer) -> Layer:
        if layer.kind != "window":
            return layer
        return changed(layer, top=top, bottom=bottom, brightness=brightness)

    return each(brief, change)


def _brighter_lamps(layer: Layer) -> Layer:
    if layer.kind in ("bulbs", "bokeh"):
        return changed(layer, brightness=min(1.4 * float(layer.options.get("brightness", 1.0)), 8.0))
    return layer
