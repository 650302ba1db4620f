"""Skins stacked into one picture of surfaces, ready to be lit: hair, relief and markings are laid on here."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ....arrays import Array
from .noise import noise, strands
from .parts import Patch, Skin
from .solids import Surface, View, extent, sculpt

CHANNELS = {"z": 0, "normal": slice(1, 4), "colour": slice(4, 7), "gloss": 7, "metal": 8, "glow": 9, "sheer": 10}
_DEPTH = 11
_LARGE = 0.03  # square units


class Stage:
    """A picture of surfaces being filled, back to front, by z.

    values: (11, H, W), the `CHANNELS`, premultiplied by alpha until `finish`; alpha: (H, W).
    """

    def __init__(self, view: View, seed: int) -> None:
        self.view = view
        self.seed = seed
        self.values = np.zeros((_DEPTH, view.height, view.width), np.float32)
        self.alpha = np.zeros((view.height, view.width), np.float32)
        self._front = np.full((view.height, view.width), -10, np.float32)

    def add(self, skin: Skin) -> None:
        """Sculpt a skin, dress it, and let it hide what lies behind it."""
        look, view = skin.look, self.view
        margin = 2.5 * look.fur + 3 / view.scale
        box = extent(skin.parts) + np.array([-1, -1, 1, 1], np.float32) * margin
        rows, columns = view.window(box)
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        surface = self._form(skin, rows, columns, margin)
        places = view.grid(rows, columns)
        if look.mottle:
            wobble = noise(*places, look.grain * 2.5, self.seed) + 0.6 * noise(*places, look.grain, self.seed + 1)
            surface.colour *= 1 + np.float32(look.mottle * 0.25) * wobble
        if look.bumps:
            _pebble(surface, look.bumps * noise(*places, look.grain, self.seed + 2), look.grain * view.scale)
        if look.fur:
            _comb(surface, skin, places, view.scale, self.seed)
        self._stack(surface, skin, rows, columns)

    def _form(self, skin: Skin, rows: slice, columns: slice, margin: float) -> Surface:
        """Sculpt and paint a skin: large ones at half size, since form and markings are smooth and hair is not."""
        tall, wide = rows.stop - rows.start, columns.stop - columns.start
        coarse = tall * wide > _LARGE * self.view.scale**2
        view = self.view.window_view(rows, columns, 2 if coarse else 1)
        whole = slice(0, view.height), slice(0, view.width)
        surface = sculpt(skin.parts, view, *whole, margin)
        places = view.grid(*whole)
        for patch in skin.patches:
            _paint(surface, patch, places, self.seed)
        return surface.resized(wide, tall) if coarse else surface

    def _stack(self, surface: Surface, skin: Skin, rows: slice, columns: slice) -> None:
        scale = np.float32(self.view.scale)
        z = surface.z + np.float32(skin.lift)
        front = self._front[rows, columns]
        cover = np.clip(0.5 - surface.distance * scale, 0, 1)
        shown = cover * np.clip(0.5 + (z - front) * scale * 0.5, 0, 1)
        look = skin.look
        layer = np.empty((_DEPTH, *z.shape), np.float32)
        layer[0], layer[1:4], layer[4:7] = z, surface.normal, surface.colour
        for index, value in zip(range(7, 11), (look.gloss, look.metal, look.glow, look.sheer), strict=True):
            layer[index] = value
        window = self.values[:, rows, columns]
        window += (layer - window) * shown
        # Outside the outlines so far the layer's values are already mixed with nothing: premultiplied, as alpha is.
        self.alpha[rows, columns] += (1 - self.alpha[rows, columns]) * shown
        self._front[rows, columns] = np.where(cover > 0.5, np.maximum(front, z), front)

    def finish(self) -> Array:
        """(11, H, W) straight values: what was premultiplied is divided out."""
        return np.asarray(self.values / np.maximum(self.alpha, 1e-4), np.float32)


def _paint(surface: Surface, patch: Patch, places: tuple[Array, Array], seed: int) -> None:
    """Mix a patch's colour in where the surface lies inside its ellipsoid."""
    x, y = places
    offset = x - patch.centre[0], y - patch.centre[1], surface.z - patch.centre[2]
    form = (patch.pose / np.float32(patch.radii)).T.astype(np.float32)
    size = min(patch.radii)
    edge = np.sqrt(sum((row[0] * offset[0] + row[1] * offset[1] + row[2] * offset[2]) ** 2 for row in form))
    if patch.ragged:
        edge += np.float32(0.3 * patch.ragged) * noise(x, y, max(size * 0.35, 0.012), seed + 3)
    inside = np.clip((1 - edge) / np.float32(patch.softness) + 0.5, 0, 1)
    inside = inside * inside * (3 - 2 * inside) * np.float32(patch.strength)
    surface.colour += (np.float32(patch.colour)[:, None, None] - surface.colour) * inside


def _pebble(surface: Surface, relief: Array, grain_px: float) -> None:
    """Tilt the normals by a relief's slope."""
    slope = np.float32(grain_px * 0.35)
    surface.normal[0] -= cv2.Sobel(relief, cv2.CV_32F, 1, 0, scale=0.125) * slope
    surface.normal[1] += cv2.Sobel(relief, cv2.CV_32F, 0, 1, scale=0.125) * slope


def _comb(surface: Surface, skin: Skin, places: tuple[Array, Array], scale: float, seed: int) -> None:
    """Hair: strands along the flow tilt the normals, shade the colour and fray the outline."""
    fur, (nx, ny, nz) = np.float32(skin.look.fur), surface.normal
    away = [p - np.float32(f) for p, f in zip((*places, surface.z), skin.flow, strict=True)]
    along = away[0] * nx + away[1] * ny + away[2] * nz
    # Hair lies along the skin, stands off it a little, and hangs.
    flow_x, flow_y = away[0] - along * nx, away[1] - along * ny
    length = np.sqrt(flow_x**2 + flow_y**2 + (away[2] - along * nz) ** 2) + np.float32(1e-4)
    off = 1.0 - 0.65 * np.clip(nz, 0, 1)
    flow_x, flow_y = flow_x / length + off * nx, flow_y / length + off * ny
    length = np.maximum(np.sqrt(flow_x**2 + flow_y**2), 0.35)
    flow_x, flow_y = flow_x / length, -flow_y / length  # rows run downwards
    fine = noise(*places, float(fur) * 0.08, seed + 4)
    tuft = noise(*places, float(fur) * 0.22, seed + 5)
    hair = strands(flow_x, flow_y, 0.6 * fine + 0.75 * tuft, float(fur) * scale)
    slope = np.float32(0.16 * float(fur) * scale * 0.12)
    surface.normal[0] -= np.clip(cv2.Sobel(hair, cv2.CV_32F, 1, 0, scale=0.125) * slope, -0.35, 0.35)
    surface.normal[1] += np.clip(cv2.Sobel(hair, cv2.CV_32F, 0, 1, scale=0.125) * slope, -0.35, 0.35)
    surface.colour *= np.clip(1 + 0.10 * hair, 0.7, 1.3)
    surface.distance -= fur * np.clip(0.15 * hair, -0.3, 0.3)
    surface.z += fur * np.float32(0.12) * hair


def stack(skins: Sequence[Skin], view: View, seed: int) -> Stage:
    """All skins on one stage, the farthest first."""
    stage = Stage(view, seed)
    for skin in sorted(skins, key=_depth):
        stage.add(skin)
    return stage


def _depth(skin: Skin) -> float:
    depths = []
    for part in skin.parts:
        limbs = getattr(part, "limbs", [part])
        depths += [limb.centre[2] if hasattr(limb, "centre") else limb.start[2] for limb in limbs]
    return float(np.mean(depths)) + skin.lift
