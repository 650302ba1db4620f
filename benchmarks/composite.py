"""How well subject and scene become one picture.

python -m benchmarks.composite [--data ../shared/data]      the tables of the README; without data, light and time only
python -m benchmarks.composite --sheet FILE [--photos DIR]  each photo in eight scenes, off and natural
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from backdrop_ui.arrays import Array, Mask, fitted_size, resize, to_8bit, to_float
from backdrop_ui.composite import compose, over, subject_pixels_changed
from backdrop_ui.engines import ENGINES, Backdrop, Canvas
from backdrop_ui.engines.picture import backdrop_from_picture
from backdrop_ui.photo import load_photo
from backdrop_ui.pipeline import preset_wall
from backdrop_ui.placement import Placement, frame_for, place
from backdrop_ui.progress import finish
from backdrop_ui.subjects import Subject, SubjectRequest, make_subject
from backdrop_ui.ui.layout import example_photos

from .edge_cases import Case, composites
from .edges import FOREGROUNDS

SCENES = (
    "on-a-red-carpet", "tropical-beach-sunset", "concert-stage", "snowy-mountains", "sunlit-wall", "northern-lights",
    "desert-dunes", "surrounded-by-puppies",
)  # fmt: skip
"""Eight kinds of light: lamps at night, the sun behind, coloured, bright, from a window, dim, hard, soft."""
TILE = (240, 300)


def print_edges(data: Path) -> None:
    """Composites on new backgrounds against the true ones, in the band, for each way to get the subject's colours."""
    pictures = [load_photo(path).pixels for path in sorted((data / "backgrounds").iterdir()) if path.suffix != ".json"]
    print(f"| on {len(pictures)} backgrounds | measure | " + " | ".join(FOREGROUNDS) + " |")
    print("| --- | --- " + "| ---: " * len(FOREGROUNDS) + "|")
    for case in composites(data):
        scenes = [backdrop_from_picture(picture, *case.alpha.shape[::-1]).picture for picture in pictures]
        colours = [function(case.pixels, case.alpha) for function in FOREGROUNDS.values()]
        for words, measure in (("band error", _band_error), ("halo", _halo)):
            means = [np.mean([measure(case, colour, scene) for scene in scenes]) for colour in colours]
            print(f"| {case.name} | {words} | " + " | ".join(f"{mean:.2f}" for mean in means) + " |")


def _band_error(case: Case, foreground: Array, scene: Array) -> float:
    """Mean error in 1/255 where 0.02 < alpha < 0.98."""
    assert case.foreground is not None
    mixed = (case.alpha > 0.02) & (case.alpha < 0.98)
    error = np.abs(over(foreground, case.alpha, scene) - over(case.foreground, case.alpha, scene))
    return 255 * float(error[mixed].mean())


def _halo(case: Case, foreground: Array, scene: Array) -> float:
    """How far colours in the band lie outside what subject and scene have on either side of it, in 1/255.

    Either side: the means of the sure subject and of the scene within a few pixels.
    """
    picture = over(foreground, case.alpha, scene)
    mixed = (case.alpha > 0.02) & (case.alpha < 0.98)
    inside, outside = (_nearby(p, w) for p, w in ((picture, case.alpha >= 0.98), (scene, case.alpha <= 0.98)))
    low, high = np.minimum(inside, outside), np.maximum(inside, outside)
    beyond = np.maximum(low - picture, 0) + np.maximum(picture - high, 0)
    return 255 * float(beyond[mixed].mean())


def _nearby(picture: Array, where: Array) -> Array:
    weight = where.astype(np.float32) + np.float32(1e-4)
    total = cv2.GaussianBlur(picture * weight[..., None], (0, 0), 6)
    return np.asarray(total / cv2.GaussianBlur(weight, (0, 0), 6)[..., None], np.float32)


# ---- light -------------------------------------------------------------------------------------------------------


def print_light() -> None:
    """What the light match does to the subject, over photos and scenes, in Lab; and the promise of `off`."""
    lightness, chroma, nearer, sides, changed = [], [], [], [], 0
    for canvas, backdrop in _pairs(example_photos(), (480, 600)):
        natural, off = (compose(canvas, backdrop, look).picture for look in ("natural", "off"))
        changed += subject_pixels_changed(compose(canvas, backdrop, "off"), canvas.foreground, canvas.alpha)
        sure = canvas.alpha == 1
        if backdrop.front is not None:
            sure &= backdrop.front[..., 3] == 0
        before, after, scene = (cv2.cvtColor(p, cv2.COLOR_RGB2Lab) for p in (off, natural, backdrop.picture))
        low = cv2.GaussianBlur((after - before) * sure[..., None], (0, 0), 12)
        low /= cv2.GaussianBlur(sure.astype(np.float32), (0, 0), 12)[..., None] + 1e-3
        lightness.append(np.abs(low[..., 0][sure]).max())
        chroma.append(np.hypot(low[..., 1], low[..., 2])[sure].max())
        away = [abs(lab[..., 0][sure].mean() - scene[..., 0].mean()) for lab in (before, after)]
        nearer.append(away[1] < away[0])
        side = np.sin(np.radians(backdrop.light.azimuth_deg)) * np.cos(np.radians(backdrop.light.elevation_deg))
        if abs(side) > 0.3:
            columns = np.linspace(-1, 1, sure.shape[1])[None].repeat(len(sure), 0)[sure]
            slope = [np.polyfit(columns, lab[..., 0][sure], 1)[0] * np.sign(side) for lab in (before, after)]
            sides.append(slope[1] > slope[0])
    print(f"\n| light match, {len(nearer)} pairs | |\n| --- | --- |")
    print(
        f"| low frequencies move at most, in L: median / largest | {np.median(lightness):.1f} / {max(lightness):.1f} |"
    )
    print(f"| in the plane of a and b | {np.median(chroma):.1f} / {max(chroma):.1f} |")
    print(f"| mean lightness nearer to the scene's than before | {sum(nearer)} of {len(nearer)} |")
    print(f"| brighter on the side of a side light than before | {sum(sides)} of {len(sides)} |")
    print(f"| look off: sure subject pixels changed | {changed} |")


def _pairs(photos: list[Path], size: tuple[int, int]) -> Iterator[tuple[Canvas, Backdrop]]:
    presets = preset_wall().presets
    for photo in photos:
        subject = finish(make_subject(SubjectRequest(photo, "embedded")))
        canvas = _canvas(subject, size)
        for name in SCENES:
            yield canvas, ENGINES["painter"].paint(presets[name], canvas, 1)


def _canvas(subject: Subject, size: tuple[int, int]) -> Canvas:
    frame = frame_for(subject.alpha, Placement("portrait"))
    small = fitted_size(frame.width, frame.height, size[0] * size[1])
    return Canvas(place(subject.foreground, frame, small), place(subject.alpha, frame, small))


# ---- what a photo's JPEG left ------------------------------------------------------------------------------------


def blockiness(picture: Array, where: Mask) -> float:
    """How much more neighbours differ across the edges of 8 x 8 blocks than elsewhere where `where` is true, in 1/255.

    The blocks may start anywhere: the phase with the largest differences counts.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    found = []
    for values, asked in ((grey, where), (grey.T, where.T)):
        step = np.abs(np.diff(values, axis=1))
        more, counts = step[:, 1:-1] - (step[:, :-2] + step[:, 2:]) / 2, asked[:, 1:-2] & asked[:, 2:-1]
        phases = [more[:, phase::8][counts[:, phase::8]].mean() for phase in range(8)]
        edge = int(np.argmax(phases))
        found.append(phases[edge] - np.mean(np.delete(phases, edge)))
    return 255 * float(np.mean(found))


def print_blocks() -> None:
    """Whether the light match makes a heavily compressed photo's blocks more visible than they were."""
    ratios = []
    for canvas, backdrop in _pairs(example_photos(), (480, 600)):
        coded = cv2.imencode(".jpg", to_8bit(canvas.foreground)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 12])[1]
        photo = replace(canvas, foreground=to_float(np.ascontiguousarray(cv2.imdecode(coded, 1)[..., ::-1])))
        sure = canvas.alpha == 1
        if backdrop.front is not None:
            sure &= backdrop.front[..., 3] == 0
        ratios.append(blockiness(compose(photo, backdrop).picture, sure) / blockiness(photo.foreground, sure))
    print("| blocks of a JPEG of quality 12, after / before: median / largest | "
          f"{np.median(ratios):.2f} / {max(ratios):.2f} |")  # fmt: skip


# ---- time, sheet -------------------------------------------------------------------------------------------------


def print_times() -> None:
    """Seconds of `compose`, the better of three, and what it needs on top of its inputs."""
    subject = finish(make_subject(SubjectRequest(example_photos()[0], "embedded")))
    print("\n| compose, natural | seconds | aim | peak memory of the process |\n| --- | --- | --- | --- |")
    for size, aim in (((1080, 1920), 1.5), ((3000, 4000), 4.0)):
        canvas = Canvas(resize(subject.foreground, *size), resize(subject.alpha, *size))
        backdrop = ENGINES["painter"].paint(preset_wall().presets["on-a-red-carpet"], canvas, 1)
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            compose(canvas, backdrop)
            seconds.append(time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"| {size[0]} x {size[1]} | {min(seconds):.2f} | {aim} | {peak:.2f} GB |")


def write_sheet(photos: list[Path], path: Path) -> None:
    """A row per photo: every scene with look off and natural."""
    rows: list[list[Array]] = []
    for number, (canvas, backdrop) in enumerate(_pairs(photos, (480, 600))):
        if number % len(SCENES) == 0:
            rows.append([])
        rows[-1] += [cv2.resize(compose(canvas, backdrop, look).picture, TILE, interpolation=cv2.INTER_AREA)
                     for look in ("off", "natural")]  # fmt: skip
    cv2.imwrite(str(path), to_8bit(np.vstack([np.hstack(row) for row in rows]))[..., ::-1])


def main() -> None:
    """Measure and print, or draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with composites/ and backgrounds/")
    parser.add_argument("--sheet", type=Path, help="write a sheet of pairs instead")
    parser.add_argument("--photos", type=Path, help="folder of photos for the sheet; scikit-image's own unless given")
    options = parser.parse_args()
    if options.sheet is not None:
        photos = (
            [p for p in sorted(options.photos.iterdir()) if p.suffix != ".json"] if options.photos else example_photos()
        )
        write_sheet(photos, options.sheet)
        return
    if options.data is not None:
        print_edges(options.data)
    print_light()
    print_blocks()
    print_times()


if __name__ == "__main__":
    main()
