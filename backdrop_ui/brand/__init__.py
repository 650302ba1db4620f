"""A brand in a scene: its colours steer every colour of it, its logo is on a wall, on the floor or on a banner."""

from .colours import hex_of, parse_colours
from .logo import colours_of_logo, load_logo
from .pull import Standing, gap, pulled
from .recolour import branded
from .wishes import NO_BRAND, Brand, LogoChoice, in_brand

__all__ = [
    "NO_BRAND",
    "Brand",
    "LogoChoice",
    "Standing",
    "branded",
    "colours_of_logo",
    "gap",
    "hex_of",
    "in_brand",
    "load_logo",
    "parse_colours",
    "pulled",
]
