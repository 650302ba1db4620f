"""Whether preflight warns where it should: `python -m benchmarks.preflight --data DIR --masks DIR [DIR ...]`.

masks: folders of `python -m benchmarks.cutouts`, say out/cutouts/embedded. Counts, on photos with hand-made truth, how
many good cut-outs are warned about, and how often an edge that is said to be invisible really is in the wrong place.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import get_args

import cv2
import numpy as np

from backdrop_ui.arrays import Array, Bytes8, fitted_size, resize, to_float
from backdrop_ui.cutout.contrast import longest_alike
from backdrop_ui.cutout.finding import Finding, Kind
from backdrop_ui.cutout.preflight import ALIKE_NOTED, ALIKE_WARNED, WORK_PIXELS, preflight
from backdrop_ui.photo import load_photo

from .cutouts.data import Item, read_items
from .cutouts.scores import outline, read_grey, score
from .cutouts.tables import table

GOOD_IOU = 0.9
WRONG_SHARE = 0.01
"""An edge further from the true one than this share of the diagonal is wrong: the yardstick's tolerance."""


def wrong_share(pixels: Array, mask: Bytes8, item: Item, longer_than: float) -> float | None:
    """The share of the longest invisible stretch that is in the wrong place; None if it is not that long."""
    size = fitted_size(mask.shape[1], mask.shape[0], WORK_PIXELS)
    alike = longest_alike(resize(pixels, *size), resize(to_float(mask), *size))
    if alike is None or alike.length <= longer_than:
        return None
    truth = resize(to_float(read_grey(item.truth)), *size)
    edge = outline(truth > 0.5)
    if item.trimap:  # anywhere in the unlabelled band is right
        edge |= np.abs(truth - 128 / 255) < 0.1
    distance = cv2.distanceTransform((~edge).astype(np.uint8), cv2.DIST_L2, 5)
    x, y = alike.points.T
    return float((distance[y, x] > WRONG_SHARE * np.hypot(*size)).mean())


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--masks", type=Path, nargs="+", required=True)
    given = parser.parse_args()
    found: dict[str, list[tuple[Finding, ...]]] = {"good": [], "others": []}
    wrong: dict[float, list[float]] = {ALIKE_NOTED: [], ALIKE_WARNED: []}
    for item in filter(lambda item: item.by_hand, read_items(given.data)):
        pixels = load_photo(item.photo).pixels
        for mask in (read_grey(folder / item.file) for folder in given.masks):
            good = score(mask, read_grey(item.truth), item.trimap).iou > GOOD_IOU
            found["good" if good else "others"].append(preflight(pixels, to_float(mask)))
            for longer_than in wrong:
                share = wrong_share(pixels, mask, item, longer_than)
                wrong[longer_than] += [] if share is None else [share]
    print(counts(found))
    for longer_than, shares in wrong.items():
        hits = sum(share > 0.5 for share in shares)
        print(f"Invisible edges longer than {longer_than:.0%} of the diagonal: {len(shares)}, {hits} mostly wrong")


def counts(found: Mapping[str, Sequence[tuple[Finding, ...]]]) -> str:
    """How many cut-outs have each kind of finding; warnings and notes apart."""
    rows = [["any warning", *(_share(each, lambda f: f.severity == "warning") for each in found.values())]]
    rows += [["anything said", *(_share(each, lambda _: True) for each in found.values())]]
    for severity, kind in itertools.product(("warning", "note"), get_args(Kind)):
        hits = [sum((f.severity, f.kind) == (severity, kind) for fs in each for f in fs) for each in found.values()]
        rows += [[f"{severity}: {kind}", *map(str, hits)]] if any(hits) else []
    return table(["cut-outs with", f"IoU above {GOOD_IOU}", "others"], rows)


def _share(found: Sequence[tuple[Finding, ...]], of: Callable[[Finding], bool]) -> str:
    return f"{sum(any(map(of, findings)) for findings in found)} of {len(found)}"


if __name__ == "__main__":
    main()
