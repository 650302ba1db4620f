"""Flowers on stems: daisies, cosmos, poppies, sunflowers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .blades import Blades, blades_of, outline
from .parts import Ball, Look, Part, Patch, Vec, tube, turn
from .picture import render
from .skin import Skin

STRAP = outline(0.4, 0.8, 1.0, 1.0, 0.85, 0.35)
FAN = outline(0.2, 0.62, 1.0, 1.2, 1.15, 0.7)
BOWL = outline(0.4, 1.1, 1.5, 1.6, 1.35, 0.5)
TONGUE = outline(0.3, 0.85, 1.0, 0.8, 0.4, 0.0)
HEART = outline(0.05, 0.8, 1.0, 0.9, 0.6, 0.28, 0.0)
STALK: Rgb = (0.32, 0.46, 0.18)
SILK = Look(sheer=0.85, gloss=0.06)


@dataclass(frozen=True)
class Bloom:
    """A kind of flower: petals and their rows, their shape and width, colours (picked by seed), eye, cup, head size."""

    petals: int
    rows: int
    profile: Sequence[float]
    width: float
    colours: Sequence[Rgb]
    eye: Rgb
    eye_size: float
    cup: float
    size: float
    fold: float = 0.12


DAISY = Bloom(17, 2, STRAP, 0.062, [(0.97, 0.97, 0.94), (0.98, 0.95, 0.86)], (0.95, 0.70, 0.10), 0.062, 0.05, 0.21)
COSMOS = Bloom(
    8,
    1,
    FAN,
    0.125,
    [(0.90, 0.42, 0.66), (0.95, 0.66, 0.80), (0.72, 0.14, 0.40), (0.96, 0.92, 0.94)],
    (0.90, 0.66, 0.12),
    0.040,
    0.12,
    0.22,
)
POPPY = Bloom(
    5,
    2,
    BOWL,
    0.17,
    [(0.88, 0.11, 0.07), (0.92, 0.26, 0.08), (0.90, 0.16, 0.16)],
    (0.10, 0.10, 0.07),
    0.040,
    0.45,
    0.19,
    0.05,
)
SUNFLOWER = Bloom(
    24, 3, TONGUE, 0.062, [(0.98, 0.73, 0.08), (0.97, 0.66, 0.05)], (0.26, 0.15, 0.07), 0.115, 0.02, 0.225, 0.3
)


def flower(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A daisy, a cosmos or a poppy on its stem; `tint` is its petals."""
    rng = np.random.default_rng(seed)
    bloom = [DAISY, COSMOS, POPPY][seed % 3]
    thin = 0.009
    top, stem = _stem(rng, 0.78, thin, 0.10)
    face = turn(yaw=rng.uniform(-35, 35), pitch=rng.uniform(15, 50))
    skins: list[Skin | Blades] = [stem, _leaves(rng, 5, 0.16, 0.020, top)]
    return render(skins + _head(bloom, tint, rng, face, top), height_px, seed, light)


def sunflower(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A sunflower with its broad leaves; `tint` is its petals."""
    rng = np.random.default_rng(seed)
    top, stem = _stem(rng, 0.76, 0.017, 0.06)
    face = turn(yaw=rng.uniform(-30, 30), pitch=rng.uniform(0, 22))
    skins: list[Skin | Blades] = [stem, _leaves(rng, 6, 0.22, 0.125, top)]
    return render(skins + _head(SUNFLOWER, tint, rng, face, top), height_px, seed, light)


def _stem(rng: np.random.Generator, height: float, radius: float, bow: float) -> tuple[Vec, Skin]:
    bend, lean = rng.uniform(-bow, bow), rng.uniform(-bow, bow)
    top: Vec = (lean, height, 0.0)
    points: list[Vec] = [
        (0, 0, 0),
        (bend, height * 0.35, 0),
        (lean * 0.7 + bend * 0.5, height * 0.75, -0.02),
        (lean, height, -0.03),
    ]
    return top, Skin(
        [tube(points, [radius * 1.2, radius, radius, radius * 0.9], STALK, 6)], Look(sheer=0.5, mottle=0.3), lift=-0.03
    )


def _leaves(rng: np.random.Generator, count: int, length: float, width: float, top: Vec) -> Blades:
    """Leaves along a stem, left and right in turn."""
    t = np.linspace(0.12, 0.72, count) + rng.uniform(-0.03, 0.03, count)
    around = np.arange(count) * np.pi + rng.uniform(-0.7, 0.7, count)
    size = length * (1.1 - 0.6 * t) * rng.uniform(0.85, 1.15, count)
    base = np.column_stack([top[0] * t**1.5, top[1] * t, np.zeros(count)])
    way = np.column_stack([np.cos(around), np.full(count, 0.45), np.sin(around) * 0.6 - 0.1])
    tip = base + way * size[:, None] + np.array([0, -0.35, 0]) * size[:, None]
    middle = base + way * size[:, None] * 0.52 + np.array([0, 0.10, 0]) * size[:, None]
    colour = np.array([[0.22, 0.37, 0.14]]) * rng.uniform(0.8, 1.15, (count, 1))
    return blades_of(base, middle, tip, [[0, 0.8, 0.6]], width * size / length, colour, colour * 1.4, profile=HEART)


def _head(bloom: Bloom, tint: Rgb | None, rng: np.random.Generator, face: Array, top: Vec) -> list[Skin | Blades]:
    colour = np.array(tint or bloom.colours[int(rng.integers(len(bloom.colours)))])
    skins: list[Skin | Blades] = []
    for row in range(bloom.rows):
        n = bloom.petals
        around = (np.arange(n) + 0.5 * row) * 2 * np.pi / n + rng.uniform(-0.06, 0.06, n)
        length = bloom.size * rng.uniform(0.9, 1.06, n) * (1 - 0.10 * row)
        rise = bloom.cup + 0.10 * row + rng.uniform(-0.06, 0.08, n)
        out = np.column_stack([np.cos(around), np.sin(around), np.zeros(n)])
        front = np.array([[0, 0, 1.0]])
        inner = bloom.eye_size * 0.6
        base = out * inner + front * 0.004 * row
        tip = out * (inner + length * np.cos(rise))[:, None] + front * (length * np.sin(rise) + 0.004 * row)[:, None]
        middle = (base + tip) / 2 + front * (length * 0.07)[:, None]
        shade = colour * rng.uniform(0.92, 1.05, (n, 1))
        deep = shade * (np.array([0.78, 0.62, 0.6]) if bloom is not DAISY else np.array([0.86, 0.86, 0.78]))
        petals = blades_of(
            base,
            middle,
            tip,
            front - 0.4 * out,
            bloom.width * rng.uniform(0.9, 1.1, n),
            deep,
            shade,
            profile=bloom.profile,
            fold=bloom.fold,
            look=SILK,
            lift=0.002 * row,
        )
        skins.append(petals)
    skins += _eye(bloom, rng)
    return [skin.moved(face, top) for skin in skins]


def _eye(bloom: Bloom, rng: np.random.Generator) -> list[Skin | Blades]:
    """The disc: a dome of florets in a sunflower's spiral."""
    r = bloom.eye_size
    dome = Ball((0, 0, 0.0), (r, r, r * 0.45), bloom.eye)
    sepals = Ball((0, 0, -0.02), (r * 0.8, r * 0.8, 0.03), STALK)
    count = 110 if bloom is SUNFLOWER else 60
    k = np.arange(1, count)
    spot, around = r * 0.98 * np.sqrt(k / count), k * 2.39996
    florets: list[Part] = []
    for at, angle in zip(spot.tolist(), around.tolist(), strict=True):
        ring = at / r
        height = 0.45 * r * float(np.sqrt(max(0.0, 1 - ring**2)))
        warm = 1.0 + 1.1 * (ring > 0.6) * rng.uniform(0.4, 1) if bloom is SUNFLOWER else rng.uniform(0.8, 1.12)
        c = bloom.eye
        colour: Rgb = (min(1, c[0] * warm), min(1, c[1] * warm), c[2] * min(warm, 1.2))
        size = r * 0.075
        florets.append(Ball((at * np.cos(angle), at * np.sin(angle), height), (size, size, size * 1.5), colour, 0.002))
    middle = (
        [Patch((0, 0, r * 0.4), (r * 0.42, r * 0.42, r), (0.34, 0.30, 0.10), 0.8, 0.2, 0.7)]
        if bloom is SUNFLOWER
        else []
    )
    return [Skin([sepals], lift=-0.02), Skin([dome, *florets], Look(sheer=0.3), middle, lift=0.012)]
