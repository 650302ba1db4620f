"""A wet city lane at night: shops, boards with invented writing, cables, umbrellas far away."""

from __future__ import annotations

import cv2
import numpy as np

from ....arrays import Array
from ..land.floors import STANDING
from ..registry import layer
from ..scene import Scene
from ..tracer import Material, World, box, lathe, render
from .glyphs import emblem, sign
from .parts import Parts, spread
from .sheets import sheet
from .shops import NeonLaneOptions, front
from .surfaces import Plaster
from .things import cable, copies, globe, hanging, leaves, pot

Place = tuple[World, dict[str, Material]]


@layer("neon_lane", NeonLaneOptions)
def neon_lane(scene: Scene, options: NeonLaneOptions) -> None:
    """Two rows of narrow houses that swing aside, lit by their own signs, traced."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(sky=(top, rim), grey=None, bounces=2, mirrored_sky=rim * 0.25)
    stuff = _stuff(scene, options)
    bend = float(rng.uniform(1.0, 3.4) * rng.choice([-1, 1]))
    for side in (-1, 1):
        _row(scene, options, (world, stuff), side, bend)
    film = sheet(rng, 14, (0.8, 70), 0.7, 0.035)
    world.add(film, stuff["asphalt"])
    for side in (-1, 1):
        low, high = sorted((side * (options.half_m - 0.8), side * (options.half_m + 0.5)))
        kerb = box(high - low, 0.12, 70).moved((low + high) / 2, 0, 34)
        if side > 0 or bend > 0:
            world.add(kerb, stuff["kerb"])
    _across(scene, options, (world, stuff), rng, bend)
    _walkers(options, (world, stuff), rng, bend)
    _light(scene, options, world, rng, bend)
    render(world, scene)
    _smear(scene)
    scene.ground, scene.gloss = STANDING, 0.5


def _stuff(scene: Scene, options: NeonLaneOptions) -> dict[str, Material]:
    base = scene.colour(options.wall)
    glow = np.float32(options.glow) * np.ones(3, np.float32)
    return {
        "wall": Plaster((1, 1, 1), worn=0.1),
        "trim": Material((1, 1, 1)),
        "stone": Material((0.3, 0.3, 0.32), surface="concrete"),
        "metal": Material((1, 1, 1)),
        "iron": Material((0.015, 0.015, 0.018)),
        "glass": Material(base * 0.3, gloss=0.08, rough=0.05),
        "lit": Material((0.02, 0.02, 0.02), glow=glow * 0.4, spill=True),
        "shop": Material((0.1, 0.1, 0.1), glow=glow * 0.75, spill=True),
        "neon": Material((0.1, 0.1, 0.1), glow=glow, spill=True),
        "goods": Material((1, 1, 1)),
        "asphalt": Material(
            (0.035, 0.036, 0.042), (0.012, 0.012, 0.016), surface="asphalt", gloss=options.wet, rough=0.07
        ),
        "kerb": Material((0.10, 0.10, 0.11), (0.05, 0.05, 0.055), surface="tiles", gloss=0.06, rough=0.25),
        "leaf": Material((1, 1, 1)),
        "pot": Material((0.12, 0.10, 0.09)),
    }


def _row(scene: Scene, options: NeonLaneOptions, place: Place, side: int, bend: float) -> None:
    rng = scene.rng(2 + side)
    z, number = -1.0, 0
    while z < 46:
        width, height = float(rng.uniform(3.6, 5.4)), float(rng.uniform(7.5, 15))
        parts = Parts()
        front(scene, parts, options, rng, (width, height))
        x = side * (options.half_m + float(rng.uniform(0, 0.35))) + bend * (max(z - 6, 0) / 18) ** 2
        start = z if side < 0 else z + width
        parts.build(*place, yaw_deg=90 * side, at=(x, 0, start))
        block = box(4, height, width - 0.02).moved(x + side * (2.0 + 0.9), 0, z + width / 2)
        place[0].add(block.tinted(scene.colour(options.wall) * 0.7), place[1]["wall"])
        _boards(scene, options, place, rng, (side, x, z, width, height))
        z += width
        number += 1


def _boards(
    scene: Scene,
    options: NeonLaneOptions,
    place: Place,
    rng: np.random.Generator,
    at: tuple[int, float, float, float, float],
) -> None:
    """Boards that stand out from the wall, their lamps, and what stands on the pavement."""
    world, stuff = place
    side, x, z, width, height = at
    for _ in range(int(rng.integers(1, 4))):
        tall, wide = float(rng.uniform(1.3, 3.4)), float(rng.uniform(0.5, 0.8))
        y = float(rng.uniform(3.5, max(4.2, min(height - tall, 8.5))))
        colour = scene.colour(options.colours[int(rng.integers(len(options.colours)))])
        zz = z + float(rng.uniform(0.3, width - 0.3))
        if zz < 4.5:
            continue
        near = x - side * float(rng.uniform(0.12, 0.3))
        left = min(near, near - side * wide)
        parts = Parts()
        if rng.random() < 0.4:
            other = scene.colour(options.colours[int(rng.integers(len(options.colours)))])
            tall = wide = float(rng.uniform(1.0, 1.7))
            emblem(parts, rng, (near - side * wide / 2, y + tall / 2, zz), wide / 2, colour, other)
        else:
            sign(parts, rng, (left, y, zz), (wide, tall), colour, bool(rng.random() < 0.35))
        for h in (0.15, 0.85):
            parts.box("iron", (min(near, x), y + tall * h, zz + 0.05), (max(near, x), y + tall * h + 0.05, zz + 0.1))
        parts.build(world, stuff)
    for _ in range(int(rng.integers(0, 3))):
        r = float(rng.uniform(0.14, 0.2))
        px, pz = x - side * 0.35, z + float(rng.uniform(0.3, width - 0.3))
        if pz > 2.5:
            world.add(pot(r, 0.34).moved(px, 0.12, pz), stuff["pot"])
            crown = np.array([(px, 0.6 + r * k, pz) for k in (0.0, 1.0, 2.0)])
            world.add(
                leaves(rng, crown, 1.4 * r, 130, 0.06, np.array([(0.05, 0.1, 0.03), (0.08, 0.14, 0.05)])), stuff["leaf"]
            )


def _light(scene: Scene, options: NeonLaneOptions, world: World, rng: np.random.Generator, bend: float) -> None:
    """What signs outside the picture throw on the walls: one colour from the left, another from the right."""
    one, other = (scene.colour(options.colours[k]) for k in rng.choice(min(3, len(options.colours)), 2, replace=False))
    for side, colour in ((-1, one), (1, other)):
        x = side * (options.half_m - 0.9)
        start, stop = (x, 5.4, 2.0), (x + bend, 7.6, 24.0)
        world.strip(start, stop, 0.3, colour * np.float32(2.2 * options.glow))


def _smear(scene: Scene) -> None:
    """Wet ground draws lights out towards the eye: what it shows is blurred along the view, the more the nearer."""
    camera = scene.camera
    top = max(0, int(camera.horizon_px))
    below = np.maximum(-camera.slope_y[top:], 1e-5)
    wet = (np.abs(scene.depth[top:] * below / camera.eye_m - 1) < 0.02).astype(np.float32)[..., None]
    ground = scene.picture[top:]
    near = np.clip((below - 0.02) / 0.25, 0, 1)[..., None].astype(np.float32)
    for units, step, share in ((0.006, 1, np.ones_like(near)), (0.03, 4, near)):
        sums = np.concatenate([ground * wet, wet], -1)
        small = max(1, ground.shape[1] // step), max(1, ground.shape[0] // step)
        sums = cv2.resize(sums, small, interpolation=cv2.INTER_AREA) if step > 1 else sums
        along = max(0.3, scene.px(units) / step)
        sums = cv2.GaussianBlur(sums, (0, 0), max(0.3, 0.14 * along), sigmaY=along)
        sums = cv2.resize(sums, ground.shape[1::-1], interpolation=cv2.INTER_LINEAR) if step > 1 else sums
        ground += (sums[..., :3] / np.maximum(sums[..., 3:], 1e-3) - ground) * (0.75 * wet * share)


def _across(scene: Scene, options: NeonLaneOptions, place: Place, rng: np.random.Generator, bend: float) -> None:
    """Cables over the lane, and paper lanterns on some."""
    world, stuff = place
    half = options.half_m + 0.2
    for _ in range(9):
        z, y = float(rng.uniform(5, 34)), float(rng.uniform(5.4, 9))
        x = bend * (max(z - 6, 0) / 18) ** 2
        lean = float(rng.uniform(-4, 4))
        world.add(
            cable((x - half, y, z), (x + half, y + 0.4, z + lean), float(rng.uniform(0.15, 0.5)), 0.014), stuff["iron"]
        )
    warm = scene.colour((1.0, 0.34, 0.12)) * np.float32(0.45)
    for z in (9.0, 18.0):
        x = bend * (max(z - 6, 0) / 18) ** 2
        y, lean = float(rng.uniform(4.6, 6.0)), float(rng.uniform(-1.5, 1.5))
        line = hanging((x - half, y, z), (x + half, y + 0.3, z + lean), 0.5, 12)
        world.add(cable((x - half, y, z), (x + half, y + 0.3, z + lean), 0.5, 0.012), stuff["iron"])
        paper = globe(12).scaled(0.16, 0.2, 0.16)
        shade = paper.tinted((1.25 - 0.95 * np.abs(paper.normals[..., 1]).mean(axis=1, keepdims=True)) ** 1.5)
        tints = warm * np.linspace(0.9, 1.1, len(line) - 2)[:, None]
        world.add(copies(shade, line[1:-1] - np.array([0, 0.24, 0], np.float32), tints), stuff["neon"])


def _walkers(options: NeonLaneOptions, place: Place, rng: np.random.Generator, bend: float) -> None:
    """People far away under umbrellas: coats, legs, a dome with ribs."""
    world, stuff = place
    turn = np.linspace(0, np.pi / 2, 6)
    dome = np.stack([0.56 * np.cos(turn) + 0.0, 0.28 * np.sin(turn)], -1)
    for number in range(options.walkers):
        z = float(rng.uniform(11, 32))
        x = (1 if number % 2 else -1) * float(rng.uniform(0.7, options.half_m - 0.7)) + bend * (max(z - 6, 0) / 18) ** 2
        tall = float(rng.uniform(0.92, 1.06))
        coat = lathe(
            np.array([(0.17, 0.55), (0.25, 0.75), (0.21, 1.15), (0.24, 1.38), (0.1, 1.48), (0.0, 1.5)]) * tall, 12
        )
        world.add(coat.moved(x, 0, z).tinted(spread(rng, (0.02, 0.02, 0.03), (0.12, 0.06, 0.07))), stuff["goods"])
        for s in (-0.09, 0.09):
            leg = box(0.11, 0.62, 0.12).moved(x + s, 0, z + float(rng.uniform(-0.16, 0.16)))
            world.add(leg.tinted((0.015, 0.015, 0.02)), stuff["goods"])
        head = lathe([(0.0, 1.5), (0.1, 1.56), (0.11, 1.66), (0.0, 1.75)], 10)
        world.add(head.scaled(tall).moved(x, 0, z).tinted((0.05, 0.03, 0.025)), stuff["goods"])
        paint: Array = (
            spread(rng, (0.05, 0.05, 0.06), (0.3, 0.08, 0.12))
            if rng.random() < 0.6
            else spread(rng, (0.35, 0.4, 0.45), (0.5, 0.5, 0.5))
        )
        world.add(lathe(dome, 9).moved(x + 0.08, 1.72 * tall, z).tinted(paint), stuff["goods"])
