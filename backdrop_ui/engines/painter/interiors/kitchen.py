"""A kitchen in the morning sun."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pydantic import Field

from ..camera.lens import LensOptions, lens
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..surfaces.materials import Material as SurfaceName
from ..tracer import Material, World, box, boxes, joined, lathe, render, tube
from .furnishings import bottle, bowl, cup, jar
from .plants import put_plant, vase
from .shell import FLOOR, WARM, across, back_wall, ceiling, level, room_world, side_wall, window_bars, window_light
from .worktop import TOP, put_worktop

CLOSE_M, CLOSE_FOCAL = 0.34, 1.4
"""How high above a worktop the camera is that looks at what stands on it, and its focal length."""


class KitchenOptions(Options):
    """fronts, top, tiles, wood, floor: colours. sun, day: light through the window."""

    fronts: Paint = 0
    top: Paint = 1
    tiles: Paint = 2
    wood: Paint = 3
    floor: Paint = 4
    sun: float = Field(4.0, ge=0, le=40)
    day: float = Field(4.0, ge=0, le=40)


@layer("kitchen", KitchenOptions)
def kitchen(scene: Scene, options: KitchenOptions) -> None:
    """Cabinets along the far wall, a stone top, glazed tiles, wooden shelves with jars, a window to one side.

    Somebody seen from head to foot stands on the kitchen's floor; everything else is at the worktop of an island.
    """
    rng = scene.rng()
    near = not scene.subject.stands
    if near:
        scene.camera = replace(scene.camera, eye_m=TOP + CLOSE_M, focal=CLOSE_FOCAL)
    # A worktop in the sun would leave the room behind it in the dark: less of it then, and more from the sky.
    world = room_world(
        scene, sun=options.sun * (0.5 if near else 1), fill=1.5 if near else 0.7, white=0.86 if near else 0.72
    )
    far, high = 4.9, 2.75
    side = -1.0 if scene.sun[0] < 0 else 1.0
    wall = max(across(scene, 0.88, far), 1.35)
    plain = Material((0.74, 0.72, 0.68), surface="plaster")
    ground, wood = scene.colour(options.floor), scene.colour(options.wood)
    oak = Material(wood, wood * np.float32(0.55), surface="oak", gloss=0.04, rough=0.4, turned=True)
    pattern: SurfaceName = "oak" if rng.random() < 0.5 else "terrazzo"
    world.add(level(0, 9, -2, far), Material(ground, ground * np.float32(0.5), surface=pattern, gloss=0.05, rough=0.25))
    inner, outer = side * wall, -side * 9
    world.add(ceiling(high, (inner, outer), -2, far), plain)
    world.add(back_wall(far, high), plain)
    holes = ((2.0, 4.0, 1.0, 2.4), (-1.2, 1.0, 1.0, 2.4))[: 1 + near]
    world.add(side_wall(inner, -2, far, high, holes), plain)
    for hole in holes:
        world.add(window_bars(side * (wall + 0.06), hole, (3, 2)), Material((0.75, 0.74, 0.7)))
        window_light(world, inner, hole, np.float32(options.day * (1.6 if near else 1)) * np.array([0.88, 0.96, 1.05]))
    glaze = scene.colour(options.tiles)
    tiles = Material(
        glaze, (0.55, 0.53, 0.5), surface="metro" if rng.random() < 0.5 else "zellige", gloss=0.05, rough=0.12
    )
    world.add(boxes([(-9, 0.92, far - 0.012)], [(9, 1.58, far)]), tiles)
    stone = scene.colour(options.top)
    marble = Material(stone, stone * np.float32(0.55), surface="marble", gloss=0.05, rough=0.12)
    _cabinets(world, scene, options, (far, inner, outer), marble)
    _on_the_counter(world, scene, rng, (far, side), oak)
    _shelf(world, scene, rng, (far, -side), oak)
    if near:
        put_worktop(world, scene, scene.rng(1), (marble, oak, Material(scene.colour(options.fronts), surface="linen")))
    render(world, scene)
    scene.ground = FLOOR
    if near:
        lens(scene, LensOptions(blur=0.010, focus_m=1.25))


def _cabinets(
    world: World, scene: Scene, options: KitchenOptions, room: tuple[float, float, float], marble: Material
) -> None:
    far, inner, outer = room
    paint = scene.colour(options.fronts)
    front = far - 0.6
    left, right = min(inner, outer), max(inner, outer)
    world.add(boxes([(left, 0.88, front - 0.03)], [(right, 0.92, far)]), marble)
    lacquer = Material(paint, gloss=0.035, rough=0.35)
    world.add(boxes([(left, 0.1, front + 0.02)], [(right, 0.88, far)]), lacquer)
    world.add(boxes([(left, 0, front + 0.08)], [(right, 0.1, far)]), Material((0.04, 0.04, 0.04)))
    edges = np.arange(inner, outer, -0.6 if outer < inner else 0.6)
    starts, stops = np.minimum(edges[:-1], edges[1:]) + 0.004, np.maximum(edges[:-1], edges[1:]) - 0.004
    low, top = np.full(len(starts), 0.11), np.full(len(starts), 0.872)
    doors = boxes(np.stack([starts, low, 0 * low + front], -1), np.stack([stops, top, 0 * low + front + 0.02], -1))
    world.add(doors, lacquer)
    brass = Material((0.78, 0.58, 0.3), metal=True, rough=0.25)
    middles = (starts + stops) / 2
    world.add(
        boxes(
            np.stack([middles - 0.07, 0 * low + 0.80, 0 * low + front - 0.028], -1),
            np.stack([middles + 0.07, 0 * low + 0.812, 0 * low + front - 0.014], -1),
        ),
        brass,
    )


def _on_the_counter(
    world: World, scene: Scene, rng: np.random.Generator, room: tuple[float, float], oak: Material
) -> None:
    """Boards against the tiles, a bowl, bottles and a tap on one side, a plant by the window."""
    far, side = room
    top = 0.92
    x = -side * across(scene, 0.62, far)
    board = joined([box(0.26, 0.38, 0.02, 0.009), box(0.05, 0.46, 0.02, 0.009)])
    world.add(board.turned(pitch_deg=10).moved(x, top, far - 0.1), oak)
    world.add(
        box(0.2, 0.3, 0.02, 0.009).turned(pitch_deg=12).moved(x + 0.17, top, far - 0.14), Material(scene.colour(3))
    )
    world.add(bowl(0.15, 0.1).moved(x - side * 0.42, top, far - 0.3), Material((0.62, 0.58, 0.5), surface="plaster"))
    for k in range(4):
        at = (x - side * (0.42 + 0.09 * (k % 2) - 0.045), top + 0.07, far - 0.3 + 0.05 * (k // 2))
        fruit = np.array([[0.75, 0.42, 0.06], [0.7, 0.14, 0.06], [0.62, 0.55, 0.1]])[k % 3]
        world.add(
            lathe([(0, 0), (0.026, 0.008), (0.038, 0.036), (0.026, 0.066), (0, 0.072)], 20).moved(*at),
            Material(fruit, gloss=0.04),
        )
    for k in range(3):
        glass = Material(np.array([[0.05, 0.09, 0.03], [0.3, 0.16, 0.04], [0.4, 0.42, 0.4]])[k], gloss=0.06, rough=0.1)
        world.add(bottle(rng.uniform(0.24, 0.34)).moved(-x + side * 0.12 * k, top, far - 0.16), glass)
    put_plant(
        world,
        rng,
        0.42,
        (side * across(scene, 0.8, far), top, far - 0.28),
        Material((0.55, 0.3, 0.2), surface="plaster"),
    )
    tap = np.array([(0, 0, 0), (0, 0.26, 0), (0, 0.31, -0.04), (0, 0.31, -0.12), (0, 0.27, -0.16)])
    world.add(
        tube(tap, 0.013, 10).moved(side * across(scene, 0.4, far), top, far - 0.12),
        Material((0.78, 0.58, 0.3), metal=True, rough=0.2),
    )


def _shelf(world: World, scene: Scene, rng: np.random.Generator, room: tuple[float, float], oak: Material) -> None:
    """Two boards with jars, bowls and cups, a lit strip under the lower one."""
    far, side = room
    x0, x1 = sorted((side * 0.15, side * max(across(scene, 1.3, far), 1.6)))
    for y in (1.62, 2.05):
        world.add(boxes([(x0, y, far - 0.26)], [(x1, y + 0.035, far)]), oak)
        x = x0 + 0.12
        while x < x1 - 0.1:
            pick, tall = int(rng.integers(4)), rng.uniform(0.14, 0.24)
            shade = Material(np.array([0.66, 0.62, 0.55]) * rng.uniform(0.5, 1.1), gloss=0.04)
            if pick == 0:
                world.add(
                    jar(tall).moved(x, y + 0.035, far - 0.13),
                    Material(scene.colour(int(rng.integers(4))), gloss=0.05, rough=0.15),
                )
            elif pick == 1:
                stack = joined([bowl(0.085, 0.06).moved(y=0.02 * k) for k in range(4)])
                world.add(stack.moved(x, y + 0.035, far - 0.13), shade)
            elif pick == 2:
                world.add(vase(rng, tall).moved(x, y + 0.035, far - 0.13), shade)
            else:
                world.add(cup().moved(x, y + 0.035, far - 0.13), shade)
                world.add(cup().moved(x + 0.1, y + 0.035, far - 0.11), shade)
                x += 0.08
            x += rng.uniform(0.16, 0.3)
    world.lamp((x0 + 0.05, 1.615, far - 0.2), (x1 - x0 - 0.1, 0, 0), (0, 0, 0.025), WARM * np.float32(16))
