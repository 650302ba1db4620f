"""Small pictures made on the spot, with a subject whose alpha is known."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from backdrop_ui.arrays import Array, Bytes8, Rgb

SHARED = Path(__file__).parents[1] / ".." / "shared"
SIZE = (96, 72)
"""(width, height) of the usual test photo."""


def disc(width: int, height: int, radius: float = 0.3, soft_px: float = 3.0) -> Array:
    """The alpha, (H, W), of a disc in the middle: exactly 1 inside, exactly 0 outside, a soft rim between."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot(x - width / 2, y - height / 2)
    edge = radius * min(width, height)
    return np.clip((edge - distance) / soft_px + 0.5, 0, 1).astype(np.float32)


def box(width: int, height: int, left: int, top: int, right: int, bottom: int) -> Array:
    """The alpha, (H, W), of a rectangle; right and bottom are exclusive."""
    alpha = np.zeros((height, width), np.float32)
    alpha[top:bottom, left:right] = 1
    return alpha


def painted(alpha: Array, subject: Rgb, backdrop: Rgb) -> Array:
    """(H, W, 3): one colour where alpha is 1, another where it is 0."""
    share = alpha[..., None]
    return (share * np.array(subject, np.float32) + (1 - share) * np.array(backdrop, np.float32)).astype(np.float32)


def noise(width: int, height: int, seed: int = 0) -> Array:
    """(H, W, 3) in 8-bit steps: neighbours differ, so nothing can move unnoticed."""
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3))
    return (values / 255).astype(np.float32)


def orange_on_blue(width: int, height: int) -> Array:
    """(H, W, 3): an orange disc, lightly shaded, on a blue slope; in 8-bit steps."""
    alpha = disc(width, height)[..., None]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    shade = (0.9 + 0.1 * x / width)[..., None]
    sky = np.stack([0.1 + 0.1 * y / height, 0.2 + 0.1 * x / width, 0.7 + 0.2 * y / height], axis=-1)
    mixed = alpha * shade * np.array([0.95, 0.55, 0.1]) + (1 - alpha) * sky
    return (np.round(mixed * 255) / 255).astype(np.float32)


def read_8bit(path: Path) -> Bytes8:
    """A file's pixels as they are stored."""
    with Image.open(path) as image:
        return np.asarray(image)


def png_bytes(width: int, height: int, depth: int, colour_type: int, rows: bytes, **chunks: bytes) -> bytes:
    """A PNG put together by hand, for what Pillow would not write. rows: filter byte and data of each row."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0))]
    parts += [chunk(kind.encode(), data) for kind, data in chunks.items()]
    return b"".join([*parts, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")])
