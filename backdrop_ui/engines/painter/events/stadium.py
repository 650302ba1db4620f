"""A stadium at night, seen from the pitch: tiers full of people, boards of light, a goal, a roof with floodlights."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.ink import Ink
from ..brush.splats import Splats, lay_splats, light, opaque
from ..registry import Options, Paint, layer
from ..scene import Scene
from .stadium_roof import add_floodlights, paint_roof, roof_m
from .stands import AISLE_M, BLOCK_M, END_Z, TIERS, Line, along, band, points_at, project, rim, seat_people

GOAL_Z = END_Z - 5.0


class StadiumOptions(Options):
    """fans: colours people wear, most of them the first two. stand: of concrete and seats. ribbon: of the band of light
    between the tiers, by default the home fans'; boards: colours of the lit boards around the pitch. phones: how many
    lights sparkle in the crowd. lamps: brightness of the floodlights."""

    fans: tuple[Paint, ...] = Field((0, 1, 2), min_length=2, max_length=8)
    stand: Paint = (0.23, 0.25, 0.33)
    ribbon: Paint | None = None
    boards: tuple[Paint, ...] = Field((0, 1, 2), min_length=1, max_length=8)
    phones: int = Field(260, ge=0, le=3000)
    lamps: float = Field(1.0, ge=0, le=10)


@layer("stadium", StadiumOptions)
def stadium(scene: Scene, options: StadiumOptions) -> None:
    """Concrete first, then the people from the top row down, then the goal, then what shines."""
    ink = Ink(scene.camera.width, scene.camera.height)
    path, high = rim(), roof_m(scene)
    concrete = scene.colour(options.stand) * (scene.ambient + 0.45 * scene.key)
    paint_roof(scene, ink, (path, high), concrete)
    for tier in TIERS[::-1]:
        _tier(scene, ink, path, tier, concrete)
    scene.lay_premultiplied(ink.light(), depth=END_Z)
    paints = _teams(scene, options)
    for tier in TIERS[::-1]:
        seat_people(scene, path, paints, tier)
    _lights_in_the_crowd(scene, options, path)
    _boards(scene, options, path)
    _goal(scene)
    add_floodlights(scene, options.lamps, (path, high))


def _teams(scene: Scene, options: StadiumOptions) -> Array:
    """(K, 3) colours of the fans, home first; the seed says which of the first three plays at home."""
    paints = np.stack([scene.colour(c) for c in options.fans])
    home = int(scene.rng(4).integers(min(3, len(paints))))
    return np.concatenate([paints[[home]], np.delete(paints, home, axis=0)])


def _tier(scene: Scene, ink: Ink, path: Array, tier: tuple[float, float, int, float, float], concrete: Array) -> None:
    """The back wall, steps in light and shade, bright stairs in the aisles, and the parapet."""
    height, back, rows, rise, deep = tier
    top = height + rows * rise, back + rows * deep
    band(scene, ink, path, (top[0] + 7.0, top[1]), top, concrete * np.float32(0.13))
    stairs = np.arange(AISLE_M / 2, along(path)[-1], BLOCK_M)
    for row in range(rows)[::-1]:
        y, far = height + row * rise, back + row * deep
        shade = np.float32(1 - 0.5 * row / rows)
        band(scene, ink, path, (y + rise, far + deep), (y, far + deep), concrete * shade * np.float32(0.32))
        band(scene, ink, path, (y, far + deep), (y, far), concrete * shade * np.float32(0.55))
        a, _ = project(scene, points_at(path, stairs - 0.42), y + rise, far + deep)
        b, _ = project(scene, points_at(path, stairs + 0.42), y + rise * 0.55, far + deep)
        ink.many(np.stack([a, np.stack([b[:, 0], a[:, 1]], -1), b, np.stack([a[:, 0], b[:, 1]], -1)], 1),
                 np.tile(concrete * shade * np.float32(1.5), (len(a), 1)))  # fmt: skip
    band(scene, ink, path, (height + 0.1, back - 0.1), (height - 1.4, back - 0.1), concrete * np.float32(0.9))


def _lights_in_the_crowd(scene: Scene, options: StadiumOptions, path: Array) -> None:
    """The ribbon of light between the tiers, with a pattern that runs along it; phones and flashes."""
    rng = scene.rng(1)
    fine = points_at(path, np.arange(0, along(path)[-1], 0.5))
    run = np.arange(len(fine)) * 0.5
    wave = (0.5 + 0.5 * np.sin(run * 0.36 + rng.uniform(0, 6))) ** 2
    home = _teams(scene, options)[0] if options.ribbon is None else scene.colour(options.ribbon)
    ribbon = home * (0.35 + 1.1 * wave)[:, None] + 0.25 * (wave**6)[:, None]
    _strip(scene, fine, (TIERS[1][0] - 0.62, TIERS[1][1] - 0.15), 0.42, ribbon)
    place = rng.uniform(0, along(path)[-1], options.phones)
    tier = np.array(TIERS)[rng.integers(2, size=options.phones)]
    row = rng.integers(20, size=options.phones)
    spot, z = project(scene, points_at(path, place), tier[:, 0] + row * tier[:, 3] + 1.1, tier[:, 1] + row * tier[:, 4])
    size = 0.07 * scene.camera.focal_px / z * rng.uniform(0.6, 1.6, len(z))
    paint = light(rng.uniform(0.4, 3.5, (len(z), 1)) * np.array([1.0, 0.96, 0.9]))
    lay_splats(scene.picture, Splats(spot[:, 0], spot[:, 1], size, size, size * 0, paint), "glow")


def _strip(scene: Scene, fine: Array, line: Line, half_m: float, colour: Array) -> None:
    """A band of light of upright pieces along the stands."""
    pixels, z = project(scene, fine, *line)
    step = np.gradient(pixels, axis=0)
    half = 0.56 * np.maximum(np.hypot(*step.T), 1)
    tall = half_m * scene.camera.focal_px / z
    turn = np.arctan2(step[:, 1], step[:, 0])
    lay_splats(scene.picture, Splats(pixels[:, 0], pixels[:, 1], half, tall, turn, opaque(colour)), "bar")


def _boards(scene: Scene, options: StadiumOptions, path: Array) -> None:
    """Boards of light around the pitch: panels of colour with brighter stripes; they shine on the grass."""
    rng = scene.rng(2)
    fine = points_at(path, np.arange(0, along(path)[-1], 0.25))
    run = np.arange(len(fine)) * 0.25
    panel = np.floor(run / 6.0).astype(int)
    paints = np.stack([scene.colour(c) for c in options.boards])
    colour = paints[(panel + int(rng.integers(9))) % len(paints)]
    inside = np.mod(run, 6.0)
    word = (np.abs(inside - 3.0) < 1.9) & (np.mod(inside * 1.7 + np.sin(9 * inside + panel), 0.8) < 0.5)
    colour = colour * (0.55 + 0.35 * np.sin(inside / 6 * np.pi))[:, None]
    _strip(scene, fine, (0.62, -2.2), 0.44, colour)
    _strip(scene, fine, (0.62, -2.25), 0.15, colour + 0.30 * word[:, None])
    pixels, z = project(scene, fine[::8], 0.0, -3.6)
    size = scene.camera.focal_px / z
    spill = light(0.035 * colour[::8] + 0.004)
    lay_splats(scene.picture, Splats(pixels[:, 0], pixels[:, 1], 3.2 * size, 0.09 * size, 0 * z, spill), "glow")


def _goal(scene: Scene) -> None:
    """Posts, bar and a net that hangs back to the ground."""
    ink = Ink(scene.camera.width, scene.camera.height)
    camera = scene.camera
    unit = camera.focal_px / GOAL_Z
    white = np.float32(0.75) * (scene.ambient + scene.key)

    def line(a: tuple[float, float, float], b: tuple[float, float, float], thick: float, tone: float) -> None:
        ends = np.array([camera.project(*a), camera.project(*b)])
        ink.stroke(
            ends, np.full(2, max(thick * unit, 0.6)), white * np.float32(tone * min(1, thick * unit / 0.6 + 0.3))
        )

    across = int(np.clip(7.32 * unit / 3, 8, 27))  # A net with meshes finer than the pixels would be a grey sheet.
    for x in np.linspace(-3.66, 3.66, across).tolist():
        line((x, 2.44, GOAL_Z + 0.9), (x, 0, GOAL_Z + 2.0), 0.02, 0.30)
    for y in np.linspace(0, 2.44, across // 3 + 1).tolist():
        line((-3.66, y, GOAL_Z + 2 - 0.45 * y), (3.66, y, GOAL_Z + 2 - 0.45 * y), 0.02, 0.30)
    for x in (-3.66, 3.66):
        line((x, 0, GOAL_Z), (x, 2.44, GOAL_Z), 0.13, 1.0)
    line((-3.72, 2.44, GOAL_Z), (3.72, 2.44, GOAL_Z), 0.13, 1.0)
    scene.lay_premultiplied(ink.light(), depth=GOAL_Z)
