"""What flies: hot-air balloons, rockets, ringed planets, clouds, butterflies."""

from __future__ import annotations

import cv2
import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .noise import noise
from .parts import Ball, Cut, Limb, Look, Part, Patch, Sheet, Vec, f32, spline, tube, turn, vec
from .party import CANDY
from .picture import render
from .skin import Skin

SILK = Look(gloss=0.25, sheer=0.8)
PAINT = Look(gloss=0.8, sheer=0.05)


def hot_air_balloon(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A striped hot-air balloon and its basket; `tint` is the first stripe."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(CANDY))
    stripes: list[Rgb] = [tint or CANDY[order[0]], (0.97, 0.94, 0.86), CANDY[order[1]]][: int(rng.integers(2, 4))]
    gores = 12 if len(stripes) == 3 else 14
    parts: list[Part] = []
    for k in range(gores):
        a = 2 * np.pi * (k + 0.5) / gores
        x, z = np.cos(a), np.sin(a)
        if z < -0.35:
            continue
        colour, pose = stripes[k % len(stripes)], turn(yaw=-float(np.degrees(a)))
        parts.append(Ball((0.135 * x, 0.66, 0.135 * z), (0.175, 0.305, 0.105), colour, 0.006, pose))
        parts.append(Limb((0.205 * x, 0.55, 0.205 * z), (0.055 * x, 0.245, 0.055 * z), 0.084, 0.032, colour, 0.012))
    skins = [Skin(parts, SILK, cuts=[Cut((0, 0.25, 0), (0, -1, 0))])]
    skins.append(Skin([Ball((0, 0.25, 0), (0.085, 0.012, 0.085), (0.30, 0.16, 0.10))], Look(glow=0.3)))
    skins.append(Skin([Limb((0, 0.215, 0), (0, 0.275, 0), 0.012, 0.022, (1.0, 0.75, 0.30), 0.01)], Look(glow=1.0), lift=0.05))
    ropes: list[Part] = [Limb((0.078 * x, 0.25, 0.078 * z), (0.048 * x, 0.095, 0.048 * z), 0.0028, 0.0028, (0.45, 0.36, 0.26))
                         for x in (-1, 1) for z in (-1, 1)]  # fmt: skip
    basket: list[Part] = [Limb((0, -0.02, 0), (0, 0.12, 0), 0.050, 0.058, (0.60, 0.40, 0.20))]
    cuts = [Cut((0, 0.09, 0), (0, 1, 0)), Cut((0, 0, 0), (0, -1, 0))]
    rim: list[Part] = [Ball((0, 0.09, 0), (0.061, 0.009, 0.061), (0.36, 0.22, 0.12))]
    skins += [Skin(ropes), Skin(basket, Look(bumps=1.0, grain=0.012, mottle=0.4), cuts=cuts), Skin(rim, lift=0.004)]
    tilt = turn(pitch=8, roll=rng.uniform(-4, 4)) @ turn(yaw=rng.uniform(0, 40))
    return render([skin.moved(tilt) for skin in skins], height_px, seed, light)


def rocket(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A toy rocket under thrust; `tint` is its nose and fins."""
    rng = np.random.default_rng(seed)
    accent: Rgb = tint or [(0.88, 0.15, 0.15), (0.10, 0.45, 0.85), (0.96, 0.55, 0.10), (0.10, 0.62, 0.55)][int(rng.integers(4))]
    hull: Rgb = (0.90, 0.91, 0.94)
    body = tube([(0, 0.30, 0), (0, 0.45, 0), (0, 0.62, 0), (0, 0.80, 0), (0, 0.93, 0), (0, 1.02, 0)],
                [0.105, 0.135, 0.140, 0.105, 0.050, 0.008], hull, 6)  # fmt: skip
    nose = [Patch((0, 1.02, 0), (0.3, 0.20, 0.3), accent, 0.03, 0.0)]
    bands: list[Part] = [Limb((0, 0.33, 0), (0, 0.345, 0), 0.116, 0.120, accent, 0.004)]
    glass: list[Part] = [Ball((0, 0.64, 0.132), (0.052, 0.052, 0.025), (0.12, 0.32, 0.50))]
    ring: list[Part] = [
        tube([(0.058 * np.cos(a), 0.64 + 0.058 * np.sin(a), 0.138) for a in np.linspace(0, 2 * np.pi, 13)], [0.013] * 13,
             (0.80, 0.82, 0.86), 2)
    ]  # fmt: skip
    fins = []
    for a in (-70, 50, 170):
        outline = [(0.09, 0.52, 0.0), (0.18, 0.44, 0), (0.255, 0.30, 0), (0.27, 0.17, 0), (0.20, 0.235, 0), (0.08, 0.29, 0)]
        fins.append(Skin([Sheet([vec(p) for p in spline(f32(outline), 5, closed=True)], accent, 0.03)], PAINT).moved(turn(yaw=a)))
    nozzle: list[Part] = [Limb((0, 0.305, 0), (0, 0.25, 0), 0.06, 0.085, (0.35, 0.36, 0.40), 0.004)]
    long = rng.uniform(0.85, 1.15)
    fire: list[Part] = [tube([(0, 0.24, 0), (0, 0.16, 0), (rng.uniform(-0.01, 0.01), 0.02, 0), (0, 0.25 - 0.36 * long, 0)],
                             [0.055, 0.078, 0.045, 0.003], (1.0, 0.50, 0.10), 6)]  # fmt: skip
    core: list[Part] = [tube([(0, 0.22, 0.04), (0, 0.15, 0.05), (0, 0.06, 0.04)], [0.038, 0.045, 0.008], (1.0, 0.93, 0.62), 6)]
    skins = [
        Skin([body], PAINT, nose), Skin(bands, PAINT), Skin(glass, Look(gloss=1.0)), Skin(ring, Look(metal=0.8, gloss=0.4)),
        *fins, Skin(nozzle, Look(metal=0.7, gloss=0.4), lift=-0.02), Skin(fire, Look(glow=1.0), lift=-0.05),
        Skin(core, Look(glow=1.0), lift=-0.02),
    ]  # fmt: skip
    pose = turn(roll=rng.uniform(-28, 28)) @ turn(pitch=-6, yaw=rng.uniform(-25, 25))
    return render([skin.moved(pose) for skin in skins], height_px, seed, light)


def planet(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A banded planet inside its rings; `tint` colours its bands."""
    rng = np.random.default_rng(seed)
    base: Rgb = tint or [(0.86, 0.70, 0.48), (0.48, 0.62, 0.86), (0.80, 0.50, 0.62), (0.52, 0.76, 0.66)][int(rng.integers(4))]
    bands = []
    for y in np.linspace(-0.9, 0.9, 11):
        shade = rng.uniform(0.72, 1.22)
        colour: Rgb = (min(1, base[0] * shade), min(1, base[1] * shade * rng.uniform(0.92, 1.04)), min(1, base[2] * shade))
        bands.append(Patch((0, float(y) * 0.42, 0), (2.0, rng.uniform(0.03, 0.06), 2.0), colour, 0.8, 0.5, 0.8))
    storm = Patch((rng.uniform(-0.15, 0.2), -0.12, 0.38), (0.08, 0.035, 0.1), (base[0], base[1] * 0.7, base[2] * 0.6), 0.6, 0.2)
    globe = Skin([Ball((0, 0, 0), (0.42, 0.42, 0.42), base)], Look(mottle=0.25, grain=0.02, sheer=0.1), [*bands, storm])
    loops: list[Part] = []
    for radius in (0.56, 0.605, 0.65, 0.71, 0.755, 0.80):
        shade = rng.uniform(0.7, 1.15)
        pale: Rgb = (min(1, base[0] * 0.5 * shade + 0.4), min(1, base[1] * 0.5 * shade + 0.38), min(1, base[2] * 0.5 * shade + 0.36))
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


def butterfly(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A butterfly, wings open or half closed; `tint` is their middle."""
    rng = np.random.default_rng(seed)
    colour: Rgb = tint or [(0.95, 0.48, 0.08), (0.16, 0.52, 0.92), (0.96, 0.82, 0.24), (0.72, 0.30, 0.78)][int(rng.integers(4))]
    dark: Rgb = (0.09, 0.07, 0.08)
    close = rng.uniform(10, 58)
    fore = f32([(0.02, 0.04, 0), (0.20, 0.26, 0), (0.46, 0.40, 0), (0.53, 0.34, 0), (0.44, 0.12, 0), (0.30, 0.0, 0), (0.04, 0.0, 0)])
    hind = f32([(0.02, 0.0, 0), (0.28, 0.0, 0), (0.39, -0.12, 0), (0.32, -0.29, 0), (0.20, -0.33, 0), (0.08, -0.20, 0)])
    skins: list[Skin] = []
    for side in (-1, 1):
        pose = turn(yaw=-side * close)
        for wing, depth in ((hind, -0.006), (fore, 0.0)):
            skins += [skin.moved(pose) for skin in _butterfly_wing(wing, depth, side, colour, dark)]
    body: list[Part] = [
        tube([(0, -0.20, 0.01), (0, -0.06, 0.02), (0, 0.02, 0.02)], [0.012, 0.022, 0.026], dark),
        Ball((0, 0.05, 0.02), (0.032, 0.05, 0.03), dark, 0.02),
        Ball((0, 0.115, 0.025), (0.024, 0.024, 0.024), dark, 0.012),
    ]
    feelers: list[Part] = []
    for side in (-1, 1):
        feelers.append(tube([(0, 0.13, 0.03), (side * 0.06, 0.22, 0.05), (side * 0.12, 0.28, 0.05)], [0.004, 0.003, 0.003], dark, 5))
        feelers.append(Ball((side * 0.12, 0.28, 0.05), (0.009, 0.009, 0.009), dark))
    skins += [Skin(body, Look(fur=0.012, sheer=0.2), lift=0.02), Skin(feelers, lift=0.02)]
    pose = turn(roll=rng.uniform(-35, 35)) @ turn(pitch=-rng.uniform(10, 35), yaw=rng.uniform(-30, 30))
    return render([skin.moved(pose) for skin in skins], height_px, seed, light)


def _butterfly_wing(points: Array, depth: float, side: int, colour: Rgb, dark: Rgb) -> list[Skin]:
    """A dark wing, the coloured field inside it, veins from its root, pale spots along its hem."""
    points = points * f32([side, 1, 1]) + f32([0, 0, depth])
    rim = spline(points, 6, closed=True)
    middle = rim.mean(0)
    field = middle + (rim - middle) * f32([0.80, 0.80, 1])
    pale: Rgb = (min(1, colour[0] * 1.1 + 0.15), min(1, colour[1] * 1.1 + 0.18), min(1, colour[2] * 1.1 + 0.15))
    root = points[0]
    look = Look(sheer=0.8, mottle=0.4, grain=0.02, gloss=0.12)
    glow = [Patch(vec(middle), (0.12, 0.12, 0.2), pale, 1.2, 0.2, 0.7)]
    veins: list[Part] = [Limb(vec(root), vec(root + (p - root) * 0.93), 0.007, 0.003, dark, 0.003) for p in points[1:-1]]
    hem = middle + (rim[6:-8:3] - middle) * f32([0.90, 0.90, 1])
    spots: list[Part] = [Ball(vec(p), (0.011, 0.011, 0.004), (0.97, 0.95, 0.88), 0.002) for p in hem]
    return [
        Skin([Sheet([vec(p) for p in rim], dark, 0.01)], look),
        Skin([Sheet([vec(p) for p in field], colour, 0.03)], look, glow, lift=0.004),
        Skin(veins, look, lift=0.007),
        Skin(spots, Look(sheer=0.8), lift=0.008),
    ]
