"""A table top for products."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, box, joined, render
from .furnishings import bowl
from .gobos import leaves_before_the_sun, window_before_the_sun
from .plants import branch, vase
from .shell import across, back_wall, level, room_world


class ProductTableOptions(Options):
    """wood, wall, accent: colours. leaves: branches before the window."""

    wood: Paint = 0
    wall: Paint = 1
    accent: Paint = 3
    leaves: int = Field(3, ge=0, le=12)
    sun: float = Field(2.6, ge=0, le=20)


@layer("product_table", ProductTableOptions)
def product_table(scene: Scene, options: ProductTableOptions) -> None:
    """A table at y = 0 before a wall in the sun; a vase with twigs and some dishes at its sides."""
    rng = scene.rng()
    world = room_world(scene, sun=options.sun, fill=0.8, white=0.7)
    world.sun_soft = 0.012
    wood, paint, accent = (scene.colour(p) for p in (options.wood, options.wall, options.accent))
    world.add(level(-0.75, 6, -2, 2.7), Material(wood * np.float32(0.6)))
    world.add(back_wall(2.5, 5).moved(y=-0.8), Material(paint, paint * np.float32(0.84), surface="plaster", scale=0.6))
    oak = Material(wood, wood * np.float32(0.55), surface="oak", scale=0.75, gloss=0.045, rough=0.3, turned=True)
    world.add(box(7, 0.05, 2.2, 0.01).moved(0, -0.05, 0.28), oak)
    aim = (rng.uniform(-0.2, 0.2), 0.75, 2.5)
    if rng.random() < 0.6:
        window_before_the_sun(world, scene, (aim[0], 0.45, 2.0), (2.4, 2.6), (2, 3))
    leaves_before_the_sun(world, scene, rng, aim, options.leaves, 0.8, palm=bool(rng.random() < 0.4))
    side = rng.choice([-1.0, 1.0])
    clay = Material(accent, accent * np.float32(0.7), surface="plaster", scale=0.3, gloss=0.03, rough=0.5)
    pale = Material(paint * np.float32(1.05), paint * np.float32(0.75), surface="plaster", scale=0.25)
    x, z = side * across(scene, rng.uniform(0.66, 0.78), 1.12), 1.14
    vessel = vase(rng, 0.2)
    world.add(vessel.moved(x, 0, z), pale)
    tone = np.array([[0.32, 0.30, 0.15], [0.22, 0.27, 0.13], [0.42, 0.24, 0.14]])[int(rng.integers(3))]
    for _ in range(4):
        leaves, twig = branch(rng, rng.uniform(0.26, 0.42), 0.045, 0.45)
        turn = rng.uniform(0, 360)
        world.add(leaves.turned(yaw_deg=turn).moved(x, 0.17, z), Material(tone))
        world.add(twig.turned(yaw_deg=turn).moved(x, 0.17, z), Material((0.18, 0.11, 0.06)))
    x = -side * across(scene, rng.uniform(0.7, 0.8), 1.1)
    world.add(bowl(0.09, 0.06).moved(x, 0, 1.1), clay)
    world.add(bowl(0.085, 0.055).moved(x, 0.018, 1.1), clay)
    if rng.random() < 0.6:
        world.add(vase(rng, 0.13).moved(x + side * 0.13, 0, 1.26), pale)
    cloth = Material(paint, accent * np.float32(0.9), surface="linen")
    folded = joined([box(0.24, 0.012, 0.17, 0.006).turned(yaw_deg=k * 3).moved(y=0.012 * k) for k in range(3)])
    world.add(folded.turned(yaw_deg=side * 14).moved(-side * across(scene, 1.0, 0.98), 0, 0.9), cloth)
    render(world, scene)
    scene.ground = 0.86
