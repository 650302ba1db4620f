"""What the toy learns from: eight presets, painted by the Painter, and the words for each."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from backdrop_ui.arrays import Bytes8, resize, to_8bit
from backdrop_ui.brief import Preset
from backdrop_ui.composite import over
from backdrop_ui.engines import ENGINES, Canvas
from backdrop_ui.presets import load_presets

SCENES = (
    "on-a-red-carpet",
    "under-the-sea",
    "comic-book",
    "autumn-forest",
    "snowy-mountains",
    "lavender-field",
    "desert-dunes",
    "neon-studio",
)
"""Unlike each other in colours and shapes, so that a picture of 72 pixels can be told from the seven others."""

FORMATS = ((80, 104), (92, 92), (104, 80))
"""(width, height) of the pictures: about the same number of pixels in three formats."""

FIRST_SEED = 1000
"""Smaller seeds are never trained on: they are for checking."""


@dataclass(frozen=True)
class Pictures:
    """Painted pictures of one format. pixels: (N, H, W, 3), 8 bit. scenes: (N,), places in `SCENES`."""

    pixels: Bytes8
    scenes: np.ndarray


@cache
def presets() -> tuple[Preset, ...]:
    """The presets of `SCENES`, in that order."""
    wall = load_presets().presets
    return tuple(wall[name] for name in SCENES)


def paint(scene: int, size: tuple[int, int], seed: int) -> Bytes8:
    """One scene, painted at twice the `size` (width, height) and reduced; what stands in front is included."""
    width, height = size
    empty = np.zeros((2 * height, 2 * width), np.float32)
    backdrop = ENGINES["painter"].paint(presets()[scene], Canvas(np.repeat(empty[..., None], 3, 2), empty), seed)
    picture, front = backdrop.picture, backdrop.front
    if front is not None:
        picture = over(np.ascontiguousarray(front[..., :3]), front[..., 3], picture)
    return to_8bit(resize(picture, width, height))


def load_pictures(work: Path, count: int, processes: int) -> list[Pictures]:
    """The training pictures of each format, `count` of each scene; painted once and kept in `work`."""
    file = work / f"pictures-{count}.npz"
    if not file.is_file():
        np.savez(file, **_paint_all(count, processes))
    stored = np.load(file)
    numbers = np.repeat(np.arange(len(SCENES)), count)
    return [Pictures(stored[f"{width}x{height}"], numbers) for width, height in FORMATS]


def _paint_all(count: int, processes: int) -> dict[str, Bytes8]:
    jobs = [(scene, size, FIRST_SEED + n) for size in FORMATS for scene in range(len(SCENES)) for n in range(count)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:  # a fork could inherit held locks
        painted = list(pool.map(paint, *zip(*jobs, strict=True), chunksize=8))
    each = len(SCENES) * count
    return {f"{width}x{height}": np.stack(painted[n * each :][:each]) for n, (width, height) in enumerate(FORMATS)}


def caption(scene: int, chance: np.random.Generator) -> str:
    """Words for a scene: its prompt, its title, parts of its prompt, or tags that no other of the scenes has."""
    preset = presets()[scene]
    kind = chance.random()
    if kind < 0.35:
        return preset.prompt
    if kind < 0.5:
        return preset.title
    parts = own_tags(scene) if kind < 0.8 else preset.prompt.split(", ")
    count = min(int(chance.integers(1, 4)), len(parts))
    return ", ".join(chance.choice(parts, count, replace=False))


def own_tags(scene: int) -> list[str]:
    """The tags of a scene that none of the others has."""
    others = set(chain.from_iterable(preset.tags for n, preset in enumerate(presets()) if n != scene))
    return [tag for tag in presets()[scene].tags if tag not in others]


def all_words() -> Iterator[str]:
    """Every text the toy may be trained with, for its vocabulary."""
    for preset in presets():
        yield from (preset.prompt, preset.negative_prompt, preset.title, *preset.tags)
