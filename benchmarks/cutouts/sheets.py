"""Contact sheets: photo, truth and each model's cut-out side by side, so that a person can see where it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from backdrop_ui.arrays import Array, Bytes8, resize, to_8bit, to_float
from backdrop_ui.photo import load_photo

from .data import Item
from .scores import read_grey
from .tables import Scores

TILE, GAP, TITLE, WORD, LEGEND = 320, 10, 36, 26, 56
PAPER, INK, FAINT = (250, 250, 248), (20, 20, 20), (110, 110, 110)
LINE = np.array([1, 0.85, 0], np.float32)
LOST, WRONG = np.array([0.1, 0.55, 1], np.float32), np.array([1, 0.1, 0.25], np.float32)
WORDS = "Yellow: the outline. Dimmed: cut away. Blue: subject that was lost. Red: kept, but no subject."


def write_sheet(
    path: Path, title: str, items: Sequence[Item], scores: Scores, folders: Mapping[str, Path], across: int = 2
) -> None:
    """Save a sheet of some photos as JPEG, `across` of them beside each other. folders: masks by model."""
    blocks = [_block(f"{number}. ", item, scores, folders) for number, item in enumerate(items, start=1)]
    rows = [blocks[first : first + across] for first in range(0, len(blocks), across)]
    wide = max(600, *(block.width for block in blocks))
    high = LEGEND + sum(max(block.height for block in row) for row in rows)
    sheet = Image.new("RGB", (across * wide, high), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((GAP, 12), title, INK, _font(26))
    draw.text((GAP + draw.textlength(title, _font(26)) + 30, 18), WORDS, FAINT, _font(19))
    top = LEGEND
    for row in rows:
        for place, block in enumerate(row):
            sheet.paste(block, (place * wide, top))
        top += max(block.height for block in row)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, quality=90)


def _block(number: str, item: Item, scores: Scores, folders: Mapping[str, Path]) -> Image.Image:
    """One photo's tiles with its name above and a word below each."""
    pixels = _tile(load_photo(item.photo).pixels)
    truth = _fit(read_grey(item.truth), pixels)
    tiles = {"photo": pixels, "truth": shown(pixels, truth, truth, item.trimap)}
    for name, folder in folders.items():
        words = f"{name}  IoU {scores[name][item.id].iou:.2f}"
        tiles[words] = shown(pixels, _fit(read_grey(folder / item.file), pixels), truth, item.trimap)
    size = (len(tiles) * (TILE + GAP) + 2 * GAP, TITLE + pixels.shape[0] + WORD + GAP)
    block = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(block)
    truth_is = "" if item.by_hand else "; truth by another network"
    draw.text((GAP, 8), f"{number}{item.id}, {item.category}{truth_is}", INK, _font(21))
    for place, (words, tile) in enumerate(tiles.items()):
        x = GAP + place * (TILE + GAP)
        block.paste(Image.fromarray(to_8bit(tile)), (x, TITLE))
        draw.text((x, TITLE + tile.shape[0] + 2), words, INK, _font(19))
    return block


def shown(pixels: Array, mask: Array, truth: Array, trimap: bool) -> Array:
    """A photo (H, W, 3) with what a mask (H, W) cuts away dimmed, what is wrong tinted, and the mask's outline."""
    kept, right = mask > 0.5, truth > 0.5
    unlabelled = np.abs(truth - 128 / 255) < 0.2 if trimap else np.zeros(kept.shape, np.bool_)
    grey = pixels.mean(axis=2, keepdims=True)
    picture = np.where(kept[..., None], pixels, 0.25 * grey + 0.1).astype(np.float32)
    for wrong, colour in ((right & ~kept & ~unlabelled, LOST), (kept & ~right & ~unlabelled, WRONG)):
        picture[wrong] = 0.6 * picture[wrong] + 0.4 * colour
    outlines, _ = cv2.findContours(kept.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    drawn = cv2.drawContours(np.ascontiguousarray(picture), outlines, -1, LINE.tolist(), 2, cv2.LINE_AA)
    return np.clip(drawn, 0, 1).astype(np.float32)


def _tile(pixels: Array) -> Array:
    scale = TILE / max(pixels.shape[:2])
    return resize(pixels, max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))


def _fit(mask: Bytes8, pixels: Array) -> Array:
    return resize(to_float(mask), pixels.shape[1], pixels.shape[0])


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
