"""House fronts of many small boxes, each with a colour of its own, in the frame of their wall.

In that frame x runs along the wall, y up, and the street lies towards negative z; the plaster's face is z = 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ....arrays import Array
from ..colour import Numbers
from ..tracer import Material, Mesh, World, boxes, joined

Colour = Sequence[float] | Numbers
WHITE = (1.0, 1.0, 1.0)
WALL_M = 0.34
"""How thick walls are, which is how deep windows sit in them."""


@dataclass
class Parts:
    """Boxes and meshes by the name of their material."""

    _low: dict[str, list[Sequence[float]]] = field(default_factory=lambda: defaultdict(list))
    _high: dict[str, list[Sequence[float]]] = field(default_factory=lambda: defaultdict(list))
    _tint: dict[str, list[Colour]] = field(default_factory=lambda: defaultdict(list))
    _mesh: dict[str, list[Mesh]] = field(default_factory=lambda: defaultdict(list))

    def box(self, of: str, low: Sequence[float], high: Sequence[float], tint: Colour = WHITE) -> None:
        """A box between two corners."""
        self._low[of].append(low)
        self._high[of].append(high)
        self._tint[of].append(tint)

    def mesh(self, of: str, mesh: Mesh, tint: Colour = WHITE) -> None:
        """Any mesh."""
        self._mesh[of].append(mesh.tinted(tint))

    def meshes(self) -> dict[str, Mesh]:
        """One mesh for each material."""
        made = {}
        for name in dict.fromkeys([*self._low, *self._mesh]):
            some = list(self._mesh[name])
            if self._low[name]:
                tints = np.repeat(np.asarray(self._tint[name], np.float32), 12, axis=0)
                some.append(boxes(self._low[name], self._high[name]).tinted(tints))
            made[name] = joined(some)
        return made

    def build(
        self,
        world: World,
        stuff: Mapping[str, Material],
        yaw_deg: float = 0,
        at: tuple[float, float, float] = (0, 0, 0),
    ) -> None:
        """Turn the wall, put its left foot at a place and add everything to the world."""
        for name, mesh in self.meshes().items():
            world.add(mesh.turned(yaw_deg).moved(*at), stuff[name])


@dataclass(frozen=True)
class Opening:
    """A window or door in a wall, metres: middle x, sill y, width, height."""

    x: float
    y: float
    wide: float
    tall: float

    @property
    def left(self) -> float:
        return self.x - self.wide / 2

    @property
    def right(self) -> float:
        return self.x + self.wide / 2

    @property
    def top(self) -> float:
        return self.y + self.tall


def wall(parts: Parts, of: str, width: float, height: float, openings: Sequence[Opening], tint: Colour) -> None:
    """A wall of boxes that leaves the openings free. Openings that overlap across stand exactly above one another."""
    columns: dict[tuple[float, float], list[Opening]] = defaultdict(list)
    for one in openings:
        columns[(one.left, one.right)].append(one)
    at = 0.0
    for left, right in sorted(columns):
        if left > at:
            parts.box(of, (at, 0, 0), (left, height, WALL_M), tint)
        low = 0.0
        for one in sorted(columns[left, right], key=lambda o: o.y):
            if one.y > low:
                parts.box(of, (left, low, 0), (right, one.y, WALL_M), tint)
            low = one.top
        if low < height:
            parts.box(of, (left, low, 0), (right, height, WALL_M), tint)
        at = right
    if at < width:
        parts.box(of, (at, 0, 0), (width, height, WALL_M), tint)


def sash(parts: Parts, hole: Opening, frame: Colour, glass: str, panes: tuple[int, int], light: Colour = WHITE) -> None:
    """Glass and glazing bars deep in an opening; `glass` names its material, `light` its tint."""
    z, bar = 0.2, 0.05
    parts.box(glass, (hole.left, hole.y, z + 0.02), (hole.right, hole.top, z + 0.03), light)
    for k in range(panes[0] + 1):
        x = hole.left + hole.wide * k / panes[0]
        half = bar if k in (0, panes[0]) else bar * 0.5
        parts.box("trim", (x - half, hole.y, z - 0.02), (x + half, hole.top, z + 0.06), frame)
    for k in range(panes[1] + 1):
        y = hole.y + hole.tall * k / panes[1]
        half = bar if k in (0, panes[1]) else bar * 0.4
        parts.box("trim", (hole.left, y - half, z - 0.015), (hole.right, y + half, z + 0.06), frame)


def surround(parts: Parts, hole: Opening, tint: Colour, wide: float = 0.13, out: float = 0.04) -> None:
    """A stone frame around an opening, with a sill and a lintel that throw shadows."""
    for x in (hole.left, hole.right):
        parts.box("stone", (x - wide / 2, hole.y, -out), (x + wide / 2, hole.top, 0.02), tint)
    parts.box("stone", (hole.left - wide, hole.top, -out * 1.6), (hole.right + wide, hole.top + wide * 1.3, 0.02), tint)
    if hole.y > 0.3:
        parts.box("stone", (hole.left - wide, hole.y - 0.09, -0.12), (hole.right + wide, hole.y, 0.02), tint)


def shutters(parts: Parts, hole: Opening, tint: Colour, slats: int = 14) -> None:
    """Louvred shutters folded back on the wall."""
    half = hole.wide / 2
    for x0 in (hole.left - half - 0.04, hole.right + 0.04):
        x1 = x0 + half
        for a, b in ((x0, x0 + 0.05), (x1 - 0.05, x1)):
            parts.box("shutter", (a, hole.y, -0.085), (b, hole.top, -0.03), tint)
        for y in (hole.y, hole.y + hole.tall * 0.48, hole.top - 0.06):
            parts.box("shutter", (x0, y, -0.085), (x1, y + 0.06, -0.03), tint)
        pitch = hole.tall / slats
        for k in range(slats):
            y = hole.y + pitch * k
            parts.box("shutter", (x0 + 0.04, y, -0.07), (x1 - 0.04, y + pitch * 0.62, -0.035), tint)
        parts.box("shutter", (x0, hole.y, -0.035), (x1, hole.top, -0.02), np.asarray(tint) * 0.45)


def balcony(parts: Parts, hole: Opening, out: float = 0.6, tall: float = 0.95, bars: int = 0) -> None:
    """A slab on brackets with an iron railing."""
    left, right = hole.left - 0.35, hole.right + 0.35
    parts.box("stone", (left, hole.y - 0.16, -out), (right, hole.y - 0.02, 0))
    for x in (left + 0.15, right - 0.3):
        parts.box("stone", (x, hole.y - 0.42, -out * 0.6), (x + 0.15, hole.y - 0.16, 0))
    railing(parts, (left, right), hole.y - 0.02, -out + 0.03, tall, bars)
    for x in (left, right - 0.03):
        for z in np.arange(-out, 0, 0.12).tolist():
            parts.box("iron", (x, hole.y, z), (x + 0.022, hole.y + tall, z + 0.022))
        parts.box("iron", (x, hole.y + tall - 0.04, -out), (x + 0.04, hole.y + tall, 0))


def railing(parts: Parts, span: tuple[float, float], y: float, z: float, tall: float, bars: int = 0) -> None:
    """An iron railing along x: bars, a rail on top and one above the floor, a row of rings between."""
    count = bars or max(2, round((span[1] - span[0]) / 0.12))
    for x in np.linspace(span[0], span[1] - 0.02, count + 1).tolist():
        parts.box("iron", (x, y, z), (x + 0.02, y + tall, z + 0.02))
    for low, high, half in ((tall - 0.05, tall, 0.03), (tall - 0.2, tall - 0.175, 0.012), (0.08, 0.11, 0.012)):
        parts.box("iron", (span[0], y + low, z + 0.01 - half), (span[1], y + high, z + 0.01 + half))


def cornice(parts: Parts, width: float, y: float, tint: Colour, out: float = 0.3, steps: int = 3) -> None:
    """A moulding in steps under a roof, over the whole width."""
    for k in range(steps):
        reach = out * (k + 1) / steps
        parts.box("stone", (-0.02, y + 0.1 * k, -reach), (width + 0.02, y + 0.1 * (k + 1), WALL_M), tint)


def eaves(parts: Parts, width: float, y: float, out: float = 0.45, tint: Colour = WHITE) -> None:
    """A tiled roof's edge: rafters below, a row of round tile ends, a strip of roof rising behind."""
    for x in np.arange(0.1, width, 0.42).tolist():
        parts.box("shutter", (x, y - 0.08, -out), (x + 0.09, y + 0.04, 0.2), (0.35, 0.24, 0.16))
    for number, x in enumerate(np.arange(0, width, 0.2).tolist()):
        tone = 0.8 + 0.35 * ((number * 0.618) % 1)
        for row in range(5):
            z = -out - 0.06 + 0.3 * row
            lift = 0.09 * row + 0.05 * (number % 2)
            parts.box("tile", (x, y + 0.03 + lift, z), (x + 0.2, y + 0.10 + lift, z + 0.42), np.asarray(tint) * tone)


def spaced(width: float, count: int, wide: float, y: float, tall: float) -> list[Opening]:
    """`count` openings side by side, evenly."""
    return [Opening(width * (k + 0.5) / count, y, wide, tall) for k in range(count)]


def spread(rng: np.random.Generator, low: Colour, high: Colour) -> Array:
    """A colour somewhere between two."""
    t = rng.random()
    return (np.asarray(low, np.float32) * (1 - t) + np.asarray(high, np.float32) * t).astype(np.float32)
