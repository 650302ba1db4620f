"""Seasons outdoors: what lies on the ground, what grows, and in which colours."""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, degrees, exp, hypot, radians, sin
from typing import Any

import numpy as np

from ..arrays import Rgb
from ..brand.oklab import lab_of, rgb_of
from ..brief import Layer, SceneBrief, recoloured
from .colours import mixed
from .sketch import AIR, LAMPS, before, changed, colour_of, each, has, last

UNDER_SNOW = ("grass", "sand", "dirt", "earth", "gravel")
WHITENED: dict[str, dict[str, float]] = {
    "terrain": {"cover": 0.75, "rock": 0.35},
    "trees": {"light": 0.72, "dark": 0.3},
    "foliage": {"light": 0.72, "dark": 0.3},
    "grove": {"leaves": 0.6, "glow": 0.7},
    "woodland": {"earth": 0.85, "moss": 0.85, "path": 0.8, "litter": 0.75},
}
"""How much of a layer's colours snow covers."""


def snowed_on(brief: SceneBrief) -> SceneBrief:
    """Snow on the ground, on hills and in the trees."""

    def whiter(paint: Any, share: float) -> Any:
        if isinstance(paint, list):
            return [whiter(one, share) for one in paint]
        return mixed(colour_of(brief, paint), (0.93, 0.96, 1.0), share)

    def change(layer: Layer) -> Layer | None:
        options = layer.options
        if layer.kind == "floor" and options.get("material") in UNDER_SNOW:
            return changed(layer, material="snow", light="#f2f7ff", dark="#a9bfde", gloss=0)
        if layer.kind == "grass":
            few = int(options.get("count", 1000)) // 4
            snowy = {"light": "#dfe8f4", "dark": "#93a4ba", "haze": "#e4ecf6" if options.get("haze") else None}
            return changed(layer, count=few, flowers=0, **snowy)
        shares = WHITENED.get(layer.kind, {})
        white = {name: whiter(options[name], share) for name, share in shares.items() if name in options}
        if options.get("haze") is not None:
            white["haze"] = whiter(options["haze"], 0.6)
        return None if layer.kind == "litter" else changed(layer, **white)

    return each(brief, change)


def in_season(brief: SceneBrief, season: str) -> SceneBrief:
    """The scene outdoors in this season."""
    if season == "winter":
        brief = snowed_on(brief)
        brief = before(brief, LAMPS, Layer(kind="grade", tint="#e2ecfc", saturation=0.72))
        if has(brief, "flakes"):
            return brief
        return last(brief, Layer(kind="flakes", count=70, radius=0.007, opacity=0.6, clear=0.4),
                    Layer(kind="motes", count=260, size=0.0022, glow=False, brightness=0.8))  # fmt: skip
    if season == "autumn":
        brief = recoloured(brief, _greens_to(60, 0.9))
        leaves = ["#e8902e", "#b8431f", "#f4b24a", "#8a2f1c"]
        drift = Layer(kind="scatter", shape="leaf", colours=leaves, count=44, size=0.028, clear=0.5, blur=0.0012)
        lying = Layer(kind="litter", colours=leaves, count=900, size_m=0.09, near_m=2.3, far_m=14)
        brief = before(brief, AIR, lying) if has(brief, "floor", "terrain") else brief
        return before(before(brief, LAMPS, drift), LAMPS, Layer(kind="grade", tint="#fff0d8", saturation=1.02))
    if season == "spring":
        brief = recoloured(brief, _greens_to(122, 1.15))
        petals = Layer(kind="scatter", shape="petal", colours=["#ffc2d8", "#fff0f4", "#ffa9c8"], count=60, size=0.017,
                       clear=0.45, blur=0.001, light=1)  # fmt: skip
        return before(before(brief, LAMPS, petals), LAMPS, Layer(kind="grade", exposure=0.1, contrast=0.95))
    brief = recoloured(brief, _greens_to(None, 1.2))
    return before(brief, LAMPS, Layer(kind="grade", tint="#fff6e2", exposure=0.12, saturation=1.15))


def _greens_to(hue_deg: float | None, chroma: float) -> Callable[[Rgb], Rgb]:
    """Turn greens (and yellowish greens) to a hue in Oklab, others stay."""

    def change(colour: Rgb) -> Rgb:
        light, a, b = map(float, lab_of(colour))
        strength, hue = hypot(a, b), degrees(atan2(b, a))
        share = exp(-(((hue - 125) / 28) ** 4)) * min(1.0, strength / 0.03)
        turned = hue if hue_deg is None else hue + (hue_deg - hue) * share
        grown = strength * (1 + (chroma - 1) * share)
        return rgb_of(np.array([light, grown * cos(radians(turned)), grown * sin(radians(turned))], np.float32))

    return change
