"""The Painter: backdrops drawn by rules, without any AI model.

A scene is a list of layers, back to front; each kind of layer is one function in a module named for its theme
(`skies`, `terrain`, `rooms`, ...), registered with the options it takes. They share a `Scene`.
"""

from .engine import PainterEngine
from .registry import LAYERS, check_layer

__all__ = ["LAYERS", "PainterEngine", "check_layer"]
