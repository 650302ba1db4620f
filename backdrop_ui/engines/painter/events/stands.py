"""The bowl of a stadium: where its rows of seats lie, and who sits there."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..brush.ink import Ink
from ..brush.splats import Splats, lay_splats, opaque
from ..colour import Numbers
from ..scene import Scene

HALF_X, END_Z, ROUND = 27.0, 62.0, 25.0
"""The inner edge of the stands: half its width, its far end, the radius of its corners, metres."""

TIERS = ((1.3, 0.0, 22, 0.38, 0.80), (11.4, 16.5, 20, 0.52, 0.80))
"""Each tier: height and set-back of its first row, rows, rise and depth of a row, metres."""
BLOCK_M, AISLE_M = 13.0, 1.2


def rim() -> Array:
    """(N, 3): x, z and the angle outwards along the inner edge of the stands, from left around to the right."""
    straight = np.linspace(2.0, END_Z - ROUND, 60)
    turn = np.linspace(0, np.pi / 2, 40)[1:]
    across = np.linspace(0, HALF_X - ROUND, 6)[1:]
    corner_x, corner_z = HALF_X - ROUND + ROUND * np.cos(turn), END_Z - ROUND + ROUND * np.sin(turn)
    half = np.concatenate(
        [
            np.stack([np.full(60, HALF_X), straight, np.zeros(60)], -1),
            np.stack([corner_x, corner_z, turn], -1),
            np.stack([HALF_X - ROUND - across, np.full(5, END_Z), np.full(5, np.pi / 2)], -1),
        ]
    )
    mirrored = half[::-1][1:] * [-1, 1, -1] + [0, 0, np.pi]
    return np.concatenate([half, mirrored]).astype(np.float32)


def along(path: Array) -> Array:
    """(N,) metres from the path's start to each of its points."""
    return np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path[:, :2], axis=0).T))]).astype(np.float32)


def points_at(path: Array, metres: Numbers) -> Array:
    """(M, 3): points of the path so many metres from its start."""
    length = along(path)
    return np.stack([np.interp(metres, length, path[:, axis]) for axis in range(3)], -1).astype(np.float32)


def project(scene: Scene, path: Numbers, height: Numbers | float, back: Numbers | float) -> tuple[Array, Array]:
    """(N, 2) pixels and (N,) distances of points `back` metres behind the inner edge."""
    camera = scene.camera
    x = path[:, 0] + back * np.cos(path[:, 2])
    z = np.maximum(path[:, 1] + back * np.sin(path[:, 2]), 0.8)
    scale = camera.focal_px / z
    pixels = np.stack([camera.width / 2 + x * scale, camera.horizon_px - (height - camera.eye_m) * scale], -1)
    return pixels.astype(np.float32), z.astype(np.float32)


Line = tuple[float, float]
"""Height and set-back of a line along the stands, metres."""


def band(scene: Scene, ink: Ink, path: Array, upper: Line, lower: Line, colour: Array) -> None:
    """A strip between two lines along the stands, darker where it turns away from the lamps."""
    a, z = project(scene, path, *upper)
    b, _ = project(scene, path, *lower)
    tone = (0.75 + 0.25 * np.cos(path[:-1, 2] * 2)) * (0.6 + 0.4 * np.exp(-z[:-1] / 160))
    ink.many(np.stack([a[:-1], a[1:], b[1:], b[:-1]], axis=1), colour * tone[:, None])


def seat_people(scene: Scene, path: Array, paints: Array, tier: tuple[float, float, int, float, float]) -> None:
    """Fill a tier from its top row down: shoulders and a head for everybody, some with arms or a scarf in the air.

    paints: (K, 3) linear colours they wear; whole blocks favour the first or the second. Aisles stay free.
    """
    height, back, rows, rise, deep = tier
    rng = scene.rng(round(height))
    length = float(along(path)[-1])
    seats = int(length / 0.56)
    place = np.tile((np.arange(seats) + 0.5) * 0.56, rows)
    row = np.repeat(np.arange(rows), seats)
    kept = (rng.random(len(place)) < 0.96) & (np.mod(place, BLOCK_M) > AISLE_M)
    place, row = place[kept] + rng.normal(0, 0.09, int(kept.sum())), row[kept]
    place += 0.28 * (row % 2)
    up = height + row * rise + 0.72 + rng.normal(0, 0.07, len(row)) + 0.28 * (rng.random(len(row)) < 0.3)
    pixels, z = project(scene, points_at(path, place), up, back + row * deep)
    visible = (np.abs(pixels[:, 0] / scene.camera.width - 0.5) < 0.52) & (z > 8)
    pixels, z, place, row = pixels[visible], z[visible], place[visible], row[visible]
    order = np.lexsort((pixels[:, 0], -row))
    pixels, z, place, row = pixels[order], z[order], place[order], row[order]
    count = len(z)
    block = np.floor(place / BLOCK_M) + 7 * (row > rows / 2)
    lead = np.where(np.sin(block * 12.9898 + height) > -0.2, 0, 1)
    pick = np.where(rng.random(count) < 0.62, lead, rng.integers(len(paints), size=count))
    # Floodlights under the roof reach the front rows; the back ones sit in its shade.
    lit = (scene.ambient * 0.5 + scene.key * np.float32(0.75)) * (1.05 - 0.5 * row[:, None] / rows)
    coat = paints[pick] * rng.uniform(0.2, 1.1, (count, 1)) * lit
    skin = np.array([0.55, 0.34, 0.24]) * rng.uniform(0.25, 1.15, (count, 1)) * lit
    hair = np.array([0.10, 0.07, 0.05]) * rng.uniform(0.2, 2.2, (count, 1)) * lit
    size = scene.camera.focal_px / z
    raised = rng.random(count) < 0.22
    scarf = ~raised & (rng.random(count) < 0.07)
    arms = np.where(raised, size, 0)
    cloth = np.where(scarf, size, 0)
    tilt = rng.normal(0, 0.16, count)
    upright = np.full(count, np.pi / 2)
    x, y = pixels[:, 0], pixels[:, 1]
    second = paints[(pick + 1) % len(paints)] * lit * 1.2
    parts = [
        (x - 0.20 * size, y - 0.42 * arms, 0.30 * arms, 0.05 * arms, upright + 0.3 + tilt, opaque(skin)),
        (x + 0.20 * size, y - 0.42 * arms, 0.30 * arms, 0.05 * arms, upright - 0.3 + tilt, opaque(skin)),
        (x, y + 0.10 * size, 0.27 * size, 0.20 * size, 0.1 * tilt, opaque(coat)),
        (x, y + 0.28 * size, 0.34 * size, 0.21 * size, upright, opaque(0.8 * coat)),
        (x, y - 0.22 * size, 0.125 * size, 0.105 * size, upright, opaque(skin)),
        (x, y - 0.285 * size, 0.08 * size, 0.10 * size, upright, opaque(hair)),
        (x, y - 0.62 * cloth, 0.42 * cloth, 0.085 * cloth, tilt, opaque(second)),
    ]
    together = (np.stack(those, axis=1) for those in zip(*parts, strict=True))
    splats = Splats(*(p.reshape(len(parts) * count, *p.shape[2:]) for p in together))
    shown = splats.long > 0
    fields = (splats.x, splats.y, splats.long, splats.wide, splats.turn, splats.paint)
    lay_splats(scene.picture, Splats(*(f[shown] for f in fields)), "disc")
