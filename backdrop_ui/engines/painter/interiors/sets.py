"""Studio sets: a podium of pastel shapes, a cyclorama, a wall in the sun."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..surfaces.materials import Material as SurfaceName
from ..tracer import Material, World, arch, ball, band, cylinder, extruded, grid, joined, render, tube
from .furnishings import steps
from .gobos import leaves_before_the_sun, window_before_the_sun
from .plants import branch, plant, vase
from .shell import FLOOR, across, back_wall, level, room_world, skirting


class PodiumOptions(Options):
    """A set of arches, steps and cylinders. wall, niche, floor, shapes, accent: their colours. leaves: palm fronds
    before the sun."""

    wall: Paint = 0
    niche: Paint = 1
    floor: Paint = 0
    shapes: Paint = 2
    accent: Paint = 3
    leaves: int = Field(3, ge=0, le=12)


@layer("podium", PodiumOptions)
def podium(scene: Scene, options: PodiumOptions) -> None:
    """Build the set around the place where the product or person goes."""
    rng = scene.rng()
    world = room_world(scene, sun=1.5, fill=1.3, white=0.66)
    world.sun_soft = 0.02
    wall, niche, floor, shapes, accent = (
        Material(scene.colour(p), scene.colour(p) * np.float32(0.93), surface="plaster")
        for p in (options.wall, options.niche, options.floor, options.shapes, options.accent)
    )
    far = 6.0
    world.add(level(0, 12, -3, far + 1), floor)
    half = max(across(scene, 0.42, far), 0.75)
    tall = rng.uniform(2.7, 3.1)
    place = rng.uniform(-0.1, 0.1)
    opening = arch(2 * half, tall) + np.array([place, -0.01], np.float32)
    world.add(extruded([(-12, -0.1), (12, -0.1), (12, 9), (-12, 9)], 0.5, [opening]).moved(z=far - 0.5), wall)
    world.add(back_wall(far - 0.08, 9, 12), niche)
    if rng.random() < 0.5:
        world.add(extruded(band(2 * half + 0.26, tall + 0.13, 0.13), 0.12).moved(place, 0, far - 0.62), accent)
    side = rng.choice([-1.0, 1.0])
    flight = steps(max(across(scene, 0.42, 4.4), 0.7), 0.34, 0.21, int(rng.integers(3, 5)))
    world.add(flight.moved(side * across(scene, 0.86, 4.4), 0, 3.75), shapes)
    _columns(world, scene, -side, (shapes, accent, niche), rng)
    world.add(ball(0.2, 40).moved(side * across(scene, 0.55, 3.9), 0, 3.65), accent)
    standing = extruded(band(0.8, 1.5, 0.17), 0.18)
    world.add(
        standing.turned(yaw_deg=-side * rng.uniform(10, 30)).moved(-side * across(scene, 0.8, 4.7), 0, 4.6), accent
    )
    leaves_before_the_sun(world, scene, rng, (side * 0.4, 2.3, far - 0.5), options.leaves, 1.9)
    render(world, scene)
    scene.ground = FLOOR


def _columns(world: World, scene: Scene, side: float, paints: tuple[Material, ...], rng: np.random.Generator) -> None:
    """Cylinders of three heights, near one another; something round on the lowest."""
    middle = across(scene, 0.72, 4.1)
    heights = rng.permutation([0.32, 0.62, 1.0])
    radii = rng.uniform(0.24, 0.36, 3)
    spots = ((middle - 0.42, 3.7), (middle + 0.22, 4.05), (middle + 0.62, 3.5))
    for k, (x, z) in enumerate(spots):
        world.add(cylinder(radii[k], heights[k], 0.015, 64).moved(side * x, 0, z), paints[k % len(paints)])
    k = int(np.argmin(heights))
    x, z = spots[k]
    world.add(ball(0.15, 40).moved(side * x, heights[k], z), paints[(k + 1) % len(paints)])
    k = int(np.argmax(heights))
    x, z = spots[k]
    vessel = vase(rng, 0.42)
    world.add(vessel.moved(side * x, heights[k], z), paints[(k + 2) % len(paints)])


class CycloramaOptions(Options):
    """A wall that curves into its floor. colour: of the paint. box: radiance of the softbox beside it; mottled: as a
    hand-painted canvas."""

    colour: Paint = 0
    shade: Paint = 1
    key: float = Field(5.0, ge=0, le=50)
    rim: float = Field(1.6, ge=0, le=50)
    mottled: bool = False


@layer("cyclorama", CycloramaOptions)
def cyclorama(scene: Scene, options: CycloramaOptions) -> None:
    """A sweep of paper or canvas in the light of a softbox, a weaker one across, and a glow on the wall."""
    rng = scene.rng()
    world = room_world(scene, fill=0.24, white=0.86)
    far, radius = 6.5, 1.3
    t = np.linspace(0, np.pi / 2, 24)
    z = np.concatenate([[-4, 1, far - radius - 0.2], far - radius + radius * np.sin(t), [far, far]])
    y = np.concatenate([[0, 0, 0], radius - radius * np.cos(t), [radius + 2, 14]])
    x = np.array([-14.0, 0.0, 14.0])
    sheet = grid(np.stack(np.broadcast_arrays(x[None], y[:, None], z[:, None]), -1))
    surface: SurfaceName = "canvas" if options.mottled else "plain"
    light, dark = scene.colour(options.colour), scene.colour(options.shade)
    world.add(sheet, Material(light, dark if options.mottled else light * np.float32(0.94), surface=surface, scale=1.3))
    side = -1.0 if scene.sun[0] < 0 else 1.0
    key, low = scene.key * np.float32(options.key), rng.uniform(1.3, 1.8)
    away = max(across(scene, 1.15, 3.2), 1.5)
    _softbox(world, side, (away, low, rng.uniform(2.2, 3.0)), (1.5, 2.0), key)
    _softbox(world, -side, (away + 2.2, 1.0, 1.0), (1.2, 2.4), scene.ambient * np.float32(options.rim))
    spot = scene.key * np.float32(options.key * rng.uniform(2.0, 3.2))
    place = rng.uniform(-0.5, 0.5)
    world.lamp((place - 0.25, 1.9, far - 1.9), (0.5, 0, 0), (0, 0.4, 0.0), spot, seen=False)
    render(world, scene)
    scene.ground = FLOOR


def _softbox(
    world: World,
    side: float,
    at: tuple[float, float, float],
    size: tuple[float, float],
    radiance: Array,
) -> None:
    """A lamp beside the picture that shines towards its middle and a little away from the camera."""
    x, y, z = at
    tall = (0.0, size[1], 0.0)
    turn = (0.5 * size[0], 0.0, size[0] * 0.85)
    if side < 0:
        world.lamp((-x, y, z), tall, (-turn[0] * -1, 0, turn[2]), radiance, seen=False)
    else:
        world.lamp((x, y, z), (-turn[0], 0, turn[2]), tall, radiance, seen=False)


class SunlitOptions(Options):
    """A plaster wall on which a window's light falls. panes: across and up. leaves: branches before the window."""

    wall: Paint = 0
    floor: Paint = 2
    panes: tuple[int, int] = (2, 3)
    leaves: int = Field(3, ge=0, le=12)
    sun: float = Field(3.2, ge=0, le=20)


@layer("sunlit_wall", SunlitOptions)
def sunlit_wall(scene: Scene, options: SunlitOptions) -> None:
    """The window itself is never seen, only what falls through it."""
    rng = scene.rng()
    world = room_world(scene, sun=options.sun, fill=1.5, white=0.7)
    world.sun_soft = 0.009
    far = 4.8
    paint, wood = scene.colour(options.wall), scene.colour(options.floor)
    world.add(back_wall(far, 9), Material(paint, paint * np.float32(0.8), surface="plaster"))
    world.add(
        level(0, 9, -3, far),
        Material(wood, wood * np.float32(0.55), surface="oak", gloss=0.04, rough=0.35, turned=bool(rng.random() < 0.4)),
    )
    white = Material(paint * np.float32(1.05))
    world.add(skirting(far), white)
    aim = (rng.uniform(-0.35, 0.35), rng.uniform(1.9, 2.3), far)
    window_before_the_sun(world, scene, aim, (1.9, 2.5), options.panes)
    leaves_before_the_sun(world, scene, rng, aim, options.leaves, 1.1, palm=False)
    side = rng.choice([-1.0, 1.0])
    x, z = side * across(scene, rng.uniform(0.72, 0.86), far - 0.5), far - 0.45
    if rng.random() < 0.5:
        green, stem, vessel = plant(rng, rng.uniform(0.9, 1.5))
        world.add(green.moved(x, 0, z), Material((0.10, 0.19, 0.06), gloss=0.04, rough=0.4))
        world.add(stem.moved(x, 0, z), Material((0.12, 0.08, 0.04)))
        world.add(vessel.moved(x, 0, z), Material(paint * np.float32(0.75), surface="plaster"))
    else:
        seat = Material(wood * np.float32(0.8), wood * np.float32(0.4), surface="oak", gloss=0.04)
        legs = [
            tube([(a * 0.17, 0, b * 0.17), (a * 0.12, 0.44, b * 0.12)], 0.014, 10) for a in (-1, 1) for b in (-1, 1)
        ]
        world.add(joined([cylinder(0.2, 0.03, 0.008).moved(y=0.44), *legs]).moved(x, 0, z), seat)
        world.add(
            vase(rng, 0.34).moved(x, 0.47, z),
            Material(paint * np.float32(0.85), paint * np.float32(0.6), surface="plaster"),
        )
        for _ in range(3):
            leaf, wood_ = branch(rng, rng.uniform(0.55, 0.8), 0.06, 0.5)
            turn = rng.uniform(0, 360)
            world.add(leaf.turned(yaw_deg=turn).moved(x, 0.75, z), Material((0.30, 0.30, 0.16)))
            world.add(wood_.turned(yaw_deg=turn).moved(x, 0.75, z), Material((0.16, 0.10, 0.06)))
    render(world, scene)
    scene.ground = FLOOR
