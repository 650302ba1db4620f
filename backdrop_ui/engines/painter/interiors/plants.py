"""Plants in pots, branches in vases, and the leaves whose shadows fall into a room."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..tracer import Material, World, grid, joined, lathe, tube
from ..tracer.meshes import Mesh

LEAF = (0.075, 0.15, 0.045)


def leaf(
    length: float, wide: float, droop: float = 0.5, fold: float = 0.25, rows: int = 6, widest: float = 0.45
) -> Mesh:
    """A leaf from the origin along +x, bending down; widest: where, as a share of its length."""
    t = np.linspace(0, 1, rows)
    power = np.log(0.5) / np.log(widest)
    half = wide / 2 * np.sin(np.pi * np.clip(t**power, 0, 1)) ** 0.75
    bend = droop * t
    x, y = length * np.sin(bend + 1e-6) / max(droop, 1e-6), -length * (1 - np.cos(bend)) / max(droop, 1e-6)
    side = np.array([-1.0, 0.0, 1.0])
    points = np.stack(
        np.broadcast_arrays(x[:, None], y[:, None] + fold * np.abs(side) * half[:, None], side * half[:, None]), -1
    )
    return grid(points)


def foliage(rng: np.random.Generator, stems: list[Array], leaf_m: float, wide: float, each: int, droop: float) -> Mesh:
    """Leaves along stems, each (N, 3), turned all ways; greens vary by `tint`."""
    kinds = [leaf(leaf_m * s, wide * leaf_m * s, droop * d) for s, d in ((1.0, 0.8), (0.8, 1.2), (0.62, 1.0))]
    leaves = []
    for stem in stems:
        turn = rng.uniform(0, 360)
        for k in range(each):
            t = 0.25 + 0.75 * (k + rng.random()) / each
            at = stem[min(int(t * (len(stem) - 1) + 0.5), len(stem) - 1)]
            turn += 137.5 + rng.uniform(-20, 20)
            pick = 0 if k < each * 0.6 else int(rng.integers(1, 3))
            one = kinds[pick].turned(roll_deg=rng.uniform(5, 60)).turned(yaw_deg=turn).moved(*at)
            leaves.append(
                one.tinted(np.array([rng.uniform(0.7, 1.25), 1.0, rng.uniform(0.7, 1.1)]) * rng.uniform(0.7, 1.25))
            )
    return joined(leaves)


def stems_up(rng: np.random.Generator, count: int, height: float, spread: float) -> list[Array]:
    """Stems from the origin upwards and outwards, each (9, 3)."""
    stems = []
    for k in range(count):
        turn = 2 * np.pi * (k + rng.uniform(0, 0.6)) / count
        t = np.linspace(0, 1, 9)
        out = spread * rng.uniform(0.5, 1.1) * t**1.6
        tall = height * rng.uniform(0.72, 1.0) * t
        stems.append(np.stack([out * np.cos(turn), tall, out * np.sin(turn)], -1).astype(np.float32))
    return stems


def plant(rng: np.random.Generator, height: float) -> tuple[Mesh, Mesh, Mesh]:
    """A pot plant on the floor: (leaves, stems, pot). A bush, a fig with broad leaves, or a spray of long blades."""
    pot_h, pot_r = 0.24 * height**0.6, 0.17 * height**0.6
    habit = int(rng.integers(3))
    if habit == 0:
        stems = stems_up(rng, 7, height - pot_h, 0.3 * height)
        leaves = foliage(rng, stems, 0.2 * height**0.5, 0.5, 12, 0.9)
    elif habit == 1:
        stems = stems_up(rng, 3, height - pot_h, 0.14 * height)
        leaves = foliage(rng, stems, 0.3 * height**0.5, 0.62, 12, 0.7)
    else:
        stems = stems_up(rng, 5, 0.12 * height, 0.05)
        blades = []
        for _ in range(34):
            blade = leaf(
                (height - pot_h) * rng.uniform(0.75, 1.3), 0.05 + 0.02 * height, rng.uniform(0.5, 1.7), 0.35, 9, 0.35
            )
            lift = rng.uniform(52, 84)
            blades.append(
                blade.turned(roll_deg=lift)
                .turned(yaw_deg=rng.uniform(0, 360))
                .tinted(np.full(3, rng.uniform(0.7, 1.3)))
            )
        leaves = joined(blades)
    wood = joined([tube(stem, np.linspace(0.012, 0.004, len(stem)) * height**0.5, 6) for stem in stems])
    return leaves.moved(y=pot_h * 0.92), wood.moved(y=pot_h * 0.9), pot(pot_r, pot_h, rng)


def pot(radius: float, height: float, rng: np.random.Generator) -> Mesh:
    foot, belly = rng.uniform(0.6, 0.85), rng.uniform(0.95, 1.1)
    wall = 0.9 * radius
    profile = [
        (0, 0), (foot * radius, 0), (foot * radius, 0), (belly * radius, 0.55 * height), (radius, height),
        (radius, height), (wall, height), (wall, height), (wall * 0.96, 0.88 * height),
        (wall * 0.96, 0.88 * height), (0, 0.9 * height),
    ]  # fmt: skip
    return lathe(profile, 36)


def vase(rng: np.random.Generator, height: float) -> Mesh:
    """A smooth vessel with a neck."""
    y = np.linspace(0, 1, 26)
    belly, neck = rng.uniform(0.26, 0.42), rng.uniform(0.08, 0.15)
    middle = rng.uniform(0.32, 0.5)
    r = neck + (belly - neck) * np.exp(-(((y - middle) / 0.27) ** 2)) + 0.05 * np.clip(y - 0.86, 0, 1) * 4 * neck / 0.1
    r[0] = max(r[0], 0.15)
    outer = np.stack([r * height, y * height], -1)
    inner = np.stack([(r[::-1][:10] - 0.02) * height, y[::-1][:10] * height], -1)
    return lathe(np.concatenate([[(0, 0)], outer[:1], outer, inner]), 40)


def frond(rng: np.random.Generator, length: float) -> Mesh:
    """A palm's leaf from the origin along +x, arching, flat enough to throw a clear shadow."""
    t = np.linspace(0, 1, 15)
    arch = rng.uniform(0.15, 0.35)
    spine = np.stack([length * t, length * arch * (t - t**2 * 1.6), 0 * t], -1)
    parts = [tube(spine, (np.linspace(0.014, 0.003, 15) * length).astype(np.float32), 5)]
    for k in range(34):
        s = 0.12 + 0.87 * k / 33
        at = [float(np.interp(s, t, spine[:, c])) for c in range(3)]
        size = length * 0.42 * np.sin(np.pi * (0.16 + 0.8 * s)) ** 0.8 * rng.uniform(0.9, 1.05)
        for side in (-1, 1):
            one = leaf(size, 0.055 * length * (1.15 - 0.5 * s), rng.uniform(0.2, 0.7), 0.2, 5, 0.3)
            turn = side * (62 - 34 * s + rng.uniform(-5, 5))
            parts.append(one.turned(yaw_deg=turn).moved(*at))
    return joined(parts)


def branch(rng: np.random.Generator, length: float, leaf_m: float = 0.07, wide: float = 0.4) -> tuple[Mesh, Mesh]:
    """A twig from the origin upwards with side twigs: (leaves, wood)."""
    t = np.linspace(0, 1, 12)
    lean, turn = rng.uniform(0.15, 0.5), rng.uniform(0, 2 * np.pi)
    way = np.array([np.cos(turn), np.sin(turn) * 0.4])
    main = np.stack([length * lean * t**1.5 * way[0], length * t, length * lean * t**1.5 * way[1]], -1)
    twigs = [main]
    for _ in range(6):
        at = main[int(rng.integers(4, 11))]
        u = np.linspace(0, 1, 6)[:, None]
        out = np.array([rng.uniform(-0.35, 0.35), rng.uniform(0.15, 0.35), rng.uniform(-0.2, 0.2)]) * length
        twigs.append(at + u * out + np.array([0, 0.06 * length, 0]) * u**2)
    leaves = foliage(rng, [twig.astype(np.float32) for twig in twigs], leaf_m, wide, 9, 0.5)
    wood = joined([tube(twig, 0.004 * length**0.5, 5) for twig in twigs])
    return leaves, wood


def put_plant(
    world: World, rng: np.random.Generator, height: float, at: tuple[float, float, float], vessel: Material
) -> None:
    """A pot plant with its materials."""
    green, stem, container = plant(rng, height)
    world.add(green.moved(*at), Material(LEAF, gloss=0.04, rough=0.4))
    world.add(stem.moved(*at), Material((0.12, 0.08, 0.04)))
    world.add(container.moved(*at), vessel)
