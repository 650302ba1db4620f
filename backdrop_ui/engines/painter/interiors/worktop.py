"""A kitchen's worktop seen from near: what a product stands on, and what lies beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..scene import Scene
from ..tracer import Material, World, ball, box, cylinder, joined, lathe, tube
from ..tracer.meshes import Mesh
from .furnishings import bowl, jar
from .plants import branch, vase
from .shell import across

TOP = 0.92
"""Height of a kitchen's worktops."""
EDGE_Z = 1.75
"""Where the near worktop ends, towards the kitchen."""
FRUITS = (((0.78, 0.60, 0.07), 0.031, 1.25), ((0.62, 0.10, 0.05), 0.037, 0.95), ((0.36, 0.50, 0.07), 0.036, 0.98))
"""Colour, radius in metres and height over breadth of a lemon, a red and a green apple."""


def put_worktop(
    world: World, scene: Scene, rng: np.random.Generator, materials: tuple[Material, Material, Material]
) -> None:
    """An island under the camera; fruit in a bowl on one side, a board, a cloth and herbs on the other.

    materials: of the top, of the board, of the cloth.
    """
    stone, oak, linen = materials
    world.add(box(9, 0.04, 3.0, 0.006).moved(0, TOP - 0.04, EDGE_Z - 1.5), replace(stone, scale=2.4))
    side = float(rng.choice([-1.0, 1.0]))
    _fruit(world, rng, (side * across(scene, 0.84, 1.2), 1.2))
    _board(world, rng, (-side * across(scene, 0.9, 1.16), 1.16), (oak, linen))
    _behind(world, scene, rng, side)


def _fruit(world: World, rng: np.random.Generator, at: tuple[float, float]) -> None:
    """A bowl heaped with one sort of fruit, and one that rolled out of it."""
    x, z = at
    colour, radius, long = FRUITS[int(rng.integers(len(FRUITS)))]
    glaze = Material((0.66, 0.62, 0.54), gloss=0.05, rough=0.2)
    world.add(bowl(0.105, 0.07).moved(x, TOP, z), glaze)
    places = [(0.055 * np.cos(t), 0.062, 0.055 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 6)[:-1]]
    places += [(0.02, 0.104, -0.02), (-0.03, 0.107, 0.02), (-float(np.sign(x)) * 0.15, radius, -0.05)]
    skin = Material(colour, gloss=0.045, rough=0.25)
    for dx, dy, dz in places:
        one = _fruit_of(radius * rng.uniform(0.92, 1.08), long).turned(rng.uniform(0, 360), rng.uniform(50, 110))
        world.add(one.tinted(rng.uniform(0.8, 1.1)).moved(x + dx, TOP + dy, z + dz), skin)


def _fruit_of(radius: float, long: float) -> Mesh:
    """A round fruit with a dimple, or a lemon with its tips, its middle at the origin."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 15)
    reach, height = radius * np.cos(turn), radius * long * np.sin(turn)
    if long > 1.1:
        height = height + np.sign(height) * radius * 0.28 * np.abs(np.sin(turn)) ** 12
    else:
        height = height - np.sign(height) * radius * 0.22 * np.exp(-((reach / (0.45 * radius)) ** 2))
    return lathe(np.stack([np.maximum(reach, 0), height], -1).tolist(), 22)


def _board(
    world: World, rng: np.random.Generator, at: tuple[float, float], materials: tuple[Material, Material]
) -> None:
    """A board with a handle on a folded cloth, a scored loaf on it."""
    x, z = at
    oak, linen = materials
    inwards = -float(np.sign(x))
    folds = joined([box(0.28 - 0.004 * k, 0.009, 0.19, 0.0045).moved(0.003 * k, 0.0085 * k) for k in range(3)])
    world.add(folds.turned(yaw_deg=inwards * 20).moved(x + inwards * 0.06, TOP, z - 0.13), linen)
    plank = joined([box(0.22, 0.018, 0.34, 0.008), box(0.05, 0.018, 0.13, 0.008).moved(z=0.22)])
    world.add(plank.turned(yaw_deg=inwards * 62).moved(x, TOP + 0.014, z), oak)
    crust = Material((0.46, 0.22, 0.07), (0.66, 0.42, 0.18), surface="plaster", scale=0.1, rough=0.6)
    flour = Material((0.80, 0.68, 0.48), (0.62, 0.44, 0.24), surface="plaster", scale=0.05)
    turn = np.linspace(0, np.pi / 2, 11)
    middle = np.array([x + inwards * 0.01, TOP + 0.03, z + 0.02])
    round_, high = 0.085, 0.075
    dome = np.stack([round_ * np.cos(turn) ** 0.75, high * np.sin(turn)], -1)
    world.add(lathe([(0.0, 0.0), (0.9 * round_, 0.0), *dome.tolist()], 32).moved(*middle), crust)
    way = np.radians(rng.uniform(-30, 30))
    for k in (-0.4, 0.0, 0.4):
        t = np.linspace(-0.75, 0.75, 9) * np.sqrt(1 - k * k)
        u, v = t * np.cos(way) - k * np.sin(way), t * np.sin(way) + k * np.cos(way)
        y = high * np.sqrt(np.maximum(1 - (u * u + v * v) ** 1.25, 0)) - 0.002
        thick = 0.0075 * np.sqrt(np.maximum(1 - (t / t.max()) ** 2, 0.02))
        cut = np.stack([u * round_, y, v * round_], -1)
        world.add(tube(cut, thick, 8).moved(*middle), flour)


def _behind(world: World, scene: Scene, rng: np.random.Generator, side: float) -> None:
    """Farther back: herbs in a vase by the bread, a jar of wooden spoons by the fruit."""
    x, z = -side * across(scene, 0.86, 1.52), 1.52
    clay = Material((0.50, 0.26, 0.16), (0.36, 0.17, 0.10), surface="plaster", scale=0.3, rough=0.6)
    world.add(vase(rng, 0.15).moved(x, TOP, z), clay)
    for _ in range(7):
        leaf, stem = branch(rng, rng.uniform(0.13, 0.24), 0.03, 0.5)
        turn = rng.uniform(0, 360)
        for mesh, tint in ((leaf, (0.13, 0.24, 0.07)), (stem, (0.16, 0.20, 0.07))):
            world.add(mesh.turned(yaw_deg=turn).moved(x, TOP + 0.13, z), Material(tint))
    x = side * across(scene, 0.62 + 0.2 * rng.random(), 1.6)
    pot = Material((0.72, 0.70, 0.66), gloss=0.05, rough=0.15)
    world.add(cylinder(0.05, 0.13, 0.006, 32).moved(x, TOP, 1.6), pot)
    spoon = Material((0.52, 0.34, 0.18), (0.36, 0.22, 0.11), surface="oak", scale=0.3)
    for k in range(4):
        lean = np.array([0.05 * np.cos(1.6 * k + 0.4), 0.27 + 0.02 * k, 0.05 * np.sin(1.6 * k + 0.4)])
        head = ball(0.026, 14).scaled(1, 1.5, 0.45).moved(*(lean - [0, 0.01, 0]))
        world.add(joined([tube([(0, 0.02, 0), tuple(lean)], 0.006, 8), head]).moved(x, TOP, 1.6), spoon)
    world.add(jar(0.12).moved(x + side * 0.16, TOP, 1.55), Material(scene.colour(0), gloss=0.05, rough=0.15))
