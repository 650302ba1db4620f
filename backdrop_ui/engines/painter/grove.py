"""Groves: trees with limbs and single leaves, lit by the sun and glowing where it stands behind them."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import Numbers, luminance, mix, smoothstep
from .floors import ground_rows
from .growth import Habit, Tree, grow
from .registry import Options, Paint, layer
from .scene import Scene
from .skies import sun_px
from .splats import Splats, lay_splats, opaque
from .stamps import soften

KINDS = 5
"""How many different trees are grown; each is seen from another side every time it stands somewhere."""


class GroveOptions(Options):
    """Trees between near_m and far_m. leaves: colours, mixed at random within a tree and between trees; glow: of a
    leaf with the sun behind it. leaf_m: length of a leaf; round: width as a share of it. density: leaves in a cluster,
    cluster_m: its radius. clear: share of half the width free of trunks. haze_m: distance that hides two thirds in the
    haze. cast: darkness of the shadows on the ground. blur: units."""

    habit: Habit = "forest"
    leaves: tuple[Paint, ...] = Field((0, 1), min_length=1, max_length=6)
    glow: Paint = 2
    bark: Paint = (0.2, 0.15, 0.12)
    count: int = Field(8, ge=1, le=80)
    height_m: float = Field(12.0, gt=0.2, le=60)
    vary: float = Field(0.2, ge=0, le=0.8)
    near_m: float = Field(8.0, gt=0.5, le=500)
    far_m: float = Field(20.0, gt=0.5, le=1000)
    clear: float = Field(0.3, ge=0, le=1.5)
    reach: float = Field(1.15, gt=0.1, le=3)
    leaf_m: float = Field(0.14, gt=0.005, le=2)
    round: float = Field(0.5, gt=0.05, le=1)
    density: int = Field(60, ge=0, le=600)
    cluster_m: float = Field(0.9, gt=0.02, le=6)
    haze: Paint | None = None
    haze_m: float = Field(60.0, gt=1, le=5000)
    cast: float = Field(0.5, ge=0, le=1)
    base_m: float = Field(0.0, ge=-20, le=20)
    light: float = Field(1.0, ge=0, le=4)
    blur: float = Field(0.0, ge=0, le=0.05)


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
        lay_splats(canvas, _wood(scene, options, tree, (x, z)), "bar")
        lay_splats(canvas, _bark(scene, options, tree, (x, z), rng), "disc")
        lay_splats(canvas, _around_foot(scene, options, tree, (x, z), rng), "leaf")
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


def _project(scene: Scene, options: GroveOptions, points: Numbers, foot: tuple[float, float]) -> tuple[Array, Array]:
    """(N, 2) pixels and (N,) distances of points around a tree's foot."""
    camera = scene.camera
    z = np.maximum(points[:, 2] + foot[1], 0.5)
    scale = camera.focal_px / z
    column = camera.width / 2 + (points[:, 0] + foot[0]) * scale
    row = camera.horizon_px - (points[:, 1] + options.base_m - camera.eye_m) * scale
    return np.stack([column, row], -1).astype(np.float32), z.astype(np.float32)


def _air(scene: Scene, options: GroveOptions, colour: Array, pixels: Array, z: Numbers | float) -> Array:
    """Colours (N, 3) seen through the air, which is brighter towards the sun."""
    if options.haze is None:
        return colour
    thick = np.broadcast_to(1 - np.exp(-np.asarray(z, np.float32) / options.haze_m), colour.shape[:1])
    haze = scene.colour(options.haze) + _towards_sun(scene, pixels, 0.30)[:, None] * scene.key * np.float32(0.35)
    return mix(colour, haze, thick[:, None])


def _towards_sun(scene: Scene, pixels: Array, reach: float) -> Array:
    """(N,) 1 where the sun stands in the picture, falling to 0 over `reach` units; 0 when it is behind the camera."""
    where = sun_px(scene)
    if where is None:
        return np.zeros(len(pixels), np.float32)
    r = np.hypot(pixels[:, 0] - where[0], pixels[:, 1] - where[1]) / scene.px(reach)
    return np.exp(-r).astype(np.float32)


BARE_UNITS = 0.004
"""Branches thinner than this show no bark."""


def _wood(scene: Scene, options: GroveOptions, tree: Tree, foot: tuple[float, float]) -> Splats:
    """A bar for every piece, the farthest first."""
    start, z = _project(scene, options, tree.starts, foot)
    end, _ = _project(scene, options, tree.ends, foot)
    width = tree.radii.sum(axis=1) * scene.camera.focal_px / z
    order = np.argsort(-z)
    start, end, width = start[order], end[order], width[order]
    way = end - start
    length, turn = np.hypot(way[:, 0], way[:, 1]), np.arctan2(way[:, 1], way[:, 0])
    side, shine = float(np.sign(scene.sun[0]) or 1), 0.15 if scene.sun[2] > 0.05 else 0.5
    turn = np.where(-np.sin(turn) * side < 0, turn + np.pi, turn)  # Whichever way a branch runs, its lit side is v > 0.
    tone = scene.colour(options.bark) * (scene.ambient * 1.5 + scene.key * np.float32(shine)) * options.light
    middle = (start + end) / 2
    colour = _air(scene, options, np.tile(tone, (len(z), 1)).astype(np.float32), middle, foot[1])
    long = length * 0.62 + 0.4
    return Splats(middle[:, 0], middle[:, 1], long, width / 2, turn, opaque(colour))


def _bark(
    scene: Scene, options: GroveOptions, tree: Tree, foot: tuple[float, float], rng: np.random.Generator
) -> Splats:
    """Flakes and furrows along the wood that is wide enough to show them, rounded by light and shade."""
    start, z = _project(scene, options, tree.starts, foot)
    end, _ = _project(scene, options, tree.ends, foot)
    width = tree.radii.sum(axis=1) * scene.camera.focal_px / z
    area = np.hypot(*(end - start).T) * width * (width > BARE_UNITS * 1.5 * scene.camera.unit_px)
    total = float(area.sum()) / scene.camera.unit_px**2
    # As many at every size of the picture, so that a preview shows the same bark.
    count = int(min(60000 * total, 4000))
    if not count:
        return Splats(*(np.zeros(0),) * 5, np.zeros((0, 4)))
    k = rng.choice(len(area), count, p=area / area.sum())
    share, u = rng.random(count), rng.uniform(-1, 1, count)
    way = end[k] - start[k]
    turn = np.arctan2(way[:, 1], way[:, 0])
    across = np.stack([-np.sin(turn), np.cos(turn)], -1)
    across *= np.where(across[:, :1] < 0, -1, 1)
    half = width[k] * 0.47
    where = start[k] + way * share[:, None] + across * (u * half)[:, None]
    thin = half * rng.uniform(0.03, 0.12, count) * np.sqrt(1.05 - u * u)
    rim = np.clip(0.5 * (1 + float(np.sign(scene.sun[0]) or 1) * u), 0, 1)[:, None]
    tone = rng.uniform(0.45, 1.5, (count, 1)) * (1 - 0.35 * u[:, None] ** 2)
    shine = 1.3 * rim**4 if scene.sun[2] > 0.05 else 0.15 + 0.9 * rim
    colour = scene.colour(options.bark) * tone * (1.2 * scene.ambient + shine * scene.key) * options.light
    colour = _air(scene, options, colour.astype(np.float32), where, foot[1])
    return Splats(where[:, 0], where[:, 1], thin * rng.uniform(3, 9, count), thin, turn, opaque(colour, 0.6))


def _around_foot(
    scene: Scene, options: GroveOptions, tree: Tree, foot: tuple[float, float], rng: np.random.Generator
) -> Splats:
    """What has fallen gathers against the trunk, which would look cut off otherwise."""
    camera = scene.camera
    radius = float(tree.radii.max())
    count = 160
    across = rng.normal(0, 0.85, count)
    depth = radius * (0.9 - 0.25 * across**2 + rng.normal(0, 0.25, count))
    z = np.sort(foot[1] - depth)[::-1]
    heap = radius * 0.5 * rng.random(count) ** 3 * np.exp(-(across**2))
    points = np.stack([across * radius, heap, z - foot[1]], -1)
    pixels, z = _project(scene, options, points, foot)
    paints = np.stack([scene.colour(p) for p in options.leaves])[rng.integers(len(options.leaves), size=count)]
    colour = paints * scene.ambient * rng.uniform(0.5, 1.4, (count, 1)) * options.light
    colour = _air(scene, options, colour.astype(np.float32), pixels, z)
    size = min(options.leaf_m, 0.09) * rng.uniform(0.3, 0.65, count) * camera.focal_px / z
    return Splats(pixels[:, 0], pixels[:, 1], size, size * 0.45, rng.uniform(-0.5, 0.5, count), opaque(colour))


def _foliage(
    scene: Scene, options: GroveOptions, tree: Tree, foot: tuple[float, float], rng: np.random.Generator
) -> Splats:
    """All leaves of a tree, lit by what the crown lets through."""
    ball = rng.standard_normal((len(tree.tips) * options.density, 3), dtype=np.float32)
    ball *= (rng.random(len(ball), np.float32) ** 0.45 / np.maximum(np.linalg.norm(ball, axis=1), 1e-6))[:, None]
    ball[:, 1] *= 0.75
    leaves = np.repeat(tree.tips, options.density, axis=0) + ball * np.float32(options.cluster_m)
    pixels, z = _project(scene, options, leaves, foot)
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
        toward = 0.55 + 1.6 * _towards_sun(scene, pixels, 0.45)
        shine = mix(albedo, scene.colour(options.glow), 0.45) * (2.6 * lit * facing * toward)[:, None]
    else:
        shine = albedo * (1.15 * lit * facing)[:, None]
    colour = albedo * scene.ambient * (1.9 * open_sky)[:, None] + shine * scene.key
    colour = _air(scene, options, (colour * options.light).astype(np.float32), pixels, z)
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
