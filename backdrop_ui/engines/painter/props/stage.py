"""Skins stacked into one picture of surfaces, ready to be lit: hair, relief and markings are laid on here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .blades import Blades, lay
from .dressing import bands, comb, lie, paint, pebble, trim
from .noise import noise, scales
from .parts import Look, f32
from .skin import Skin
from .solids import Surface, grown, sculpt, thickness
from .view import View

Z, NORMAL, COLOUR, GLOSS = 0, slice(1, 4), slice(4, 7), 7  # the channels; gloss, metal, glow, sheer close the list
_DEPTH = 11
_LARGE = 0.03  # square units
_THIN_PX = 8.0  # half size would break up what is thinner


class Stage:
    """A picture of surfaces being filled, back to front, by z.

    values: (11, H, W), z, normal, colour, gloss, metal, glow and sheer, premultiplied by alpha; alpha: (H, W).
    """

    def __init__(self, view: View, seed: int) -> None:
        self.view = view
        self.seed = seed
        self.values = np.zeros((_DEPTH, view.height, view.width), np.float32)
        self.alpha = np.zeros((view.height, view.width), np.float32)
        self._front = np.full((view.height, view.width), -10, np.float32)

    def add(self, skin: Skin | Blades) -> None:
        """Sculpt a skin, dress it, and let it hide what lies behind it."""
        view = self.view
        margin = 1.2 * skin.look.fur + 3 / view.scale
        left, bottom, right, top = skin.extent.tolist()
        rows, columns = view.window((left - margin, bottom - margin, right + margin, top + margin))
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        window = view.window_view(rows, columns, 1)
        surface = lay(skin, window) if isinstance(skin, Blades) else self._form(skin, window, margin)
        self._stack(surface, skin.look, skin.lift, rows, columns)

    def _form(self, skin: Skin, view: View, margin: float) -> Surface:
        """Sculpt and dress a skin: if large, first at half size, since form and markings are smooth, then in detail."""
        look = skin.look
        coarse = view.height * view.width > _LARGE * view.scale**2 and thickness(skin.parts) * view.scale > _THIN_PX
        sketch = view.window_view(slice(0, view.height), slice(0, view.width), 2 if coarse else 1)
        whole = slice(0, sketch.height), slice(0, sketch.width)
        surface, places = sculpt(skin.parts, sketch, *whole, margin), sketch.grid(*whole)
        for patch in skin.patches:
            paint(surface, patch, places, self.seed)
        if look.mottle:
            wobble = noise(*places, look.grain * 5, self.seed) + 0.6 * noise(*places, look.grain * 2, self.seed + 1)
            surface.colour *= 1 + look.mottle * 0.16 * wobble
        for cut in skin.cuts:
            trim(surface, cut, places)
        flow = lie(surface, skin.flow, places) if look.fur else None
        if coarse:
            surface = surface.resized(view.width, view.height)
            flow = (grown(flow[0], surface.z), grown(flow[1], surface.z)) if flow else None
        if look.bumps:
            relief = scales(*view.grid(slice(0, view.height), slice(0, view.width)), look.grain, self.seed)
            pebble(surface, look.bumps, relief, look.grain * view.scale)
        if flow:
            comb(surface, flow, look.fur, view, self.seed)
        return surface

    def _stack(self, surface: Surface, look: Look, lift: float, rows: slice, columns: slice) -> None:
        scale = np.float32(self.view.scale)
        sharp = np.float32(1 / max(2 / self.view.scale, 0.7 * look.fur))  # fur grows out of what is level with it
        for band in bands(rows.stop - rows.start):
            window = np.s_[rows.start + band.start : rows.start + band.stop, columns]
            z = surface.z[band] + np.float32(lift)
            front, alpha, values = self._front[window], self.alpha[window], self.values[:, *window]
            cover = np.clip(0.5 - surface.distance[band] * scale, 0, 1)
            if look.soft:
                cover = np.clip(-surface.distance[band] / look.soft, 0, 1) ** 2
            shown = cover * np.clip(0.5 + (z - front) * sharp, 0, 1)
            # Values start at 0 with alpha 0, so they stay premultiplied by it.
            alpha += (1 - alpha) * shown
            values[Z] += (z - values[Z]) * shown
            values[NORMAL] += (surface.normal[:, band] - values[NORMAL]) * shown
            values[COLOUR] += (surface.colour[:, band] - values[COLOUR]) * shown
            numbers = f32([look.gloss, look.metal, look.glow, look.sheer])[:, None, None]
            values[GLOSS:] += (numbers - values[GLOSS:]) * shown
            if not look.soft:
                np.copyto(front, np.maximum(front, z), where=cover > 0.5)


def stack(skins: Sequence[Skin | Blades], view: View, seed: int) -> Stage:
    """All skins on one stage, the farthest first: painted later, a skin covers what is level with it."""
    stage = Stage(view, seed)
    for skin in sorted(skins, key=lambda skin: skin.depth):
        stage.add(skin)
    return stage
