"""Untrusted bytes to an upright sRGB `Photo`. Every limit on what comes in stands here."""

from __future__ import annotations

import io
import struct
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .arrays import Array, to_float
from .errors import PhotoError

Image.init()  # all plug-ins, or `Image.open(formats=...)` does not know them
pillow_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif", ".tif", ".tiff", ".bmp")
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, OverflowError, RuntimeError, struct.error)
"""What Pillow's decoders are known to raise on damaged files."""
USE_INSTEAD = "Use a JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF or BMP picture."


@dataclass(frozen=True)
class Limits:
    """What a picture may be. The defaults take any phone's photo and refuse what would stall a small machine."""

    max_bytes: int = 80_000_000
    max_pixels: int = 64_000_000
    min_side_px: int = 16
    max_aspect: float = 12.0
    timeout_s: float = 20.0


@dataclass(frozen=True)
class Photo:
    """An upright sRGB picture, stripped of everything but its pixels.

    pixels: (H, W, 3), sRGB in [0, 1]. alpha: (H, W) where the file brought transparency, else None. name: the file's
    name without folder and suffix. notes: what was changed on the way in, for people.
    """

    pixels: Array
    alpha: Array | None
    name: str
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]


def load_photo(path: Path, limits: Limits = Limits()) -> Photo:
    """Read a picture of any supported kind.

    Raises:
        PhotoError: if it is missing, too large, not a picture, damaged, or takes too long to decode.
    """
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise PhotoError(
                f"{path.name} has {size / 1e6:.0f} MB; at most {limits.max_bytes / 1e6:.0f} MB can be read. "
                "Save it smaller and try again."
            )
        data = path.read_bytes()
    except OSError as error:
        raise PhotoError(f"{path.name} cannot be read ({error.strerror}). Check the file and try again.") from error
    if not data:
        raise PhotoError(f"{path.name} is empty (0 bytes). Choose another file.")
    pixels, alpha, notes = _within(limits.timeout_s, data, path.name, limits)
    return Photo(pixels, alpha, short_stem(path), notes)


def short_stem(path: Path, max_bytes: int = 120) -> str:
    """A file's name without folder and suffix, cut so that what is made of it still fits any file system."""
    return path.stem.encode(errors="replace")[:max_bytes].decode(errors="ignore")


Decoded = tuple[Array, Array | None, tuple[str, ...]]


def _within(timeout_s: float, data: bytes, name: str, limits: Limits) -> Decoded:
    """Decode in a thread of its own, so that a file made to stall a decoder costs the person no more than the limit."""
    outcome: list[Decoded | BaseException] = []

    def work() -> None:
        try:
            outcome.append(_decode(data, name, limits))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=work, name="decode", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if not outcome:
        raise PhotoError(f"{name} could not be decoded within {timeout_s:.0f} s. Save it again as JPEG and try that.")
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _decode(data: bytes, name: str, limits: Limits) -> Decoded:
    damaged = f"{name} is damaged and cannot be read in full. Export or download it again."
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which is thrown away anyway
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image, name, limits)
                notes = _notes(image)
                image.load()
                upright = ImageOps.exif_transpose(image)
        except UnidentifiedImageError as error:
            raise PhotoError(f"{name} is not a picture this program can read. {USE_INSTEAD}") from error
        except Image.DecompressionBombError as error:
            raise PhotoError(
                f"{name} claims to be far larger than the {limits.max_pixels / 1e6:.0f} megapixels that can be used. "
                "Save it smaller and try again."
            ) from error
        except PhotoError:
            raise
        except MemoryError as error:
            raise PhotoError(f"{name} does not fit into this machine's memory. Save it smaller.") from error
        except BROKEN as error:
            raise PhotoError(damaged) from error
        return *_to_arrays(upright, name), notes


def _check_size(image: Image.Image, name: str, limits: Limits) -> None:
    """Refuse by the header alone, before anything is decoded."""
    width, height = image.size
    if width * height > limits.max_pixels:
        raise PhotoError(
            f"{name} is {width} x {height} pixels ({width * height / 1e6:.0f} megapixels); at most "
            f"{limits.max_pixels / 1e6:.0f} can be used. Save it smaller and try again."
        )
    if min(width, height) < limits.min_side_px:
        raise PhotoError(
            f"{name} is only {width} x {height} pixels; each side needs at least {limits.min_side_px}. "
            "Choose a larger picture."
        )
    if max(width, height) > limits.max_aspect * min(width, height):
        raise PhotoError(f"{name} is {width} x {height} pixels, too long and thin. Crop it and try again.")


def _notes(image: Image.Image) -> tuple[str, ...]:
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and image.format not in ("MPO", "HEIF"):  # there the others are thumbnails or the other eye
        return (f"Animated picture: the first of {frames} frames is used.",)
    return ()


def _to_arrays(image: Image.Image, name: str) -> tuple[Array, Array | None]:
    alpha = None
    if image.has_transparency_data:
        channel = _transparency(image)
        if channel.max() == 0:
            raise PhotoError(f"{name} is fully transparent: there is nothing to see in it. Choose another picture.")
        alpha = channel if channel.min() < 1 else None
        if not _is_deep(image):
            image = image.convert("RGBA").convert("RGB")
    return to_float(np.asarray(_to_srgb(_to_8bit(image)))), alpha


def _transparency(image: Image.Image) -> Array:
    if _is_deep(image):  # Pillow would compare the transparent value with the lowest 8 of its bits
        return np.asarray(np.asarray(image) != image.info["transparency"], np.float32)
    return to_float(np.asarray(image.convert("RGBA").getchannel("A")))


def _is_deep(image: Image.Image) -> bool:
    """Whether it has more than 8 bits a channel; Pillow knows that of greys only."""
    return image.mode.startswith(("I", "F"))


def _to_8bit(image: Image.Image) -> Image.Image:
    """16 and 32-bit greys scaled, where Pillow's own conversion would clip them to white."""
    if not _is_deep(image):
        return image
    values = np.nan_to_num(np.asarray(image, dtype=np.float64))
    top = 65535.0
    if not image.mode.startswith("I;16"):  # what white is, the file does not say
        top = 1.0 if image.mode == "F" and values.max() <= 1 else 255.0 if values.max() <= 255 else 65535.0
    return Image.fromarray(np.round(np.clip(values / top, 0, 1) * 255).astype(np.uint8))


def _to_srgb(image: Image.Image) -> Image.Image:
    """Through the embedded colour profile where there is a usable one."""
    if image.mode == "P":
        image = image.convert("RGB")
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "L", "CMYK", "LAB"):
        try:
            converted = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken or mismatched profile: the plain conversion below is what viewers do too
    return image.convert("RGB")
