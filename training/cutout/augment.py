"""Training samples: random crops, pasted subjects and new backdrops, all in uint8 with cv2."""

from __future__ import annotations

import cv2
import numpy as np

from .data import Pack
from .look import damage, recolour, solid, studio

Pair = tuple[np.ndarray, np.ndarray]  # photo (H, W, 3) uint8 RGB, mask (H, W) uint8 with 255 = subject

SOLID_SHARE = 0.04  # plain things before plain walls: no photo of the pack shows any
COMPOSITE_SHARE = 0.4  # of the samples with a subject
SECOND_SUBJECT_SHARE = 0.35  # of the composites
KEPT_SUBJECT = 0.3  # a crop has to keep this share of the subject
VARIED_SOURCE = "Caltech-101"


def resized(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resize with area averaging when shrinking, bilinear otherwise."""
    shrinking = image.shape[1] > width and image.shape[0] > height
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR)


def subject_box(mask: np.ndarray) -> tuple[int, int, int, int]:
    """Bounding box x0, y0, x1, y1 (pixels, end exclusive) of mask > 64; the whole picture if there is none."""
    columns, rows = np.flatnonzero((mask > 64).any(axis=0)), np.flatnonzero((mask > 64).any(axis=1))
    if columns.size == 0:
        return 0, 0, mask.shape[1], mask.shape[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def random_window(rng: np.random.Generator, side: int) -> tuple[int, int, int, int]:
    """A window x0, y0, x1, y1 of 30-100 % of a side x side picture, moderately stretched."""
    area, stretch = rng.uniform(0.3, 1.0), np.exp(rng.uniform(-0.3, 0.3))
    width = min(side, round(side * np.sqrt(area) * stretch))
    height = min(side, round(side * np.sqrt(area) / stretch))
    x0, y0 = int(rng.integers(0, side - width + 1)), int(rng.integers(0, side - height + 1))
    return x0, y0, x0 + width, y0 + height


def tight_window(rng: np.random.Generator, mask: np.ndarray) -> tuple[int, int, int, int]:
    """A window around the subject whose edges cut into it or leave a margin, each side at random."""
    x0, y0, x1, y1 = subject_box(mask)
    dx, dy = (x1 - x0) * rng.uniform(-0.25, 0.35, 2), (y1 - y0) * rng.uniform(-0.25, 0.35, 2)
    left, top = max(0, round(x0 - dx[0])), max(0, round(y0 - dy[0]))
    right, bottom = min(mask.shape[1], round(x1 + dx[1])), min(mask.shape[0], round(y1 + dy[1]))
    return left, top, max(right, left + 24), max(bottom, top + 24)


def crop(rng: np.random.Generator, pair: Pair, size: int) -> Pair:
    """Cut a random window that keeps enough of the subject and squash it to size x size."""
    photo, mask = pair
    kind = rng.random()
    window = (0, 0, mask.shape[1], mask.shape[0])
    if kind < 0.45:
        window = random_window(rng, mask.shape[0])
    elif kind < 0.8:
        window = tight_window(rng, mask)
    x0, y0, x1, y1 = window
    if mask[y0:y1, x0:x1].sum(dtype=np.int64) < KEPT_SUBJECT * mask.sum(dtype=np.int64):
        x0, y0, x1, y1 = 0, 0, mask.shape[1], mask.shape[0]
    return resized(photo[y0:y1, x0:x1], size, size), resized(mask[y0:y1, x0:x1], size, size)


def turn(rng: np.random.Generator, pair: Pair) -> Pair:
    """Mirror half of the samples, tilt a third of them by up to 15 degrees."""
    photo, mask = pair
    if rng.random() < 0.5:
        photo, mask = cv2.flip(photo, 1), cv2.flip(mask, 1)
    if rng.random() < 0.33:
        size = mask.shape[0]
        matrix = cv2.getRotationMatrix2D((size / 2, size / 2), rng.uniform(-15, 15), rng.uniform(1.0, 1.15))
        photo = cv2.warpAffine(photo, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)
        mask = cv2.warpAffine(mask, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)
    return photo, mask


def empty_strip(pair: Pair, least: int = 72) -> np.ndarray | None:
    """The wider side strip of a photo (H, w, 3) that the subject does not reach, if at least `least` pixels wide."""
    photo, mask = pair
    columns = np.flatnonzero((mask > 8).any(axis=0))
    if columns.size == 0:
        return photo
    left, right = int(columns[0]) - 2, mask.shape[1] - int(columns[-1]) - 3
    if max(left, right) < least:
        return None
    return photo[:, :left] if left > right else photo[:, -right:]


class Sampler:
    """Draws training samples from the training side of a pack."""

    def __init__(self, pack: Pack, seed: int) -> None:
        self.pack = pack
        self.rng = np.random.default_rng(seed)
        indices = pack.indices(validation=False)
        empty = np.array([pack.rows[i].category == "none" for i in indices])
        # The one source with many kinds of things is drawn twice as often as street fashion, garments and cats.
        varied = np.array([pack.rows[i].source == VARIED_SOURCE for i in indices])
        self.empty, self.subjects = indices[empty], np.concatenate([indices[~empty], indices[varied & ~empty]])

    def pair(self, indices: np.ndarray) -> Pair:
        """A random photo of the list, with its mask."""
        i = int(self.rng.choice(indices))
        return self.pack.photos[i], self.pack.masks[i]

    def nothing(self, size: int) -> Pair:
        """A picture that holds no subject at all, with its empty mask."""
        empty = np.zeros((size, size), np.uint8)
        if self.rng.random() < 0.1:
            return studio(self.rng, size), empty
        return crop(self.rng, self.pair(self.empty), size)[0], empty

    def backdrop(self, size: int) -> Pair:
        """A picture to paste a subject on, without a sharp subject of its own, and its empty mask."""
        return self.backdrop_photo(size), np.zeros((size, size), np.uint8)

    def backdrop_photo(self, size: int) -> np.ndarray:
        """The photo of `backdrop`, (size, size, 3)."""
        kind = self.rng.random()
        if kind < 0.1:
            return studio(self.rng, size)
        if kind < 0.4:
            strip = empty_strip(self.pair(self.subjects))
            if strip is not None:
                return resized(strip, size, size)
        if kind < 0.55:
            photo, _ = crop(self.rng, self.pair(self.subjects), size)
            return cv2.GaussianBlur(photo, (0, 0), self.rng.uniform(5, 14) * size / 256)
        photo, _ = crop(self.rng, self.pair(self.empty), size)
        if self.rng.random() < 0.3:
            photo = cv2.GaussianBlur(photo, (0, 0), self.rng.uniform(0.8, 4) * size / 256)
        return photo

    def paste(self, below: Pair) -> Pair:
        """Put a random subject, cut along its own mask, over a picture."""
        return self.lay(self.pair(self.subjects), below)

    def lay(self, above: Pair, below: Pair) -> Pair:
        """Put a subject with its mask somewhere over a picture, at some size."""
        rng, (over, alpha), (photo, mask) = self.rng, above, below
        size = mask.shape[0]
        x0, y0, x1, y1 = subject_box(alpha)
        over, alpha = over[y0:y1, x0:x1], alpha[y0:y1, x0:x1]
        scale = size * rng.uniform(0.3, 1.15) / max(over.shape[:2])
        stretch = np.exp(rng.uniform(-0.15, 0.15))
        width = max(16, round(over.shape[1] * scale * stretch))
        height = max(16, round(over.shape[0] * scale / stretch))
        over, alpha = recolour(rng, resized(over, width, height), 0.6), resized(alpha, width, height)
        if rng.random() < 0.5:
            over, alpha = cv2.flip(over, 1), cv2.flip(alpha, 1)
        if rng.random() < 0.5:
            alpha = cv2.erode(alpha, np.ones((3, 3), np.uint8))
        alpha = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(0.4, 1.1))
        left = round(rng.uniform(-0.2, 1.2) * (size - width)) if width < size else round((size - width) * rng.random())
        top = size - height if rng.random() < 0.4 else round(rng.uniform(-0.1, 1.1) * (size - height))
        shift = np.float32([[1, 0, left], [0, 1, top]])
        alpha = cv2.warpAffine(alpha, shift, (size, size))
        over = cv2.warpAffine(over, shift, (size, size))
        share = alpha.astype(np.float32)[..., None] / 255
        return (over * share + photo * (1 - share)).astype(np.uint8), np.maximum(mask, alpha)

    def draw(self, size: int) -> tuple[np.ndarray, np.ndarray, float]:
        """One sample: photo (size, size, 3) uint8, mask (size, size) uint8, weight of its mask in (0, 1]."""
        rng, weight = self.rng, 1.0
        if rng.random() < 0.09:
            pair = self.nothing(size)
        elif rng.random() < SOLID_SHARE:
            wall = studio(rng, size) if rng.random() < 0.7 else self.backdrop_photo(size)
            pair = self.lay(solid(rng, size), (wall, np.zeros((size, size), np.uint8)))
        elif rng.random() < COMPOSITE_SHARE:
            pair = self.paste(self.backdrop(size))
            if rng.random() < SECOND_SUBJECT_SHARE:
                pair = self.paste(pair)
        else:
            i = int(rng.choice(self.subjects))
            pair = crop(rng, (self.pack.photos[i], self.pack.masks[i]), size)
            weight = 1.0 if self.pack.rows[i].by_hand else 0.6
        photo, mask = turn(rng, pair)
        if rng.random() < 0.85:
            photo = recolour(rng, photo)
        return damage(rng, photo), mask, weight
