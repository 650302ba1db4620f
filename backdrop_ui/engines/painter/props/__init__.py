"""Props: things drawn as solids and shapes with real light on them, each an RGBA cut-out for the Painter's scenes."""

from __future__ import annotations

from ....arrays import Array, Rgb
from ....brief import Light
from ....errors import SceneError
from .catalogue import PROPS, PropFacts
from .picture import fit

__all__ = ["PROPS", "PropFacts", "draw_prop"]


def draw_prop(kind: str, height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """Draw a prop.

    Args:
        kind: a name in `PROPS`.
        height_px: rows of the picture, at least 1.
        seed: varies pose, proportions, colouring and side; the same seed gives the same prop at every size.
        light: the scene's light; it shades the prop.
        tint: recolours what the kind lets recolour, sRGB in [0, 1].
    Returns:
        (height_px, w, 4) straight (not premultiplied) sRGB RGBA in [0, 1], cropped to what is visible, standing on its
        lower edge or hanging from its upper; colours go on beyond alpha, so that resizing makes no dark fringe.
    Raises:
        SceneError: for an unknown kind.
        ValueError: for a height below 1.
    """
    if kind not in PROPS:
        raise SceneError(f"There is no prop named {kind!r}; choose one of: {', '.join(sorted(PROPS))}.")
    if height_px < 1:
        raise ValueError(f"expected a height of at least 1 pixel, got {height_px}")
    return fit(PROPS[kind].draw(height_px, seed, light, tint), height_px)
