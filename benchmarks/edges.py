"""How good the edge is: `python -m benchmarks.edges --data ../shared/data` prints the tables that the README shows.

Alpha: from a vague mask to the photo's own edge, against bilinear enlarging, a plain guided filter and, as what could
be had with more patience, closed-form matting. Foreground: the subject's colours against pymatting's multilevel
estimate. Both are measured where it matters, in the true band. Times are medians of one run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from backdrop_ui.arrays import Array, fitted_size, resize
from backdrop_ui.cutout.band import band_of
from backdrop_ui.cutout.foreground import estimate_foreground
from backdrop_ui.cutout.refine import refine

from .edge_cases import alpha_errors, colour_error, composites, mattes, starts
from .guided import guided_filter

CLOSED_FORM_PIXELS = 200_000
"""Closed-form matting takes a minute a photo at full size; at this size its errors hardly change."""


def closed_form(pixels: Array, probability: Array) -> Array:
    """Levin's closed-form matting between what our band leaves sure, at reduced size."""
    from pymatting import estimate_alpha_cf

    height, width = probability.shape
    size = fitted_size(width, height, CLOSED_FORM_PIXELS)
    trimap = band_of(resize(probability, *size)).trimap
    if not {0.0, 1.0} <= set(np.unique(trimap)):
        return probability
    alpha = estimate_alpha_cf(resize(pixels, *size).astype(np.float64), trimap.astype(np.float64))
    return resize(alpha.astype(np.float32), width, height)


def multilevel(pixels: Array, alpha: Array) -> Array:
    """pymatting's foreground at full size."""
    from pymatting import estimate_foreground_ml

    return np.asarray(estimate_foreground_ml(pixels.astype(np.float64), alpha.astype(np.float64)), np.float32)


REFINEMENTS: dict[str, Callable[[Array, Array], Array]] = {
    "enlarged only": lambda _, probability: probability,
    "guided filter": guided_filter,
    "`refine`": refine,
    "closed form": closed_form,
}
FOREGROUNDS: dict[str, Callable[[Array, Array], Array]] = {
    "the photo's own": lambda pixels, _: pixels,
    "`estimate_foreground`": estimate_foreground,
    "pymatting ml": multilevel,
}

TIMED = """
import json, resource, sys, time
import numpy as np
from PIL import Image
from backdrop_ui.arrays import resize, to_float
from backdrop_ui.ui.layout import example_photos
from backdrop_ui.cutout.embedded import EmbeddedModel
from backdrop_ui.photo import Photo
from benchmarks import edges
width, height, kind, name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
small = to_float(np.asarray(Image.open(example_photos()[0]).convert("RGB")))
mask = EmbeddedModel().predict(Photo(small, None, ""))
pixels, alpha = resize(small, width, height), resize(mask, width, height)
if kind == "FOREGROUNDS":
    alpha = edges.refine(pixels, alpha)
function = getattr(edges, kind)[name]
if name == "pymatting ml":
    function(small, mask)  # numba compiles or loads at first use
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seconds = []
for _ in range(int(sys.argv[5])):
    start = time.perf_counter()
    function(pixels, alpha)
    seconds.append(time.perf_counter() - start)
print(json.dumps([float(np.median(seconds)), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024]))
"""


def print_alphas(data: Path) -> None:
    """One row for each start and refinement: means over the photos."""
    errors: dict[tuple[str, str], list[tuple[float, ...]]] = {}
    for case in mattes(data):
        for start, probability in starts(case):
            for name, function in REFINEMENTS.items():
                errors.setdefault((start, name), []).append(alpha_errors(function(case.pixels, probability), case))
    print("| start | photos | refined by | band MAE | band SAD | gradient | MAE |\n" + "| --- " * 7 + "|")
    for (start, name), rows in errors.items():
        mae, sad, slope, everywhere = np.mean(rows, axis=0)
        print(f"| {start} | {len(rows)} | {name} | {mae:.1f} | {sad:.2f} | {slope:.3f} | {everywhere:.2f} |")


def print_foregrounds(data: Path) -> None:
    """One row for each composite and alpha: errors of the colours in the band."""
    print(
        "\n| composite | alpha | " + " | ".join(FOREGROUNDS) + " |\n| --- | --- " + "| ---: " * len(FOREGROUNDS) + "|"
    )
    for case in composites(data):
        refined = dict(starts(case))["true, blurred"]
        for kind, alpha in (("true", case.alpha), ("refined", refine(case.pixels, refined))):
            measured = [colour_error(function(case.pixels, alpha), alpha, case) for function in FOREGROUNDS.values()]
            print(f"| {case.name} | {kind} | " + " | ".join(f"{error:.2f}" for error in measured) + " |")


def print_times(rounds: int) -> None:
    """Each in a fresh process: median seconds, and memory on top of the photo's own."""
    print("\n| what | 1 Mpx | 12 Mpx | memory at 12 Mpx |\n| --- | --- | --- | --- |")
    for kind, names in (("REFINEMENTS", ("guided filter", "`refine`")), ("FOREGROUNDS", list(FOREGROUNDS)[1:])):
        for name in names:
            (small, _), (large, memory) = (_timed(size, kind, name, rounds) for size in ((1000, 1000), (3000, 4000)))
            print(f"| {name} | {small:.2f} s | {large:.2f} s | {memory:.0f} MB |")


def _timed(size: tuple[int, int], kind: str, name: str, rounds: int) -> tuple[float, float]:
    arguments = [*(str(side) for side in size), kind, name, str(rounds)]
    done = subprocess.run([sys.executable, "-c", TIMED, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with composites/ and photos/; without it, times only")
    parser.add_argument("--rounds", type=int, default=5, help="how often to time; the table has medians")
    options = parser.parse_args()
    if options.data is not None:
        print_alphas(options.data)
        print_foregrounds(options.data)
    print_times(options.rounds)


if __name__ == "__main__":
    main()
