"""Where things are set down: a table top for products, a kitchen, a cafe."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ..materials import Material as SurfaceName
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..tracer import Material, World, box, boxes, cylinder, joined, lathe, render, tube
from .furnishings import bottle, bowl, chair, cup, jar, pendant
from .gobos import leaves_before_the_sun, window_before_the_sun
from .plants import branch, vase
from .shell import across, back_wall, ceiling, level, room_world, side_wall, window_bars, window_light
from .studies import FLOOR, put_plant

WARM = np.array([1.0, 0.6, 0.28], np.float32)


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
    """Cabinets along the far wall, a stone top, glazed tiles, wooden shelves with jars, a window to one side."""
    rng = scene.rng()
    world = room_world(scene, sun=options.sun, fill=0.7, white=0.72)
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
    hole = (2.0, 4.0, 1.0, 2.4)
    world.add(side_wall(inner, -2, far, high, (hole,)), plain)
    world.add(window_bars(side * (wall + 0.06), hole, (3, 2)), Material((0.75, 0.74, 0.7)))
    window_light(world, inner, hole, np.float32(options.day) * np.array([0.88, 0.96, 1.05]))
    glaze = scene.colour(options.tiles)
    tiles = Material(
        glaze, (0.55, 0.53, 0.5), surface="metro" if rng.random() < 0.5 else "zellige", gloss=0.05, rough=0.12
    )
    world.add(boxes([(-9, 0.92, far - 0.012)], [(9, 1.58, far)]), tiles)
    _cabinets(world, scene, options, (far, inner, outer))
    _on_the_counter(world, scene, rng, (far, side), oak)
    _shelf(world, scene, rng, (far, -side), oak)
    render(world, scene)
    scene.ground = FLOOR


def _cabinets(world: World, scene: Scene, options: KitchenOptions, room: tuple[float, float, float]) -> None:
    far, inner, outer = room
    stone, paint = scene.colour(options.top), scene.colour(options.fronts)
    front = far - 0.6
    left, right = min(inner, outer), max(inner, outer)
    marble = Material(stone, stone * np.float32(0.55), surface="marble", gloss=0.05, rough=0.12)
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


class CafeOptions(Options):
    """tiles, wood, wall, floor: colours. lamps: of the pendants; day, sun: light through the window."""

    tiles: Paint = 0
    wood: Paint = 1
    wall: Paint = 2
    floor: Paint = 3
    lamps: float = Field(60.0, ge=0, le=400)
    day: float = Field(4.0, ge=0, le=40)
    sun: float = Field(2.6, ge=0, le=40)


@layer("cafe", CafeOptions)
def cafe(scene: Scene, options: CafeOptions) -> None:
    """A counter under pendants on one side, a window with small tables on the other."""
    rng = scene.rng()
    world = room_world(scene, sun=options.sun, fill=0.55, white=0.72)
    far, high = 6.4, 3.3
    side = -1.0 if scene.sun[0] < 0 else 1.0
    wall = max(across(scene, 0.84, far), 1.6)
    wood, paint, ground = scene.colour(options.wood), scene.colour(options.wall), scene.colour(options.floor)
    oak = Material(wood, wood * np.float32(0.5), surface="oak", gloss=0.045, rough=0.35)
    plain = Material(paint, paint * np.float32(0.8), surface="plaster")
    world.add(
        level(0, 9, -2, far), Material(ground, ground * np.float32(0.4), surface="terrazzo", gloss=0.06, rough=0.18)
    )
    inner, outer = side * wall, -side * 9
    world.add(
        ceiling(high, (inner, outer), -2, far),
        Material(paint * np.float32(0.6)),
    )
    world.add(back_wall(far, high), plain)
    glaze = scene.colour(options.tiles)
    world.add(
        boxes([(-9, 0, far - 0.015)], [(9, 1.45, far)]),
        Material(glaze, glaze * np.float32(0.4), surface="zellige", gloss=0.05, rough=0.12),
    )
    hole = (1.6, 5.6, 0.7, 2.8)
    world.add(side_wall(inner, -2, far, high, (hole,)), plain)
    world.add(window_bars(side * (wall + 0.05), hole, (4, 2), 0.045), Material((0.04, 0.05, 0.045)))
    window_light(world, inner, hole, np.float32(options.day) * np.array([0.9, 0.97, 1.05]))
    _bar(world, scene, rng, (far, -side), oak, options)
    dark = Material((0.05, 0.035, 0.025), gloss=0.04)
    marble = Material((0.75, 0.73, 0.7), (0.3, 0.3, 0.3), surface="marble", gloss=0.05, rough=0.15)
    for z, share in ((5.4, 0.56), (3.9, 0.95)):
        x = side * across(scene, share, z)
        world.add(cylinder(0.33, 0.025, 0.006, 48).moved(x, 0.72, z), marble)
        world.add(joined([cylinder(0.025, 0.72), cylinder(0.2, 0.02)]).moved(x, 0, z), dark)
        for turn in (rng.uniform(60, 120), rng.uniform(240, 300)):
            a = np.radians(turn)
            world.add(chair().turned(yaw_deg=float(turn)).moved(x + 0.5 * np.sin(a), 0, z + 0.5 * np.cos(a)), oak)
        world.add(cup().moved(x + 0.1, 0.745, z), Material((0.7, 0.68, 0.64), gloss=0.05))
        world.add(vase(rng, 0.16).moved(x - 0.08, 0.745, z + 0.06), Material((0.55, 0.5, 0.42), surface="plaster"))
    put_plant(
        world,
        rng,
        rng.uniform(1.2, 1.6),
        (side * (wall - 0.4), 0, far - 0.45),
        Material((0.5, 0.27, 0.17), surface="plaster"),
    )
    render(world, scene)
    scene.ground = FLOOR


def _bar(
    world: World, scene: Scene, rng: np.random.Generator, room: tuple[float, float], oak: Material, options: CafeOptions
) -> None:
    """The counter with its slats, a machine and cups on it, bottles on boards behind, lamps above."""
    far, side = room
    near = far - 1.55
    x0 = side * max(across(scene, 0.36, near), 0.45)
    x1 = side * max(across(scene, 1.5, near), 2.2)
    left, right = min(x0, x1), max(x0, x1)
    stone = Material((0.72, 0.7, 0.66), (0.35, 0.34, 0.33), surface="marble", gloss=0.05, rough=0.15)
    world.add(boxes([(left - 0.03, 1.04, near - 0.05)], [(right, 1.08, near + 0.6)]), stone)
    world.add(
        boxes([(left, 0, near + 0.02)], [(right, 1.04, near + 0.55)]),
        Material(scene.colour(options.wood) * np.float32(0.35)),
    )
    slats = np.arange(left, right, 0.055)
    world.add(
        boxes(
            np.stack([slats, 0 * slats + 0.06, 0 * slats + near], -1),
            np.stack([slats + 0.032, 0 * slats + 1.04, 0 * slats + near + 0.03], -1),
        ),
        oak,
    )
    steel = Material((0.7, 0.7, 0.7), metal=True, rough=0.2)
    x = side * max(across(scene, 0.72, near), 0.9)
    machine = joined(
        [
            box(0.62, 0.14, 0.42, 0.02).moved(y=0.02),
            box(0.62, 0.16, 0.4, 0.03).moved(y=0.3),
            box(0.5, 0.2, 0.14).moved(0, 0.12, 0.1),
        ]
    )
    world.add(machine.moved(x, 1.08, near + 0.3), steel)
    stack = joined([cup().moved(0.1 * i - 0.2, 0.46 + 0.08 * j, 0.0) for i in range(5) for j in range(2)])
    world.add(stack.moved(x, 1.08, near + 0.3), Material((0.72, 0.7, 0.66), gloss=0.05))
    for y in (1.75, 2.2):
        world.add(boxes([(left, y, far - 0.24)], [(right, y + 0.035, far)]), oak)
        for at in np.arange(left + 0.1, right, 0.13):
            if rng.random() < 0.75:
                tone = np.array([[0.05, 0.1, 0.04], [0.3, 0.15, 0.04], [0.5, 0.48, 0.44], [0.25, 0.06, 0.04]])[
                    int(rng.integers(4))
                ]
                thing = bottle(rng.uniform(0.22, 0.33)) if rng.random() < 0.6 else jar(rng.uniform(0.13, 0.2))
                world.add(thing.moved(float(at), y + 0.035, far - 0.12), Material(tone, gloss=0.06, rough=0.12))
        world.lamp((left, y - 0.004, far - 0.22), (right - left, 0, 0), (0, 0, 0.02), WARM * np.float32(12))
    brass = Material((0.75, 0.52, 0.25), metal=True, rough=0.25)
    for k in range(3):
        shade, cord = pendant(0.16, 2.0)
        at = (x0 + side * (0.25 + 0.75 * k), 2.05, near + 0.2)
        world.add(shade.moved(*at), brass)
        world.add(cord.moved(*at), Material((0.02, 0.02, 0.02)))
        world.bulb((at[0], at[1] + 0.05, at[2]), 0.045, WARM * np.float32(options.lamps))
