"""Autumn trees and branches in blossom."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .blades import Blades, blades_of, outline
from .parts import FLOOR, Ball, Cut, Limb, Look, Part, Vec, f32, tube, turn, vec
from .picture import render
from .skin import Skin

TOP = Cut((0, 0.62, 0), (0, 1, 0))
BARK = Look(bumps=0.6, mottle=0.9, grain=0.016, sheer=0.05)
WOOD: Rgb = (0.33, 0.23, 0.17)
LEAFLET = (0.2, 1.0, 0.0)
ROUND = outline(0.15, 0.75, 1.0, 0.9, 0.45, pieces=5)
AUTUMN: tuple[tuple[Rgb, ...], ...] = (
    ((0.86, 0.36, 0.08), (0.93, 0.56, 0.12), (0.74, 0.22, 0.08)),
    ((0.94, 0.70, 0.16), (0.90, 0.56, 0.12), (0.80, 0.66, 0.22)),
    ((0.72, 0.14, 0.10), (0.86, 0.28, 0.10), (0.56, 0.10, 0.12)),
)


def autumn_tree(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A broad-leaved tree in autumn colours; `tint` is its leaves."""
    rng = np.random.default_rng(seed)
    palette = (
        AUTUMN[seed % len(AUTUMN)] if tint is None else (tint, tint, (tint[0] * 0.8, tint[1] * 0.7, tint[2] * 0.7))
    )
    lean = rng.uniform(-0.05, 0.05)
    fork = f32([lean, 0.30, 0])
    wood: list[Part] = [
        tube([(0, -0.02, 0), (lean * 0.4, 0.15, 0), vec(fork)], [0.048, 0.030, 0.028], WOOD, 6),
        Limb((-0.055, -0.02, 0.02), (0, 0.07, 0), 0.030, 0.028, WOOD, 0.03),
        Limb((0.055, -0.02, 0.01), (0, 0.07, 0), 0.030, 0.028, WOOD, 0.03),
    ]
    heads, radii = [], []
    for k in range(int(rng.integers(17, 22))):
        a, rise = k * 2.4, rng.uniform(-0.55, 1.0)
        out = 0.33 * np.sqrt(max(0.05, 1 - rise**2)) * rng.uniform(0.5, 1.05)
        head = f32([lean + out * np.cos(a), 0.62 + 0.25 * rise, out * np.sin(a) * 0.8])
        heads.append(head)
        radii.append(rng.uniform(0.11, 0.15))
        knee = (fork + head) / 2 + f32([0, -0.04, 0])
        wood.append(tube([vec(fork), vec(knee), vec(head)], [0.018, 0.011, 0.005], WOOD, 4, 0.02))
    foliage = _foliage(np.array(heads), np.array(radii), palette, rng)
    dim: Rgb = (palette[2][0] * 0.45, palette[2][1] * 0.40, palette[2][2] * 0.45)
    shade: list[Part] = [
        Ball(vec(at - f32([0, 0, 0.06])), (r * 0.78, r * 0.72, r * 0.7), dim)
        for at, r in zip(heads, radii, strict=True)
    ]
    dusk = Look(bumps=1.0, grain=0.03, mottle=1.0)
    return render(
        [Skin(wood, BARK, cuts=[FLOOR], lift=-0.12), Skin(shade, dusk, lift=-0.05), foliage], height_px, seed, light
    )


def _foliage(heads: Array, radii: Array, palette: tuple[Rgb, ...], rng: np.random.Generator) -> Blades:
    """Leaves scattered through the shells of round heads, lit as the heads are."""
    n = 4200
    which = rng.integers(len(heads), size=n)
    way = rng.normal(0, 1, (n, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    way[:, 2] = np.abs(way[:, 2]) * np.where(rng.random(n) < 0.8, 1, -1)
    at = heads[which] + way * (radii[which] * rng.uniform(0.55, 1.08, n))[:, None]
    size = rng.uniform(0.015, 0.027, n)
    droop = way * 0.5 + rng.normal(0, 0.6, (n, 3)) + [0, -0.45, 0]
    tip = at + droop * size[:, None]
    up = way + rng.normal(0, 0.5, (n, 3)) + [0, 0.3, 0.5]
    colours = np.array(palette)[rng.choice(len(palette), size=n, p=[0.5, 0.3, 0.2])] * rng.uniform(0.75, 1.15, (n, 1))
    crown = at - heads.mean(0)
    swell = way * 0.6 + crown / np.linalg.norm(crown, axis=1, keepdims=True) * 0.7
    inner = np.clip(np.linalg.norm(crown * [1, 1.2, 1], axis=1, keepdims=True) / 0.3, 0.45, 1)
    return blades_of(
        at,
        (at + tip) / 2,
        tip,
        up,
        size * 0.75,
        colours * inner,
        colours * inner * 1.08,
        profile=LEAFLET,
        fold=0.3,
        look=Look(sheer=0.55, gloss=0.06),
        swell=swell,
    )


def blossom_branch(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A branch in blossom that hangs in from above; `tint` is its petals."""
    rng = np.random.default_rng(seed)
    side = rng.choice([-1, 1])
    spine: list[Vec] = [(-0.62, 0.85, 0), (-0.40, 0.50, 0.03), (0.02, 0.34, 0.0), (0.42, 0.14, 0.03), (0.72, -0.12, 0)]
    wood: list[Part] = [tube(spine, [0.032, 0.025, 0.019, 0.012, 0.005], WOOD, 6)]
    spots: list[Array] = []
    rows = np.array(spine)
    for t in np.linspace(0.14, 0.97, 19):
        root = np.array([np.interp(t, np.linspace(0, 1, len(rows)), rows[:, c]) for c in range(3)])
        way = np.array([rng.uniform(0.1, 0.9), rng.choice([-1.0, 0.7]) * rng.uniform(0.4, 1), rng.uniform(-0.3, 0.5)])
        length = rng.uniform(0.10, 0.26) * (1.1 - 0.5 * t)
        end = root + way * length + [0, -0.25 * length, 0]
        wood.append(tube([vec(root), vec(root + way * length * 0.5), vec(end)], [0.010, 0.007, 0.004], WOOD, 3, 0.01))
        spots += [root + (end - root) * s + rng.normal(0, 0.022, 3) + [0, 0, 0.02] for s in rng.uniform(0.15, 1.08, 5)]
    spots = [spot for spot in spots if spot[1] < 0.54]
    colour = tint or [(0.98, 0.76, 0.84), (0.99, 0.90, 0.93), (0.95, 0.58, 0.72)][seed % 3]
    skins: list[Skin | Blades] = [Skin(wood, BARK, cuts=[TOP]), *_blossoms(np.array(spots), colour, rng)]
    flip = turn(yaw=rng.uniform(-20, 20) + (180 if side < 0 else 0))
    return render([skin.moved(flip) for skin in skins], height_px, seed, light)


def _blossoms(at: Array, colour: Rgb, rng: np.random.Generator) -> list[Skin | Blades]:
    """Five-petalled flowers and buds at points (n, 3), each facing its own way."""
    n = len(at)
    face = rng.normal((0, 0.1, 0), 0.6, (n, 3))
    face[:, 2] = np.where(rng.random(n) < 0.75, np.abs(face[:, 2]), -np.abs(face[:, 2]))
    face /= np.linalg.norm(face, axis=1, keepdims=True)
    across = np.cross(face, [0.3, 1.0, 0.2])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    over = np.cross(face, across)
    size = rng.uniform(0.042, 0.062, n)
    a = np.tile(np.arange(5) * 2 * np.pi / 5, n) + np.repeat(rng.uniform(0, 6, n), 5)
    at, face, across, over, size = (np.repeat(v, 5, axis=0) for v in (at, face, across, over, size))
    out = across * np.cos(a)[:, None] + over * np.sin(a)[:, None]
    base = at + out * size[:, None] * 0.08
    tip = at + (out + face * 0.35) * size[:, None]
    middle = (base + tip) / 2 - face * size[:, None] * 0.06
    shade = np.array(colour) * rng.uniform(0.93, 1.03, (n * 5, 1))
    petals = blades_of(
        base,
        middle,
        tip,
        face,
        size * 0.95,
        shade * [0.93, 0.62, 0.72],
        shade,
        profile=ROUND,
        fold=0.12,
        look=Look(sheer=0.95, gloss=0.05),
    )
    core = at + face * size[:, None] * 0.12
    ends = core + (face * 0.34 + rng.normal(0, 0.16, at.shape)) * size[:, None]
    gold = ((0.90, 0.66, 0.30), (0.98, 0.84, 0.40))
    stamens = blades_of(
        core,
        (core + ends) / 2,
        ends,
        [[0, 0, 1]],
        np.full(len(at), 0.0055),
        [gold[0]],
        [gold[1]],
        profile=(0.5, 1.0),
        fold=0.0,
        look=Look(sheer=0.6),
        lift=0.006,
    )
    return [petals, stamens]
