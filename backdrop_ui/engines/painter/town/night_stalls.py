"""Stalls of a night market: crates of fruit before a lit back wall, a striped awning, paper lanterns along its edge."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..registry import Paint
from ..scene import Scene
from ..tracer import Material, World, boxes, lathe, quad
from .parts import Parts, spread
from .stalls import WARM, MarketOptions, bulbs
from .things import copies, globe, hanging

Place = tuple[World, dict[str, Material]]
WAY_M = 2.15
"""Half of the free way between the stalls."""
WIDE_M, DEEP_M, COUNTER_M, EAVE_M = 2.9, 1.9, 0.86, 2.3


class NightMarketOptions(MarketOptions):
    """As the Christmas market's; awnings: colours of their stripes beside cream; lanterns: of paper; walkers: people in
    the distance."""

    awnings: tuple[Paint, ...] = Field(min_length=1, max_length=6)
    lanterns: tuple[Paint, ...] = Field(min_length=1, max_length=6)
    walkers: int = Field(8, ge=0, le=40)


def stall(
    scene: Scene, options: NightMarketOptions, place: Place, rng: np.random.Generator, at: tuple[int, float, float]
) -> None:
    """A counter with crates in front, a lit back wall, an awning on four posts, lanterns along its edge."""
    world, stuff = place
    side, z, aside = at
    parts = Parts()
    dark = spread(rng, (0.75, 0.75, 0.75), (1.2, 1.15, 1.1))
    for x in (0.0, WIDE_M - 0.08):
        parts.box("wood", (x, 0, -0.02), (x + 0.08, EAVE_M + 0.05, 0.06), dark)
        parts.box("wood", (x, 0, DEEP_M - 0.08), (x + 0.08, EAVE_M + 0.6, DEEP_M), dark)
        parts.box("wood", (x + 0.02, 0, 0.06), (x + 0.05, COUNTER_M + 0.1, DEEP_M), dark * 0.8)
    parts.box("inside", (0, 0, DEEP_M - 0.05), (WIDE_M, EAVE_M + 0.5, DEEP_M))
    parts.box("wood", (-0.04, COUNTER_M - 0.05, -0.14), (WIDE_M + 0.04, COUNTER_M, 0.75), dark)
    for k in range(int(WIDE_M / 0.16)):
        x = 0.02 + 0.16 * k
        parts.box(
            "wood", (x, 0.06, -0.05), (x + 0.145, COUNTER_M - 0.05, -0.02), dark * (0.8 + 0.4 * ((k * 0.618) % 1))
        )
    for y in (1.25, 1.68):
        parts.box("wood", (0.08, y, DEEP_M - 0.4), (WIDE_M - 0.08, y + 0.035, DEEP_M - 0.05), dark)
    goods = [scene.colour(c) for c in options.goods]
    _crates(parts, rng, goods)
    _shelves(parts, rng, goods)
    cloth = scene.colour(options.awnings[int(rng.integers(len(options.awnings)))])
    _awning(parts, cloth)
    x = side * (WAY_M + float(rng.uniform(0, 0.25))) + aside
    parts.build(world, stuff, 90 * side, (x, 0, z if side < 0 else z + WIDE_M))
    edge = x - side * 0.62
    line = hanging((edge, EAVE_M - 0.08, z), (edge, EAVE_M - 0.08, z + WIDE_M), 0.1, 12)
    bulbs(scene, options, place, line, 0.026)
    lanterns(scene, options, place, rng, line[2:-1:3] + np.array([-side * 0.05, -0.22, 0], np.float32))
    world.bulb((x + side * 0.45, 2.12, z + WIDE_M / 2), 0.14, WARM * np.float32(46 * options.glow), seen=False)
    world.bulb((edge - side * 0.2, 1.9, z + WIDE_M / 2), 0.1, WARM * np.float32(9 * options.glow), seen=False)


def _crates(parts: Parts, rng: np.random.Generator, goods: list[Array]) -> None:
    """Boxes that lean towards the way, each heaped with one sort of fruit; in front of the counter and on it."""
    for y, z, lean in ((COUNTER_M, -0.08, 0.10), (0.42, -0.52, 0.16)):
        x = 0.06
        while x < WIDE_M - 0.42:
            wide = float(rng.uniform(0.4, 0.56))
            deep, tall = 0.4, 0.13
            parts.box("wood", (x, y, z), (x + wide, y + tall, z + 0.02), (1.5, 1.4, 1.2))
            for k in (x, x + wide - 0.02):
                parts.box("wood", (k, y, z), (k + 0.02, y + tall + lean, z + deep), (1.4, 1.3, 1.1))
            if y < COUNTER_M:
                parts.box("wood", (x + 0.03, 0, z + 0.05), (x + wide - 0.03, y, z + deep - 0.04), (0.6, 0.55, 0.5))
            radius = float(rng.uniform(0.032, 0.05))
            across, along = np.arange(x + radius, x + wide - radius, 1.9 * radius), np.arange(0.03, deep, 1.8 * radius)
            u, v = (g.ravel() for g in np.meshgrid(across, along))
            heap = 0.05 * np.cos((u - x - wide / 2) / wide * 2.4) * rng.uniform(0.7, 1.3, len(u))
            spots = np.stack([u + rng.normal(0, 0.006, len(u)), y + 0.1 + lean * v / deep + heap, z + v], -1)
            paint = goods[int(rng.integers(len(goods)))]
            tints = paint * rng.uniform(0.7, 1.15, (len(u), 1))
            parts.mesh("goods", copies(globe(7).scaled(radius), spots, tints))
            x += wide + 0.03


def _shelves(parts: Parts, rng: np.random.Generator, goods: list[Array]) -> None:
    """Jars, tins and boxes along the back wall."""
    for y in (1.285, 1.715):
        x = 0.14
        while x < WIDE_M - 0.3:
            wide, tall = float(rng.uniform(0.1, 0.2)), float(rng.uniform(0.14, 0.32))
            paint = goods[int(rng.integers(len(goods)))] * np.float32(rng.uniform(0.4, 0.9))
            if rng.random() < 0.5:
                r = wide / 2
                profile = [(0, 0), (r, 0), (r, 0), (r, 0.78 * tall), (0.6 * r, 0.9 * tall), (0.6 * r, tall), (0, tall)]
                parts.mesh("goods", lathe(profile, 12).moved(x + r, y, DEEP_M - 0.22), paint)
            else:
                parts.box("goods", (x, y, DEEP_M - 0.32), (x + wide, y + tall, DEEP_M - 0.14), paint)
            x += wide + float(rng.uniform(0.02, 0.12))


def _awning(parts: Parts, cloth: Array) -> None:
    """Striped canvas that slopes down over the counter, with a scalloped edge, and its underside in the light."""
    cream = np.array([0.82, 0.76, 0.64], np.float32)
    count = 12
    out, back = -0.72, DEEP_M + 0.1
    low, high = EAVE_M, EAVE_M + 0.62
    for k in range(count):
        x0, x1 = (-0.1 + (WIDE_M + 0.2) * (k + step) / count for step in (0, 1))
        tint = cloth if k % 2 else cream
        parts.mesh("cloth", quad((x0, low, out), (x1, low, out), (x1, high, back), (x0, high, back)), tint)
        turn = np.linspace(0, np.pi, 7)
        middle, half = (x0 + x1) / 2, (x1 - x0) / 2
        rim = np.stack([middle + half * np.cos(turn), low - 0.13 - 0.07 * np.sin(turn), np.full(7, out)], -1)
        for a, b in pairwise(rim):
            parts.mesh("cloth", quad(b, a, (a[0], low, out), (b[0], low, out)), tint * 0.95)


def lanterns(
    scene: Scene, options: NightMarketOptions, place: Place, rng: np.random.Generator, points: Array, size: float = 0.15
) -> None:
    """Paper lanterns that hang around points (N, 3): ribbed, brighter round the middle."""
    turn = np.linspace(-np.pi / 2, np.pi / 2, 19)
    ribs = 1 + 0.035 * np.cos(8 * (turn + np.pi / 2))
    body = lathe(
        np.stack([np.maximum(size * np.cos(turn) ** 0.75 * ribs, 0.3 * size), 1.1 * size * np.sin(turn)], -1), 26
    )
    shade = body.tinted((1.2 - 0.75 * np.abs(body.corners[..., 1]).mean(axis=1, keepdims=True) / (1.1 * size)) ** 1.4)
    paints = np.stack([scene.colour(c) for c in options.lanterns])
    tints = paints[rng.integers(len(paints), size=len(points))] * rng.uniform(0.8, 1.15, (len(points), 1))
    place[0].add(copies(shade, points, tints), place[1]["lantern"])
    caps = boxes(points + np.array([-0.3, 1.02, -0.3]) * size, points + np.array([0.3, 1.25, 0.3]) * size)
    place[0].add(caps, place[1]["iron"])
