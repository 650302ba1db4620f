"""What stands between the sun and the scene, outside the picture, and throws its shadow in."""

from __future__ import annotations

import numpy as np

from ..scene import Scene
from ..tracer import Material, World, extruded, joined
from .plants import branch, frond

AWAY_M = 4.6
"""How far towards the sun it stands: out of the picture in every format."""


def _before(scene: Scene, aim: tuple[float, float, float], away: float) -> tuple[float, float, float]:
    """The point whose shadow falls on `aim`."""
    x, y, z = (a + away * s for a, s in zip(aim, scene.sun, strict=True))
    return x, y, z


def leaves_before_the_sun(
    world: World,
    scene: Scene,
    rng: np.random.Generator,
    aim: tuple[float, float, float],
    count: int,
    size: float,
    palm: bool = True,
) -> None:
    """Fronds or branches whose shadows fall around `aim`, from one side, `size` metres long."""
    x, y, z = _before(scene, aim, AWAY_M)
    yaw = scene.light.azimuth_deg
    side = rng.choice([-1.0, 1.0])
    for k in range(count):
        spread = (k + rng.uniform(-0.3, 0.3)) / max(count - 1, 1) - 0.5
        if palm:
            lift = 25 + 95 * spread
            one = frond(rng, size * rng.uniform(0.85, 1.1)).turned(roll_deg=lift if side > 0 else 180 - lift)
            place = (-side * 0.55 * size, -0.15 * size)
        else:
            leaf, wood = branch(rng, size, 0.11, 0.45)
            one = joined([leaf, wood]).turned(roll_deg=side * rng.uniform(20, 75))
            place = (side * rng.uniform(0.1, 0.75), spread * 1.6 - 0.35 * size)
        turned = one.moved(place[0], place[1], 0.04 * k).turned(yaw_deg=-yaw)
        world.add(turned.moved(x, y, z), Material((0.05, 0.08, 0.04)))


def window_before_the_sun(
    world: World, scene: Scene, aim: tuple[float, float, float], size: tuple[float, float], panes: tuple[int, int]
) -> None:
    """A wall that keeps the sun out, but for the panes of one window, seen by the sun straight on."""
    x, y, z = _before(scene, aim, AWAY_M + 0.6)
    bar = 0.05
    wide, high = size[0] / panes[0], size[1] / panes[1]
    holes = []
    for i in range(panes[0]):
        for j in range(panes[1]):
            left, low = -size[0] / 2 + i * wide + bar / 2, -size[1] / 2 + j * high + bar / 2
            right, top = left + wide - bar, low + high - bar
            holes.append([(left, low), (right, low), (right, top), (left, top)])
    wall = extruded([(-7, -7), (7, -7), (7, 7), (-7, 7)], 0.03, holes)
    facing = wall.turned(pitch_deg=scene.light.elevation_deg).turned(yaw_deg=-scene.light.azimuth_deg)
    world.add(
        facing.moved(x, y, z), Material((0.2, 0.2, 0.2), glow=world.sky[1], spill=True)
    )  # a wall as bright as the sky
