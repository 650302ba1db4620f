"""Figures modelled from forms that melt into one another, like clay, then lit as solids: animals, castles, sweets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ....arrays import Array, Rgb
from ..colour import linear
from ..kernels import forms as f
from ..props.parts import Vec, spline, turn
from ..vectors import cross

FORM = 32
ASIDE, AHEAD = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Stuff:
    """What a form is made of.

    colour: sRGB. fur: length of its hair, units, which lies along `lie`. gloss, sheer: 0 to 1. bump: relief of a hide
    whose scales are `grain` units wide. glow: light of its own.
    """

    colour: Rgb
    fur: float = 0.0
    gloss: float = 0.0
    bump: float = 0.0
    grain: float = 0.02
    glow: float = 0.0
    sheer: float = 0.0
    lie: Vec = (0.0, -1.0, -0.3)

    def row(self) -> list[float]:
        return [*linear(self.colour), self.fur, self.gloss, self.bump, self.grain, self.glow, self.sheer, *self.lie]


@dataclass
class Clay:
    """Forms in the order in which they melt together; units, x right, y up, z to the viewer."""

    forms: list[Array] = field(default_factory=list)

    def _add(
        self, kind: int, stuff: Stuff, centre: Array, axes: Array, size: Sequence[float], blend: float, bound: float
    ) -> None:
        row = np.zeros(FORM, np.float32)
        row[f.KIND], row[f.CENTRE : f.AXES], row[f.AXES : f.SIZE] = kind, centre, axes.ravel()
        row[f.SIZE : f.SIZE + len(size)], row[f.BLEND], row[f.BOUND] = size, max(blend, 1e-4), bound
        row[f.STUFF :] = stuff.row()
        self.forms.append(row)

    def ball(
        self, centre: Vec, radii: Vec | float, stuff: Stuff, blend: float = 0.03, pose: Array | None = None
    ) -> None:
        """An ellipsoid; `blend` is over how many units it melts into what is there."""
        size = (radii,) * 3 if isinstance(radii, float) else radii
        axes = np.eye(3, dtype=np.float32) if pose is None else pose.T
        self._add(f.BALL, stuff, np.array(centre), axes, size, blend, max(size))

    def limb(self, start: Vec, end: Vec, radii: tuple[float, float], stuff: Stuff, blend: float = 0.02) -> None:
        """A cone with round ends; hair lies along it."""
        a, b = np.array(start, float), np.array(end, float)
        way = b - a
        length = max(float(np.linalg.norm(way)), abs(radii[0] - radii[1]) * 1.02 + 1e-4)
        centre, axes = (a + b) / 2, _upright(way)
        if stuff.fur:
            stuff = replace(stuff, lie=tuple((way / length).tolist()))
        self._add(f.LIMB, stuff, centre, axes, (length / 2, *radii), blend, length / 2 + max(radii))

    def chain(
        self, points: Sequence[Vec], radii: Sequence[float], stuff: Stuff, blend: float = 0.02, steps: int = 4
    ) -> None:
        """Limbs along the smooth curve through points: a tail, a neck, a leg."""
        rows = spline(np.array([[*p, r] for p, r in zip(points, radii, strict=True)], np.float32), steps)
        for number, (a, b) in enumerate(zip(rows[:-1].tolist(), rows[1:].tolist(), strict=True)):
            join = blend if number == 0 else max(0.5 * min(a[3], b[3]), 1e-3)
            self.limb((a[0], a[1], a[2]), (b[0], b[1], b[2]), (max(a[3], 1e-3), max(b[3], 1e-3)), stuff, join)

    def box(
        self,
        centre: Vec,
        halves: Vec,
        stuff: Stuff,
        rounded: float = 0.01,
        blend: float = 0.0,
        pose: Array | None = None,
    ) -> None:
        axes = np.eye(3, dtype=np.float32) if pose is None else pose.T
        size = (*halves, min(rounded, *halves))
        self._add(f.BOX, stuff, np.array(centre), axes, size, blend, float(np.linalg.norm(halves)))

    def drum(
        self,
        start: Vec,
        end: Vec,
        radii: tuple[float, float],
        stuff: Stuff,
        rounded: float = 0.004,
        blend: float = 0.0,
    ) -> None:
        """A cylinder or a cone from start to end, with a radius at each."""
        a, b = np.array(start, float), np.array(end, float)
        half = float(np.linalg.norm(b - a)) / 2
        size = (half, *radii, min(rounded, half / 2))
        self._add(f.DRUM, stuff, (a + b) / 2, _upright(b - a), size, blend, float(np.hypot(half, max(radii))))

    def sheet(self, corners: Sequence[Vec], stuff: Stuff, thick: float = 0.006, blend: float = 0.006) -> None:
        """A triangle, `thick` units thick on either side: skin, cloth, a leaf."""
        points = np.array(corners, np.float32)
        middle = points.mean(axis=0)
        around = points - middle
        if np.linalg.norm(cross(around[1] - around[0], around[2] - around[0])) < 1e-7:
            return  # no area: nothing to see
        bound = float(np.linalg.norm(around, axis=1).max()) + thick
        self._add(f.SHEET, stuff, middle, around, (thick,), blend, bound)

    def paint(
        self,
        centre: Vec,
        radii: Vec | float,
        colour: Rgb,
        soft: float = 0.02,
        ragged: float = 0.01,
        strength: float = 1.0,
        pose: Array | None = None,
    ) -> None:
        """Repaint what lies inside an ellipsoid; its edge is `soft` units wide and `ragged` units uneven."""
        self.ball(centre, radii, Stuff(colour, gloss=strength, bump=ragged, grain=0.05), soft, pose)
        self.forms[-1][f.OPERATION] = f.PAINT

    def cut(
        self, centre: Vec, radii: Vec | float, stuff: Stuff, blend: float = 0.01, pose: Array | None = None
    ) -> None:
        """Hollow out an ellipsoid; the hollow is of `stuff`."""
        self.ball(centre, radii, stuff, blend, pose)
        self.forms[-1][f.OPERATION] = f.CUT

    def include(self, other: Clay, pose: Array | None = None, at: Vec = (0.0, 0.0, 0.0), size: float = 1.0) -> None:
        """Add another figure, made `size` times as large, turned about its origin, then moved."""
        pose = turn() if pose is None else pose
        for form in other.forms:
            row = form.copy()
            row[f.CENTRE : f.AXES] = pose @ form[f.CENTRE : f.AXES] * size + np.array(at, np.float32)
            row[f.AXES : f.SIZE] = (form[f.AXES : f.SIZE].reshape(3, 3) @ pose.T).ravel()
            row[f.SIZE : f.BOUND + 1] *= size
            if row[f.KIND] == f.SHEET:
                row[f.AXES : f.SIZE] *= size
            stuff = row[f.STUFF :]
            stuff[[f.FUR, f.GRAIN]] *= size
            if row[f.OPERATION] == f.PAINT:
                stuff[f.BUMP] *= size
            stuff[f.COMB :] = pose @ form[f.STUFF + f.COMB :]
            self.forms.append(row)

    def extent(self) -> tuple[Array, Array]:
        """The two far corners of the box around all that is solid, (3,) each."""
        rows = np.array([form for form in self.forms if form[f.OPERATION] == f.ADD])
        reach = np.abs(rows[:, f.AXES : f.SIZE].reshape(-1, 3, 3)) * _half_sizes(rows)[:, :, None]
        half = np.where((rows[:, f.KIND] == f.SHEET)[:, None], rows[:, f.BOUND, None], reach.sum(axis=1))
        middle = rows[:, f.CENTRE : f.AXES]
        return (middle - half).min(axis=0), (middle + half).max(axis=0)


def _half_sizes(rows: Array) -> Array:
    """(N, 3) half sizes along each form's own axes."""
    size = rows[:, f.SIZE : f.BLEND]
    wide = np.maximum(size[:, 1], size[:, 2])
    long = size[:, 0] + np.where(rows[:, f.KIND] == f.LIMB, wide, 0)
    round_forms = np.stack([wide, long, wide], axis=-1)
    return np.where(np.isin(rows[:, f.KIND], (f.LIMB, f.DRUM))[:, None], round_forms, size[:, :3])


def _upright(way: Array) -> Array:
    """(3, 3) axes as rows, the second along `way`."""
    up = way / max(float(np.linalg.norm(way)), 1e-9)
    side = cross(up, AHEAD if abs(up[2]) < 0.9 else ASIDE)
    side /= np.linalg.norm(side)
    return np.stack([side, up, cross(side, up)])
