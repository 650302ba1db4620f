"""The tiles of the preset wall: small pictures of each preset, painted by the Painter."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from .arrays import to_8bit
from .brief import Preset
from .engines import ENGINES, Canvas

FOLDER = Path(__file__).parent.parent / "assets" / "thumbnails"
WIDTH, HEIGHT = 240, 300
SEED = 1


def thumbnail(preset: Preset) -> bytes:
    """WebP bytes of a preset's tile: the one that ships with the project, or a freshly painted one."""
    path = FOLDER / f"{preset.id}.webp"
    return path.read_bytes() if path.is_file() else paint_thumbnail(preset)


def paint_thumbnail(preset: Preset, seed: int = SEED) -> bytes:
    """Paint a preset's tile: WebP bytes of `WIDTH` x `HEIGHT` pixels, painted at twice that and reduced."""
    size = (2 * HEIGHT, 2 * WIDTH)
    canvas = Canvas(np.zeros((*size, 3), np.float32), np.zeros(size, np.float32))
    backdrop = ENGINES["painter"].paint(preset, canvas, seed)
    image = Image.fromarray(to_8bit(backdrop.picture))
    if backdrop.front is not None:
        image.paste(Image.fromarray(to_8bit(backdrop.front)), mask=Image.fromarray(to_8bit(backdrop.front[..., 3])))
    file = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(file, "WEBP", quality=80, method=6)
    return file.getvalue()


def write_thumbnails(presets: list[Preset]) -> list[Path]:
    """Paint and store the tiles that ship with the project."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    paths = []
    for preset in presets:
        path = FOLDER / f"{preset.id}.webp"
        path.write_bytes(paint_thumbnail(preset))
        paths.append(path)
    return paths
