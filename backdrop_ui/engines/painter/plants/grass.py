"""Blades of grass and flowers, in perspective, over a ground painted before."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pydantic import Field

from ..brush.ink import Ink
from ..brush.stamps import soften
from ..colour import Numbers, mix
from ..registry import Options, Paint, layer
from ..scene import Scene


class GrassOptions(Options):
    """Blades. height_m; near_m, far_m: the strip they grow on. flowers: share of blades that carry a blossom.
    rows_m: over 0 they grow in rows along the view, that far apart, on bushes of height bush_m."""

    light: Paint = 0
    dark: Paint = 1
    count: int = Field(4000, ge=1, le=20000)
    height_m: float = Field(0.12, gt=0.005, le=4)
    width_m: float = Field(0.012, gt=0.0005, le=0.2)
    near_m: float = Field(2.2, gt=0.2, le=200)
    far_m: float = Field(9.0, gt=0.3, le=500)
    lean: float = Field(0.35, ge=0, le=2)
    flowers: float = Field(0.0, ge=0, le=1)
    blossoms: tuple[Paint, ...] = Field((), max_length=6)
    blossom_m: float = Field(0.02, gt=0.001, le=0.5)
    haze: Paint | None = None
    haze_m: float = Field(40.0, gt=1, le=2000)
    blur: float = Field(0.0, ge=0, le=0.05)
    rows_m: float = Field(0.0, ge=0, le=20)
    bush_m: float = Field(0.0, ge=0, le=5)


@layer("grass", GrassOptions)
def grass(scene: Scene, options: GrassOptions) -> None:
    """Bent blades, far to near, brighter towards their tips; evenly dense on the picture, not on the ground."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    slope = rng.uniform(camera.eye_m / options.far_m, camera.eye_m / options.near_m, options.count)
    z = np.sort(camera.eye_m / slope)[::-1]
    x: Numbers = rng.uniform(-1.05, 1.05, options.count) * camera.width / 2 / camera.focal_px * z
    scale = camera.focal_px / z
    ground: Numbers = np.zeros(options.count)
    if options.rows_m:
        x, ground = _in_rows(scene, options, x, rng)
    tall = options.height_m * rng.uniform(0.45, 1.2, options.count) * scale
    bend = options.lean * rng.normal(0.15, 0.6, options.count) * tall
    wide = np.maximum(options.width_m * scale * rng.uniform(0.7, 1.3, options.count), 0.5)
    tone = rng.uniform(0, 1, options.count) ** 1.3
    patches = scene.noise().fbm(x[None].astype(np.float32) * 0.5, z[None].astype(np.float32) * 0.4, 3)[0]
    tone = np.clip(tone + 0.35 * patches, 0, 1).astype(np.float32)[:, None]
    dark = scene.colour(options.dark) * (2 * scene.ambient)
    colour = mix(dark[None], scene.colour(options.light) * (scene.ambient + scene.key), tone)
    if options.haze is not None:
        air = 1 - np.exp(-z / options.haze_m)
        colour = mix(colour, scene.colour(options.haze), air.astype(np.float32)[:, None])
    column, row = camera.width / 2 + x * scale, camera.horizon_px + (camera.eye_m - ground) * scale
    half = wide / 2
    middle, height = column + 0.32 * bend, row - 0.58 * tall
    outline = [(column - half, row), (middle - 0.8 * half, height), (column + bend, row - tall),
               (middle + 0.8 * half, height), (column + half, row)]  # fmt: skip
    blades = np.stack([np.stack(corner, -1) for corner in outline], axis=1)
    bloom = rng.random(options.count) < options.flowers * bool(options.blossoms)
    heads, tints = _blossoms(scene, options, np.stack([column + bend, row - tall, scale], -1)[bloom], rng)
    for blade, head in zip(np.array_split(np.arange(options.count), BANDS), _banded(bloom), strict=True):
        ink.many(blades[blade], colour[blade])
        ink.many(heads[head].reshape(-1, *heads.shape[2:]), tints[head].reshape(-1, 3))
    scene.lay_premultiplied(soften(ink.light(), scene.px(options.blur)))


def rows_shift(scene: Scene) -> float:
    """Where rows of plants run, in [0, 1) of their distance: the same for every layer of a picture."""
    return float(np.random.default_rng([scene.seed, 2**30]).random())


def _in_rows(scene: Scene, options: GrassOptions, x: Numbers, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Places moved onto the nearest row's bush, and how high they stand there, metres."""
    shift = rows_shift(scene)
    across = np.clip(rng.normal(0, 0.2, len(x)), -0.35, 0.35)
    row = np.floor(x / options.rows_m + shift)
    return (row + 0.5 - shift + across) * options.rows_m, options.bush_m * np.sqrt(1 - (across / 0.36) ** 2)


BANDS = 40
"""Blades, then blossoms, of one depth after the other: near enough to drawing each in its turn."""


def _banded(bloom: npt.NDArray[np.bool_]) -> list[slice]:
    """For every band of blades, which of the blossoms grow in it."""
    ends = np.cumsum([int(part.sum()) for part in np.array_split(bloom, BANDS)])
    return [slice(int(start), int(end)) for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def _blossoms(
    scene: Scene, options: GrassOptions, places: Numbers, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Flower heads seen at a slant, shaded outside, lit inside, a dark eye: (N, 3, 20, 2) pixels, (N, 3, 3) colours."""
    count = len(places)
    paints = np.stack([scene.colour(paint) for paint in options.blossoms or (0,)])
    lit = paints[rng.integers(len(paints), size=count)] * (scene.ambient + scene.key)
    radius = (options.blossom_m * places[:, 2] * rng.uniform(0.7, 1.2, count))[:, None]
    turn = np.linspace(0, 2 * np.pi, 21)[None, :-1]
    lobes = radius * (1 + 0.14 * np.cos(5 * turn + rng.uniform(0, 6, (count, 1))))
    outline = np.stack([lobes * np.cos(turn), 0.68 * lobes * np.sin(turn)], -1)
    rings = [
        outline * size + np.stack([places[:, 0], places[:, 1] - lift * radius[:, 0]], -1)[:, None]
        for size, lift in ((1.0, 0.0), (0.8, 0.12), (0.22, 0.08))
    ]
    return np.stack(rings, axis=1), np.stack([lit * np.float32(tone) for tone in (0.7, 1.0, 0.45)], axis=1)


class LitterOptions(Options):
    """Leaves or petals lying on the ground. size_m: of a leaf. clear: how much fewer lie in the middle."""

    colours: tuple[Paint, ...] = Field(min_length=1, max_length=8)
    count: int = Field(1500, ge=0, le=12000)
    size_m: float = Field(0.07, gt=0.002, le=1)
    near_m: float = Field(2.2, gt=0.2, le=200)
    far_m: float = Field(20.0, gt=0.3, le=500)
    half_m: float = Field(50.0, gt=0.1, le=500)
    path_m: float = Field(0.0, ge=0, le=50)
    haze: Paint | None = None
    haze_m: float = Field(40.0, gt=1, le=2000)


@layer("litter", LitterOptions)
def litter(scene: Scene, options: LitterOptions) -> None:
    """Flat scraps foreshortened with the ground, curled to catch more or less light."""
    rng = scene.rng()
    camera = scene.camera
    ink = Ink(camera.width, camera.height)
    count = options.count
    slope = rng.uniform(camera.eye_m / options.far_m, camera.eye_m / options.near_m, count)
    z = np.sort(camera.eye_m / slope)[::-1]
    scale = camera.focal_px / z
    x = rng.uniform(-1.05, 1.05, count) * camera.width / 2 / scale
    kept = (np.abs(x) < options.half_m) & (np.abs(x) > options.path_m * rng.random(count))
    tone = rng.uniform(0.4, 1.15, (count, 1)).astype(np.float32)
    paints = np.stack([scene.colour(c) for c in options.colours])[rng.integers(len(options.colours), size=count)]
    colour = paints * (scene.ambient + scene.key * np.float32(0.7)) * tone
    if options.haze is not None:
        air = 1 - np.exp(-z / options.haze_m)
        colour = mix(colour, scene.colour(options.haze), air.astype(np.float32)[:, None])
    turn, around = rng.uniform(0, np.pi, (count, 1)), np.linspace(0, 2 * np.pi, 9)[None, :-1]
    u, v = 0.5 * np.cos(around), 0.30 * np.sin(around)
    size = (options.size_m * scale)[:, None]
    foreshortened = (camera.eye_m / z + rng.uniform(0, 0.5, count))[:, None]
    flat_x = camera.width / 2 + (x * scale)[:, None] + size * (u * np.cos(turn) - v * np.sin(turn))
    flat_y = camera.horizon_px + camera.eye_m * scale[:, None]
    flat_y = flat_y + size * foreshortened * (u * np.sin(turn) + v * np.cos(turn))
    ink.many(np.stack([flat_x, flat_y], -1)[kept], colour[kept])
    scene.lay_premultiplied(ink.light())
