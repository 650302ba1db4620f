"""A vineyard: rows of vines on wires, with posts and grapes, that run from the feet into the distance."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from pydantic import Field

from ....arrays import Array
from ..colour import mix, smoothstep
from ..land.floors import STANDING
from ..noise import Noise
from ..registry import Options, Paint, layer
from ..scene import Scene
from ..town.things import copies, globe, leaves
from ..tracer import Material, Mesh, World, boxes, joined, quad, render, tube

CANOPY_M = (0.66, 1.66)
"""Lowest and highest leaves."""
TRUNKS_M, POSTS_M = 1.15, 4.6
"""From vine to vine, from post to post."""
NEAR_M = 2.7


class VineOptions(Options):
    """rows_m: from row to row. far_m: where they end. leaves: colours. grapes, earth,
    grass: colours. sun, sky_light: strengths. grey: exposure."""

    rows_m: float = Field(2.5, gt=1.2, le=10)
    far_m: float = Field(60.0, gt=8, le=200)
    leaves: tuple[Paint, ...] = Field(min_length=1, max_length=6)
    grapes: Paint = (0.22, 0.12, 0.36)
    earth: Paint = (0.56, 0.42, 0.30)
    grass: Paint = (0.44, 0.52, 0.24)
    sky: tuple[Paint, Paint] = ((0.5, 0.6, 0.8), (1.0, 0.85, 0.7))
    sun: float = Field(3.0, ge=0, le=20)
    sky_light: float = Field(0.8, ge=0, le=8)
    grey: float = Field(0.17, gt=0.01, le=0.6)


@dataclass(frozen=True)
class _Floor(Material):
    """Grass between the rows, bare earth below them. rows_m, shift: where these run."""

    rows_m: float = 2.5
    shift: float = 0.0

    def albedo(self, noise: Noise, u: Array, v: Array, footprint: Array) -> Array:
        across = u / np.float32(self.rows_m) + np.float32(self.shift)
        beside = np.abs(across - np.floor(across) - 0.5) * np.float32(self.rows_m)
        torn = noise.fbm(u * 2.3, v * 1.4, 4, 0.6, footprint * 2.3)
        fine = noise.fbm(u * 21, v * 13, 3, 0.7, footprint * 18)
        patch = noise.fbm(u * 0.5, v * 0.4, 3, 0.55, footprint * 0.5)
        dark = np.asarray(self.light if self.dark is None else self.dark, np.float32)
        colour = mix(dark, np.asarray(self.light, np.float32), smoothstep(0.42, 0.62, beside + 0.22 * torn)[..., None])
        return np.maximum(colour * (1 + 0.26 * fine + 0.24 * patch)[..., None], 0.01)


class _Row(NamedTuple):
    """x of a row, and from where to where it is seen."""

    x: float
    start: float
    stop: float


@layer("vines", VineOptions)
def vines(scene: Scene, options: VineOptions) -> None:
    """Trace the ground and the rows that the picture shows, and one more to either side for its shadow."""
    rng = scene.rng()
    top, rim = (scene.colour(c) * np.float32(options.sky_light) for c in options.sky)
    world = World(sun=scene.key * options.sun, sun_way=scene.sun, sky=(top, rim), grey=options.grey, bounces=2)
    shift = float(rng.uniform(-0.16, 0.16))  # One stands between two rows, hardly ever right in the middle.
    floor = _Floor(scene.colour(options.grass), scene.colour(options.earth), rows_m=options.rows_m, shift=shift)
    world.add(quad((-90, 0, 0.2), (-90, 0, options.far_m), (90, 0, options.far_m), (90, 0, 0.2)), floor)
    tints = np.stack([scene.colour(c) for c in options.leaves])
    leaf, berry = Material((1, 1, 1)), Material(scene.colour(options.grapes), gloss=0.05, rough=0.3)
    wood = Material((0.17, 0.12, 0.085), (0.09, 0.065, 0.05), surface="wood")
    for row in _rows(scene, options, shift):
        world.add(joined([*_trunks(rng, row), _posts(row)]), wood)
        for span in pairwise(_stretches(row)):
            world.add(_canopy(rng, row.x, span, tints), leaf)
        if row.start < 8:
            world.add(_grapes(rng, row), berry)
    render(world, scene)
    scene.ground = STANDING


def _rows(scene: Scene, options: VineOptions, shift: float) -> list[_Row]:
    slope = scene.camera.half_width_m(1.0)
    reach = min(int(np.ceil(slope * options.far_m / options.rows_m)) + 1, 16)
    rows = []
    for k in range(-reach, reach):
        x = (k + 0.5 - shift) * options.rows_m
        start = max((abs(x) - 1.2) / slope * 0.85, NEAR_M)
        if start < options.far_m - 2:
            rows.append(_Row(x, start, options.far_m))
    return rows


def _stretches(row: _Row) -> list[float]:
    """Ends of pieces that are longer the farther away they lie."""
    count = max(2, int(np.log(row.stop / row.start) / np.log(1.35)) + 1)
    edges: list[float] = np.geomspace(row.start, row.stop, count).tolist()
    return edges


def _canopy(rng: np.random.Generator, x: float, span: tuple[float, float], tints: Array) -> Mesh:
    """Leaves of a piece of a row: far away fewer and larger ones do. Shoots stick out above."""
    middle, long = (span[0] + span[1]) / 2, span[1] - span[0]
    grown = max(1.0, middle / 7) ** 0.75
    places = max(4, round(20 * long / grown))
    z = rng.uniform(*span, places)
    y = rng.uniform(CANOPY_M[0] + 0.12, CANOPY_M[1] - 0.1, places) + 0.07 * np.sin(2 * np.pi * z / TRUNKS_M)
    shoots = rng.random(places) < 0.22
    y = np.where(shoots, CANOPY_M[1] + rng.uniform(0, 0.22, places), y)
    at = np.stack([x + rng.normal(0, 0.09, places) * (1 + shoots), y, z], -1)
    count = round(560 * long / grown**1.9)
    return leaves(rng, at, 0.19, count, 0.056 * grown, tints)


def _trunks(rng: np.random.Generator, row: _Row) -> list[Mesh]:
    trunks = []
    for z in np.arange(row.start + 0.2, min(row.stop, 16.0), TRUNKS_M).tolist():
        bend = rng.normal(0, 0.05, (5, 2))
        y = np.array([0, 0.22, 0.46, 0.68, 0.86])
        points = np.stack([row.x + bend[:, 0] * y, y, z + bend[:, 1] * y + 0.1 * y], -1)
        trunks.append(tube(points, np.array([0.042, 0.03, 0.028, 0.03, 0.02]), 7))
    return trunks


def _posts(row: _Row) -> Mesh:
    """Posts, and three wires between them."""
    z = np.arange(row.start + 0.1, row.stop, POSTS_M)
    wide = 0.045
    low = np.stack([np.full_like(z, row.x - wide), 0 * z, z - wide], -1)
    high = np.stack([np.full_like(z, row.x + wide), np.full_like(z, 1.78), z + wide], -1)
    near = min(row.stop, 14.0)
    wires = [tube([(row.x, y, row.start), (row.x, y, max(near, row.start + 1))], 0.004, 4) for y in (0.8, 1.2, 1.6)]
    return joined([boxes(low, high), *wires])


def _grapes(rng: np.random.Generator, row: _Row) -> Mesh:
    """Bunches below the leaves on the side of the path, where one sees that they are grapes."""
    bunches = []
    side = -float(np.sign(row.x))
    for z in np.arange(row.start + 0.3, 9.0, 0.42).tolist():
        down = rng.random(24) ** 0.8
        turn, out = rng.uniform(0, 2 * np.pi, 24), 0.055 * (1 - down) * np.sqrt(rng.random(24)) + 0.008
        middle = (row.x + side * rng.uniform(0.12, 0.2), rng.uniform(0.74, 0.92), z + rng.uniform(-0.12, 0.12))
        at = np.stack([out * np.cos(turn), -0.17 * down, out * np.sin(turn)], -1) + middle
        tint = rng.uniform(0.6, 1.2, (24, 1)) * np.ones(3)
        bunches.append(copies(globe(6).scaled(0.0145), at, tint))
    return joined(bunches)
