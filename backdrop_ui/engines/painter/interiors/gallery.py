"""An art gallery: large paintings in pools of light."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, box, boxes, extruded, joined, render, tube
from ..tracer.meshes import Mesh
from .art import painting
from .plants import vase
from .shell import (
    FLOOR,
    across,
    back_wall,
    level,
    room_world,
    side_wall,
)


class GalleryOptions(Options):
    """wall, floor: colours. art: of the paintings. spots: strength of the track lights."""

    wall: Paint = 0
    floor: Paint = 1
    art: tuple[Paint, ...] = Field((2, 3, 4, 5), min_length=2, max_length=8)
    spots: float = Field(420.0, ge=0, le=1000)
    day: float = Field(1.6, ge=0, le=20)


@layer("art_gallery", GalleryOptions)
def art_gallery(scene: Scene, options: GalleryOptions) -> None:
    """White walls, large canvases in pools of light, a doorway to the next room, daylight from above."""
    rng = scene.rng()
    world = room_world(scene, fill=0.4, white=0.95)
    far, high = 7.2, 3.7
    wall = min(max(across(scene, 0.8, far), 1.7), 3.6)
    paint, grey = scene.colour(options.wall), scene.colour(options.floor)
    white = Material(paint, paint * np.float32(0.95), surface="plaster")
    world.add(level(0, 12, -3, 12), Material(grey, grey * np.float32(0.7), surface="concrete", gloss=0.08, rough=0.15))
    world.add(level(high, 12, -3, 12), white)
    side = rng.choice([-1.0, 1.0])
    door = side * wall * rng.uniform(0.3, 0.5)
    hole = [(door - 0.65, 0.0), (door + 0.65, 0.0), (door + 0.65, 2.6), (door - 0.65, 2.6)]
    world.add(
        extruded([(-9, -0.1), (9, -0.1), (9, high), (-9, high)], 0.35, [hole]).moved(z=far),
        white,
    )
    world.add(back_wall(10.5, high, 12), white)
    world.lamp((door - 1.2, high - 0.02, 8.2), (2.4, 0, 0), (0, 0, 1.6), scene.key * np.float32(5), seen=False)
    for s in (-1.0, 1.0):
        world.add(side_wall(s * wall, -3, far, high), white)
    sky = scene.key * np.float32(options.day)
    world.lamp((-1.1, high - 0.02, 1.5), (2.2, 0, 0), (0, 0, 4.6), sky)
    _hang(world, scene, rng, options, (far, wall, side))
    bench = Material((0.42, 0.27, 0.15), (0.24, 0.14, 0.07), surface="oak", gloss=0.04)
    x = -side * across(scene, 0.72, 5.0)
    world.add(
        joined(
            [box(1.25, 0.07, 0.42, 0.01).moved(y=0.39), *[box(0.06, 0.39, 0.38).moved(x=a * 0.5) for a in (-1, 1)]]
        ).moved(x, 0, 5.1),
        bench,
    )
    x = side * across(scene, 0.8, 4.8)
    world.add(box(0.36, 1.02, 0.36, 0.004).moved(x, 0, 4.9), white)
    bronze = Material((0.5, 0.33, 0.16), metal=True, rough=0.22)
    world.add(vase(rng, 0.5).moved(x, 1.02, 4.9) if rng.random() < 0.5 else _knot(rng).moved(x, 1.3, 4.9), bronze)
    render(world, scene)
    scene.ground = FLOOR


def _knot(rng: np.random.Generator) -> Mesh:
    """A sculpture: a closed curve that winds around itself."""
    t = np.linspace(0, 2 * np.pi, 161)[:-1]
    p, q = (2, 3) if rng.random() < 0.5 else (3, 2)
    r = 0.16 + 0.075 * np.cos(q * t)
    path = np.stack([r * np.cos(p * t), r * np.sin(p * t), 0.085 * np.sin(q * t)], -1)
    return tube(path, 0.042, 16, closed=True)


def _hang(
    world: World,
    scene: Scene,
    rng: np.random.Generator,
    options: GalleryOptions,
    room: tuple[float, float, float],
) -> None:
    """Canvases on the far wall beside the door and on both side walls, each below a lamp of its own."""
    far, wall, side = room
    paints = [scene.colour(p) for p in options.art]
    dark = Material((0.03, 0.03, 0.03))
    beam = np.array([1.0, 0.92, 0.8], np.float32) * np.float32(options.spots)
    wide = min(wall * 0.95, 2.6)
    for mesh, paint in painting(rng, wide, rng.uniform(1.6, 2.1), paints, dark):
        world.add(mesh.moved(-side * wall * 0.46, 1.8, far), paint)
    world.bulb((-side * wall * 0.46, 3.3, far - 1.2), 0.05, beam, seen=False)
    for s in (-1.0, 1.0):
        for z in (3.4, 5.6):
            for mesh, paint in painting(rng, rng.uniform(1.1, 1.6), rng.uniform(1.3, 1.8), paints, dark):
                world.add(mesh.turned(yaw_deg=90 * s).moved(s * wall, 1.7, z), paint)
            world.bulb((s * (wall - 1.0), 3.3, z), 0.05, beam * np.float32(0.6), seen=False)
    track = [(-wall, 3.82, z, wall, 3.86, z + 0.04) for z in (far - 1.3,)]
    both = np.array(track)
    world.add(boxes(both[:, :3], both[:, 3:]), dark)
