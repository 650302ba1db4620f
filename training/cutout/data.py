"""Reads the training pack, caches it as square uint8 arrays and splits it into training and validation."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

CACHE_SIDE = 352  # pixels; a little above the side of training so that crops stay sharp
VALIDATION_PERCENT = 6


@dataclass(frozen=True)
class Row:
    """One photo of the pack: where it lies, what it shows and who made its mask."""

    photo: str
    mask: str
    category: str
    source: str
    by_hand: bool
    validation: bool


@dataclass(frozen=True)
class Pack:
    """The whole pack: photos (N, S, S, 3) uint8 RGB and masks (N, S, S) uint8 with 255 = subject, S = CACHE_SIDE."""

    rows: list[Row]
    photos: np.ndarray
    masks: np.ndarray

    def indices(self, validation: bool) -> np.ndarray:
        """Row numbers (int64) of one side of the split."""
        return np.array([i for i, row in enumerate(self.rows) if row.validation == validation], dtype=np.int64)


def on_validation_side(origin: str) -> bool:
    """Whether a photo belongs to validation; `origin` names the original photo, so its crops go the same way."""
    return int(hashlib.sha256(origin.encode()).hexdigest(), 16) % 100 < VALIDATION_PERCENT


def read_rows(pack: Path) -> list[Row]:
    """Read `manifest.csv` of the pack folder."""
    with (pack / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return [
            Row(
                photo=line["photo"],
                mask=line["mask"],
                category=line["category"],
                source=line["source"],
                by_hand=line["mask_kind"] == "human",
                validation=on_validation_side(f"{line['repo']}/{line['path']}"),
            )
            for line in csv.DictReader(file)
        ]


def read_square(path: Path, flags: int, side: int) -> np.ndarray:
    """Read a picture and squash it to side x side pixels, uint8."""
    image = cv2.imread(str(path), flags)
    if image is None:
        raise FileNotFoundError(f"cannot read {path}")
    shrinking = image.shape[0] > side and image.shape[1] > side
    return cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR)


def build_cache(pack: Path, cache: Path, rows: list[Row]) -> None:
    """Write `photos.npy` and `masks.npy` into the cache folder."""
    cache.mkdir(parents=True, exist_ok=True)
    photos = np.empty((len(rows), CACHE_SIDE, CACHE_SIDE, 3), np.uint8)
    masks = np.empty((len(rows), CACHE_SIDE, CACHE_SIDE), np.uint8)
    for i, row in enumerate(rows):
        bgr = read_square(pack / row.photo, cv2.IMREAD_COLOR, CACHE_SIDE)
        photos[i] = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
        masks[i] = read_square(pack / row.mask, cv2.IMREAD_GRAYSCALE, CACHE_SIDE)
    np.save(cache / "photos.npy", photos)
    np.save(cache / "masks.npy", masks)


def load_pack(pack: Path, cache: Path) -> Pack:
    """Open the pack as memory maps, building the cache first where it is missing or of another length."""
    rows = read_rows(pack)
    files = (cache / "photos.npy", cache / "masks.npy")
    if not all(file.exists() for file in files) or len(np.load(files[1], mmap_mode="r")) != len(rows):
        build_cache(pack, cache, rows)
    return Pack(rows, np.load(files[0], mmap_mode="r"), np.load(files[1], mmap_mode="r"))
