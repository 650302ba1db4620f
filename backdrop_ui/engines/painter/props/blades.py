"""Foliage: many thin folded blades (leaves, needles, petals) drawn as small flat pieces, the farthest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ....arrays import Array
from .parts import Look, Vec, f32, spline
from .solids import Surface
from .view import View

GREEN = Look(sheer=0.7, gloss=0.15)


def outline(*widths: float, pieces: int = 10) -> tuple[float, ...]:
    """A blade's profile: a smooth curve through relative widths from base to tip."""
    curve = spline(np.array(widths, np.float32)[:, None], 16)[:, 0].clip(0)
    return tuple(np.interp(np.linspace(0, 1, pieces + 1), np.linspace(0, 1, len(curve)), curve).tolist())


LEAF = outline(0.0, 0.75, 1.0, 0.75, 0.0, pieces=6)
OVAL = outline(0.05, 0.75, 1.0, 0.95, 0.6, 0.0)
NEEDLE = (1.0, 0.8, 0.0)
_FINER = 2  # drawn at twice the size, then averaged: edges get 4 levels, and the fill stays cheap


@dataclass(frozen=True)
class Blades:
    """n blades, each along a bent spine from base over middle to tip.

    base, middle, tip, up (the side that faces the sky), colour, tip_colour: (n, 3); width: (n,), in units. profile:
    widths along the blade relative to `width`; fold: how far the halves tilt about the midrib, 0 is flat; swell:
    (n, 3), the normals of the crown or bush that the blades make up together: they are lit by it more than by theirs.
    """

    base: Array
    middle: Array
    tip: Array
    up: Array
    width: Array
    colour: Array
    tip_colour: Array
    profile: Sequence[float] = LEAF
    fold: float = 0.35
    look: Look = GREEN
    lift: float = 0.0
    swell: Array | None = None

    def moved(self, pose: Array, offset: Vec = (0.0, 0.0, 0.0), size: float = 1.0) -> Blades:
        """The same blades made `size` times as large and turned, both about the origin, then shifted."""
        shift = np.array(offset, np.float32)
        base, middle, tip = (f32((p * size) @ pose.T + shift) for p in (self.base, self.middle, self.tip))
        swell = None if self.swell is None else self.swell @ pose.T
        up, lift, width = self.up @ pose.T, self.lift * size, self.width * size
        return replace(self, base=base, middle=middle, tip=tip, up=up, width=width, lift=lift, swell=swell)

    def joined(self, others: Sequence[Blades]) -> Blades:
        """These blades and others of the same look in one heap: drawn together, they cost one picture."""
        rows = [(b.base, b.middle, b.tip, b.up, b.width, b.colour, b.tip_colour) for b in (self, *others)]
        base, middle, tip, up, width, colour, tip_colour = (f32(np.concatenate(v)) for v in zip(*rows, strict=True))
        return Blades(base, middle, tip, up, width, colour, tip_colour, self.profile, self.fold, self.look, self.lift)

    @property
    def depth(self) -> float:
        return float(self.middle[:, 2].mean()) + self.lift

    @property
    def extent(self) -> Array:
        """The box (left, bottom, right, top) around the blades, in units."""
        points = np.concatenate([self.base, self.middle, self.tip])[:, :2]
        reach = float(self.width.max()) / 2
        return np.concatenate([points.min(0) - reach, points.max(0) + reach])


def lay(blades: Blades, view: View) -> Surface:
    """Draw blades into a view: cover becomes the distance to an outline, so that they stack like any skin."""
    corners, normals, colours = _pieces(blades)
    scale = view.scale * _FINER
    pixels = (corners[..., :2] - f32([view.left, view.top])) * f32([scale, -scale]) - 0.5
    fixed = np.round(pixels * 16).astype(np.int32)
    depth = corners[..., 2].mean(1)
    # Whole blades in order, so that two that cross don't interlock like combs.
    whole = depth.reshape(2, len(blades.width), -1).mean((0, 2))
    owner = np.broadcast_to(whole[None, :, None], (2, len(whole), len(depth) // len(whole) // 2)).ravel()
    which = np.zeros((view.height * _FINER, view.width * _FINER), np.int32)  # piece + 1, 0 where there is none
    for index in np.lexsort((depth, owner)).tolist():
        cv2.fillConvexPoly(which, fixed[index], index + 1, cv2.LINE_8, 4)
    pieces = np.column_stack([normals, depth, colours, np.ones(len(depth))])
    drawn = f32(np.concatenate([np.zeros((1, 8)), pieces]))[which]
    halved = cv2.resize(drawn, (view.width, view.height), interpolation=cv2.INTER_AREA)
    cover = np.ascontiguousarray(halved[..., 7])
    values = np.moveaxis(halved, -1, 0) / np.maximum(cover, 1e-3)
    return Surface(f32((0.5 - cover) / view.scale), values[3], values[:3], values[4:7])


def _pieces(blades: Blades) -> tuple[Array, Array, Array]:
    """Corners (m, 4, 3), normals (m, 3) towards the viewer and colours (m, 3) of the flat pieces of all blades."""
    count = len(blades.profile)
    t = np.linspace(0, 1, count, dtype=np.float32)[None, :, None]
    base, middle, tip = (p[:, None] for p in (blades.base, blades.middle, blades.tip))
    spine = base * (1 - t) ** 2 + (2 * middle - 0.5 * (base + tip)) * 2 * t * (1 - t) + tip * t**2
    along = np.gradient(spine, axis=1)
    side = _unit(np.cross(along, blades.up[:, None]))
    over = _unit(np.cross(side, along))
    half = side * (blades.width[:, None] * f32(blades.profile) / 2)[..., None]
    sink = over * np.linalg.norm(half, axis=-1, keepdims=True) * np.float32(blades.fold)
    shade = blades.colour[:, None] * (1 - t) + blades.tip_colour[:, None] * t
    corners, normals, colours = [], [], []
    for sign in (-1, 1):
        edge = spine + sign * half + sink
        corners.append(np.stack([spine[:, :-1], edge[:, :-1], edge[:, 1:], spine[:, 1:]], 2).reshape(-1, 4, 3))
        normals.append(_unit(over - sign * np.float32(blades.fold) * side)[:, :-1].reshape(-1, 3))
        colours.append((shade[:, :-1] * np.float32(1 - 0.06 * sign)).reshape(-1, 3))
    normal = np.concatenate(normals)
    normal *= np.where(normal[:, 2:] < 0, -1, 1)
    if blades.swell is not None:
        normal = _unit(0.4 * normal + 0.6 * np.tile(np.repeat(blades.swell, count - 1, axis=0), (2, 1)))
    return np.concatenate(corners), normal.astype(np.float32), np.concatenate(colours)


def blades_of(
    *values: npt.ArrayLike,
    profile: Sequence[float] = LEAF,
    fold: float = 0.35,
    look: Look = GREEN,
    lift: float = 0.0,
    swell: npt.ArrayLike | None = None,
) -> Blades:
    """Blades from base, middle, tip, up, width, colour and tip_colour; a single row serves all n."""
    rows = [np.asarray(v, np.float32) for v in values]
    n = len(rows[2])
    rows = [np.broadcast_to(v, (n,) if k == 4 else (n, 3)) for k, v in enumerate(rows)]  # 4 is the width
    base, middle, tip, up, width, colour, tip_colour = rows
    crown = None if swell is None else f32(swell)
    return Blades(base, middle, tip, up, width, colour, tip_colour, profile, fold, look, lift, crown)


def _unit(v: Array) -> Array:
    return np.asarray(v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-6), np.float32)
