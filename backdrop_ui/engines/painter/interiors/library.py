"""An old library: shelves to the ceiling on both sides, a tall window at the end."""

from __future__ import annotations

import cv2
import numpy as np
from pydantic import Field

from ....arrays import Array
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, Mesh, World, arch, ball, boxes, cylinder, extruded, grid, joined, render, tube
from .furnishings import bowl, table
from .shell import (
    FLOOR,
    across,
    level,
    room_world,
)
from .shelves import bookcase, books


def _palette(scene: Scene, paints: tuple[Paint, ...]) -> Array:
    return np.stack([scene.colour(p) for p in paints])


class LibraryOptions(Options):
    """wood, floor: colours. books: of the spines. day: light of the window at the end; view: how bright the
    garden behind it is."""

    wood: Paint = 0
    floor: Paint = 0
    books: tuple[Paint, ...] = Field((1, 2, 3, 4, 5), min_length=1, max_length=10)
    day: float = Field(6.0, ge=0, le=40)
    view: float = Field(0.0125, ge=0, le=1)
    lamp: float = Field(40.0, ge=0, le=400)


@layer("old_library", LibraryOptions)
def old_library(scene: Scene, options: LibraryOptions) -> None:
    """Shelves to the ceiling along both sides, an arched window at the end, lamps on the tables before it."""
    rng = scene.rng()
    world = room_world(scene, fill=0.22, white=0.42)
    far, high = 8.2, 4.3
    half = min(max(across(scene, 0.62, 6.0), 1.25), 1.9)
    wood = scene.colour(options.wood)
    walnut = Material(wood, wood * np.float32(0.45), surface="oak", gloss=0.045, rough=0.32, turned=True)
    plank = scene.colour(options.floor)
    world.add(
        level(0, 9, -3, far + 1),
        Material(plank, plank * np.float32(0.45), surface="herringbone", gloss=0.05, rough=0.22),
    )
    world.add(level(high, 9, -3, far), Material(wood * np.float32(0.8), wood * np.float32(0.5), surface="oak"))
    wide = rng.uniform(1.5, 1.9)
    opening = arch(wide, 2.6, 40) + np.array([0, 0.75], np.float32)
    world.add(extruded([(-9, 0), (9, 0), (9, high), (-9, high)], 0.4, [opening]).moved(z=far), walnut)
    bars = [(x - 0.018, 0.75, far + 0.2, x + 0.018, 3.4, far + 0.24) for x in np.linspace(-wide / 2, wide / 2, 5)]
    bars += [(-wide / 2, y - 0.018, far + 0.2, wide / 2, y + 0.018, far + 0.24) for y in np.linspace(0.75, 3.2, 6)]
    both = np.array(bars)
    world.add(boxes(both[:, :3], both[:, 3:]), Material((0.05, 0.045, 0.04)))
    day = np.float32(options.day) * scene.key
    world.lamp((-wide / 2, 0.8, far + 0.38), (0, 2.4, 0), (wide, 0, 0), day * np.float32(0.5), seen=False)
    world.add(_garden(rng).moved(z=far + 0.5), Material((0, 0, 0), glow=day * np.float32(options.view)))
    spines = Material((1, 1, 1), surface="leather")
    colours = _palette(scene, options.books)
    for side in (-1.0, 1.0):
        case, holes = bookcase(far - 1.2, high - 0.12, 0.34, 8, 10, 0.35)
        filled = books(rng, holes, colours, 0.34, 0.97, 1.25)
        turn = 90.0 if side > 0 else -90.0
        x, z = side * half, (far if side > 0 else 1.2)
        world.add(case.turned(yaw_deg=turn).moved(x, 0, z), walnut)
        world.add(filled.turned(yaw_deg=turn).moved(x, 0, z), spines)
    _reading(world, rng, half, far, walnut, options)
    render(world, scene)
    scene.ground = FLOOR


def _garden(rng: np.random.Generator) -> Mesh:
    """What the panes show, out of focus: trees to both sides, the sky between them, in the plane z = 0."""
    x, y = np.meshgrid(np.linspace(-1.1, 1.1, 56), np.linspace(0.6, 3.6, 76))
    crowns = np.column_stack([rng.uniform(0.2, 1.2, 16) * np.tile([-1, 1], 8), rng.uniform(0.6, 2.7, 16)])
    near = np.hypot(x[..., None] - crowns[:, 0], y[..., None] - crowns[:, 1]) / rng.uniform(0.12, 0.42, 16)
    leaf = np.clip(1.5 - near.min(axis=-1), 0, 1) + np.clip(1.5 - y, 0, 1) * 0.5
    leaf = leaf + 2.2 * cv2.GaussianBlur(rng.standard_normal(x.shape), (0, 0), 1.5)
    leaf = np.clip(cv2.GaussianBlur(leaf, (0, 0), 1.2) - 0.15, 0, 1)[..., None]
    sky = np.array([1.0, 0.94, 0.82]) * (0.9 + 0.1 * y[..., None])
    tone = leaf * np.array([0.2, 0.24, 0.07]) + (1 - leaf) * sky
    garden = grid(np.stack([x, y, np.zeros_like(x)], -1))
    return garden.tinted(np.tile(tone[:-1, :-1].reshape(-1, 3), (2, 1)))


def _reading(
    world: World,
    rng: np.random.Generator,
    half: float,
    far: float,
    walnut: Material,
    options: LibraryOptions,
) -> None:
    """A table with a banker's lamp, a ladder against the shelves, wall lamps between."""
    side = rng.choice([-1.0, 1.0])
    brass = Material((0.72, 0.5, 0.24), metal=True, rough=0.25)
    warm = np.array([1.0, 0.58, 0.26], np.float32) * np.float32(options.lamp)
    z = far - 2.0
    world.add(table(0.8, 1.1, 0.76, 0.05, 0.07).moved(side * (half - 0.55), 0, z), walnut)
    x = side * (half - 0.62)
    world.add(joined([cylinder(0.08, 0.02, 0.005), tube([(0, 0, 0), (0, 0.36, 0)], 0.01)]).moved(x, 0.76, z), brass)
    world.add(
        bowl(0.15, 0.12).turned(pitch_deg=180).moved(x, 1.2, z),
        Material((0.03, 0.2, 0.09), gloss=0.06, rough=0.2, glow=(0.05, 0.35, 0.14)),
    )
    world.bulb((x, 1.1, z), 0.035, warm)
    for k in (3.2, 4.9, 6.6):
        for s in (-1.0, 1.0):
            at = (s * (half - 0.2), 2.45, k)
            world.add(
                joined([tube([(0, -0.22, 0), (0, -0.04, 0)], 0.012), ball(0.02).moved(y=-0.24)]).moved(*at), brass
            )
            world.bulb(at, 0.05, warm * np.float32(0.16))
    lean = np.array([(-0.24, 0, 0), (0.24, 0, 0)])
    rails = [tube([(a[0], 0, 0), (a[0] * 0.9, 3.1, 0.62)], 0.022, 8) for a in lean]
    rungs = [tube([(-0.23, 0.3 * k, 0.06 * k), (0.23, 0.3 * k, 0.06 * k)], 0.015, 8) for k in range(1, 10)]
    ladder = joined([*rails, *rungs]).turned(yaw_deg=-side * 90)
    world.add(ladder.moved(-side * (half - 0.66), 0, rng.uniform(4.2, 5.6)), walnut)
