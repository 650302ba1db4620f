"""A living room at Christmas: the tree, a fire, windows with snow falling outside, parcels."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..brush.splats import Splats, lay_splats, light, round_splats
from ..land.floors import STANDING
from ..plants.firs import Needles, needle_splats, needles
from ..registry import layer
from ..scene import Scene
from ..tracer import Material, World, ball, cylinder, extruded, flat, lathe, quad, render
from .christmas_room import CEILING, WALL_Z, ChristmasOptions, hearth, room
from .trappings import parcel

TREE_M = 2.15


@layer("christmas", ChristmasOptions)
def christmas(scene: Scene, options: ChristmasOptions) -> None:
    """Trace the room; through the windows stays what was painted before. Then the fire and the little lights."""
    rng = scene.rng()
    power = np.float32(options.exposure)
    world = World(white=None, sky=(0.02 * scene.ambient, 0.03 * scene.ambient), mirrored_sky=0.1 * scene.key)
    tree = np.array([-1.02 + rng.uniform(-0.12, 0.1), 0.0, rng.uniform(4.3, 4.7)])
    hearth_x = rng.uniform(1.2, 1.45)
    room(scene, options, world, power)
    hearth(scene, options, world, hearth_x, power, rng)
    _tree(scene, options, world, tree, power)
    _comforts(scene, options, world, rng)
    swag = _beam_garland(scene, options, world)
    fir = _fir(scene, options, world, tree, rng)
    _parcels(scene, options, world, tree, rng)
    world.lamp((0.1, CEILING - 0.3, 0.9), (1.5, 0, 0), (0, 0.45, 1.0), 20 * power * scene.key, seen=False)
    render(world, scene)
    scene.ground = STANDING
    _flames(scene, hearth_x, rng)
    _boughs(scene, options, fir, tree, rng)
    _fairy_lights(scene, options, fir.tips * TREE_M + tree, rng)
    _fairy_lights(scene, options, np.repeat(swag[1::3] - np.array([0, 0.1, 0]), 2, axis=0), rng)


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


def _comforts(scene: Scene, options: ChristmasOptions, world: World, rng: np.random.Generator) -> None:
    """A rug with a border before the fire, and lanterns with candles beside the hearth."""
    wool = scene.colour(options.curtain)
    for half, deep, y, paint in (
        (1.1, 0.62, 0.008, wool),
        (1.03, 0.56, 0.012, (0.75, 0.66, 0.52)),
        (0.99, 0.52, 0.016, 0.8 * wool),
    ):
        at = float(rng.uniform(0.0, 0.25)), 4.15
        face = quad((at[0] - half, y, at[1] - deep), (at[0] - half, y, at[1] + deep), (at[0] + half, y, at[1] + deep),
                    (at[0] + half, y, at[1] - deep))  # fmt: skip
        world.add(face, Material(paint, np.asarray(paint, np.float32) * np.float32(0.6), "carpet"))
    side = 0.42 * rng.choice([-1, 1])
    for x, tall in ((0.42 + 0.1 * side, 0.34), (0.62 + 0.1 * side, 0.22)):
        world.add(
            cylinder(0.05, 0.55 * tall, 0.006, 16).moved(x, 0.02, WALL_Z - 0.75),
            Material((0.6, 0.5, 0.35), glow=(1.2, 0.62, 0.2)),
        )
        world.add(cylinder(0.085, 0.02, 0.004, 20).moved(x, 0, WALL_Z - 0.75), Material((0.05, 0.05, 0.05)))
        world.bulb((x, 0.7 * tall, WALL_Z - 0.75), 0.02, 90 * scene.colour(options.fairy), seen=False)


def _beam_garland(scene: Scene, options: ChristmasOptions, world: World) -> Array:
    """Fir twigs that hang in bows under the front beam; returns (N, 3) points along them, for lights."""
    rng = scene.rng(6)
    t = np.linspace(-1, 1, 181)
    bow = CEILING - 0.2 - 0.2 * np.abs(np.sin(t * 1.5 * np.pi)) ** 0.8
    line = np.stack([3.2 * t, bow, np.full(181, 3.36)], -1)
    along = np.repeat(line, 46, axis=0) + rng.normal(0, 0.012, (181 * 46, 3))
    way = rng.normal(size=along.shape) * 0.042
    world.add(flat(np.stack([along - 0.004, along + 0.004, along + way], 1)), Material(scene.colour(options.needle)))
    shiny = [Material(scene.colour(p), gloss=0.12, rough=0.1) for p in options.baubles]
    for k, where in enumerate(line[6::12]):
        world.add(ball(0.04, 14).moved(where[0], where[1] - 0.11, where[2] - 0.02), shiny[k % len(shiny)])
    return line


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
        yaw, x, z = rng.uniform(-40, 40), float(tree[0]) + reach * np.cos(angle), float(tree[2]) + reach * np.sin(angle)
        wrapped, ribbon = (part.turned(yaw_deg=yaw).moved(x, 0, z) for part in parcel(w, h, d))
        world.add(wrapped, paper)
        world.add(ribbon, band)


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
