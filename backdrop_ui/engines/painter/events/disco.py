"""A disco: mirror ball, its dots of light over walls and floor, glowing tiles, tubes of light, haze."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..brush.cones import Cone, add_cones
from ..brush.splats import Splats, lay_splats, light
from ..land.floors import STANDING
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, boxes, quad, render
from .disco_set import FAR_Z, HALF_X, TALL, bars, mirror_ball, speakers, tiles, truss


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
    mirror_ball(world, ball, options.ball_m, colours, rng)
    heads = truss(world, colours, TALL - 0.42, 6.4, scene.camera.half_width_m(6.4))
    render(world, scene)
    scene.ground = STANDING
    lay_splats(scene.picture, _dots(scene, options, ball, rng), "glow")
    beams = []
    for k, head in enumerate(heads):
        aim = 0.4 * head[0] + rng.normal(0, 0.9), 0.0, float(rng.uniform(4.2, 6.8))
        beams.append(Cone(head, aim, 0.075, colours[k % len(colours)] * np.float32(0.42 * options.haze)))
    for _ in range(9):
        way = rng.normal(size=3)
        way /= np.linalg.norm(way)
        end = ball + way * rng.uniform(2.5, 4.5)
        colour = colours[int(rng.integers(len(colours)))] * np.float32(0.22 * options.haze)
        beams.append(Cone((ball[0], ball[1], ball[2]), (end[0], end[1], max(end[2], 1.5)), 0.012, colour))
    add_cones(scene, beams)


def _room(scene: Scene, world: World, options: DiscoOptions, colours: list[Array], rng: np.random.Generator) -> None:
    wall = Material(scene.colour(options.wall), scene.colour(options.wall) * np.float32(0.75), "concrete")
    x, y, z = HALF_X, TALL, FAR_Z
    world.add(quad((x, 0, z), (-x, 0, z), (-x, y, z), (x, y, z)), wall)
    for side in (-1.0, 1.0):
        world.add(boxes((min(side * x, side * (x + 0.1)), 0, -1), (max(side * x, side * (x + 0.1)), y, z)), wall)
    world.add(boxes((-x, y, -1), (x, y + 0.1, z)), Material(scene.colour((0.07, 0.06, 0.09))))
    tiles(scene, world, colours, rng)
    bars(world, colours, rng, (x - 0.3, 3.3, z - 0.06))
    for side in (-1.0, 1.0):
        tint = colours[int(rng.integers(len(colours)))]
        speakers(scene, world, (side * min(x - 0.75, 0.86 * scene.camera.half_width_m(z - 1.5)), z - 1.5), tint)
        world.lamp((side * (x - 0.05), 3.5, 2.5), (0, 0, side * 3), (0, 0.25, 0), 14 * tint, seen=False)
    for number, place in enumerate(np.linspace(-2.4, 2.4, 4)):
        world.lamp(
            (place - 0.2, TALL - 0.1, 5.0), (0.4, 0, 0), (0, 0, 0.4), 26 * colours[number % len(colours)], seen=False
        )


def _dots(scene: Scene, options: DiscoOptions, ball: Array, rng: np.random.Generator) -> Splats:
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
