"""Colours by name, and gains in linear light."""

from __future__ import annotations

from collections.abc import Callable

from PIL import ImageColor

from ..arrays import Rgb

_NOT_MEANT = {"snow", "linen", "chocolate", "wheat", "peru", "tomato", "plum", "orchid", "thistle", "sienna"}
_OWN = {
    "gold": "#d9a93c", "rose": "#e8a0a8", "rose gold": "#d9a08c", "mustard": "#d8a22e", "burgundy": "#6f1a2e",
    "wine red": "#6a1b33", "mint": "#a9e0c4", "peach": "#ffc09a", "apricot": "#f8b884", "terracotta": "#c4694a",
    "sage": "#a3b18a", "emerald": "#1f8f5f", "cream": "#f4e9d2", "ivory": "#f6f0e0", "champagne": "#ecd9b4",
    "copper": "#b8703c", "bronze": "#a8743a", "blush": "#f0c4c0", "lilac": "#c4a4dc", "mauve": "#b088a8",
    "charcoal": "#2f3338", "rust": "#b0522c", "ochre": "#c4882e", "sand": "#dcc49c", "denim": "#3f6490",
    "baby blue": "#a9d0ee", "sky blue": "#87c4ee", "royal blue": "#2f55c4", "navy blue": "#16244e", "navy": "#16244e",
    "dark blue": "#14285c", "light blue": "#a4cce8", "dark green": "#174a30", "light green": "#a4d49a",
    "forest green": "#265c3a", "hot pink": "#f03c94", "light pink": "#f8c0d0", "dark red": "#7a1420",
    "blood red": "#7a0f16", "bottle green": "#124a36", "petrol": "#1a5664", "aqua": "#4cc8d0", "cyan": "#35c4dc",
    "pink": "#f48fb4", "green": "#4f9a4f", "red": "#cc2f36", "blue": "#3868c8", "yellow": "#f4c93c",
    "purple": "#7c46a8",
    "orange": "#f0893a", "lime": "#a4d03c", "magenta": "#d0389c", "brown": "#80553a", "silver": "#c2c6cc",
    "beige": "#e0d0b8", "violet": "#8450b8", "lavender": "#b8a4e0", "khaki": "#b0a470",
    "olive": "#7a7f3a",
    "dusty pink": "#d8a4a8", "dusty rose": "#c8949a", "off white": "#f2ede4", "salmon": "#f0907c", "coral": "#f4806a",
    "ruby": "#9a1238", "sapphire": "#16449a", "amber": "#f0a52a", "cobalt": "#1c4fb0", "eggplant": "#4a2448",
    "dark grey": "#44474c", "light grey": "#d4d6d8", "grey": "#8e9196", "gray": "#8e9196",
}  # fmt: skip
NAMED: dict[str, str] = {name: name for name in ImageColor.colormap if name not in _NOT_MEANT} | _OWN
"""CSS colours that nobody means otherwise, and common names; as a photograph shows them rather than as a screen can."""

Change = Callable[[Rgb], Rgb]


def rgb(colour: str | Rgb) -> Rgb:
    """A name or `#rrggbb` to sRGB in [0, 1]."""
    if not isinstance(colour, str):
        return colour
    red, green, blue = (channel / 255 for channel in ImageColor.getrgb(NAMED.get(colour, colour))[:3])
    return red, green, blue


def linear(colour: Rgb) -> Rgb:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return red, green, blue


def encoded(light: Rgb) -> Rgb:
    """Linear light to sRGB, clipped to [0, 1]."""
    clipped = (min(max(c, 0.0), 1.0) for c in light)
    red, green, blue = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in clipped)
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Of an sRGB colour, in [0, 1]."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(a: Rgb, b: Rgb, share: float) -> Rgb:
    """`share` of b, in linear light."""
    red, green, blue = (x + (y - x) * share for x, y in zip(linear(a), linear(b), strict=True))
    return encoded((red, green, blue))
