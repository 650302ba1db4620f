"""A living room at Christmas: the tree, a fire, windows with snow falling outside, parcels."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ...arrays import Array
from .firs import Needles, needle_splats, needles
from .floors import STANDING
from .registry import Options, Paint, layer
from .scene import Scene
from .splats import Splats, lay_splats, light, round_splats
from .tracer import Material, World, ball, box, boxes, cylinder, extruded, flat, joined, lathe, quad, render, tube
from .trappings import drape

WALL_Z, CEILING = 5.6, 2.9
TREE_M = 2.15


class ChristmasOptions(Options):
    """wall: of the room. floor: of the boards. baubles, parcels: colours. curtain: of the windows. fairy: of the
    lights on the tree. needle: of the tree."""

    wall: Paint = 0
    floor: Paint = 1
    baubles: tuple[Paint, ...] = Field((2, 3, 4), min_length=1, max_length=6)
    parcels: tuple[Paint, ...] = Field((2, 3, 4), min_length=1, max_length=6)
    curtain: Paint = 2
    fairy: Paint = (1.0, 0.78, 0.45)
    needle: Paint = (0.14, 0.27, 0.15)
    exposure: float = Field(1.0, gt=0.05, le=10)


@layer("christmas", ChristmasOptions)
def christmas(scene: Scene, options: ChristmasOptions) -> None:
    """Trace the room; through the windows stays what was painted before. Then the fire and the little lights."""
    rng = scene.rng()
    power = np.float32(options.exposure)
    world = World(grey=None, sky=(0.02 * scene.ambient, 0.03 * scene.ambient), mirrored_sky=0.1 * scene.key)
    tree = np.array([-1.02 + rng.uniform(-0.12, 0.1), 0.0, rng.uniform(4.3, 4.7)])
    hearth_x = rng.uniform(1.2, 1.45)
    _room(scene, options, world, power)
    _hearth(scene, options, world, hearth_x, power, rng)
    _tree(scene, options, world, tree, power)
    fir = _fir(scene, options, world, tree, rng)
    _parcels(scene, options, world, tree, rng)
    world.lamp((0.1, CEILING - 0.3, 0.9), (1.5, 0, 0), (0, 0.45, 1.0), 20 * power * scene.key, seen=False)
    render(world, scene)
    scene.ground = STANDING
    _flames(scene, hearth_x, rng)
    _boughs(scene, options, fir, tree, rng)
    _fairy_lights(scene, options, fir.tips * TREE_M + tree, rng)


def _boughs(scene: Scene, options: ChristmasOptions, fir: Needles, tree: Array, rng: np.random.Generator) -> None:
    """Needles in the glow of the little lights, warm from the fire on one side, blue from the window on the other."""
    way = fir.ends - fir.starts
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    near = fir.outer[:, None]
    fire = np.clip(0.25 + 1.6 * fir.starts[:, :1] + 0.5 * way[:, :1], 0, 1) * np.clip(1.1 - fir.starts[:, 1:2], 0.2, 1)
    light_ = 0.5 * scene.ambient * near + scene.colour(options.fairy) * near**2 * rng.uniform(0.1, 0.9, near.shape)
    light_ = (
        light_ + 0.7 * fire * scene.colour((1.0, 0.6, 0.28)) + 0.25 * (1 - fire) * near * scene.colour((0.5, 0.66, 1.0))
    )
    colour = (
        scene.colour(options.needle)
        * (0.8 + 0.8 * np.clip(way[:, 1:2], 0, 1))
        * light_
        * rng.uniform(1.5, 2.8, near.shape)
    )
    foot = float(tree[0]), 0.08, float(tree[2])
    lay_splats(scene.picture, needle_splats(scene, fir, TREE_M, foot, colour.astype(np.float32), 0.009), "leaf")


def _room(scene: Scene, options: ChristmasOptions, world: World, power: np.float32) -> None:
    """Boards, a wall with two windows, wainscot, beams, side walls."""
    boards = Material(
        scene.colour(options.floor), scene.colour(options.floor) * np.float32(0.45), "wood", gloss=0.05, rough=0.25
    )
    world.add(quad((-4, 0, -1), (-4, 0, WALL_Z), (4, 0, WALL_Z), (4, 0, -1)), boards)
    paint = Material(scene.colour(options.wall), scene.colour(options.wall) * np.float32(0.88), "plain")
    white = Material(scene.colour((0.93, 0.9, 0.85)), gloss=0.03, rough=0.4)
    wide, low, high = 0.48, 0.85, 2.25
    middles = (-2.75, -0.4)
    edges = [-4.0] + [m + s * wide for m in middles for s in (-1, 1)] + [4.0]
    parts = [((a, 0, WALL_Z), (b, CEILING, WALL_Z + 0.2)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    parts += [((m - wide, 0, WALL_Z), (m + wide, low, WALL_Z + 0.2)) for m in middles]
    parts += [((m - wide, high, WALL_Z), (m + wide, CEILING, WALL_Z + 0.2)) for m in middles]
    parts += [((-4.1, 0, -1), (-3.4, CEILING, WALL_Z)), ((3.4, 0, -1), (4.1, CEILING, WALL_Z))]
    world.add(boxes(*zip(*parts, strict=True)), paint)
    world.add(boxes((-4, CEILING, -1), (4, CEILING + 0.1, WALL_Z)), Material(scene.colour((0.85, 0.82, 0.77))))
    beams = [((-4, CEILING - 0.16, z), (4, CEILING, z + 0.16)) for z in (3.4, 5.2)]
    world.add(
        boxes(*zip(*beams, strict=True)),
        Material(scene.colour(options.floor), scene.colour(options.floor) * np.float32(0.5), "wood"),
    )
    trim = [((-3.4, 0, WALL_Z - 0.025), (3.4, 0.14, WALL_Z)), ((-3.4, 0.8, WALL_Z - 0.03), (3.4, 0.85, WALL_Z))]
    cloth = Material(scene.colour(options.curtain), scene.colour(options.curtain) * np.float32(0.7))
    for m in middles:
        trim += [((m - wide - 0.07, low, WALL_Z - 0.03), (m - wide, high + 0.07, WALL_Z + 0.1))]
        trim += [((m + wide, low, WALL_Z - 0.03), (m + wide + 0.07, high + 0.07, WALL_Z + 0.1))]
        trim += [((m - wide, high, WALL_Z - 0.03), (m + wide, high + 0.07, WALL_Z + 0.1))]
        trim += [((m - wide - 0.1, low - 0.04, WALL_Z - 0.12), (m + wide + 0.1, low, WALL_Z + 0.1))]
        trim += [((m - 0.018, low, WALL_Z + 0.06), (m + 0.018, high, WALL_Z + 0.1))]
        trim += [((m - wide, y - 0.014, WALL_Z + 0.06), (m + wide, y + 0.014, WALL_Z + 0.1)) for y in (1.3, 1.78)]
        for side in (-1.0, 1.0):
            world.add(
                drape(0.36, 2.3, 4, 0.05, scene.rng(5)).moved(m + side * (wide + 0.12), 0.12, WALL_Z - 0.12), cloth
            )
        world.add(
            tube(
                [(m - wide - 0.4, high + 0.16, WALL_Z - 0.12), (m + wide + 0.4, high + 0.16, WALL_Z - 0.12)], 0.014, 8
            ),
            Material(scene.colour((0.5, 0.36, 0.2)), metal=True, rough=0.3),
        )
        dusk = scene.colour((0.5, 0.66, 1.0)) * np.float32(3.5) * power
        world.lamp((m - wide, low, WALL_Z + 0.15), (0, high - low, 0), (2 * wide, 0, 0), dusk, seen=False)
    world.add(boxes(*zip(*trim, strict=True)), white)


def _hearth(
    scene: Scene, options: ChristmasOptions, world: World, x: float, power: np.float32, rng: np.random.Generator
) -> None:
    """A fireplace with mantel, garland, candles and stockings; the chimney breast above."""
    stone = Material(scene.colour((0.86, 0.83, 0.78)), scene.colour((0.7, 0.67, 0.62)), "concrete")
    brick = Material(scene.colour((0.5, 0.3, 0.24)), scene.colour((0.26, 0.15, 0.13)), "brick")
    front, half = WALL_Z - 0.38, 0.46
    world.add(boxes((x - 0.78, 0, front + 0.06), (x - half, CEILING, WALL_Z)), stone)
    world.add(boxes((x + half, 0, front + 0.06), (x + 0.78, CEILING, WALL_Z)), stone)
    world.add(boxes((x - half, 0.8, front + 0.06), (x + half, CEILING, WALL_Z)), stone)
    world.add(boxes((x - half, 0, WALL_Z - 0.02), (x + half, 0.85, WALL_Z)), brick)
    world.add(boxes((x - half - 0.25, 0, front - 0.3), (x + half + 0.25, 0.05, front + 0.1)), brick)
    world.add(
        box(1.75, 0.09, 0.34, 0.015).moved(x, 1.14, front + 0.02),
        Material(scene.colour(options.floor), scene.colour(options.floor) * np.float32(0.4), "wood", turned=True),
    )
    for side in (-1.0, 1.0):
        world.add(box(0.2, 1.1, 0.1, 0.015).moved(x + side * (half + 0.12), 0.04, front + 0.02), stone)
    logs = [
        tube(
            [
                (x - 0.28 + 0.05 * k, 0.09 + 0.07 * (k % 2), front + 0.15 + 0.05 * k),
                (x + 0.26, 0.1 + 0.08 * ((k + 1) % 2), front + 0.2 + 0.03 * k),
            ],
            0.05,
            9,
        )
        for k in range(4)
    ]
    world.add(joined(logs), Material(scene.colour((0.22, 0.13, 0.09))))
    for k in range(2):
        fire = scene.colour((1.0, 0.55, 0.18)) * np.float32(50) * power
        world.bulb((x - 0.12 + 0.24 * k, 0.3, front + 0.12), 0.07, fire, seen=False)
    t = np.linspace(0, 1, 60)
    swag = np.stack(
        [x - 0.85 + 1.7 * t, 1.2 - 0.09 * np.abs(np.sin(3 * np.pi * t)) ** 0.7, np.full(60, front - 0.17)], -1
    )
    along = np.repeat(swag, 34, axis=0) + rng.normal(0, 0.012, (60 * 34, 3))
    way = rng.normal(size=along.shape) * 0.045
    tri = np.stack([along - 0.004, along + 0.004, along + way], 1).astype(np.float32)
    green = Material(scene.colour(options.needle))
    world.add(flat(tri), green)
    shiny = [Material(scene.colour(p), gloss=0.12, rough=0.1) for p in options.baubles]
    for k, where in enumerate(swag[3::7]):
        world.add(ball(0.028, 12).moved(where[0], where[1] - 0.06, where[2] - 0.03), shiny[k % len(shiny)])
    for k, place in enumerate((-0.7, -0.58, 0.64)):
        tall = (0.22, 0.14, 0.19)[k]
        world.add(
            cylinder(0.035, tall, 0.006, 16).moved(x + place, 1.23, front + 0.02),
            Material(scene.colour((0.95, 0.92, 0.84))),
        )
        world.add(
            lathe([(0, 0), (0.009, 0.012), (0.004, 0.035), (0, 0.045)], 8).moved(x + place, 1.235 + tall, front + 0.02),
            Material((0, 0, 0), glow=(9, 5.2, 1.8)),
        )
    sock = np.array([(-0.07, 0.3), (-0.07, 0.08), (0.0, 0.0), (0.13, 0.0), (0.15, 0.06), (0.06, 0.11), (0.06, 0.3)])
    for k, place in enumerate((-0.3, 0.02, 0.34)):
        red = Material(scene.colour(options.parcels[k % len(options.parcels)]))
        world.add(extruded(sock, 0.03).moved(x + place - 0.02, 0.82, front - 0.06), red)
        world.add(
            box(0.155, 0.06, 0.045, 0.01).moved(x + place - 0.025, 1.09, front - 0.045),
            Material(scene.colour((0.95, 0.93, 0.9))),
        )


def _tree(scene: Scene, options: ChristmasOptions, world: World, tree: Array, power: np.float32) -> None:
    """The stem, a star, and lamps that stand for the glow of all the little lights."""
    x, _, z = (float(k) for k in tree)
    bark = Material(scene.colour((0.3, 0.2, 0.13)))
    world.add(cylinder(0.05, 0.5, sides=10).moved(x, 0, z), bark)
    world.add(
        lathe([(0.16, 0.0), (0.19, 0.2), (0.17, 0.2), (0, 0.18)], 20).moved(x, 0, z),
        Material(scene.colour((0.55, 0.36, 0.2)), scene.colour((0.4, 0.25, 0.14)), "wood"),
    )
    turn = np.pi / 2 + np.arange(10) * np.pi / 5
    star = np.stack([np.cos(turn), np.sin(turn)], -1) * np.where(np.arange(10) % 2 == 0, 0.13, 0.055)[:, None]
    world.add(
        extruded(star, 0.03).moved(x, TREE_M + 0.06, z - 0.015),
        Material(scene.colour(options.fairy), glow=2.2 * scene.colour(options.fairy)),
    )
    warm = scene.colour(options.fairy) * np.float32(16) * power
    for k in range(4):
        angle, height = k * 2.4, 0.4 + 0.45 * k
        reach = 0.30 * (TREE_M - height) + 0.16
        world.bulb((x + reach * np.cos(angle), height, z - abs(reach * np.sin(angle)) - 0.05), 0.05, warm, seen=False)


def _fir(scene: Scene, options: ChristmasOptions, world: World, tree: Array, rng: np.random.Generator) -> Needles:
    """The fir's dark inside and its baubles, which mirror the room; its needles are laid later."""
    fir = needles(300, 14, rng)
    x, _, z = (float(k) for k in tree)
    inside = lathe([(0.0, 0.16), (0.5, 0.28), (0.0, TREE_M * 0.95)], 20)
    world.add(inside.moved(x, 0.05, z), Material(scene.colour(options.needle) * np.float32(0.25)))
    chosen = rng.permutation(np.flatnonzero((fir.tips[:, 2] < 0.06) & (fir.tips[:, 1] < 0.93)))[:44]
    for k, where in enumerate(fir.tips[chosen] * TREE_M):
        paint = scene.colour(options.baubles[k % len(options.baubles)])
        radius = rng.uniform(0.03, 0.047)
        shiny = Material(paint, metal=True, rough=0.08) if k % 3 else Material(paint, gloss=0.08, rough=0.2)
        world.add(ball(radius, 16).moved(x + where[0], where[1] + 0.06 - 2 * radius, z + where[2] - 0.02), shiny)
    return fir


def _parcels(scene: Scene, options: ChristmasOptions, world: World, tree: Array, rng: np.random.Generator) -> None:
    """Parcels with ribbons around the foot of the tree."""
    for k in range(8):
        angle = -np.pi * (0.08 + 0.84 * (k + rng.uniform(0.2, 0.8)) / 8)
        reach = rng.uniform(0.55, 0.8)
        w, h, d = rng.uniform(0.2, 0.38), rng.uniform(0.12, 0.3), rng.uniform(0.2, 0.34)
        paper = Material(scene.colour(options.parcels[k % len(options.parcels)]), gloss=0.03, rough=0.35)
        band = Material(scene.colour(options.parcels[(k + 1) % len(options.parcels)]), gloss=0.08, rough=0.3)
        bow = [
            ball(0.045, 10).scaled(1.3, 0.7, 0.7).turned(yaw_deg=s * 35).moved(s * 0.05, h - 0.005, 0) for s in (-1, 1)
        ]
        ribbon = joined(
            [
                boxes((-0.02, 0, -d / 2 - 0.003), (0.02, h + 0.004, d / 2 + 0.003)),
                boxes((-w / 2 - 0.003, 0, -0.02), (w / 2 + 0.003, h + 0.004, 0.02)),
                *bow,
            ]
        )
        yaw, x, z = rng.uniform(-40, 40), float(tree[0]) + reach * np.cos(angle), float(tree[2]) + reach * np.sin(angle)
        world.add(box(w, h, d, 0.006).turned(yaw_deg=yaw).moved(x, 0, z), paper)
        world.add(ribbon.turned(yaw_deg=yaw).moved(x, 0, z), band)


def _flames(scene: Scene, x: float, rng: np.random.Generator) -> None:
    """Tongues of fire over the logs."""
    count = 70
    side, up = rng.normal(0, 0.16, count), rng.random(count) ** 1.5 * 0.34
    side *= 1 - 0.9 * up / 0.4
    z = WALL_Z - 0.2
    points = [scene.camera.project(x + s, 0.1 + u, z) for s, u in zip(side, up, strict=True)]
    px, py = np.array(points).T
    size = scene.camera.focal_px / z
    hot = (1 - up / 0.4)[:, None]
    colour = scene.colour((1.0, 0.5, 0.12)) * (0.35 + 0.9 * hot) + scene.colour((1.0, 0.85, 0.5)) * hot**3 * 0.8
    long, wide = rng.uniform(0.04, 0.10, count) * size, rng.uniform(0.015, 0.03, count) * size
    lay_splats(scene.picture, Splats(px, py, long, wide, np.pi / 2 + side * 1.5, light(0.6 * colour)), "glow")


def _fairy_lights(scene: Scene, options: ChristmasOptions, tips: Array, rng: np.random.Generator) -> None:
    """A point of light at the ends of the boughs that face the room, with its glow on the needles."""
    camera = scene.camera
    near = tips[tips[:, 2] < tips[:, 2].mean() + 0.1][::2]
    near = near + rng.normal(0, 0.02, near.shape)
    z = near[:, 2] - 0.04
    scale = camera.focal_px / z
    x, y = camera.width / 2 + near[:, 0] * scale, camera.horizon_px - (near[:, 1] + 0.08 - camera.eye_m) * scale
    colour = scene.colour(options.fairy) * rng.uniform(0.5, 1.2, (len(near), 1))
    for size, power in ((0.007, 6.0), (0.025, 0.3), (0.09, 0.012)):
        lay_splats(scene.picture, round_splats(x, y, size * scale, light(power * colour)), "glow")
