"""Ringed planets and clouds."""

from __future__ import annotations

import cv2
import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .noise import noise
from .parts import Ball, Look, Part, Patch, Vec, tube, turn
from .picture import render
from .skin import Skin


def planet(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A banded planet inside its rings; `tint` colours its bands."""
    rng = np.random.default_rng(seed)
    base: Rgb = tint or [(0.86, 0.70, 0.48), (0.48, 0.62, 0.86), (0.80, 0.50, 0.62), (0.52, 0.76, 0.66)][seed % 4]
    bands = []
    for y in np.linspace(-0.9, 0.9, 11):
        shade = rng.uniform(0.72, 1.22)
        colour: Rgb = (
            min(1, base[0] * shade),
            min(1, base[1] * shade * rng.uniform(0.92, 1.04)),
            min(1, base[2] * shade),
        )
        bands.append(Patch((0, float(y) * 0.42, 0), (2.0, rng.uniform(0.03, 0.06), 2.0), colour, 0.8, 0.5, 0.8))
    storm = Patch(
        (rng.uniform(-0.15, 0.2), -0.12, 0.38), (0.08, 0.035, 0.1), (base[0], base[1] * 0.7, base[2] * 0.6), 0.6, 0.2
    )
    globe = Skin([Ball((0, 0, 0), (0.42, 0.42, 0.42), base)], Look(mottle=0.25, grain=0.02, sheer=0.1), [*bands, storm])
    loops: list[Part] = []
    for radius in (0.56, 0.605, 0.65, 0.71, 0.755, 0.80):
        shade = rng.uniform(0.7, 1.15)
        pale: Rgb = (
            min(1, base[0] * 0.5 * shade + 0.4),
            min(1, base[1] * 0.5 * shade + 0.38),
            min(1, base[2] * 0.5 * shade + 0.36),
        )
        around = np.linspace(0, 2 * np.pi, 25)
        circle: list[Vec] = [(float(radius * np.cos(a)), 0.0, float(radius * np.sin(a))) for a in around]
        loops.append(tube(circle, [0.021] * 25, pale, 2, blend=0.002))
    pose = turn(roll=rng.choice([-1, 1]) * rng.uniform(8, 26)) @ turn(pitch=-rng.uniform(14, 24))
    return render([skin.moved(pose) for skin in (globe, Skin(loops, Look(sheer=0.5)))], height_px, seed, light)


def cloud(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A fair-weather cloud, flat below and heaped above, its edges dissolving; `tint` is its white."""
    rng = np.random.default_rng(seed)
    white = tint or (0.97, 0.98, 1.0)
    n = int(rng.integers(26, 36))
    across = rng.uniform(-0.95, 0.95, n)
    crown = (1 - np.abs(across) ** 1.6) * rng.uniform(0.55, 1.0, n)
    puffs: list[Ball] = []
    for k in range(n):
        size = (0.10 + 0.17 * crown[k]) * rng.uniform(0.8, 1.15)
        at = (float(across[k]), float(0.10 + 0.42 * crown[k] * rng.uniform(0.1, 1.0)), float(rng.uniform(-0.15, 0.2)))
        puffs.append(Ball(at, (size * 1.1, size, size), white, 0.05))
        for _ in range(4):  # smaller heads on its shoulders
            way = rng.normal(0, 1, 3) * [1, 0.8, 0.5] + [0, 0.5, 0.5]
            way *= size / np.linalg.norm(way)
            small = size * rng.uniform(0.35, 0.6)
            puffs.append(Ball((at[0] + way[0], at[1] + way[1], at[2] + way[2]), (small, small, small), white, 0.04))
    vapour = Look(sheer=0.9, grain=0.22, soft=0.04, billow=0.035)
    haze: list[Part] = [Ball(p.centre, (p.radii[0] * 1.2, p.radii[1] * 1.2, 0.05), white, 0.1) for p in puffs[::5]]
    skins = [Skin(haze, Look(sheer=0.9, soft=0.16), lift=-0.2), Skin(puffs, vapour)]
    return _frayed(render(skins, height_px, seed, light), seed)


def _frayed(picture: Array, seed: int) -> Array:
    """Thin edges torn by noise, and a base that fades out."""
    h, w = picture.shape[:2]
    x, y = np.arange(w, dtype=np.float32)[None] / h, np.arange(h, dtype=np.float32)[:, None] / h
    wisps = noise(x, y, 0.12, seed) * 0.5 + noise(x, y, 0.045, seed + 1) * 0.3 + noise(x, y, 0.018, seed + 2) * 0.2
    alpha = picture[..., 3] * np.clip((1.0 - y) / 0.3, 0, 1) ** 0.7
    alpha = np.clip(alpha * (1 + 0.5 * wisps * (1 - alpha)), 0, 1)
    return np.dstack([picture[..., :3], cv2.GaussianBlur(alpha, (0, 0), 0.004 * h)]).astype(np.float32)
