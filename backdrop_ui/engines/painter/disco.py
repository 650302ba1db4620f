"""A disco: mirror ball, its dots of light over walls and floor, glowing tiles, tubes of light, haze."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from pydantic import Field

from ...arrays import Array
from .colour import Numbers
from .cones import Cone, add_cones
from .floors import STANDING
from .registry import Options, Paint, layer
from .scene import Scene
from .splats import Splats, lay_splats, light
from .tracer import Material, Mesh, World, box, boxes, cylinder, flat, joined, quad, render, tube

HALF_X, TALL, FAR_Z = 4.4, 4.3, 9.0


class DiscoOptions(Options):
    """colours: of lights, tubes and tiles. wall: of the room. ball_m: radius of the mirror ball. dots: rows of its
    facets, and so of dots on the walls. haze: brightness of the beams."""

    colours: tuple[Paint, ...] = Field((0, 1, 2, 3), min_length=1, max_length=6)
    wall: Paint = (0.48, 0.44, 0.58)
    ball_m: float = Field(0.36, gt=0.05, le=1.5)
    dots: int = Field(22, ge=4, le=60)
    dot: float = Field(1.0, ge=0, le=10)
    haze: float = Field(1.0, ge=0, le=6)


@layer("disco", DiscoOptions)
def disco(scene: Scene, options: DiscoOptions) -> None:
    """Trace the room, then add the dots and the beams, which are light only."""
    rng = scene.rng()
    colours = [scene.colour(c) for c in options.colours]
    world = World(white=None, mirrored_sky=0.02 * colours[0])
    _room(scene, world, options, colours, rng)
    ball = np.array([rng.choice([-1, 1]) * rng.uniform(0.1, 0.5), rng.uniform(2.95, 3.15), rng.uniform(4.6, 5.4)])
    if scene.camera.width > 1.2 * scene.camera.height:
        ball[1] = 2.5  # A wide picture is not so high.
    _mirror_ball(world, ball, options, colours, rng)
    render(world, scene)
    scene.ground = STANDING
    lay_splats(scene.picture, _dots(scene, options, ball, rng), "glow")
    lamps = [(-HALF_X, 3.9, 3.0), (HALF_X, 3.9, 3.4), (-HALF_X * 0.7, 4.0, 8.6), (HALF_X * 0.7, 4.0, 8.6)]
    beams = [
        Cone(lamp, (ball[0], ball[1], ball[2]), 0.035, colours[k % len(colours)] * np.float32(0.5 * options.haze))
        for k, lamp in enumerate(lamps)
    ]
    for _ in range(14):
        way = rng.normal(size=3)
        way /= np.linalg.norm(way)
        end = ball + way * rng.uniform(2.5, 4.5)
        colour = colours[int(rng.integers(len(colours)))] * np.float32(0.28 * options.haze)
        beams.append(Cone((ball[0], ball[1], ball[2]), (end[0], end[1], max(end[2], 1.5)), 0.012, colour))
    add_cones(scene, beams)


def _room(scene: Scene, world: World, options: DiscoOptions, colours: list[Array], rng: np.random.Generator) -> None:
    wall = Material(scene.colour(options.wall), scene.colour(options.wall) * np.float32(0.75), "concrete")
    x, y, z = HALF_X, TALL, FAR_Z
    world.add(quad((x, 0, z), (-x, 0, z), (-x, y, z), (x, y, z)), wall)
    for side in (-1.0, 1.0):
        world.add(boxes((min(side * x, side * (x + 0.1)), 0, -1), (max(side * x, side * (x + 0.1)), y, z)), wall)
    world.add(boxes((-x, y, -1), (x, y + 0.1, z)), Material(scene.colour((0.07, 0.06, 0.09))))
    _tiles(scene, world, colours, rng)
    for side in (-1.0, 1.0):
        tint = colours[int(rng.integers(len(colours)))]
        for number, height in enumerate((2.9, 3.3, 3.7)):
            bar = tube(
                [(side * (1.5 + 0.62 * number), 0.25, z - 0.12), (side * (1.5 + 0.62 * number), height, z - 0.12)],
                0.03,
                8,
            )
            world.add(bar, Material((0, 0, 0), glow=5 * colours[(number + int(side > 0)) % len(colours)]))
        for number in range(3):
            foot = (side * (0.7 + 1.3 * number), 0.06, z - 0.7)
            world.lamp(
                foot, (0.3, 0, 0), (0, 0.15, -0.2), 16 * colours[(number + int(side > 0)) % len(colours)], seen=False
            )
        _speakers(scene, world, side * (x - 0.75), z - 1.5)
        world.lamp((side * (x - 0.05), 3.5, 2.5), (0, 0, side * 3), (0, 0.25, 0), 14 * tint, seen=False)
    for number, place in enumerate(np.linspace(-2.4, 2.4, 4)):
        world.lamp(
            (place - 0.2, TALL - 0.1, 5.0), (0.4, 0, 0), (0, 0, 0.4), 26 * colours[number % len(colours)], seen=False
        )


def _speakers(scene: Scene, world: World, x: float, z: float) -> None:
    black = Material(scene.colour((0.1, 0.1, 0.11)))
    grille = Material(scene.colour((0.24, 0.24, 0.27)))
    for level in range(2):
        world.add(box(0.85, 1.05, 0.7, 0.02).moved(x, level * 1.07, z), black)
        for y, radius in ((0.4, 0.27), (0.83, 0.13)):
            world.add(
                cylinder(radius, 0.02, 0.008, 28).turned(pitch_deg=-90).moved(x, level * 1.07 + y, z - 0.355), grille
            )


def _tiles(scene: Scene, world: World, colours: list[Array], rng: np.random.Generator) -> None:
    """A floor of glass squares; some glow, the nearest and the middle ones less, so that feet stay readable."""
    size, gap = 0.72, 0.012
    dark = Material(scene.colour((0.06, 0.06, 0.08)), gloss=0.10, rough=0.05)
    world.add(
        quad((-HALF_X, -0.004, -1), (-HALF_X, -0.004, FAR_Z), (HALF_X, -0.004, FAR_Z), (HALF_X, -0.004, -1)), dark
    )
    glass = [Material(0.05 * c + 0.01, glow=0.3 * c, gloss=0.10, rough=0.05, spill=True) for c in colours]
    night = Material(scene.colour((0.07, 0.07, 0.1)), gloss=0.11, rough=0.04)
    phase = int(rng.integers(4))
    for row in range(12):
        for column in range(-6, 6):
            x, z = column * size, 0.6 + row * size
            if abs(x + size / 2) > HALF_X - 0.4 or z > FAR_Z - 0.5:
                continue
            tile = quad(
                (x + gap, 0, z + gap),
                (x + gap, 0, z + size - gap),
                (x + size - gap, 0, z + size - gap),
                (x + size - gap, 0, z + gap),
            )
            pattern = ((row + column + phase) % 2 == 0, rng.random() < 0.4, (row - abs(column) + phase) % 3 == 0)[
                phase % 3
            ]
            shines = pattern and rng.random() < 0.85
            world.add(tile, glass[int(rng.integers(len(glass)))] if shines else night)


def _mirror_ball(
    world: World, middle: Numbers, options: DiscoOptions, colours: list[Array], rng: np.random.Generator
) -> None:
    rows = 20
    facets: list[Numbers] = []
    sparkle: list[Numbers] = []
    lat = np.linspace(-np.pi / 2, np.pi / 2, rows + 1)
    for low, high in pairwise(lat):
        count = max(5, round(2 * rows * np.cos((low + high) / 2)))
        turn = np.linspace(0, 2 * np.pi, count + 1)
        for left, right in pairwise(turn):
            gap = 0.04 * (right - left)
            a, b, low_, high_ = left + gap, right - gap, low + 0.006, high - 0.006
            p = [
                (np.cos(v) * np.cos(u), np.sin(v), np.cos(v) * np.sin(u))
                for u, v in ((a, low_), (a, high_), (b, high_), (b, low_))
            ]
            (sparkle if rng.random() < 0.12 else facets).append(np.array(p))
    core = Material((0.01, 0.01, 0.012))
    x, y, z = (float(k) for k in middle)
    world.add(
        _quads(np.array(facets) * options.ball_m).moved(x, y, z), Material((0.9, 0.9, 0.95), metal=True, rough=0.03)
    )
    for k, colour in enumerate(colours):
        some = sparkle[k :: len(colours)]
        if some:
            glow = 1.5 * colour + 0.6
            world.add(_quads(np.array(some) * options.ball_m).moved(x, y, z), Material((0, 0, 0), glow=glow))
    world.add(cylinder(options.ball_m * 0.97, 0.02, sides=12).moved(x, y, z), core)
    world.add(tube([(x, y + options.ball_m, z), (x, TALL, z)], 0.012, 6), Material((0.3, 0.3, 0.32)))


def _quads(corners: Numbers) -> Mesh:
    """(N, 4, 3) corners to flat faces."""
    return joined([flat(corners[:, [0, 1, 2]]), flat(corners[:, [0, 2, 3]])])


def _dots(scene: Scene, options: DiscoOptions, ball: Numbers, rng: np.random.Generator) -> Splats:
    """A dot for every facet, where its ray meets the room, as the ellipse that the camera sees of it."""
    lat = np.linspace(-1.35, 1.35, options.dots)
    count = np.maximum(4, np.round(2.2 * options.dots * np.cos(lat)).astype(int))
    v = np.repeat(lat, count)
    u = np.concatenate([np.linspace(0, 2 * np.pi, n, endpoint=False) for n in count]) + rng.uniform(0, 6)
    u, v = u + rng.normal(0, 0.012, len(u)), v + rng.normal(0, 0.012, len(v))
    way = np.stack([np.cos(v) * np.cos(u), np.sin(v), np.cos(v) * np.sin(u)], -1)
    low, high = np.array([-HALF_X, 0.0, 0.3]), np.array([HALF_X, TALL, FAR_Z])
    reach = np.where(way > 0, (high - ball), (low - ball)) / np.where(np.abs(way) < 1e-6, 1e-6, way)
    axis = np.argmin(reach, axis=1)
    far = reach[np.arange(len(way)), axis]
    hit = ball + way * far[:, None]
    size = (0.005 * far + 0.012) * rng.uniform(0.7, 1.25, len(way))
    camera = scene.camera
    scale = camera.focal_px / np.maximum(hit[:, 2], 0.4)
    x, y = camera.width / 2 + hit[:, 0] * scale, camera.horizon_px - (hit[:, 1] - camera.eye_m) * scale
    # On the far wall a dot stays round; on the floor and ceiling it is flat, on the side walls narrow.
    slope_y = np.abs(hit[:, 1] - camera.eye_m) / np.maximum(hit[:, 2], 0.4)
    slope_x = np.abs(hit[:, 0]) / np.maximum(hit[:, 2], 0.4)
    long = size * scale * np.select([axis == 0, axis == 1], [slope_x + 0.08, 1.0], 1.0)
    wide = size * scale * np.select([axis == 0, axis == 1], [1.0, slope_y + 0.05], 1.0)
    # An ellipse that lies on a side wall or the floor points to the vanishing point.
    depth = scene.depth[np.clip(y, 0, camera.height - 1).astype(int), np.clip(x, 0, camera.width - 1).astype(int)]
    seen = (hit[:, 2] > 0.9) & (np.abs(depth - hit[:, 2]) < 0.6 + 0.05 * hit[:, 2])
    paints = np.stack([scene.colour(c) for c in options.colours])
    pick = (np.floor((u / (2 * np.pi)) * 5).astype(int)) % len(paints)
    colour = (0.75 * paints[pick] + 0.25) * (options.dot * rng.uniform(0.25, 1.0, len(u)) / (0.4 + 0.12 * far**1.2))[
        :, None
    ]
    return Splats(x[seen], y[seen], long[seen], wide[seen], np.zeros(int(seen.sum())), light(1.3 * colour[seen]))
