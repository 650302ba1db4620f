"""From a world to a picture: what every pixel sees at full size, its light at a coarser one, both put together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ....arrays import Array
from ..noise import Noise
from ..scene import FAR_M, Scene
from .world import Gathered, Material, World

THREADS = 2
FINE_POINTS, COARSE_POINTS = 330_000, 45_000
"""Most points at which direct and mirrored light, and bounced light, are gathered."""
DIRECT, BOUNCED, MIRRORED = 6, 8, 3
"""Samples for each of them at a full-size picture; a smaller one has fewer points and takes more."""
ACROSS = 512
"""Samples a row when materials are painted: OpenCV takes no longer rows than 32,767."""
AROUND = np.array([(0.0, 0.36), (0.31, -0.18), (-0.31, -0.18)], np.float32)
"""Where an edge pixel is sampled besides its middle."""


@dataclass(frozen=True)
class Samples:
    """at: (N, 2) picture positions, pixels; face (N,); weights (N, 2); points (N, 7): position, normal, distance."""

    at: Array
    face: npt.NDArray[np.int32]
    weights: Array
    points: Array


@dataclass(frozen=True)
class Grid:
    """Every step-th pixel: points (h, w, 7) and light (h, w, 3)."""

    step: int
    points: Array
    light: Array


def render(world: World, scene: Scene) -> None:
    """Trace the world and lay it on the scene, with its depth; what it does not cover stays as it was."""
    from . import passes

    camera = scene.camera
    height, width = camera.height, camera.width
    noise = scene.noise(77)
    made = world.gather(noise)
    view = np.array([camera.eye_m, width / 2, camera.horizon_px, camera.focal_px], np.float64)
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32) + 0.5)
    full = _see(made, view, np.stack([x, y], -1).reshape(-1, 2))
    points = full.points.reshape(height, width, 7)
    direct = _direct(made, points)
    bounced = _bounced(made, points, world.bounces)
    edges = _edge_samples(made, full, view, (height, width))
    parts = [_Part(world.materials, made, samples, noise, camera.focal_px) for samples in (full, edges[1])]
    for part in parts:
        part.light(direct, bounced)
    gain = _gain(world, parts[0].colour, full.face >= 0)
    _mirror(world, made, parts, points, view, bounced)
    colours = [part.colour * gain for part in parts]
    colour, cover = colours[0], (full.face >= 0).astype(np.float32)
    which, around = edges
    if len(which):
        seen = (around.face >= 0).reshape(len(AROUND), -1, 1).astype(np.float32)
        sharp = np.minimum(colours[1].reshape(len(AROUND), -1, 3), 4) * seen
        middle = cover[which][:, None]
        total = seen.sum(axis=0) + middle
        colour[which] = (sharp.sum(axis=0) + np.minimum(colour[which], 4) * middle) / np.maximum(total, 1)
        cover[which] = total[:, 0] / (1 + len(AROUND))
    depth = np.where(full.face >= 0, full.points[:, 6], FAR_M).reshape(height, width)
    scene.lay(colour.reshape(height, width, 3), cover.reshape(height, width), depth=depth)


def share(count: int, work: Callable[[int, int], None], parts: int = 8) -> None:
    """Do work(start, stop) over `count` rows on two threads; what comes out does not depend on how it is cut."""
    if count < 64:
        work(0, count)
        return
    cuts = np.linspace(0, count, parts + 1).astype(int).tolist()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, cuts[:-1], cuts[1:]))


def _see(made: Gathered, view: Array, at: Array) -> Samples:
    from . import passes

    at = np.ascontiguousarray(at, np.float32)
    face, weights = np.empty(len(at), np.int32), np.empty((len(at), 2), np.float32)
    points = np.empty((len(at), 7), np.float32)
    share(len(at), lambda a, b: passes.see(made.tree, made.shine, view, at, a, b, face, weights, points), 16)
    return Samples(at, face, weights, points)


def _step(height: int, width: int, most: int) -> int:
    return max(1, int(np.ceil(np.sqrt(height * width / most) - 0.15)))


def _coarse(points: Array, step: int) -> Array:
    return (
        np.ascontiguousarray(points[step // 2 :: step, step // 2 :: step]) if min(points.shape[:2]) > step else points
    )


def _smoothed(light: Array, points: Array, rounds: int, edge: float) -> Array:
    from . import passes

    for number in range(rounds):
        out = np.empty_like(light)
        now, step = light, 2**number
        share(len(light), lambda a, b, now=now, out=out, step=step: passes.smooth(now, points, step, edge, a, b, out))  # type: ignore[misc]
        light = out
    return light


def _grid(points: Array, most: int) -> Grid:
    height, width = points.shape[:2]
    step = _step(height, width, most)
    if min(height, width) <= step:
        step = 1
    grid = _coarse(points, step)
    return Grid(step, grid, np.zeros((*grid.shape[:2], 3), np.float32))


def _direct(made: Gathered, points: Array) -> Grid:
    from . import passes

    grid = _grid(points, FINE_POINTS)
    count = DIRECT
    share(
        len(grid.points),
        lambda a, b: passes.light_direct(made.tree, made.shine, grid.points, a, b, count, grid.light),
        16,
    )
    return Grid(grid.step, grid.points, _smoothed(grid.light, grid.points, 2, 0.35))


def _bounced(made: Gathered, points: Array, bounces: int) -> Grid:
    from . import passes

    grid = _grid(points, COARSE_POINTS)
    light = grid.light
    share(
        len(light),
        lambda a, b: passes.light_bounced(made.tree, made.shine, grid.points, a, b, BOUNCED, bounces, light),
        16,
    )
    return Grid(grid.step, grid.points, _smoothed(light, grid.points, 4, 0.0))


def _kinds(made: Gathered, face: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """A number for every mixture of material and tint, -1 for none."""
    tone = (made.tint @ np.array([251.0, 509.0, 1021.0], np.float32)).astype(np.int32)
    kinds = (made.material * 4096 + tone).astype(np.int32)
    return np.where(face >= 0, kinds[face], -1).astype(np.int32)


def _edge_samples(made: Gathered, full: Samples, view: Array, size: tuple[int, int]) -> tuple[Any, Samples]:
    """The pixels on edges, and samples around their middles."""
    from . import passes

    marks = np.zeros(size, np.bool_)
    kinds = _kinds(made, full.face).reshape(size)
    points = full.points.reshape(*size, 7)
    share(size[0], lambda a, b: passes.find_edges(points, kinds, a, b, marks))
    which = np.flatnonzero(marks)
    at = (full.at[which][None] + AROUND[:, None]).reshape(-1, 2)
    return which, _see(made, view, at)


class _Part:
    """Samples with their materials: albedo, and the colour that grows as light is added."""

    def __init__(
        self, materials: list[Material], made: Gathered, samples: Samples, noise: Noise, focal_px: float
    ) -> None:
        self.samples = samples
        self.materials = materials
        count = len(samples.face)
        self.albedo = np.zeros((count, 3), np.float32)
        self.colour = np.zeros((count, 3), np.float32)
        self.material = np.where(samples.face >= 0, made.material[samples.face], -1)
        self._paint(made, noise, focal_px)

    def _paint(self, made: Gathered, noise: Noise, focal_px: float) -> None:
        tasks = []
        for number, material in enumerate(self.materials):
            which = np.flatnonzero(self.material == number)
            for start in range(0, len(which), 1 << 17):
                tasks.append((material, which[start : start + (1 << 17)]))

        def work(task: tuple[Material, Any]) -> None:
            material, which = task
            face = self.samples.face[which]
            self.colour[which] = np.asarray(material.glow, np.float32) * made.tint[face]
            if not np.any(material.light) and material.dark is None:
                return
            self.albedo[which] = _albedo(material, made, self.samples, which, noise, focal_px) * made.tint[face]

        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(work, tasks))

    def light(self, *grids: Grid) -> None:
        """Add the light of the grids, as a surface without gloss sends it back."""
        dull = np.array([0.0 if one.metal else 1.0 for one in self.materials] + [0.0], np.float32)
        total = sum(self.look_up(grid) for grid in grids)
        self.colour += total * self.albedo * dull[self.material][:, None]

    def look_up(self, grid: Grid) -> Array:
        from . import passes

        s = self.samples
        out = np.zeros((len(s.face), 3), np.float32)
        share(len(out), lambda a, b: passes.look_up(grid.light, grid.points, grid.step, s.at, s.points, a, b, out))
        return out


def _albedo(material: Material, made: Gathered, samples: Samples, which: Any, noise: Noise, focal_px: float) -> Array:
    face, weights, points = samples.face[which], samples.weights[which], samples.points[which]
    corners = made.uv[face]
    u, v = weights[:, :1], weights[:, 1:]
    uv = corners[:, 0] * (1 - u - v) + corners[:, 1] * u + corners[:, 2] * v
    pixel = points[:, 6] / np.float32(focal_px)
    ray = np.sqrt(((points[:, :3] - points[:1, :3] * 0) ** 2).sum(axis=1)) + 1e-6
    slant = np.abs((points[:, :3] * points[:, 3:6]).sum(axis=1)) / ray
    footprint = pixel / np.sqrt(np.maximum(slant, 0.02))
    count = len(which)
    pad = -count % ACROSS
    rows = (
        np.pad(a, (0, pad), mode="edge").reshape(-1, ACROSS).astype(np.float32) for a in (uv[:, 0], uv[:, 1], footprint)
    )
    return np.broadcast_to(material.albedo(noise, *rows), ((count + pad) // ACROSS, ACROSS, 3)).reshape(-1, 3)[:count]


def _gain(world: World, colour: Array, seen: npt.NDArray[np.bool_]) -> np.float32:
    """Exposure: the median of what is lit at the wanted brightness."""
    if world.grey is None or not seen.any():
        return np.float32(1)
    luma = colour[seen] @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    return np.float32(world.grey / max(float(np.median(luma)), 1e-4))


def _mirror(world: World, made: Gathered, parts: list[_Part], points: Array, view: Array, bounced: Grid) -> None:
    """Add what glossy and metal surfaces mirror."""
    from . import passes

    gloss = np.array([one.gloss if not one.metal else 1.0 for one in world.materials] + [0.0], np.float32)
    if not gloss.any():
        return
    height, width = points.shape[:2]
    grid = _grid(points, FINE_POINTS)
    rough = np.array(
        [one.rough if g else -1.0 for one, g in zip(world.materials, gloss, strict=False)] + [-1], np.float32
    )
    at_full = rough[parts[0].material].reshape(height, width)
    coarse = np.ascontiguousarray(at_full[grid.step // 2 :: grid.step, grid.step // 2 :: grid.step])
    seen = parts[0].colour.reshape(height, width, 3)
    depth = np.ascontiguousarray(points[..., 6])
    fill = bounced.light.reshape(-1, 3).mean(axis=0)
    share(
        len(grid.points),
        lambda a, b: passes.light_mirrored(
            made.tree, made.shine, grid.points, coarse, view, seen, depth, fill, a, b, MIRRORED, grid.light
        ),
        16,
    )
    mirrored = Grid(grid.step, grid.points, _smoothed(grid.light, grid.points, 2, 0.5))
    for part in parts:
        _add_mirrored(part, part.look_up(mirrored), gloss, rough, float(view[0]))


def _add_mirrored(part: _Part, mirrored: Array, gloss: Array, rough: Array, eye_m: float) -> None:
    which = np.flatnonzero(gloss[part.material] > 0)
    material = part.material[which]
    points = part.samples.points[which]
    ray = points[:, :3] - np.array([0, eye_m, 0], np.float32)
    ray /= np.maximum(np.linalg.norm(ray, axis=1, keepdims=True), 1e-6)
    facing = np.abs((ray * points[:, 3:6]).sum(axis=1))
    metal = np.array([one.metal for one in part.materials])[material]
    base, dull = gloss[material], rough[material]
    rim = np.maximum(1 - dull, base) - base
    fresnel = (base + rim * (1 - np.clip(facing, 0, 1)) ** 5)[:, None]
    tint = np.where(metal[:, None], part.albedo[which], 1)
    part.colour[which] = (
        part.colour[which] * np.where(metal[:, None], 1, 1 - fresnel) + fresnel * tint * mirrored[which]
    )
