"""A small picture that needs every kernel, painted before anyone waits for one."""

from __future__ import annotations

from ....brief import Light
from ..scene import Camera, Scene
from .lighting import SMALL
from .meshes import box, quad
from .render import render
from .world import Material, World


def warm_up() -> None:
    """Compile the kernels, or load them from the cache of an earlier run; several seconds the first time."""
    side = int(SMALL**0.5) + 1  # large enough for light to be gathered on a grid
    scene = Scene(Camera(side, side, 0.5), Light(), [(0.5, 0.5, 0.5)], seed=0)
    world = World(sun=(1, 1, 1), sun_way=scene.sun, sky=((1, 1, 1), (1, 1, 1)))
    grey = Material((0.5, 0.5, 0.5), gloss=0.04)
    world.add(quad((-9, 0, -9), (-9, 0, 9), (9, 0, 9), (9, 0, -9)), grey)
    world.add(box(1, 1, 1).moved(z=5), grey)
    world.lamp((-3, 2, 4), (0, 0, 1), (0, 1, 0), (1, 1, 1))
    render(world, scene)
