"""Groves: trees with limbs and single leaves, lit by the sun and glowing where it stands behind them."""

from __future__ import annotations

import numpy as np

from ..brush.splats import Splats, lay_splats, opaque
from ..brush.stamps import soften
from ..colour import luminance, mix, smoothstep
from ..land.floors import ground_rows
from ..registry import layer
from ..scene import Scene
from .grove_wood import GroveOptions, air, around_foot, bark, project, towards_sun, wood
from .growth import Tree, grow

KINDS = 5
"""How many different trees are grown; each is seen from another side every time it stands somewhere."""


@layer("grove", GroveOptions)
def grove(scene: Scene, options: GroveOptions) -> None:
    """Shadows first, then tree after tree, the farthest first: its wood, then its leaves from back to front."""
    rng = scene.rng()
    stock = [grow(options.habit, rng) for _ in range(min(KINDS, options.count))]
    places = _places(scene, options, rng)
    if options.cast:
        _cast_shadows(scene, options, places)
    canvas = np.zeros((*scene.picture.shape[:2], 4), np.float32)
    for number, (x, z) in enumerate(places):
        height = options.height_m * (1 + options.vary * rng.uniform(-1, 1))
        tree = stock[number % len(stock)].turned(rng.uniform(0, 2 * np.pi), height)
        lay_splats(canvas, wood(scene, options, tree, (x, z)), "bar")
        lay_splats(canvas, bark(scene, options, tree, (x, z), rng), "disc")
        lay_splats(canvas, around_foot(scene, options, tree, (x, z), rng), "leaf")
        if options.density:
            lay_splats(canvas, _foliage(scene, options, tree, (x, z), rng), "leaf")
    scene.lay_premultiplied(soften(canvas, scene.px(options.blur)), float(np.sqrt(options.near_m * options.far_m)))


def _places(scene: Scene, options: GroveOptions, rng: np.random.Generator) -> list[tuple[float, float]]:
    """(x, z) of the trees in metres, the farthest first, left and right by turns."""
    camera = scene.camera
    count = max(1, round(options.count * (camera.width / camera.height / 0.8) ** 0.6))
    away = np.sort(
        options.near_m * (options.far_m / options.near_m) ** ((np.arange(count) + rng.random(count)) / count)
    )
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0) * rng.choice([-1, 1])
    across = side * (options.clear + (options.reach - options.clear) * rng.permutation(np.linspace(0, 1, count)))
    return [(float(a) * camera.half_width_m(float(z)), float(z)) for a, z in zip(across, away, strict=True)][::-1]


def _foliage(
    scene: Scene, options: GroveOptions, tree: Tree, foot: tuple[float, float], rng: np.random.Generator
) -> Splats:
    """All leaves of a tree, lit by what the crown lets through."""
    ball = rng.standard_normal((len(tree.tips) * options.density, 3), dtype=np.float32)
    ball *= (rng.random(len(ball), np.float32) ** 0.45 / np.maximum(np.linalg.norm(ball, axis=1), 1e-6))[:, None]
    ball[:, 1] *= 0.75
    leaves = np.repeat(tree.tips, options.density, axis=0) + ball * np.float32(options.cluster_m)
    pixels, z = project(scene, options, leaves, foot)
    margin = options.leaf_m * scene.camera.focal_px / z
    seen = (pixels > -margin[:, None]).all(axis=1) & (pixels < margin[:, None] + scene.picture.shape[1::-1]).all(axis=1)
    ball, leaves, pixels, z = ball[seen], leaves[seen], pixels[seen], z[seen]
    count = len(leaves)
    middle = tree.tips.mean(axis=0)
    spread = tree.tips.std(axis=0).max() * 1.9 + options.cluster_m
    inner = (leaves - middle) / spread
    sun = np.array(scene.sun, np.float32)
    through = -inner @ sun + np.sqrt(np.maximum((inner @ sun) ** 2 + 1.15 - (inner**2).sum(axis=1), 0))
    local = 0.5 + 0.5 * ball @ sun  # Each cluster has its own lit and shaded side.
    lit = np.exp(-0.9 * through) * (0.25 + 1.1 * local**1.5)
    open_sky = (
        np.clip(0.35 + 0.55 * (inner**2).sum(axis=1), 0, 1) * (0.75 + 0.25 * ball[:, 1]) * (0.8 + 0.2 * inner[:, 1])
    )
    paints = np.stack([scene.colour(p) for p in options.leaves])
    tree_tone = rng.dirichlet(np.full(len(paints), 0.8))
    pick = (rng.random(count) < 0.55) * rng.choice(len(paints), p=tree_tone) + 0
    own = paints[np.where(rng.random(count) < 0.6, pick, rng.integers(len(paints), size=count))]
    albedo = own * rng.uniform(0.75, 1.2, (count, 1)).astype(np.float32)
    facing = np.abs(rng.normal(0.55, 0.3, count))
    if sun[2] > 0.05:  # The sun stands behind: leaves let light through, in the colour of their glow.
        toward = 0.55 + 1.6 * towards_sun(scene, pixels, 0.45)
        shine = mix(albedo, scene.colour(options.glow), 0.45) * (2.6 * lit * facing * toward)[:, None]
    else:
        shine = albedo * (1.15 * lit * facing)[:, None]
    colour = albedo * scene.ambient * (1.9 * open_sky)[:, None] + shine * scene.key
    colour = air(scene, options, (colour * options.light).astype(np.float32), pixels, z)
    size = options.leaf_m * rng.uniform(0.6, 1.3, count) * scene.camera.focal_px / z * 0.5
    order = np.argsort(-z)
    tilt = options.round * rng.uniform(0.35, 1, count)
    turn = rng.uniform(0, np.pi, count)
    return Splats(*(a[order] for a in (pixels[:, 0], pixels[:, 1], size, size * tilt, turn, opaque(colour))))


def _cast_shadows(scene: Scene, options: GroveOptions, places: list[tuple[float, float]]) -> None:
    """Long shadows of trunks on the ground, away from the sun, softer the farther they reach."""
    ground = ground_rows(scene, 1.5 * options.far_m)
    if ground is None:
        return
    step = 2
    x, z = ground.x[::step, ::step], np.broadcast_to(ground.z[::step], ground.x[::step, ::step].shape)
    flat = float(np.hypot(scene.sun[0], scene.sun[2])) or 1.0
    way = np.array([-scene.sun[0], -scene.sun[2]]) / flat
    reach = options.height_m * flat / max(scene.sun[1], 0.08)
    thick = options.height_m * 0.02
    shade = np.zeros(x.shape, np.float32)
    for foot_x, foot_z in places:
        dx, dz = x - np.float32(foot_x), z - np.float32(foot_z)
        along = dx * np.float32(way[0]) + dz * np.float32(way[1])
        off = np.abs(dx * np.float32(way[1]) - dz * np.float32(way[0]))
        width = np.float32(thick) * (1 + 0.02 * np.maximum(along, 0)) + ground.footprint[::step] * 0.5
        trunk = (
            smoothstep(1.35, 0.6, off / width)
            * (along > -thick)
            * np.exp(-np.maximum(along, 0) / np.float32(0.8 * reach))
        )
        root = np.exp(-(dx**2 + dz**2) / np.float32((2.2 * thick) ** 2))
        shade = np.maximum(shade, np.maximum(trunk, root))
    full = scene.enlarge(shade, ground.x.shape[0])
    region = scene.picture[ground.top :]
    # Sunlit ground loses more than what lies in the shade of leaves anyway.
    share = np.float32(options.cast) * smoothstep(0.0, 0.35, luminance(region)) * full
    region *= 1 - share[..., None] * (1 - 0.25 * scene.ambient / scene.ambient.max())
