"""Mirror balls and photographers."""

from __future__ import annotations

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .blades import Blades, blades_of
from .parts import Ball, Block, Limb, Look, Part, Vec, tube, turn
from .picture import render
from .skin import Skin

CLOTH = Look(sheer=0.05, mottle=0.3, grain=0.02)
SHADE: Rgb = (0.10, 0.105, 0.13)


def disco_ball(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A mirror ball on its cord; `tint` is its mirrors."""
    rng = np.random.default_rng(seed)
    silver = np.array(tint or (0.86, 0.88, 0.93))
    rows = int(rng.integers(20, 26))
    radius, step = 0.36, np.pi / rows
    centres, along, width = [], [], []
    for row in range(rows):
        up = -np.pi / 2 + (row + 0.5) * step
        count = max(3, round(2 * np.pi * np.cos(up) / step))
        a = (np.arange(count) + 0.5 * (row % 2)) * 2 * np.pi / count
        a = a[np.sin(a) > -0.25]
        centres.append(np.column_stack([np.cos(up) * np.cos(a), np.full(len(a), np.sin(up)), np.cos(up) * np.sin(a)]))
        along.append(np.column_stack([-np.sin(up) * np.cos(a), np.full(len(a), np.cos(up)), -np.sin(up) * np.sin(a)]))
        width.append(np.full(len(a), 2 * np.pi * np.cos(up) / count))
    at, way, wide = np.concatenate(centres), np.concatenate(along), np.concatenate(width)
    n = len(at)
    half = way * step * radius * 0.46
    tilted = at + rng.normal(0, 0.10, at.shape)
    bright = rng.uniform(0.35, 1.1, (n, 1)) ** 1.2
    # What each mirror happens to show: mostly the dark room, here and there a lamp.
    lamp = rng.random((n, 1)) < 0.10
    hue = np.array([[0.95, 0.55, 0.85], [0.55, 0.75, 1.0], [1.0, 0.85, 0.55], [1, 1, 1]])[rng.integers(4, size=n)]
    colour = np.where(lamp, np.clip(hue * 1.3, 0, 1), silver * bright * (0.65 + 0.35 * hue))
    tiles = blades_of(
        at * radius - half,
        at * radius,
        at * radius + half,
        tilted,
        wide * radius * 0.90,
        colour,
        colour,
        profile=(1.0, 1.0, 1.0),
        fold=0.0,
        look=Look(metal=0.8, gloss=1.0, sheer=0.0, glow=0.12),
    )
    core: list[Part] = [Ball((0, 0, 0), (radius * 0.985,) * 3, (0.10, 0.10, 0.12))]
    cap: list[Part] = [Limb((0, radius - 0.01, 0), (0, radius + 0.035, 0), 0.05, 0.035, (0.6, 0.6, 0.65), 0.004)]
    long = rng.uniform(0.15, 0.45)
    cord: list[Part] = [Limb((0, radius, 0), (0, radius + long, 0), 0.006, 0.006, (0.25, 0.25, 0.28))]
    skins: list[Skin | Blades] = [
        Skin(core, lift=-0.05),
        tiles,
        Skin(cap, Look(metal=0.8, gloss=0.5)),
        Skin(cord, Look(gloss=0.3)),
    ]
    return render([skin.moved(turn(pitch=6, yaw=rng.uniform(-8, 8))) for skin in skins], height_px, seed, light)


def photographer(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A press photographer as a dark figure, the flash going off; `tint` is the clothes."""
    rng = np.random.default_rng(seed)
    cloth = tint or SHADE
    trousers: Rgb = (cloth[0] * 0.6, cloth[1] * 0.6, cloth[2] * 0.65)
    crouch = rng.uniform(0.0, 0.05) if rng.random() < 0.6 else rng.uniform(0.14, 0.2)
    hip, chest, head = 0.50 - crouch, 0.765 - crouch, 0.925 - crouch
    build = rng.uniform(0.92, 1.08)
    torso: list[Part] = [
        Ball((0, hip + 0.03, 0), (0.088 * build, 0.075, 0.068), cloth),
        Ball((0, (hip + chest) / 2 + 0.02, 0), (0.080 * build, 0.13, 0.062), cloth, 0.05),
        Ball((0, chest, 0), (0.100 * build, 0.075, 0.066), cloth, 0.05),
        *(Ball((side * 0.09 * build, chest + 0.025, 0), (0.045, 0.045, 0.045), cloth, 0.05) for side in (-1, 1)),
        Limb((0, chest + 0.05, 0), (0, head - 0.05, 0.01), 0.045, 0.032, cloth, 0.04),
    ]
    skins = [Skin(torso, CLOTH), *_camera_head(head, rng)]
    for side in (-1, 1):
        foot, step = side * rng.uniform(0.055, 0.085), rng.uniform(-0.05, 0.06)
        knee: Vec = (side * (0.066 + crouch * 0.30), hip * 0.54, 0.03 + crouch * 0.75)
        leg = tube(
            [(side * 0.046, hip, 0), knee, (foot, 0.055, step - crouch * 0.3)], [0.064, 0.044, 0.029], trousers, 5, 0.04
        )
        shoe = Ball(
            (foot + side * 0.010, 0.020, step - crouch * 0.3 + 0.035), (0.029, 0.022, 0.060), (0.04, 0.04, 0.045), 0.02
        )
        elbow: Vec = (side * 0.138 * build, chest - 0.095, 0.085)
        hand: Vec = (side * 0.056, head - 0.030, 0.15)
        upper = tube([(side * 0.105 * build, chest + 0.025, 0), elbow], [0.040, 0.031], cloth, 3, 0.03)
        lower = tube([elbow, hand], [0.031, 0.023], cloth, 3, 0.02)
        palm = Ball(hand, (0.020, 0.027, 0.026), (0.42, 0.29, 0.23), 0.02)
        skins += [Skin([leg, shoe], CLOTH), Skin([upper, lower], CLOTH), Skin([palm], Look(sheer=0.4), lift=0.01)]
    pose = turn(yaw=rng.uniform(-32, 32))
    return render([skin.moved(pose) for skin in skins], height_px, seed, light)


def _camera_head(y: float, rng: np.random.Generator) -> list[Skin]:
    """Head, hair or cap, and the camera before the face; its flash is a burst of light."""
    hair: Rgb = [(0.06, 0.05, 0.05), (0.16, 0.10, 0.06), (0.22, 0.20, 0.19)][int(rng.integers(3))]
    face: list[Part] = [Ball((0, y, 0.02), (0.050, 0.064, 0.058), (0.46, 0.32, 0.25))]
    top: list[Part] = [Ball((0, y + 0.022, 0.005), (0.055, 0.054, 0.062), hair)]
    if rng.random() < 0.4:
        top.append(Ball((0, y + 0.035, 0.07), (0.05, 0.010, 0.045), hair, 0.01))
    black: Rgb = (0.035, 0.035, 0.04)
    at = y - 0.012
    camera: list[Part] = [
        Block((0, at, 0.135), (0.062, 0.036, 0.025), black, 0.006),
        Block((0, at + 0.042, 0.135), (0.024, 0.014, 0.022), black, 0.006),
    ]
    lens: list[Part] = [Limb((0, at - 0.002, 0.15), (0, at - 0.004, 0.235), 0.031, 0.035, black, 0.002)]
    glass: list[Part] = [Ball((0, at - 0.004, 0.262), (0.027, 0.027, 0.010), (0.10, 0.13, 0.24))]
    flash: Vec = (0, at + 0.080, 0.17)
    lamp: list[Part] = [Block((0, at + 0.080, 0.14), (0.032, 0.020, 0.02), (1, 1, 1), 0.006)]
    rays: list[Part] = [Ball(flash, (0.026, 0.022, 0.02), (1, 1, 1))]
    for k in range(6):
        long, a = (0.13 if k % 3 == 0 else 0.06) * rng.uniform(0.85, 1.1), k * np.pi / 3
        rays.append(
            Limb(flash, (long * np.cos(a), flash[1] + long * np.sin(a), flash[2]), 0.008, 0.0008, (1, 1, 1), 0.01)
        )
    halo: list[Part] = [Ball(flash, (0.16, 0.16, 0.05), (1.0, 0.99, 0.95))]
    kit = Look(gloss=0.5, sheer=0.0)
    return [
        Skin(face, Look(sheer=0.3)),
        Skin(top, CLOTH),
        Skin(camera, kit),
        Skin(lens, kit),
        Skin(glass, Look(gloss=1.0), lift=0.002),
        Skin(lamp, Look(glow=1.0)),
        Skin(rays, Look(glow=1.0, soft=0.004), lift=0.2),
        Skin(halo, Look(glow=1.0, soft=0.17), lift=0.15),
    ]
