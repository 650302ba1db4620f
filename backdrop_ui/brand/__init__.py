"""A brand in a scene: its colours steer every colour of it, its logo is on a wall, on the floor or on a banner."""

from .colours import hex_of, parse_colours
from .logo import colours_of_logo, load_logo
from .pull import Standing, pulled
from .recolour import branded

__all__ = ["Standing", "branded", "colours_of_logo", "hex_of", "load_logo", "parse_colours", "pulled"]
