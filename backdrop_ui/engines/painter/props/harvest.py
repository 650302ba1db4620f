"""Pumpkins, cacti, glowing mushrooms, plants in pots."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .blades import Blades, blades_of, outline
from .parts import Ball, Cut, Limb, Look, Part, Patch, Vec, tube, turn, vec
from .picture import render
from .skin import Skin

TERRACOTTA: Rgb = (0.74, 0.40, 0.26)
SWORD = outline(0.7, 1.0, 1.0, 0.9, 0.7, 0.0, pieces=12)
OVAL = outline(0.05, 0.75, 1.0, 0.95, 0.6, 0.0)
FLOOR = Cut((0, 0, 0), (0, -1, 0))


def pumpkin(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A ribbed pumpkin with a crooked stalk; `tint` is its skin."""
    rng = np.random.default_rng(seed)
    skin = tint or [(0.93, 0.46, 0.09), (0.88, 0.36, 0.08), (0.95, 0.58, 0.18), (0.86, 0.82, 0.70)][int(rng.integers(4))]
    deep: Rgb = (skin[0] * 0.7, skin[1] * 0.55, skin[2] * 0.5)
    tall, ribs = rng.uniform(0.26, 0.36), int(rng.integers(10, 14))
    parts: list[Part] = []
    for k in range(ribs):
        around = 2 * np.pi * (k + rng.uniform(-0.12, 0.12)) / ribs
        pose = turn(yaw=float(np.degrees(around)))
        parts.append(Ball(vec(pose @ np.float32([0, tall, 0.20])), (0.135, tall * rng.uniform(0.96, 1.03), 0.20), skin, 0.012, pose))
    dimple = [Patch((0, tall * 2, 0), (0.16, 0.09, 0.16), deep, 0.9, 0.2), Patch((0, 0, 0), (0.4, 0.12, 0.4), deep, 1.0, 0.2, 0.7)]
    lean = rng.uniform(-0.10, 0.10)
    stalk = tube([(0, tall * 1.82, 0), (lean * 0.3, tall * 2 + 0.05, 0.01), (lean, tall * 2 + 0.13, 0.02)],
                 [0.062, 0.034, 0.040], (0.38, 0.40, 0.18), 4)  # fmt: skip
    grooves: list[Part] = [
        Limb((0.045 * np.cos(a), tall * 1.86, 0.045 * np.sin(a)), (lean + 0.028 * np.cos(a), tall * 2 + 0.13, 0.02 + 0.028 * np.sin(a)),
             0.022, 0.014, (0.42, 0.42, 0.20), 0.006) for a in np.arange(5) * 1.257
    ]  # fmt: skip
    look = Look(gloss=0.35, sheer=0.25, mottle=0.5, grain=0.03)
    skins = [Skin(parts, look, dimple, cuts=[Cut((0, 0.02, 0), (0, -1, 0))]), Skin([stalk, *grooves], Look(mottle=0.6, grain=0.02))]
    return render([s.moved(turn(pitch=-10, yaw=rng.uniform(0, 30))) for s in skins], height_px, seed, light)


def cactus(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A ribbed saguaro, one to three arms, sometimes in flower; `tint` is its green."""
    rng = np.random.default_rng(seed)
    green = tint or [(0.26, 0.44, 0.24), (0.30, 0.47, 0.30), (0.22, 0.40, 0.28)][int(rng.integers(3))]
    arms = int(rng.integers(1, 4))
    stems = [([(0.0, 0.0, 0.0), (0.0, 0.45, 0.0), (rng.uniform(-0.02, 0.02), 0.92, 0.0)], 0.085)]
    for k in range(arms):
        side, height = (-1 if k % 2 else 1) * (1 if rng.random() < 0.9 else -1), rng.uniform(0.32, 0.5)
        out, rise, z = rng.uniform(0.17, 0.22), rng.uniform(0.18, 0.32), rng.uniform(-0.05, 0.08)
        stems.append(([(side * 0.05, height, z * 0.3), (side * out * 0.8, height + 0.02, z), (side * out, height + 0.10, z),
                       (side * out * 1.02, height + 0.10 + rise, z)], 0.05))  # fmt: skip
    skins: list[Skin | Blades] = []
    for points, radius in stems:
        skins += _ribbed(points, radius, green, rng)
    if rng.random() < 0.6:
        skins += [_crown(points[-1], radius, rng) for points, radius in stems]
    return render([skin.moved(turn(yaw=rng.uniform(-20, 20))) for skin in skins], height_px, seed, light)


def _ribbed(points: list[Vec], radius: float, green: Rgb, rng: np.random.Generator) -> list[Skin | Blades]:
    """A stem as a bundle of parallel ribs, and the spines along them."""
    dark: Rgb = (green[0] * 0.6, green[1] * 0.6, green[2] * 0.6)
    parts: list[Part] = [tube(points, [radius * 0.86] * len(points), dark, 4, blend=0.02)]
    spots = []
    for k in range(9):
        a = 2 * np.pi * k / 9 + 0.2
        off = np.float32([np.cos(a), 0, np.sin(a)]) * radius * 0.80
        line = [vec(np.float32(p) + off) for p in points]
        line[-1] = vec(np.float32(line[-1]) - off * 0.35)
        parts.append(tube(line, [radius * 0.27] * len(points), green, 4, blend=0.006))
        if np.sin(a) > -0.2:
            rows = np.array(line)
            t = np.linspace(0.03, 0.98, int(8 + 34 * np.linalg.norm(rows[-1] - rows[0])))
            grid = np.linspace(0, 1, len(rows))
            spots.append(np.column_stack([np.interp(t, grid, rows[:, c]) for c in range(3)]) + off * 0.33)
    at = np.repeat(np.concatenate(spots), 3, axis=0)
    way = rng.normal(0, 1, at.shape) * [0.5, 0.35, 0.3] + [0, 0.1, 0.5]
    tips = at + way * 0.020
    spines = blades_of(at, (at + tips) / 2, tips, [[0, 0, 1]], np.full(len(at), 0.0035), [[0.9, 0.85, 0.66]], [[1, 0.97, 0.85]],
                       profile=(1.0, 0.5), fold=0.0, lift=0.02)  # fmt: skip
    return [Skin(parts, Look(sheer=0.2, mottle=0.4, gloss=0.08), cuts=[FLOOR]), spines]


def _crown(top: Vec, radius: float, rng: np.random.Generator) -> Blades:
    n = 14
    a = np.arange(n) * 2.4
    way = np.column_stack([np.cos(a), rng.uniform(0.5, 1.2, n), np.sin(a)])
    base = np.tile(np.float32(top) + [0, radius * 0.8, 0], (n, 1))
    tip = base + way * radius * 0.55
    return blades_of(base, (base + tip) / 2, tip, [[0, 0.6, 0.8]], np.full(n, radius * 0.42), [[0.97, 0.80, 0.30]],
                     [[0.93, 0.30, 0.52]], profile=OVAL, fold=0.2, lift=0.03)  # fmt: skip


def mushroom(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A clump of two to four toadstools that glow from within; `tint` is their glow."""
    rng = np.random.default_rng(seed)
    glow = tint or [(0.20, 0.75, 0.95), (0.62, 0.38, 0.98), (0.25, 0.90, 0.62), (0.98, 0.42, 0.72)][int(rng.integers(4))]
    skins: list[Skin] = []
    for k in range(int(rng.integers(2, 5))):
        size = 1.0 if k == 0 else rng.uniform(0.35, 0.65)
        at: Vec = (0, 0, 0) if k == 0 else ((-1) ** k * rng.uniform(0.16, 0.34), 0, rng.uniform(-0.05, 0.18))
        pose = turn(roll=rng.uniform(-7, 7) - 10 * at[0])
        skins += [skin.moved(pose, at, size) for skin in _toadstool(glow, rng)]
    return render([skin.moved(turn(pitch=5)) for skin in skins], height_px, seed, light)


def _toadstool(glow: Rgb, rng: np.random.Generator) -> list[Skin]:
    wide, tall, rim = rng.uniform(0.30, 0.38), rng.uniform(0.24, 0.34), 0.62
    deep: Rgb = (glow[0] * 0.35 + 0.05, glow[1] * 0.30, glow[2] * 0.48 + 0.05)
    bright: Rgb = (glow[0] * 0.5 + 0.5, glow[1] * 0.5 + 0.5, glow[2] * 0.5 + 0.5)
    bow = rng.uniform(-0.05, 0.05)
    cap: list[Part] = [Ball((0, rim, 0), (wide, tall, wide), deep), Ball((0, rim + 0.01, 0), (wide * 1.03, 0.05, wide * 1.03), deep, 0.04)]
    lit = [Patch((0, rim - 0.02, 0), (wide * 1.3, 0.12, wide * 1.3), glow, 1.0, 0.2, 0.9)]
    spots: list[Part] = []
    for k in range(11):
        up, around = 0.25 + 0.7 * ((k * 0.618) % 1), k * 2.4
        out = float(np.sqrt(1 - up * up))
        size = rng.uniform(0.022, 0.045)
        spots.append(Ball((wide * out * np.cos(around), rim + tall * up, wide * out * np.sin(around)), (size, size * 0.8, size), bright, 0.004))
    stem = tube([(0, 0, 0), (bow, 0.28, 0), (0, rim, 0)], [0.085, 0.052, 0.062], (0.80, 0.80, 0.84), 6)
    warm = [Patch((0, rim, 0), (0.2, 0.34, 0.2), glow, 1.3, 0.1, 0.85)]
    gills: list[Part] = [Ball((0, rim, 0), (wide * 0.97, 0.012, wide * 0.97), glow)]
    spokes = np.arange(40) * np.pi / 20
    gills += [Limb((0.06 * np.cos(a), rim - 0.006, 0.06 * np.sin(a)), (wide * 0.95 * np.cos(a), rim - 0.006, wide * 0.95 * np.sin(a)),
                   0.007, 0.007, bright, 0.002) for a in spokes]  # fmt: skip
    return [
        Skin(cap, Look(glow=0.35, sheer=0.9, gloss=0.35, mottle=0.3), lit, cuts=[Cut((0, rim, 0), (0, -1, 0))], lift=0.01),
        Skin(spots, Look(glow=0.85, sheer=0.9), lift=0.02),
        Skin(gills, Look(glow=0.75)),
        Skin([stem], Look(glow=0.18, sheer=0.8, mottle=0.3), warm, cuts=[FLOOR]),
    ]


def potted_plant(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A house plant: upright swords or broad leaves on stalks; `tint` is its pot."""
    rng = np.random.default_rng(seed)
    pot = tint or [TERRACOTTA, (0.90, 0.88, 0.84), (0.26, 0.38, 0.42), (0.86, 0.70, 0.42)][int(rng.integers(4))]
    body: list[Part] = [Limb((0, -0.05, 0), (0, 0.30, 0), 0.115, 0.165, pot, 0.005)]
    lip: list[Part] = [Limb((0, 0.25, 0), (0, 0.36, 0), 0.178, 0.182, pot, 0.004)]
    soil = Ball((0, 0.312, 0), (0.172, 0.008, 0.172), (0.22, 0.15, 0.11))
    up, down = (0.0, 1.0, 0.0), (0.0, -1.0, 0.0)
    clay = Look(mottle=0.35, gloss=0.12, grain=0.03, sheer=0.1)
    skins: list[Skin | Blades] = [
        Skin(body, clay, cuts=[FLOOR, Cut((0, 0.30, 0), up)]),
        Skin(lip, clay, cuts=[Cut((0, 0.265, 0), down), Cut((0, 0.318, 0), up)], lift=0.004),
        Skin([soil], Look(bumps=0.8, grain=0.014)),
    ]
    skins += _swords(rng) if rng.random() < 0.4 else _stalks(rng)
    return render([skin.moved(turn(pitch=-9)) for skin in skins], height_px, seed, light)


def _swords(rng: np.random.Generator) -> list[Skin | Blades]:
    n = int(rng.integers(9, 13))
    a, out = np.arange(n) * 2.4, rng.uniform(0.02, 0.11, n)
    ring = np.column_stack([np.cos(a), np.zeros(n), np.sin(a)])
    tall = rng.uniform(0.45, 0.72, n)
    base = ring * out[:, None] * 0.8 + [0, 0.31, 0]
    tip = base + ring * (tall * 0.16)[:, None] + np.array([[0, 1.0, 0]]) * tall[:, None]
    colour = np.array([[0.16, 0.33, 0.19]]) * rng.uniform(0.8, 1.2, (n, 1))
    edge = blades_of(base, (base + tip) / 2, tip, [[0.1, 0.2, 1]], rng.uniform(0.075, 0.095, n), [[0.70, 0.68, 0.34]],
                     [[0.80, 0.78, 0.45]], profile=SWORD, fold=0.2)  # fmt: skip
    face = blades_of(base, (base + tip) / 2, tip, [[0.1, 0.2, 1]], edge.width * 0.74, colour, colour * 1.5,
                     profile=SWORD, fold=0.2, look=Look(sheer=0.5, gloss=0.4, mottle=0.6), lift=0.015)  # fmt: skip
    return [edge, face]


def _stalks(rng: np.random.Generator) -> list[Skin | Blades]:
    n = int(rng.integers(15, 21))
    a, t = np.arange(n) * 2.4 + rng.uniform(-0.3, 0.3, n), np.linspace(1, 0.1, n)
    out = np.column_stack([np.cos(a), np.zeros(n), np.sin(a)])
    reach = (0.10 + 0.22 * (1 - t**2)) * rng.uniform(0.85, 1.15, n)
    at = out * reach[:, None] + np.column_stack([np.zeros(n), 0.46 + 0.34 * t, np.zeros(n)])
    size = rng.uniform(0.17, 0.24, n)
    tip = at + out * (size * 0.75)[:, None] - np.array([[0, 0.45, 0]]) * size[:, None]
    middle = (at + tip) / 2 + np.array([[0, 0.14, 0]]) * size[:, None]
    colour = np.array([[0.15, 0.35, 0.14]]) * rng.uniform(0.75, 1.25, (n, 1))
    leaves = blades_of(at, middle, tip, out * 0.4 + [0, 0.8, 0.5], size * 0.62, colour, colour * 1.45, profile=OVAL, fold=0.25,
                       look=Look(sheer=0.6, gloss=0.4))  # fmt: skip
    stems: list[Part] = [tube([(0, 0.30, 0), vec(p * [0.35, 0.85, 0.35]), vec(p)], [0.010, 0.007, 0.005], (0.30, 0.44, 0.20), 4, 0.006)
                         for p in at]  # fmt: skip
    return [Skin(stems, Look(sheer=0.4)), leaves]
