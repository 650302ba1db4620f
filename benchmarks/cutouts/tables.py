"""The tables, in Markdown, as the README shows them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence

from .data import WORDS, Empty, Item, groups
from .scores import Score, mean
from .worker import Done

Scores = Mapping[str, Mapping[str, Score]]
"""By model, then by photo."""


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def quality(items: Sequence[Item], scores: Scores) -> str:
    """Means by category."""
    heads = ["photos", "n", *(f"`{m}` IoU | MAE | boundary F" for m in scores)]
    rows = []
    for name, row in groups(items).items():
        means = [mean([by_photo[item.id] for item in row]) for by_photo in scores.values()]
        rows.append([WORDS.get(name, name), str(len(row)), *(_figures(each) for each in means)])
    return table(" | ".join(heads).split(" | "), rows)


def _figures(each: Score) -> str:
    boundary = "–" if math.isnan(each.boundary_f) else f"{each.boundary_f:.2f}"
    return f"{each.iou:.2f} | {each.mae:.3f} | {boundary}"


def speed(done: Mapping[str, Done]) -> str:
    """Medians by model."""
    heads = ["model", "network alone", "finding the subject", "refining", "first photo, loading too", "peak memory"]
    rows = [
        [
            f"`{name}`",
            f"{1000 * statistics.median(each.network_s):.0f} ms",
            f"{statistics.median(each.predict_s):.2f} s",
            f"{statistics.median(each.refine_s):.2f} s",
            f"{each.first_s:.1f} s",
            f"{each.peak_mb:.0f} MB",
        ]
        for name, each in done.items()
    ]
    return table(heads, rows)


def empties(photos: Sequence[Empty], done: Mapping[str, Done], files: Mapping[str, str]) -> str:
    """On how many photos without a subject each model finds none, and how much of the others it takes for one.

    files: name of the mask's file by the photo's id.
    """
    heads = ["without a subject", "n", *(f"`{name}` finds none | takes of the others" for name in done)]
    rows = []
    for source in dict.fromkeys(photo.source for photo in photos):
        row = [files[photo.id] for photo in photos if photo.source == source]
        rows.append([source, str(len(row)), *(_false_alarms(row, each) for each in done.values())])
    return table(" | ".join(heads).split(" | "), rows)


def _false_alarms(row: Sequence[str], done: Done) -> str:
    wrong = [done.shares[file] for file in row if file not in done.nothing]
    return f"{len(row) - len(wrong)} | " + (f"{statistics.mean(wrong):.0%}" if wrong else "–")


def worst(items: Sequence[Item], scores: Mapping[str, Score], count: int) -> list[Item]:
    """The photos with hand-made truth on which a model is furthest off, the worst first."""
    return sorted((item for item in items if item.by_hand), key=lambda item: scores[item.id].iou)[:count]
