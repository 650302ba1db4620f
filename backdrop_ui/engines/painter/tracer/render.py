"""From a world to a picture: what every pixel sees at full size, its light at a coarser one, both put together."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ....arrays import Array
from ..colour import LUMA
from ..noise import Noise
from ..scene import FAR_M, Scene
from ..signs.decals import decal_where_free
from .eye import AROUND, Eye, Samples
from .lighting import (
    FINE_POINTS,
    MIRRORED,
    POLISHED,
    Grid,
    bounced_light,
    grid_of,
    lamplight,
    light_at,
    smoothed,
    sunlight,
)
from .threads import each, share
from .world import Gathered, Material, World

MIRROR_LIGHT = 6.0
"""The brightest that polished things mirror, in the picture's light; rough ones a quarter of it."""
EDGE_LIGHT = np.float32(3)
"""Brighter samples count as this bright at edges, or these would look like stairs."""
ACROSS = 512
"""Samples a row when materials are painted: OpenCV takes no longer rows than 32,767."""


def render(world: World, scene: Scene) -> None:
    """Trace the world and lay it on the scene, with its depth; what it does not cover stays as it was."""
    camera = scene.camera
    height, width = camera.height, camera.width
    noise = scene.noise(77)
    made = world.gather(noise)
    view = np.array([camera.eye_m, width / 2, camera.horizon_px, camera.focal_px], np.float32)
    eye = Eye(made, view, (height, width))
    full = eye.middles()
    points = full.points.reshape(height, width, 7)
    which, around = eye.edges(full)
    parts = [
        _Part(world.materials, made, samples, noise, (camera.eye_m, camera.focal_px)) for samples in (full, around)
    ]
    bounced = bounced_light(made, points, world.bounces)
    lights = [sunlight(made, full, points), lamplight(made, points), bounced]
    for part in parts:
        part.light([grid for grid in lights if grid is not None])
    gain = _gain(world, parts[0].colour, full.face >= 0)
    _mirror(made, parts, points, view, bounced.light.mean(axis=(0, 1)), float(MIRROR_LIGHT / gain))
    colour, cover = parts[0].colour * gain, (full.face >= 0).astype(np.float32)
    if len(which):
        seen = (around.face >= 0).reshape(len(AROUND), -1, 1).astype(np.float32)
        sharp = np.minimum(parts[1].colour * gain, EDGE_LIGHT).reshape(len(AROUND), -1, 3) * seen
        middle = cover[which][:, None]
        total = seen.sum(axis=0) + middle
        colour[which] = (sharp.sum(axis=0) + np.minimum(colour[which], EDGE_LIGHT) * middle) / np.maximum(total, 1)
        cover[which] = total[:, 0] / (1 + len(AROUND))
    depth = np.where(full.face >= 0, full.points[:, 6], FAR_M).reshape(height, width)
    scene.lay(colour.reshape(height, width, 3), cover.reshape(height, width), depth=depth)
    if scene.logo is not None:
        decal_where_free(scene, made.shine.albedo[np.maximum(full.face, 0)].reshape(height, width, 3))


class _Part:
    """Samples with their materials: albedo, and the colour that grows as light is added."""

    def __init__(
        self, materials: list[Material], made: Gathered, samples: Samples, noise: Noise, lens: tuple[float, float]
    ) -> None:
        self.samples = samples
        self.materials = materials
        count = len(samples.face)
        self.albedo = np.zeros((count, 3), np.float32)
        self.colour = np.zeros((count, 3), np.float32)
        self.material = np.where(samples.face >= 0, made.material[samples.face], -1)
        self._paint(made, noise, lens)

    def _paint(self, made: Gathered, noise: Noise, lens: tuple[float, float]) -> None:
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
            self.albedo[which] = _albedo(material, made, self.samples, which, noise, lens) * made.tint[face]

        each(work, tasks)

    def light(self, grids: list[Grid]) -> None:
        """Add the light of the grids, as a surface without gloss sends it back."""
        dull = np.array([0.0 if one.metal else 1.0 for one in self.materials] + [0.0], np.float32)
        total = sum(light_at(grid, self.samples) for grid in grids)
        self.colour += total * self.albedo * dull[self.material][:, None]


def _albedo(
    material: Material, made: Gathered, samples: Samples, which: Any, noise: Noise, lens: tuple[float, float]
) -> Array:
    face, weights, points = samples.face[which], samples.weights[which], samples.points[which]
    corners = made.uv[face]
    u, v = weights[:, :1], weights[:, 1:]
    uv = corners[:, 0] * (1 - u - v) + corners[:, 1] * u + corners[:, 2] * v
    eye_m, focal_px = lens
    pixel = points[:, 6] / np.float32(focal_px)
    ray = points[:, :3] - np.array([0, eye_m, 0], np.float32)
    slant = np.abs((ray * points[:, 3:6]).sum(axis=1)) / (np.linalg.norm(ray, axis=1) + np.float32(1e-6))
    footprint = pixel / np.sqrt(np.maximum(slant, 0.02))
    count = len(which)
    pad = -count % ACROSS
    rows = (
        np.pad(a, (0, pad), mode="edge").reshape(-1, ACROSS).astype(np.float32) for a in (uv[:, 0], uv[:, 1], footprint)
    )
    return np.broadcast_to(material.albedo(noise, *rows), ((count + pad) // ACROSS, ACROSS, 3)).reshape(-1, 3)[:count]


def _gain(world: World, colour: Array, seen: npt.NDArray[np.bool_]) -> np.float32:
    """Exposure: the lightest tenth, or the median, of what is seen at the wanted brightness."""
    wanted, share = (world.white, 0.9) if world.grey is None else (world.grey, 0.5)
    if wanted is None or not seen.any():
        return np.float32(1)
    luma = colour[seen][::7] @ LUMA
    return np.float32(wanted / max(float(np.quantile(luma, share)), 1e-4))


def _mirror(made: Gathered, parts: list[_Part], points: Array, view: Array, fill: Array, brightest: float) -> None:
    """Add what glossy and metal surfaces mirror."""
    from .bvh import new_stack
    from .passes import light_mirrored

    materials = parts[0].materials
    gloss = np.array([one.gloss if not one.metal else 1.0 for one in materials] + [0.0], np.float32)
    if not gloss.any():
        return
    height, width = points.shape[:2]
    rough = np.array([one.rough if g else -1.0 for one, g in zip(materials, gloss, strict=False)] + [-1], np.float32)
    at_full = rough[parts[0].material].reshape(height, width)
    polished = int(((at_full >= 0) & (at_full < POLISHED)).sum())
    grid = grid_of(points, FINE_POINTS, 2) if polished < 0.01 * height * width else grid_of(points, height * width)
    coarse = np.ascontiguousarray(at_full[grid.step // 2 :: grid.step, grid.step // 2 :: grid.step])
    seen = parts[0].colour.reshape(height, width, 3)
    depth = np.ascontiguousarray(points[..., 6])
    share(
        len(grid.points),
        lambda a, b: light_mirrored(
            made.tree,
            new_stack(),
            made.shine,
            grid.points,
            coarse,
            view,
            seen,
            depth,
            fill,
            brightest,
            (a, b),
            MIRRORED,
            grid.light,
        ),
        16,
    )
    blurred = smoothed(grid.light, grid.points, (0, 0.4, 0.4), coarse > POLISHED)
    mirrored = Grid(grid.step, grid.points, blurred)
    for part in parts:
        _add_mirrored(part, light_at(mirrored, part.samples), gloss, rough, float(view[0]))


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
