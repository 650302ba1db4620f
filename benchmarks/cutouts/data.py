"""What is cut out: photos with a known truth, and photos without any subject."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backdrop_ui.photo import SUFFIXES
from training.cutout.data import read_rows

HAND_MADE = ("human_mask", "human_trimap", "true_alpha")
"""Kinds of truth that count in the headline; the rest is another network's output."""
WORDS = {"person": "people", "animal": "animals", "product": "products", "group": "groups", "object": "other things"}
"""Categories in the order of the table, as people call them; others follow under their own names."""
HARD = frozenset({"hard", "hair", "thin", "transparent", "group"})


@dataclass(frozen=True)
class Item:
    """A photo with its truth. kind: who made the truth, and how."""

    id: str
    photo: Path
    truth: Path
    kind: str
    category: str
    tags: tuple[str, ...]

    @property
    def by_hand(self) -> bool:
        """Whether a person made the truth, so that it counts in the headline."""
        return self.kind in HAND_MADE

    @property
    def trimap(self) -> bool:
        """Whether the truth leaves a band unlabelled (128)."""
        return self.kind == "human_trimap"

    @property
    def file(self) -> str:
        """The name of its mask's file, as the yardstick wants it."""
        return self.id.replace("/", "__") + ".png"


@dataclass(frozen=True)
class Empty:
    """A photo without a subject. source: which collection it is from."""

    id: str
    photo: Path
    source: str


def read_items(data: Path) -> list[Item]:
    """The photos of `data`/photos/manifest.json."""
    listed = json.loads((data / "photos" / "manifest.json").read_text("utf-8"))
    return [
        Item(
            each["id"],
            data / each["photo"],
            data / each["gt"],
            each["gt_kind"],
            each["category"],
            tuple(each.get("tags", ())),
        )
        for each in listed
    ]


def read_empties(folders: Sequence[Path]) -> list[Empty]:
    """The pictures in some folders; of a training pack, those photos of category `none` that were held back."""
    found: list[Empty] = []
    for folder in folders:
        if (folder / "manifest.csv").is_file():
            rows = [row for row in read_rows(folder) if row.category == "none" and row.validation]
            found += [Empty(row.photo, folder / row.photo, f"{folder.name}, held back") for row in rows]
        elif folder.is_dir():
            paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
            found += [Empty(f"{folder.name}/{path.name}", path, folder.name) for path in paths]
    return found


def groups(items: Sequence[Item]) -> dict[str, list[Item]]:
    """Rows of the table: hand-made truth by category, the hard ones of it, all of it; then what is no such truth."""
    by_hand = [item for item in items if item.by_hand]
    names = dict.fromkeys([*WORDS, *sorted({item.category for item in items})])
    rows = {name: [item for item in by_hand if item.category == name] for name in names}
    rows["hard (hair, group, transparent)"] = [item for item in by_hand if HARD & set(item.tags)]
    rows["all"] = by_hand
    rows["reference mattes, not in all"] = [item for item in items if not item.by_hand]
    return {name: row for name, row in rows.items() if row}
