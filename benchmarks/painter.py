"""Seconds per preset for the Painter, and sheets of its pictures to look at.

python -m benchmarks.painter [--presets a,b] [--sheet FOLDER] [--seeds 3] [--figure]
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import cv2
import numpy as np
import yaml

from backdrop_ui.arrays import Array, to_8bit
from backdrop_ui.brief import Preset
from backdrop_ui.engines.base import Canvas
from backdrop_ui.engines.painter import PainterEngine

PRESETS_FOLDER = Path(__file__).parent.parent / "presets"
SHAPES = {"story": (540, 960), "portrait": (540, 675), "square": (600, 600), "landscape": (960, 540)}


def presets(wanted: str | None) -> list[Preset]:
    names = wanted.split(",") if wanted else sorted(path.stem for path in PRESETS_FOLDER.glob("*.yaml"))
    return [Preset.model_validate(yaml.safe_load((PRESETS_FOLDER / f"{n}.yaml").read_text("utf-8"))) for n in names]


def paint(preset: Preset, width: int, height: int, seed: int = 1, figure: bool = False) -> Array:
    """A picture of the scene, (height, width, 3), with its front layer, and a grey stand-in for a person if wanted."""
    canvas = Canvas(np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32))
    backdrop = PainterEngine().paint(preset, canvas, seed)
    picture = backdrop.picture.copy()
    if figure:
        alpha = _figure(width, height)[..., None]
        picture = alpha * np.float32(0.55) + (1 - alpha) * picture
    if backdrop.front is not None:
        alpha = backdrop.front[..., 3:]
        picture = alpha * backdrop.front[..., :3] + (1 - alpha) * picture
    return picture


def _figure(width: int, height: int) -> Array:
    """A head and shoulders about a third of a portrait wide."""
    mask = np.zeros((height, width), np.uint8)
    unit = min(height, width * 1.25)
    middle = width // 2
    cv2.ellipse(
        mask,
        (middle, int(height - unit * 0.52)),
        (int(unit * 0.075), int(unit * 0.10)),
        0,
        0,
        360,
        255,
        -1,
        cv2.LINE_AA,
    )
    cv2.ellipse(mask, (middle, height), (int(unit * 0.16), int(unit * 0.42)), 0, 180, 360, 255, -1, cv2.LINE_AA)
    return mask.astype(np.float32) / 255


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presets", help="comma-separated ids")
    parser.add_argument("--sheet", type=Path, help="folder for contact sheets")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--figure", action="store_true", help="put a grey figure in the middle")
    given = parser.parse_args()
    chosen = presets(given.presets)
    if given.sheet:
        given.sheet.mkdir(parents=True, exist_ok=True)
        for preset in chosen:
            _sheet(preset, given.sheet, given.seeds, given.figure)
        return
    _time(chosen)


def _sheet(preset: Preset, folder: Path, seeds: int, figure: bool) -> None:
    tiles = [paint(preset, *size, figure=figure) for size in SHAPES.values()]
    tiles += [paint(preset, 540, 675, seed=seed, figure=figure) for seed in range(2, 1 + seeds)]
    tall = 480
    row = [cv2.resize(t, (round(t.shape[1] * tall / t.shape[0]), tall), interpolation=cv2.INTER_AREA) for t in tiles]
    cv2.imwrite(str(folder / f"{preset.id}.png"), to_8bit(np.concatenate(row, axis=1))[..., ::-1])


def _time(chosen: list[Preset]) -> None:
    paint(chosen[0], 1080, 1350)
    seconds = []
    for preset in chosen:
        start = time.perf_counter()
        paint(preset, 1080, 1350)
        seconds.append(time.perf_counter() - start)
        print(f"{preset.id:32} {seconds[-1]:6.2f} s")
    print(f"{'median':32} {statistics.median(seconds):6.2f} s\n{'worst':32} {max(seconds):6.2f} s")


if __name__ == "__main__":
    main()
