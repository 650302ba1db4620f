"""How a training photo looks: colours, camera-like damage and plain studio walls."""

from __future__ import annotations

import cv2
import numpy as np

SPAN = np.arange(256, dtype=np.float32)  # every 8-bit value, for look-up tables


def recolour(rng: np.random.Generator, photo: np.ndarray, strength: float = 1.0) -> np.ndarray:
    """Change exposure, contrast, gamma and white balance through one look-up table a channel, then saturation."""
    gamma, contrast = np.exp(rng.uniform(-0.35, 0.35) * strength), 1 + rng.uniform(-0.3, 0.3) * strength
    gains = (1 + rng.uniform(-0.2, 0.2) * strength) * (1 + rng.uniform(-0.12, 0.12, 3) * strength)
    curve = ((SPAN / 255) ** gamma - 0.5) * contrast + 0.5
    table = np.clip(curve[:, None] * gains[None, :] * 255, 0, 255).astype(np.uint8)
    photo = cv2.LUT(photo, table[None])
    if rng.random() < 0.5:
        grey = cv2.cvtColor(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        keep = 0.0 if rng.random() < 0.2 else float(rng.uniform(0.3, 1.5))
        photo = cv2.addWeighted(photo, keep, grey, 1 - keep, 0)
    return photo


def damage(rng: np.random.Generator, photo: np.ndarray) -> np.ndarray:
    """Blur, noise and JPEG artefacts, each on a few samples."""
    if rng.random() < 0.12:
        photo = cv2.GaussianBlur(photo, (0, 0), rng.uniform(0.4, 1.5) * photo.shape[0] / 256)
    if rng.random() < 0.15:
        noise = rng.integers(-12, 13, (*photo.shape[:2], 1), dtype=np.int16)
        photo = np.clip(photo.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.15:
        _, data = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 85))])
        photo = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return photo


def studio(rng: np.random.Generator, size: int) -> np.ndarray:
    """A plain wall: a gradient between two similar colours."""
    first = rng.uniform(0, 255, 3) if rng.random() < 0.5 else np.full(3, rng.uniform(0, 255))
    corners = first + rng.uniform(-50, 50, (2, 2, 1)) + rng.uniform(-10, 10, (2, 2, 3))
    return np.clip(cv2.resize(corners, (size, size)), 0, 255).astype(np.uint8)


def solid(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """A plain thing, as a ball, a box or a pebble on a table: photo (size, size, 3) and alpha (size, size), uint8."""
    turns = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 9))))
    if rng.random() < 0.6:
        turns = np.linspace(0, 2 * np.pi, 90)  # round
    spread = rng.uniform(0.35, 1, 2) * size * 0.45
    corners = size / 2 + np.stack([np.cos(turns) * spread[0], np.sin(turns) * spread[1]], axis=1)
    alpha = np.zeros((size, size), np.uint8)
    cv2.fillPoly(alpha, [np.round(corners).astype(np.int32)], 255)
    return studio(rng, size), cv2.GaussianBlur(alpha, (0, 0), rng.uniform(0.5, 1.2))
