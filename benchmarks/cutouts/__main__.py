"""Scores, times and contact sheets of the cut-out models.

python -m benchmarks.cutouts --data DIR [--models embedded,u2netp] [--onnx FILE] [--raw] [--empty DIR] [--sheets]

DIR has photos/manifest.json. Every model runs through the product's whole path in a process of its own. Models that are
not on this machine are left out and named; `U2NET_HOME` says where rembg's are, DIR/../weights/u2net unless set.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path

from backdrop_ui.cutout import MODELS

from .data import Empty, Item, read_empties, read_items
from .scores import Score, score_folder
from .sheets import write_sheet
from .tables import Scores, empties, quality, speed, worst
from .worker import Done, Job, run

WORST = 10
RAW = "{} alone"


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with photos/manifest.json")
    parser.add_argument("--models", default="embedded,u2netp", help="names, comma-separated; the first is 'ours'")
    parser.add_argument("--onnx", type=Path, help="an exported network of training/cutout, before the others")
    parser.add_argument("--raw", action="store_true", help="score each network alone, too")
    parser.add_argument("--empty", type=Path, action="append", default=[], help="folder of photos without a subject")
    parser.add_argument("--out", type=Path, default=Path("out/cutouts"), help="folder for masks, scores.json, sheets")
    parser.add_argument("--sheets", action="store_true", help="also a sheet of every category")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the models, print the tables, write the rest."""
    given = parse(arguments)
    beside = given.data.resolve().parent / "weights" / "u2net"
    if beside.is_dir():
        os.environ.setdefault("U2NET_HOME", str(beside))
    items, without = read_items(given.data), read_empties([given.data / "backgrounds", *given.empty])
    done, folders = {}, {}
    for name, model in wanted(given).items():
        folders[name], raw = given.out / name, given.out / RAW.format(name)
        done[name] = run(job(model, items, without, folders[name], raw if given.raw else None))
        if given.raw:
            folders[RAW.format(name)] = raw
    scores = {name: score_folder(items, folder) for name, folder in folders.items()}
    print(report(items, without, done, scores))
    write(given.out, done, scores)
    sheets(given, items, scores, {name: folders[name] for name in done})


def wanted(given: argparse.Namespace) -> dict[str, str]:
    """What to run, by the name to show; what is not here is said and left out.

    Raises:
        SystemExit: if there is no such model, or none is left.
    """
    chosen = {given.onnx.stem: str(given.onnx)} if given.onnx else {}
    for name in filter(None, given.models.split(",")):
        if name not in MODELS:
            raise SystemExit(f"There is no cut-out model {name!r}. Choose from: {', '.join(MODELS)}.")
        if missing := MODELS[name].missing():
            print(f"{name} is left out: {missing}")
        else:
            chosen[name] = name
    if not chosen:
        raise SystemExit("No model is left to run.")
    return chosen


def job(model: str, items: Sequence[Item], without: Sequence[Empty], folder: Path, raw: Path | None) -> Job:
    photos = {str(item.photo): item.file for item in items}
    photos |= {str(photo.photo): empty_file(photo) for photo in without}
    return Job(model, photos, str(folder), str(raw) if raw else None)


def empty_file(photo: Empty) -> str:
    return "empty__" + photo.id.replace("/", "__") + ".png"


def report(items: Sequence[Item], without: Sequence[Empty], done: dict[str, Done], scores: Scores) -> str:
    """All tables and what has to be said beside them."""
    parts = [quality(items, scores), speed(done)]
    if without:
        parts.append(empties(without, done, {photo.id: empty_file(photo) for photo in without}))
    files = {item.file: item.id for item in items}
    for name, each in done.items():
        nothing = [files[file] for file in each.nothing if file in files]
        parts.append(f"{name} finds nothing on {len(nothing)} of {len(items)} photos. {', '.join(nothing)}".rstrip())
    first = next(iter(scores))
    lowest = worst(items, scores[first], WORST)
    parts.append(f"Worst of {first}: " + ", ".join(f"{i.id} {scores[first][i.id].iou:.2f}" for i in lowest))
    return "\n\n".join(parts)


def write(out: Path, done: dict[str, Done], scores: Scores) -> None:
    """Every figure as JSON."""
    figures = {name: {i: _without_nan(each) for i, each in by_id.items()} for name, by_id in scores.items()}
    runs = {name: dataclasses.asdict(each) for name, each in done.items()}
    (out / "scores.json").write_text(json.dumps({"scores": figures, "runs": runs}, indent=1), "utf-8")


def _without_nan(each: Score) -> dict[str, float | None]:
    """JSON has no nan."""
    return {name: None if math.isnan(value) else value for name, value in dataclasses.asdict(each).items()}


def sheets(given: argparse.Namespace, items: Sequence[Item], scores: Scores, folders: dict[str, Path]) -> None:
    """The worst, and where asked for every category, the worst of it first."""
    first = next(iter(scores))
    lowest = worst(items, scores[first], WORST)
    write_sheet(given.out / "worst.jpg", f"The worst {len(lowest)} of {first}", lowest, scores, folders)
    for category in sorted({item.category for item in items}) if given.sheets else ():
        row = sorted((i for i in items if i.category == category), key=lambda item: scores[first][item.id].iou)
        write_sheet(given.out / f"{category}.jpg", f"{category}: {len(row)} photos", row, scores, folders)


if __name__ == "__main__":
    main()
