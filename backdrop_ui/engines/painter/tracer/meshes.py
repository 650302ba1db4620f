"""Meshes: triangles with normals and with surface coordinates in metres. All functions give them around the origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ....arrays import Array
from ..vectors import cross

Points = npt.ArrayLike


@dataclass(frozen=True)
class Mesh:
    """corners: (M, 3, 3) metres. normals: (M, 3, 3), of each corner. uv: (M, 3, 2), metres along the surface.
    tint: (M, 3), multiplies the material's colour."""

    corners: Array
    normals: Array
    uv: Array
    tint: Array

    def moved(self, x: float = 0, y: float = 0, z: float = 0) -> Mesh:
        return replace(self, corners=self.corners + np.array([x, y, z], np.float32))

    def turned(self, yaw_deg: float = 0, pitch_deg: float = 0, roll_deg: float = 0) -> Mesh:
        """Turn around the upright axis, then the one across, then the one ahead."""
        cy, sy = np.cos(np.radians(yaw_deg)), np.sin(np.radians(yaw_deg))
        cp, sp = np.cos(np.radians(pitch_deg)), np.sin(np.radians(pitch_deg))
        cr, sr = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
        yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        pitch = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
        roll = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
        turn = (roll @ pitch @ yaw).T.astype(np.float32)
        return replace(self, corners=self.corners @ turn, normals=self.normals @ turn)

    def scaled(self, x: float, y: float | None = None, z: float | None = None) -> Mesh:
        factors = np.array([x, x if y is None else y, x if z is None else z], np.float32)
        normals = self.normals / factors
        normals /= np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-9)
        return replace(self, corners=self.corners * factors, normals=normals)

    def tinted(self, colour: Points) -> Mesh:
        """Multiply its colour: (3,), or (M, 3) for each triangle."""
        return replace(self, tint=self.tint * np.asarray(colour, np.float32))


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Several meshes as one."""
    parts = ([getattr(m, name) for m in meshes] for name in ("corners", "normals", "uv", "tint"))
    return Mesh(*(np.concatenate(part) for part in parts))


def flat(corners: Points, uv: Array | None = None) -> Mesh:
    """Triangles (M, 3, 3) with hard edges; without `uv` the surface is measured along the nearest axes."""
    triangles = np.asarray(corners, np.float32)
    facing = cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    facing /= np.maximum(np.linalg.norm(facing, axis=-1, keepdims=True), 1e-12)
    normals = np.repeat(facing[:, None], 3, axis=1).astype(np.float32)
    return _mesh(triangles, normals, _along_axes(triangles, facing) if uv is None else uv)


def _mesh(corners: Array, normals: Array, uv: Array) -> Mesh:
    return Mesh(
        corners.astype(np.float32),
        normals.astype(np.float32),
        uv.astype(np.float32),
        np.ones((len(corners), 3), np.float32),
    )


def _along_axes(corners: Array, normals: Array) -> Array:
    """(M, 3, 2): across and up, or across and ahead on what faces up or down."""
    axis = np.argmax(np.abs(normals), axis=1)
    pairs = np.array([[2, 1], [0, 2], [0, 1]])[axis]
    return np.take_along_axis(corners, np.broadcast_to(pairs[:, None], (len(corners), 3, 2)), axis=2)


def quad(a: Points, b: Points, c: Points, d: Points) -> Mesh:
    """A flat face; its front is where the corners run against the clock."""
    p = np.asarray([a, b, c, d], np.float32)
    return flat(np.stack([p[[0, 1, 2]], p[[0, 2, 3]]]))


def boxes(low: Points, high: Points) -> Mesh:
    """Many boxes with sharp edges, by their low and high corners (N, 3)."""
    ends = np.stack([np.atleast_2d(np.asarray(low, np.float32)), np.atleast_2d(np.asarray(high, np.float32))])
    bits = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)])
    corner = np.stack([ends[bits[:, k], :, k] for k in range(3)], axis=-1)
    sides = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
    halves = np.concatenate([sides[:, [0, 1, 2]], sides[:, [0, 2, 3]]])
    return flat(corner[halves].transpose(2, 0, 1, 3).reshape(-1, 3, 3))


def box(width: float, height: float, depth: float, bevel: float = 0.0) -> Mesh:
    """A box on the ground, its middle over the origin, with rounded edges if `bevel` is given."""
    half = np.array([width / 2, height / 2, depth / 2], np.float32)
    if bevel <= 0:
        return boxes(-half, half).moved(y=height / 2)
    return _rounded((width / 2, height / 2, depth / 2), min(bevel, 0.998 * float(half.min()))).moved(y=height / 2)


@lru_cache(maxsize=512)
def _rounded(halves: tuple[float, float, float], radius: float, steps: int = 3) -> Mesh:
    """A grid on each side of a cube, pressed onto the rounded box; kept, as a preview is followed by the picture."""
    half = np.array(halves, np.float32)
    ticks = np.concatenate([np.linspace(-1, 0, steps), np.linspace(0, 1, steps)])
    core = half - np.float32(radius)
    a, b = np.meshgrid(ticks, ticks, indexing="ij")
    joint = np.repeat([-1.0, 1.0], steps)
    ja, jb = np.meshgrid(joint, joint, indexing="ij")
    sides = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            way, base = np.zeros((*a.shape, 3)), np.zeros((*a.shape, 3))
            way[..., axis], base[..., axis] = sign, sign
            for other, (t, j) in zip([(axis + 1) % 3, (axis + 2) % 3], ((a, ja), (b, jb)), strict=True):
                way[..., other], base[..., other] = t, j
            way = np.where(np.abs(way) < 1e-9, 0, way)
            way /= np.linalg.norm(way, axis=-1, keepdims=True)
            sides.append(grid(base * core + radius * way, way, closed=False, flip=sign < 0))
    return joined(sides)


def grid(points: Points, normals: Points | None = None, closed: bool = False, flip: bool = False) -> Mesh:
    """A smooth cloth through points (R, C, 3); closed: the last column meets the first."""
    p = np.asarray(points, np.float32)
    if closed:
        p = np.concatenate([p, p[:, :1]], axis=1)
    if normals is None:
        n = _smooth_normals(p, closed)
    else:
        n = np.asarray(normals, np.float32)
        n = np.concatenate([n, n[:, :1]], axis=1) if closed else n
    along = np.linalg.norm(np.diff(p, axis=1), axis=-1).max(axis=0, initial=0)
    up = np.linalg.norm(np.diff(p, axis=0), axis=-1).max(axis=1, initial=0)
    u, v = np.concatenate([[0], np.cumsum(along)]), np.concatenate([[0], np.cumsum(up)])
    uv = np.stack(np.broadcast_arrays(u[None], v[:, None]), axis=-1).astype(np.float32)

    def faces(values: Array) -> Array:
        a, b, c, d = values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]
        first, second = np.stack([a, b, c], axis=2), np.stack([a, c, d], axis=2)
        both = np.concatenate([first.reshape(-1, 3, values.shape[-1]), second.reshape(-1, 3, values.shape[-1])])
        return both[:, ::-1] if flip else both

    mesh = _mesh(faces(p), faces(n), faces(uv))
    a, b, c = (mesh.corners[:, k] for k in range(3))
    spread = np.linalg.norm(cross(b - a, c - a), axis=-1)
    kept = spread > 1e-12  # at the pole of a lathe every other triangle has no area
    return Mesh(mesh.corners[kept], mesh.normals[kept], mesh.uv[kept], mesh.tint[kept])


def _smooth_normals(p: Array, closed: bool) -> Array:
    if closed:
        wide = np.concatenate([p[:, -2:-1], p, p[:, 1:2]], axis=1)
        across = (wide[:, 2:] - wide[:, :-2]) if p.shape[1] > 2 else np.gradient(p, axis=1)
    else:
        across = np.gradient(p, axis=1)
    up = np.gradient(p, axis=0)
    n = cross(across, up)
    length = np.linalg.norm(n, axis=-1, keepdims=True)
    return np.where(length > 1e-12, n / np.maximum(length, 1e-12), [[[0, 1, 0]]]).astype(np.float32)


def lathe(profile: Points, sides: int = 32) -> Mesh:
    """A profile of (radius, height), from below, turned around the upright axis. A radius of 0 closes it; a point
    given twice makes a hard edge."""
    return _turned(np.asarray(profile, np.float32).tobytes(), sides)


@lru_cache(maxsize=256)
def _turned(profile: bytes, sides: int) -> Mesh:
    """A lathe's mesh; kept, as many things of a scene are alike, and a preview is followed by the picture."""
    radius, height = np.frombuffer(profile, np.float32).reshape(-1, 2).T
    strips = []
    breaks = [0, *(np.flatnonzero((np.diff(radius) == 0) & (np.diff(height) == 0)) + 1).tolist(), len(radius)]
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    for start, stop in pairwise(breaks):
        r, y = radius[start:stop, None], height[start:stop, None]
        if len(r) < 2:
            continue
        rise, out = np.gradient(height[start:stop])[:, None], np.gradient(radius[start:stop])[:, None]
        points = np.stack([r * np.cos(turn), np.broadcast_to(y, (len(r), sides)), -r * np.sin(turn)], -1)
        normals = np.stack([rise * np.cos(turn), np.broadcast_to(-out, (len(r), sides)), -rise * np.sin(turn)], -1)
        normals /= np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-9)
        strips.append(grid(points, normals, closed=True))
    return joined(strips)


def cylinder(radius: float, height: float, bevel: float = 0.0, sides: int = 40) -> Mesh:
    """A closed cylinder on the ground."""
    if bevel <= 0:
        rim = [(radius, 0), (radius, 0), (radius, height), (radius, height)]
        return lathe([(0, 0), *rim, (0, height)], sides)
    arc = np.linspace(0, np.pi / 2, 5)
    lower = [(radius - bevel + bevel * np.sin(t), bevel - bevel * np.cos(t)) for t in arc]
    upper = [(r, height - y) for r, y in reversed(lower)]
    return lathe([(0, 0), lower[0], *lower, *upper, upper[-1], (0, height)], sides)


def ball(radius: float, sides: int = 32) -> Mesh:
    """A sphere on the ground."""
    t = np.linspace(-np.pi / 2, np.pi / 2, sides // 2 + 1)
    return lathe(np.stack([radius * np.cos(t), radius + radius * np.sin(t)], -1), sides)


def tube(path: Points, radius: float | Array, sides: int = 8, closed: bool = False) -> Mesh:
    """A round tube along a path (N, 3); the radius may change along it, (N,)."""
    p = np.asarray(path, np.float32)
    around = np.concatenate([p[-1:], p, p[:1]]) if closed else p
    ahead = np.gradient(around, axis=0)
    ahead = ahead[1:-1] if closed else ahead
    ahead /= np.maximum(np.linalg.norm(ahead, axis=-1, keepdims=True), 1e-9)
    seed = np.array([0.0, 0.0, 1.0]) if abs(ahead[:, 2]).max() < 0.95 else np.array([0.31, 0.9, 0.3])
    side = cross(ahead, seed)
    side /= np.maximum(np.linalg.norm(side, axis=-1, keepdims=True), 1e-9)
    up = cross(side, ahead)
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)[:, None]
    normals = side[:, None] * np.cos(turn) + up[:, None] * np.sin(turn)
    points = p[:, None] + np.reshape(np.broadcast_to(radius, len(p)), (-1, 1, 1)) * normals
    if closed:
        points, normals = np.concatenate([points, points[:1]]), np.concatenate([normals, normals[:1]])
    return grid(points, normals, closed=True)
