"""A photo's own background: without its subject, and beyond the photo's edges."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ..arrays import Array, fitted_size

PLATE_PIXELS = 1_000_000
"""What lay behind the subject is a guess: it needs no more detail than this."""
SOFTENING = ((0.010, 0.006, 0.05), (0.06, 0.02, 0.20), (0.20, 0.05, 0.60))
"""Beyond the photo its mirror image becomes a blur, across the picture more than up and down, so that ground stays
under sky: sigma across and down, and how far out, as shares of the photo's shorter side."""
STRIP = 0.2
"""Only this share of the photo, along its edges, is seen beyond them: mirrored, and stretched the farther out."""
MOST_GRAIN = 0.02
"""What is blurred gets back the photo's grain and grit, up to this standard deviation."""


def grown(photo: Array, alpha: Array, inside: Array) -> Array:
    """The photo, and beyond its edges its background continued."""
    height, width = alpha.shape
    part = photo_box(inside)
    if part is None:
        return photo
    (y, x), (tall, wide) = ((side.start for side in part), (side.stop - side.start for side in part))
    plate = enlarged(plate_of(photo[part], alpha[part]), wide, tall)
    hidden = cv2.dilate(alpha[part], np.ones((5, 5), np.uint8))[..., None]
    plate = photo[part] + hidden * (plate - photo[part])
    beside = _continued(plate, x, width)
    whole = np.ascontiguousarray(_continued(beside.swapaxes(0, 1), y, height, upright=False).swapaxes(0, 1))
    whole[part] = photo[part]
    return whole


def _continued(picture: Array, start: int, width: int, *, upright: bool = True) -> Array:
    """A picture, (H, w, 3), and what is to its left and right in one of `width` columns where it starts at `start`.

    upright: whether its columns are the photo's, not its rows.
    """
    height, wide = picture.shape[:2]
    if wide == width:
        return picture
    seen, beyond = _seen_beyond(np.arange(width) - start, wide)
    whole = np.ascontiguousarray(picture[:, seen])
    small = fitted_size(width, height, PLATE_PIXELS // 4)
    few = cv2.resize(whole, small, interpolation=cv2.INTER_AREA)
    unit = min(wide, height)
    for across, down, far in SOFTENING:
        sigma = [max(0.5, share * unit * small[0] / width) for share in ((across, down) if upright else (down, across))]
        soft = enlarged(cv2.GaussianBlur(few, (0, 0), sigma[0], sigmaY=sigma[1]), width, height)
        share = _eased(beyond / np.float32(max(far * unit, 1)))
        whole += share * (soft - whole)
    whole += _eased(beyond / np.float32(max(SOFTENING[0][-1] * unit, 1))) * _grain_like(picture, width)
    return np.clip(whole, 0, 1, out=whole)


def _eased(share: Array) -> Array:
    """0 to 1 without a corner at either end, for each column: (1, W, 1)."""
    share = np.clip(share, 0, 1)[None, :, None]
    return share * share * (3 - 2 * share)


def _grain_like(picture: Array, width: int) -> Array:
    """(H, width, 1): noise as strong as what is finest in a picture, (H, w, 3), is in its smoother parts."""
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
    fine = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.5))
    level = min(float(np.quantile(fine, 0.25)) / 0.32, MOST_GRAIN)  # A quarter of normal noise lies within 0.32 sigma.
    noise = np.random.default_rng(0).standard_normal((len(picture), width), dtype=np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.6)  # A camera's is not pixel-sharp.
    return np.asarray(noise * np.float32(level / max(float(noise.std()), 1e-6)))[..., None]


def _seen_beyond(place: npt.NDArray[np.intp], length: int) -> tuple[npt.NDArray[np.intp], Array]:
    """Which column of a photo of `length` is seen at each place, counted from its first, and how far out that is.

    Beyond its edges it is the outer strip, mirrored, and stretched the more, the farther out: sky stays sky, nothing
    is seen twice, and what lies deeper in the photo does not come back upside down.
    """
    strip = min(max(1, round(STRIP * length)), length - 1)
    inside = np.clip(place, 0, length - 1)
    beyond = np.abs(place - inside).astype(np.float32)
    back = np.rint(strip * -np.expm1(-beyond / max(strip, 1))).astype(np.intp)
    return np.where(place < 0, back, np.where(place >= length, length - 1 - back, inside)), beyond


def photo_box(inside: Array) -> tuple[slice, slice] | None:
    """Rows and columns where there is photo; None if there is none. inside: (H, W), 1 = photo."""
    x, y, wide, tall = cv2.boundingRect((inside > 0.5).astype(np.uint8))
    return (slice(y, y + tall), slice(x, x + wide)) if wide else None


def plate_of(photo: Array, alpha: Array) -> Array:
    """The photo, at most `PLATE_PIXELS` large, with what is around the subject drawn into its place."""
    size = fitted_size(alpha.shape[1], alpha.shape[0], PLATE_PIXELS)
    small, free = (cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (photo, 1 - alpha))
    reach = 2 * max(1, round(0.006 * max(size))) + 1
    free = cv2.erode(np.clip(free, 0, 1), np.ones((reach, reach), np.uint8))[..., None]
    return np.asarray(small + (1 - free) * (filled(small * free, free[..., 0]) - small), np.float32)


def filled(weighted: Array, weight: Array) -> Array:
    """Push and pull: every level of a pyramid fills the holes of the finer one.

    weighted: (H, W, 3), colours times weight. weight: (H, W) in [0, 1], 0 = hole; with nothing but holes, grey.

    Source: Gortler et al., "The Lumigraph", 1996.
    """
    height, width = weight.shape
    colour = np.asarray(weighted / np.maximum(weight, 1e-4)[..., None], np.float32)
    if weight.min() > 0.99 or min(height, width) < 2:
        return colour if weight.max() > 1e-3 else np.full_like(colour, 0.5)
    coarse = filled(cv2.pyrDown(weighted), np.minimum(cv2.pyrDown(weight), 1))
    beneath = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(beneath + np.minimum(weight, 1)[..., None] * (colour - beneath), np.float32)


def enlarged(values: Array, width: int, height: int) -> Array:
    """Smoothly; of values of any range."""
    return cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR)
