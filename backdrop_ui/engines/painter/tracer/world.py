"""What there is to see: meshes with materials, lamps, sun and sky, gathered into the arrays that rays need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ....arrays import Array
from ..noise import Noise
from ..surfaces.materials import SURFACES
from ..surfaces.materials import Material as SurfaceName
from .meshes import Mesh, Points, ball, quad

if TYPE_CHECKING:
    from .bvh import Ints, Tree
    from .light import Shine

DARK: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Material:
    """What a surface is made of; colours are (3,) linear light.

    surface: a pattern of `materials.SURFACES` between `light` and `dark`, at `scale`; turned: across instead of along.
    gloss: share mirrored where one looks straight at it (varnish 0.04, polish 0.1). rough: 0 a mirror, 1 dull.
    metal: it mirrors in its own colour and does nothing else. glow: radiance; spill: whether that lights others, too
    faint or too wide to be given as lamps.
    """

    light: Points
    dark: Points | None = None
    surface: SurfaceName = "plain"
    scale: float = 1.0
    turned: bool = False
    gloss: float = 0.0
    rough: float = 0.4
    metal: bool = False
    glow: Points = DARK
    spill: bool = False

    def albedo(self, noise: Noise, u: Array, v: Array, footprint: Array) -> Array:
        """(h, w, 3) colours at surface coordinates (h, w), metres."""
        light = np.asarray(self.light, np.float32)
        dark = light * np.float32(0.8) if self.dark is None else np.asarray(self.dark, np.float32)
        k = np.float32(1 / self.scale)
        u, v = (v, u) if self.turned else (u, v)
        return SURFACES[self.surface](noise, u * k, v * k, footprint * k, light, dark)


class Gathered(NamedTuple):
    """A world ready for rays; uv (M, 3, 2), tint (M, 3) and material (M,) in the order of the tree's triangles."""

    tree: Tree
    shine: Shine
    uv: Array
    tint: Array
    material: Ints


@dataclass
class World:
    """Add meshes and lamps, then `render`.

    sun: (3,) linear colour of a white surface that faces it, black for none; sun_way: unit vector towards it;
    sun_soft: tangent of its radius. sky: radiance overhead and at the horizon. mirrored_sky: what polished things
    show where they mirror nothing else. white, grey: how bright the lightest tenth, or the median, of
    what is seen is made, linear; if neither is given, light stays as it is.
    bounces: legs of a light path.
    """

    sun: Points = DARK
    sun_way: tuple[float, float, float] = (0.0, 1.0, 0.0)
    sun_soft: float = 0.012
    sky: tuple[Points, Points] = (DARK, DARK)
    mirrored_sky: Points | None = None
    white: float | None = None
    grey: float | None = None
    bounces: int = 2
    _meshes: list[tuple[Mesh, int]] = field(default_factory=list)
    _materials: list[Material] = field(default_factory=list)
    _lamps: list[Array] = field(default_factory=list)

    @property
    def materials(self) -> list[Material]:
        return self._materials

    def add(self, mesh: Mesh, material: Material) -> None:
        """Put a mesh into the world."""
        if not self._materials or self._materials[-1] is not material:
            known = [k for k, one in enumerate(self._materials) if one is material]
            if known:
                self._meshes.append((mesh, known[0]))
                return
            self._materials.append(material)
        self._meshes.append((mesh, len(self._materials) - 1))

    def lamp(self, corner: Points, edge1: Points, edge2: Points, radiance: Points, seen: bool = True) -> None:
        """A parallelogram that shines along edge1 x edge2: a softbox, a ceiling panel, a window from inside.

        seen: whether it can be seen; otherwise what lies behind it is.
        """
        a, b, c = (np.asarray(x, np.float32) for x in (corner, edge1, edge2))
        self._lamps.append(_lamp(a, b, c, radiance, 0.0))
        if seen:
            self.add(quad(a, a + b, a + b + c, a + c), Material(DARK, glow=radiance))

    def bulb(self, middle: Points, radius: float, radiance: Points, seen: bool = True) -> None:
        """A glowing ball."""
        x, y, z = (float(k) for k in np.asarray(middle))
        self._lamps.append(
            _lamp(np.array([x, y, z], np.float32), np.zeros(3, np.float32), np.zeros(3, np.float32), radiance, radius)
        )
        if seen:
            self.add(ball(radius * 0.98, 16).moved(x, y - radius * 0.98, z), Material(DARK, glow=radiance))

    def strip(self, start: Points, stop: Points, radius: float, radiance: Points) -> None:
        """The light of a glowing tube, which is seen if a mesh with glow is added, no thicker than this."""
        a, b = np.asarray(start, np.float32), np.asarray(stop, np.float32)
        self._lamps.append(_lamp(a, b - a, np.zeros(3, np.float32), radiance, radius))

    def gather(self, noise: Noise) -> Gathered:
        """Build the tree and sort everything in its order."""
        from .bvh import build
        from .light import Shine

        meshes = self._meshes or [(quad((0, 0, -9), (0, 0, -9), (0, 0, -9), (0, 0, -9)), 0)]
        materials = self._materials or [Material(DARK)]
        corners, normals, uv, tint = (
            np.concatenate([getattr(mesh, name) for mesh, _ in meshes]) for name in ("corners", "normals", "uv", "tint")
        )
        material = np.concatenate([np.full(len(mesh.corners), number, np.int32) for mesh, number in meshes])
        tree, order = build(corners)
        material, tint = material[order], tint[order]
        means = np.stack([_mean(one, noise) for one in materials])
        glow = np.stack([np.asarray(one.glow, np.float32) for one in materials])
        spill = np.array([one.spill for one in materials], np.float32)
        top, rim = (np.asarray(c, np.float32) for c in self.sky)
        mirrored = rim if self.mirrored_sky is None else np.asarray(self.mirrored_sky, np.float32)
        lamps = np.stack(self._lamps) if self._lamps else np.zeros((0, 14), np.float32)
        faces = (normals[order].reshape(-1, 9), means[material] * tint, glow[material] * tint, spill[material][:, None])
        sky = np.concatenate([self.sun_way, np.asarray(self.sun), [self.sun_soft], top, rim, mirrored])
        shine = Shine(np.hstack(faces).astype(np.float32), sky.astype(np.float32), lamps.astype(np.float32))
        return Gathered(tree, shine, uv[order], tint, material)


def _lamp(corner: Array, edge1: Array, edge2: Array, radiance: Points, radius: float) -> Array:
    length = float(np.linalg.norm(edge1))
    area = float(np.linalg.norm(np.cross(edge1, edge2)))
    if radius:
        area = 2 * radius * length if length else np.pi * radius * radius
    return np.array([*corner, *edge1, *edge2, *np.asarray(radiance, np.float32), area, radius], np.float32)


def _mean(material: Material, noise: Noise) -> Array:
    """(3,) colour of a material seen from far away."""
    if material.metal:
        return np.asarray(material.light, np.float32)
    x, y = np.meshgrid(np.linspace(0, 2.3, 16, dtype=np.float32), np.linspace(0, 2.1, 16, dtype=np.float32))
    return material.albedo(noise, x, y, np.full_like(x, 0.01)).mean(axis=(0, 1))
