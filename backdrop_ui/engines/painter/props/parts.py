"""What a solid prop is made of: balls, limbs, blocks and sheets in a three-dimensional model space.

Model space is right-handed: x to the viewer's right, y up, z towards the viewer; the unit is about the prop's height.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ....arrays import Array, Rgb

Vec = tuple[float, float, float]


def turn(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Array:
    """A (3, 3) rotation from degrees: roll about z, then pitch about x (+ looks up), then yaw about y (+ right)."""
    y, p, r = np.radians([yaw, -pitch, roll])
    about_z = [[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]]
    about_x = [[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]]
    about_y = [[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]]
    return np.asarray(np.array(about_y) @ about_x @ about_z, np.float32)


STILL = turn()


@dataclass(frozen=True)
class Ball:
    """An ellipsoid. `blend` is how far, in units, it melts into what its skin already holds."""

    centre: Vec
    radii: Vec
    colour: Rgb
    blend: float = 0.03
    pose: Array = field(default_factory=lambda: STILL)

    def moved(self, pose: Array, offset: Array, size: float = 1.0) -> Ball:
        centre, radii = vec(pose @ point(self.centre, size) + offset), vec(point(self.radii, size))
        return replace(self, centre=centre, radii=radii, blend=self.blend * size, pose=pose @ self.pose)


@dataclass(frozen=True)
class Limb:
    """A rounded cone between two points."""

    start: Vec
    end: Vec
    start_radius: float
    end_radius: float
    colour: Rgb
    blend: float = 0.03

    def moved(self, pose: Array, offset: Array, size: float = 1.0) -> Limb:
        start, end = (vec(pose @ point(p, size) + offset) for p in (self.start, self.end))
        radii = self.start_radius * size, self.end_radius * size
        return Limb(start, end, *radii, self.colour, self.blend * size)


@dataclass(frozen=True)
class Tube:
    """Limbs end to end, which melt as one into their skin: a neck, a tail, a rope."""

    limbs: Sequence[Limb]
    colour: Rgb
    blend: float = 0.03

    def moved(self, pose: Array, offset: Array, size: float = 1.0) -> Tube:
        return replace(self, limbs=[limb.moved(pose, offset, size) for limb in self.limbs], blend=self.blend * size)


@dataclass(frozen=True)
class Block:
    """A box with edges rounded over about `blend` units; `halves` are half its sides."""

    centre: Vec
    halves: Vec
    colour: Rgb
    blend: float = 0.02
    pose: Array = field(default_factory=lambda: STILL)

    def moved(self, pose: Array, offset: Array, size: float = 1.0) -> Block:
        centre, halves = vec(pose @ point(self.centre, size) + offset), vec(point(self.halves, size))
        return replace(self, centre=centre, halves=halves, blend=self.blend * size, pose=pose @ self.pose)


@dataclass(frozen=True)
class Sheet:
    """A flat shape inside a closed outline: a leaf, a wing, a fin. `bevel` units from its edge it is level."""

    outline: Sequence[Vec]
    colour: Rgb
    bevel: float = 0.02
    blend: float = 0.004

    def moved(self, pose: Array, offset: Array, size: float = 1.0) -> Sheet:
        points = [vec(pose @ point(p, size) + offset) for p in self.outline]
        return replace(self, outline=points, bevel=self.bevel * size, blend=self.blend * size)


@dataclass(frozen=True)
class Cut:
    """What lies beyond a plane, on the side its normal points to, is cut off."""

    point: Vec
    normal: Vec

    def moved(self, pose: Array, offset: Array, size: float = 1.0) -> Cut:
        return Cut(vec(pose @ point(self.point, size) + offset), vec(pose @ point(self.normal)))


FLOOR = Cut((0.0, 0.0, 0.0), (0.0, -1.0, 0.0))

Part = Ball | Limb | Tube | Block | Sheet


@dataclass(frozen=True)
class Patch:
    """A soft-edged region of another colour: an ellipsoid in model space whose inside is repainted.

    softness: width of the edge in radii; ragged: how much noise moves the edge; strength: opacity.
    """

    centre: Vec
    radii: Vec
    colour: Rgb
    softness: float = 0.25
    ragged: float = 0.3
    strength: float = 1.0
    pose: Array = field(default_factory=lambda: STILL)

    def moved(self, pose: Array, offset: Array, size: float = 1.0) -> Patch:
        centre, radii = vec(pose @ point(self.centre, size) + offset), vec(point(self.radii, size))
        return replace(self, centre=centre, radii=radii, pose=pose @ self.pose)


@dataclass(frozen=True)
class Look:
    """How a skin answers to light, every number in [0, 1] unless said.

    fur: length of the hair in units, 0 for none; bumps: relief of a pebbled skin; gloss: strength of the highlight;
    metal: mirrors its surroundings in its own colour; glow: shines by itself; sheer: lets light through;
    mottle: unevenness of the colour; grain: size of bumps and mottling in units; soft: how
    deep inside its outline, in units, it becomes solid: for glows and vapour.
    """

    fur: float = 0.0
    bumps: float = 0.0
    gloss: float = 0.0
    metal: float = 0.0
    glow: float = 0.0
    sheer: float = 0.2
    mottle: float = 0.0
    grain: float = 0.03
    soft: float = 0.0

    def scaled(self, size: float) -> Look:
        """The same look on a thing `size` times as large."""
        lengths = {name: getattr(self, name) * size for name in ("fur", "grain", "soft")}
        return replace(self, **lengths)


def tube(points: Sequence[Vec], radii: Sequence[float], colour: Rgb, steps: int = 4, blend: float = 0.03) -> Tube:
    """A tube along the Catmull-Rom curve through `points`, its radii following along."""
    rows = spline(np.array([[*p, r] for p, r in zip(points, radii, strict=True)], np.float32), steps)
    rows[:, 3] = np.maximum(rows[:, 3], 1e-3)
    return Tube(
        [Limb(vec(a), vec(b), float(a[3]), float(b[3]), colour, 0.08 * float(a[3])) for a, b in pairwise(rows)],
        colour,
        blend,
    )


def spline(points: Array, steps: int, closed: bool = False) -> Array:
    """Points on the Catmull-Rom curve through `points` (n, d): `steps` to a span."""
    p = np.asarray(points, np.float32)
    p = np.concatenate([p[-1:], p, p[:2]]) if closed else np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.arange(steps, dtype=np.float32)[None, :, None] / np.float32(steps)
    a, b, c, d = (p[i : len(p) - 3 + i, None] for i in range(4))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    curve = curve.reshape(-1, p.shape[1])
    return np.asarray(curve if closed else np.concatenate([curve, p[-2:-1]]), np.float32)


def vec(v: npt.ArrayLike) -> Vec:
    """The first three numbers of an array as a point."""
    x, y, z = np.asarray(v, float)[:3].tolist()
    return x, y, z


def f32(values: npt.ArrayLike) -> Array:
    """Numbers as a float32 array."""
    return np.asarray(values, np.float32)


def point(v: Vec, size: float = 1.0) -> Array:
    """A point as an array, `size` times as far from the origin."""
    return np.array(v, np.float32) * size
