"""How fast the Painter is, as the README shows it, and sheets of its pictures to look at.

python -m benchmarks.painter [--presets a,b] [--each]             the table; --each adds a line per preset
python -m benchmarks.painter --sheet FOLDER [--seeds 3] [--figure]
    formats.png: every preset in four formats; seeds.png: with several seeds; and a large file a preset
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import yaml
from PIL import Image, ImageDraw

from backdrop_ui.arrays import Array, to_8bit
from backdrop_ui.brief import Preset
from backdrop_ui.engines.base import Canvas
from backdrop_ui.engines.painter import PainterEngine

PRESETS_FOLDER = Path(__file__).parent.parent / "presets"
SHAPES = {"story": (540, 960), "portrait": (540, 675), "square": (600, 600), "landscape": (960, 540)}
STORY, PREVIEW = (1080, 1920), (270, 480)
LARGE_PX, SMALL_PX = 480, 150
"""Height of a row on a preset's own sheet, and on the sheets of all."""
COLUMNS = 2


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
    head, shoulders = (int(unit * 0.075), int(unit * 0.10)), (int(unit * 0.16), int(unit * 0.42))
    cv2.ellipse(mask, (width // 2, int(height - unit * 0.52)), head, 0, 0, 360, 255, -1, cv2.LINE_AA)
    cv2.ellipse(mask, (width // 2, height), shoulders, 0, 180, 360, 255, -1, cv2.LINE_AA)
    return mask.astype(np.float32) / 255


# ---- sheets ------------------------------------------------------------------------------------------------------


def write_sheets(chosen: list[Preset], folder: Path, seeds: int, figure: bool) -> None:
    """Paint every preset in every format and with several seeds."""
    folder.mkdir(parents=True, exist_ok=True)
    formats, others = [], []
    for preset in chosen:
        shapes = [paint(preset, *size, figure=figure) for size in SHAPES.values()]
        chances = [paint(preset, *SHAPES["portrait"], seed=seed, figure=figure) for seed in range(2, 1 + seeds)]
        _write(folder / f"{preset.id}.png", _row(shapes + chances, LARGE_PX))
        formats.append(_named(_row(shapes, SMALL_PX), preset.title))
        others.append(_named(_row([shapes[1], *chances], SMALL_PX), preset.title))
    _write(folder / "formats.png", _grid(formats))
    _write(folder / "seeds.png", _grid(others))


def _row(tiles: list[Array], height: int) -> Array:
    sizes = [(round(tile.shape[1] * height / tile.shape[0]), height) for tile in tiles]
    return np.hstack([cv2.resize(t, size, interpolation=cv2.INTER_AREA) for t, size in zip(tiles, sizes, strict=True)])


def _named(row: Array, title: str) -> Array:
    label = Image.new("RGB", (row.shape[1], 22), "white")
    ImageDraw.Draw(label).text((4, 3), title, "#333333", font_size=14)
    return np.vstack([np.asarray(label, np.float32) / 255, row])


def _grid(rows: list[Array]) -> Array:
    gap = np.ones((rows[0].shape[0], 8, 3), np.float32)
    rows = rows + [np.ones_like(rows[0])] * (-len(rows) % COLUMNS)
    pairs = [
        np.hstack([part for row in rows[at : at + COLUMNS] for part in (row, gap)])
        for at in range(0, len(rows), COLUMNS)
    ]
    return np.vstack(pairs)


def _write(path: Path, picture: Array) -> None:
    cv2.imwrite(str(path), to_8bit(picture)[..., ::-1])


# ---- time and memory ---------------------------------------------------------------------------------------------


def print_table(chosen: list[Preset], each: bool) -> None:
    """The README's table; the first picture is measured in new processes, with nothing compiled and with all of it."""
    story, preview = (dict(_timed(chosen, size)) for size in (STORY, PREVIEW))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    slowest, hardest = (max(times, key=times.__getitem__) for times in (story, preview))
    with tempfile.TemporaryDirectory() as cache:
        first, again = (_in_new_process(slowest, cache) for _ in range(2))
    rows = [
        ("1080 x 1920, median preset", f"{statistics.median(story.values()):.2f} s", "2 s"),
        (f"1080 x 1920, slowest preset ({slowest})", f"{story[slowest]:.2f} s", "4 s"),
        ("270 x 480 preview, median preset", f"{statistics.median(preview.values()):.2f} s", "0.25 s"),
        (f"270 x 480 preview, slowest preset ({hardest})", f"{preview[hardest]:.2f} s", ""),
        (f"first picture ever, nothing compiled ({slowest})", f"{first:.1f} s", "8 s"),
        ("first picture of a new process, compiled before", f"{again:.1f} s", ""),
        ("peak memory after all of these", f"{peak_mb:.0f} MB", "800 MB"),
    ]
    if each:
        rows += [(name, f"{story[name]:.2f} s, preview {preview[name]:.2f} s", "") for name in story]
    print(f"| {len(chosen)} presets | measured | aim |\n| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def _timed(chosen: list[Preset], size: tuple[int, int]) -> Iterator[tuple[str, float]]:
    """Seconds of every preset once warm: the better of two runs, as other programs come in between."""
    for preset in chosen:
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            paint(preset, *size)
            seconds.append(time.perf_counter() - start)
        yield preset.id, min(seconds)


FIRST = """
import json, sys, time
from benchmarks.painter import STORY, paint, presets
preset = presets(sys.argv[1])[0]
start = time.perf_counter()
paint(preset, *STORY)
print(json.dumps(time.perf_counter() - start))
"""


def _in_new_process(preset: str, cache: str) -> float:
    environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
    done = subprocess.run(
        [sys.executable, "-c", FIRST, preset], env=environment, capture_output=True, text=True, check=True
    )
    return float(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presets", help="comma-separated ids")
    parser.add_argument("--each", action="store_true", help="a line for every preset too")
    parser.add_argument("--sheet", type=Path, help="folder for contact sheets")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--figure", action="store_true", help="put a grey figure in the middle")
    given = parser.parse_args()
    chosen = presets(given.presets)
    if given.sheet:
        write_sheets(chosen, given.sheet, given.seeds, given.figure)
    else:
        print_table(chosen, given.each)


if __name__ == "__main__":
    main()
