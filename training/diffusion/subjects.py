"""Something to keep: figures, blobs and cut-out photos laid over a picture; the model learns to paint around them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import skimage

from backdrop_ui.arrays import Array, Mask
from backdrop_ui.composite import over
from backdrop_ui.cutout import cut_out
from backdrop_ui.engines.diffusion.job import NEUTRAL, paint_mask, whole_cells
from backdrop_ui.photo import load_photo

from .views import STEP_PX

PHOTOS = ("astronaut.png", "chelsea.png", "coffee.png")


@dataclass(frozen=True)
class Example:
    """picture: (H, W, 3), scene and subject. mask: (H, W), True = paint here. masked: the picture, grey where it is."""

    picture: Array
    mask: Mask
    masked: Array


def pasted(scene: Array, chance: np.random.Generator) -> Example:
    """A scene, (H, W, 3), with something to keep; now and then nothing, or a part of the scene itself."""
    height, width = scene.shape[:2]
    kind = chance.random()
    picture = scene
    if kind < 0.1:
        alpha = np.zeros((height, width), np.float32)
    elif kind < 0.5:
        colours, alpha = cutouts()[chance.integers(len(PHOTOS))]
        colours, alpha = _placed(colours, alpha, (width, height), chance)
        picture = over(colours, alpha, scene)
    else:
        alpha = (_figure if kind < 0.75 else _blob)((width, height), chance)
        if kind < 0.85:
            picture = over(cloth(scene.shape[:2], chance), alpha, scene)
    mask = whole_cells(paint_mask(alpha, STEP_PX), STEP_PX)
    return Example(picture, mask, np.where(mask[..., None], np.float32(NEUTRAL), picture))


@cache
def cutouts() -> tuple[tuple[Array, Array], ...]:
    """Colours (h, w, 3) and alpha (h, w) of the photos that come inside scikit-image, cut out and trimmed, 160 px."""
    found = []
    for name in PHOTOS:
        subject = cut_out(load_photo(Path(skimage.__file__).parent / "data" / name), "embedded")
        x, y, width, height = cv2.boundingRect((subject.alpha > 0.5).astype(np.uint8))
        size = tuple(max(1, round(160 * side / max(width, height))) for side in (width, height))
        box = np.s_[y : y + height, x : x + width]
        small = (
            cv2.resize(part[box], size, interpolation=cv2.INTER_AREA) for part in (subject.foreground, subject.alpha)
        )
        found.append(tuple(small))
    return tuple(found)


def _placed(colours: Array, alpha: Array, size: tuple[int, int], chance: np.random.Generator) -> tuple[Array, Array]:
    """Both moved into a picture of `size`, standing on its lower edge or near it, 0.4 to 0.9 of its height tall."""
    width, height = size
    scale = min(chance.uniform(0.4, 0.9) * height / alpha.shape[0], 0.9 * width / alpha.shape[1])
    left = chance.uniform(0, width - scale * alpha.shape[1])
    top = height - scale * alpha.shape[0] * chance.uniform(0.9, 1.15)
    move = np.float32([[scale, 0, left], [0, scale, top]])
    if chance.random() < 0.5:
        move = np.float32([[-scale, 0, width - left], [0, scale, top]])
    return tuple(cv2.warpAffine(part, move, size, flags=cv2.INTER_AREA) for part in (colours, alpha))


def _figure(size: tuple[int, int], chance: np.random.Generator) -> Array:
    """Alpha of a head on a body, roughly."""
    width, height = size
    alpha = np.zeros((height, width), np.float32)
    x, tall = chance.uniform(0.25, 0.75) * width, chance.uniform(0.35, 0.85) * height
    feet = height * chance.uniform(0.9, 1.2)
    wide = tall * chance.uniform(0.12, 0.3)
    for centre, axes in (
        ((x, feet - 0.4 * tall), (wide, 0.45 * tall)),
        ((x, feet - 0.88 * tall), (0.1 * tall, 0.13 * tall)),
    ):
        cv2.ellipse(alpha, (centre, (2 * axes[0], 2 * axes[1]), chance.uniform(-8, 8)), 1.0, -1, cv2.LINE_AA)
    return alpha


def _blob(size: tuple[int, int], chance: np.random.Generator) -> Array:
    """Alpha of whatever shape smooth noise has above a threshold."""
    noise = cv2.resize(chance.random((4, 4), dtype=np.float32), size, interpolation=cv2.INTER_CUBIC)
    return np.clip(8 * (noise - np.quantile(noise, chance.uniform(0.3, 0.9))), 0, 1).astype(np.float32)


def cloth(shape: tuple[int, int], chance: np.random.Generator) -> Array:
    """(H, W, 3) of any colours: a random one, wandering smoothly, with a little grain."""
    size = (shape[1], shape[0])
    wander = cv2.resize(chance.uniform(-0.3, 0.3, (5, 5, 3)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    grain = chance.normal(0, 0.04, (*shape, 3))
    return np.clip(chance.random(3) + wander + grain, 0, 1).astype(np.float32)
