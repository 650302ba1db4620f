"""Colours by name and as arithmetic: gains in linear light, hue and chroma in Oklab."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import ImageColor

from ..arrays import Rgb

_NOT_MEANT = {"snow", "linen", "chocolate", "wheat", "peru", "tomato", "plum", "orchid", "thistle", "sienna"}
_OWN = {
    "gold": "#d9a93c", "rose": "#e8a0a8", "rose gold": "#d9a08c", "mustard": "#d8a22e", "burgundy": "#6f1a2e",
    "wine": "#6a1b33", "mint": "#a9e0c4", "peach": "#ffc09a", "apricot": "#f8b884", "terracotta": "#c4694a",
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

STRONG = 0.09
"""Chroma in Oklab above which a colour is one, rather than a tinted grey."""

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


def gained(gain: Rgb, saturation: float = 1.0) -> Change:
    """Every channel times its gain, in linear light, then less or more colour."""

    def change(colour: Rgb) -> Rgb:
        light = [c * g for c, g in zip(linear(colour), gain, strict=True)]
        grey = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
        red, green, blue = (grey + (c - grey) * saturation for c in light)
        return encoded((red, green, blue))

    return change


# ---- Oklab: Björn Ottosson, "A perceptual color space for image processing", 2020 ---------------------------------


def oklab(colour: Rgb) -> Rgb:
    r, g, b = linear(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_oklab(lab: Rgb) -> Rgb:
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return encoded(
        (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
    )


def towards(targets: Sequence[Rgb], share: float = 0.8) -> Change:
    """Hue and chroma of the targets: strong colours go to the target nearest in hue, greyish ones by their lightness.

    Lightness moves by a quarter as much, so that the drawing stays what it was; near-greys stay calmer than the rest.
    """
    labs = sorted((oklab(target) for target in targets), key=lambda lab: lab[0])

    def change(colour: Rgb) -> Rgb:
        light, a, b = oklab(colour)
        chroma = (a * a + b * b) ** 0.5
        target = labs[int(min(max((light - 0.28) / 0.55, 0.0), 0.999) * len(labs))]
        if chroma > STRONG:
            target = max(labs, key=lambda lab: (lab[1] * a + lab[2] * b) / (lab[1] ** 2 + lab[2] ** 2 + 1e-6) ** 0.5)
        strength = share * (0.45 + 0.55 * min(1.0, chroma / 0.08))
        # Near black and white there is room for little chroma; what does not fit would change the hue.
        room = min(1.0, 4.5 * light * (1.12 - light))
        return from_oklab(
            (
                light + (target[0] - light) * share * 0.25,
                a + (target[1] * room - a) * strength,
                b + (target[2] * room - b) * strength,
            )
        )

    return change
