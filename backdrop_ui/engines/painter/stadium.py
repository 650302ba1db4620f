"""A stadium at night, seen from the pitch: grass in mown stripes, tiers full of people, a roof, floodlights."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import Numbers
from .cones import Cone, add_cones
from .ink import Ink
from .registry import Options, Paint, layer
from .scene import Scene
from .splats import Splats, lay_splats, light, opaque

HALF_X, END_Z, ROUND = 20.5, 52.0, 19.5
"""The inner edge of the stands: half its width, its far end, the radius of its corners, metres."""

TIERS = ((1.2, 0.0, 17, 0.36, 0.80), (8.6, 14.0, 17, 0.50, 0.80))
"""Each tier: height and set-back of its first row, rows, rise and depth of a row, metres."""
ROOF_M, ROOF_BACK, ROOF_FRONT = 18.6, 29.0, 8.0


class StadiumOptions(Options):
    """fans: colours people wear, most of them the first two. stand: of concrete and seats. ribbon: of the band of light
    between the tiers. phones: how many lights sparkle in the crowd."""

    fans: tuple[Paint, ...] = Field((0, 1, 2), min_length=2, max_length=8)
    stand: Paint = (0.17, 0.18, 0.24)
    ribbon: Paint = 0
    phones: int = Field(260, ge=0, le=3000)
    lamps: float = Field(1.0, ge=0, le=10)


@layer("stadium", StadiumOptions)
def stadium(scene: Scene, options: StadiumOptions) -> None:
    """Concrete first, then the people from the top row down, then what shines."""
    rng = scene.rng()
    ink = Ink(scene.camera.width, scene.camera.height)
    path = _path()
    concrete = scene.colour(options.stand) * (scene.ambient + 0.22 * scene.key)
    _roof(scene, ink, path, concrete)
    for height, back, rows, rise, deep in TIERS[::-1]:
        top = height + rows * rise, back + rows * deep
        _band(scene, ink, path, (top[0] + 3.2, top[1] + 0.4), top, concrete * np.float32(0.35))
        _band(scene, ink, path, top, (height, back), concrete * np.float32(0.8))
        _band(scene, ink, path, (height, back), (height - 1.3, back), concrete * np.float32(0.6))
    scene.lay_premultiplied(ink.light(), depth=END_Z)
    for tier in TIERS[::-1]:
        lay_splats(scene.picture, _people(scene, options, path, tier, rng), "disc")
    _shining(scene, options, path, rng)


def _path() -> Array:
    """(N, 3): x, z and the angle outwards along the inner edge of the stands, from left around to the right."""
    straight = np.linspace(2.0, END_Z - ROUND, 60)
    turn = np.linspace(0, np.pi / 2, 26)[1:]
    across = np.linspace(0, HALF_X - ROUND, 26)[1:]
    corner_x, corner_z = HALF_X - ROUND + ROUND * np.cos(turn), END_Z - ROUND + ROUND * np.sin(turn)
    half = np.concatenate(
        [
            np.stack([np.full(60, HALF_X), straight, np.zeros(60)], -1),
            np.stack([corner_x, corner_z, turn], -1),
            np.stack([HALF_X - ROUND - across, np.full(25, END_Z), np.full(25, np.pi / 2)], -1),
        ]
    )
    mirrored = half[::-1][1:] * [-1, 1, -1] + [0, 0, np.pi]
    return np.concatenate([half, mirrored]).astype(np.float32)


def _project(scene: Scene, path: Numbers, height: Numbers | float, back: Numbers | float) -> tuple[Array, Array]:
    """(N, 2) pixels and (N,) distances of points `back` metres behind the inner edge."""
    camera = scene.camera
    x = path[:, 0] + back * np.cos(path[:, 2])
    z = np.maximum(path[:, 1] + back * np.sin(path[:, 2]), 0.8)
    scale = camera.focal_px / z
    pixels = np.stack([camera.width / 2 + x * scale, camera.horizon_px - (height - camera.eye_m) * scale], -1)
    return pixels.astype(np.float32), z.astype(np.float32)


def _band(
    scene: Scene, ink: Ink, path: Array, upper: tuple[float, float], lower: tuple[float, float], colour: Array
) -> None:
    """A strip between two lines (height, set-back) along the stands."""
    a, z = _project(scene, path, *upper)
    b, _ = _project(scene, path, *lower)
    quads = np.stack([a[:-1], a[1:], b[1:], b[:-1]], axis=1)
    tone = (0.75 + 0.25 * np.cos(path[:-1, 2] * 2)) * (0.6 + 0.4 * np.exp(-z[:-1] / 160))
    ink.many(quads, colour * tone[:, None])


def _roof(scene: Scene, ink: Ink, path: Array, concrete: Array) -> None:
    """The roof's underside with its girders, lit from below."""
    _band(scene, ink, path, (ROOF_M + 2.4, ROOF_BACK), (ROOF_M - 4.0, ROOF_BACK), concrete * np.float32(0.3))
    for k in range(6):
        share = k / 6
        back = ROOF_BACK + (ROOF_FRONT - ROOF_BACK) * share, ROOF_BACK + (ROOF_FRONT - ROOF_BACK) * (k + 0.93) / 6
        tone = concrete * np.float32(0.35 + 0.25 * share)
        _band(scene, ink, path, (ROOF_M + 1.6 * share, back[0]), (ROOF_M + 1.6 * share, back[1]), tone)
    front = ROOF_M + 1.6
    _band(scene, ink, path, (front + 1.1, ROOF_FRONT), (front, ROOF_FRONT), concrete * np.float32(1.1))


def _people(
    scene: Scene,
    options: StadiumOptions,
    path: Array,
    tier: tuple[float, float, int, float, float],
    rng: np.random.Generator,
) -> Splats:
    """A body and a head for everybody; supporters sit in blocks of their colours, aisles stay free."""
    height, back, rows, rise, deep = tier
    steps = np.hypot(*np.diff(path[:, :2], axis=0).T)
    length = np.concatenate([[0], np.cumsum(steps)])
    seats = int(length[-1] / 0.62)
    place = np.tile((np.arange(seats) + 0.5) * 0.62, rows)
    row = np.repeat(np.arange(rows), seats)[::1]
    kept = (rng.random(len(place)) < 0.93) & (np.mod(place, 17.0) > 1.3)
    place, row = place[kept] + rng.normal(0, 0.12, int(kept.sum())), row[kept]
    where = np.stack([np.interp(place, length, path[:, axis]) for axis in range(3)], -1)
    up = height + row * rise + 0.75 + rng.normal(0, 0.08, len(row)) + 0.3 * (rng.random(len(row)) < 0.2)
    pixels, z = _project(scene, where, up, back + row * deep)
    visible = (pixels[:, 0] > -9) & (pixels[:, 0] < scene.camera.width + 9) & (z > 6)
    pixels, z, place, row = pixels[visible], z[visible], place[visible], row[visible]
    order = np.argsort(-z - 0.001 * row)
    pixels, z, place, row = pixels[order], z[order], place[order], row[order]
    paints = np.stack([scene.colour(c) for c in options.fans])
    count = len(z)
    block = np.floor(place / 17.0) + 7 * (row > rows / 2)
    lead = np.where(np.sin(block * 12.9898) > 0.1, 0, 1)
    pick = np.where(rng.random(count) < 0.55, lead, rng.integers(len(paints), size=count))
    tone = rng.uniform(0.35, 1.15, (count, 1)) * (0.55 + 0.45 * row[:, None] / rows)
    lit = scene.ambient * 0.7 + scene.key * np.float32(0.3)
    body = (paints[pick] * tone * lit).astype(np.float32)
    skin = scene.colour((0.8, 0.62, 0.5)) * tone * rng.uniform(0.4, 1.0, (count, 1)) * lit
    size = scene.camera.focal_px / z
    upright = np.full(count, np.pi / 2)
    parts = [
        (pixels[:, 0], pixels[:, 1], 0.34 * size, 0.19 * size, upright, opaque(body, 0.95)),
        (pixels[:, 0], pixels[:, 1] - 0.42 * size, 0.12 * size, 0.10 * size, upright, opaque(skin.astype(np.float32))),
    ]
    pairs = (np.stack(two, axis=1) for two in zip(*parts, strict=True))
    return Splats(*(p.reshape(2 * count, *p.shape[2:]) for p in pairs))


def _shining(scene: Scene, options: StadiumOptions, path: Array, rng: np.random.Generator) -> None:
    """Floodlights under the roof's edge, the ribbon, phones."""
    pixels, z = _project(scene, path, TIERS[1][0] - 0.75, TIERS[1][1] - 0.1)
    size = scene.camera.focal_px / z
    half = 0.62 * np.maximum(np.hypot(*np.gradient(pixels, axis=0).T), 1)
    turn = np.arctan2(*np.gradient(pixels, axis=0).T[::-1])
    flow = 0.55 + 0.45 * np.sin(np.arange(len(path)) * 0.45)
    ribbon = scene.colour(options.ribbon) * flow[:, None]
    lay_splats(scene.picture, Splats(pixels[:, 0], pixels[:, 1], half, 0.42 * size, turn, opaque(1.1 * ribbon)), "bar")
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path[:, :2], axis=0).T))])
    banks = np.repeat(np.arange(length[-1] % 8 / 2, length[-1], 8.0), 5) + np.tile(
        np.linspace(-1.7, 1.7, 5), int(length[-1] // 8) + 1
    )
    spots = np.stack([np.interp(banks, length, path[:, axis]) for axis in range(3)], -1)
    pixels, z = _project(scene, spots, ROOF_M + 1.9, ROOF_FRONT - 0.3)
    size = scene.camera.focal_px / z
    white = np.tile(scene.key * np.float32(options.lamps), (len(z), 1))
    for long, wide, power in ((0.3, 0.3, 9.0), (1.6, 1.6, 0.35), (6.0, 6.0, 0.025), (6.0, 0.06, 0.4)):
        flare = Splats(pixels[:, 0], pixels[:, 1], long * size, wide * size, 0 * z, light(power * white))
        lay_splats(scene.picture, flare, "glow")
    beams = []
    for x, z_lamp, angle in spots[2::5]:
        foot = x + (ROOF_FRONT - 0.3) * np.cos(angle), z_lamp + (ROOF_FRONT - 0.3) * np.sin(angle)
        aim = 0.25 * foot[0] + rng.normal(0, 4), 0.0, 0.35 * foot[1]
        beams.append(Cone((foot[0], ROOF_M + 1.9, max(foot[1], 2.0)), aim, 0.09, 0.5 * white[0]))
    add_cones(scene, beams)
    place = rng.uniform(0, length[-1], options.phones)
    where = np.stack([np.interp(place, length, path[:, axis]) for axis in range(3)], -1)
    row = rng.integers(16, size=options.phones)
    tier = np.array(TIERS)[rng.integers(2, size=options.phones)]
    spot, z = _project(scene, where, tier[:, 0] + row * tier[:, 3] + 1.2, tier[:, 1] + row * tier[:, 4])
    size = np.full(options.phones, scene.px(0.0013))
    paint = light(rng.uniform(0.5, 4, (options.phones, 1)) * np.ones(3))
    lay_splats(scene.picture, Splats(spot[:, 0], spot[:, 1], size, size, size * 0, paint), "glow")
