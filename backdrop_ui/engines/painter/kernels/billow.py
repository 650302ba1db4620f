"""Clouds with a body: marched through a slab of air, lit through what stands between them and the sun; compiled."""

from __future__ import annotations

import math
from typing import NamedTuple

from ....arrays import Array
from ..jit import inner, njit
from .march import View
from .waves import fbm3, wave2

STEPS = 48
FINE_PX = 450.0
"""Details smaller than a metre at this many metres are left out: about what a picture shows."""


class Sky(NamedTuple):
    """As `CloudscapeOptions`; base_m and top_m from the camera's height; shifts: another for every seed."""

    base_m: float
    top_m: float
    near_m: float
    far_m: float
    size_m: float
    cover: float
    dense: float
    haze_m: float
    lining: float
    flat_base: bool
    shift_x: float
    shift_z: float


@inner
def _tower(k: Sky, x: float, z: float) -> float:
    """How high the clouds reach over a place, 0 = base, 1 = top of the slab; round heads, sharp folds between."""
    u, v = x / k.size_m + k.shift_x, z / k.size_m + k.shift_z
    u, v = u + 0.25 * wave2(u * 1.3, v * 1.3 + 9)[0], v + 0.25 * wave2(u * 1.3 + 5, v * 1.3)[0]
    broad = wave2(u * 0.5, v * 0.5)[0]
    heads = 1 - 1.5 * abs(wave2(u * 1.2 + 40, v * 1.2)[0])
    small = 1 - 1.5 * abs(wave2(u * 3.1 + 80, v * 3.1)[0])
    return (k.cover - 0.5) * 1.6 + 0.45 + 0.42 * broad - 0.20 * heads - 0.07 * small


@inner
def _density(k: Sky, x: float, y: float, z: float, octaves: float) -> float:
    t = (y - k.base_m) / (k.top_m - k.base_m)
    body = _tower(k, x, z) - t
    if body > -0.45 and octaves > 0:
        s = 3.4 / k.size_m
        body += 0.30 * fbm3(x * s + k.shift_x, y * s * 1.5, z * s + k.shift_z, octaves)
    if k.flat_base:
        body = min(body, 5 * t)
    return min(max(body * 4.0, 0.0), 1.0)


@inner
def _through(k: Sky, sun: tuple[float, float, float], x: float, y: float, z: float) -> float:
    """Optical depth from a place towards the sun."""
    total, step = 0.0, 0.07 * (k.top_m - k.base_m)
    for number in range(4):
        x, y, z = x + sun[0] * step, y + sun[1] * step, z + sun[2] * step
        if y > k.top_m or y < k.base_m:
            break
        total += step * _density(k, x, y, z, 2.0 - 0.5 * number)
        step *= 2.0
    return total


@njit
def clouds(
    k: Sky, view: View, sun: tuple[float, float, float], paints: Array, land: Array, step: int, out: Array,
    rows: tuple[int, int],
) -> None:  # fmt: skip
    """Fill in premultiplied linear light, (h, w, 4), for every `step`-th pixel of these rows.

    paints: (4, 3) linear: light, shade, haze, key light. land: (H, W), metres to what hides clouds behind it.
    """
    extent = k.dense / (k.top_m - k.base_m)
    for i in range(rows[0], rows[1]):
        y_px = i * step + 0.5 * step
        up = (view.horizon_px - y_px) / view.focal_px
        for j in range(out.shape[1]):
            x_px = j * step + 0.5 * step
            across = (x_px - view.width / 2) / view.focal_px
            rise = up
            end = min(land[min(int(y_px), view.height - 1), min(int(x_px), view.width - 1)], k.far_m)
            start = k.near_m
            if k.top_m < 0 and abs(up) * view.focal_px < step:  # A sea of clouds ends at the horizon without a gap.
                rise, end = -0.5 * step / view.focal_px, k.far_m
            if k.base_m > 0 or rise > 1e-4:  # Enter by the base, leave by the top, or the other way round.
                start = max(start, k.base_m / max(rise, 1e-4))
                end = min(end, max(k.top_m, 0.0) / max(rise, 1e-4))
            else:
                start = max(start, min(k.top_m, 0.0) / min(rise, -1e-4))
                end = min(end, k.base_m / min(rise, -1e-4))
            if end <= start:
                continue
            _ray(k, sun, paints, (across, rise), (start, end), extent, (i, j), out)


@inner
def _ray(
    k: Sky, sun: tuple[float, float, float], paints: Array, look: tuple[float, float], span: tuple[float, float],
    extent: float, pixel: tuple[int, int], out: Array,
) -> None:  # fmt: skip
    across, up = look
    length = math.sqrt(1 + across * across + up * up)
    towards = (across * sun[0] + up * sun[1] + sun[2]) / length
    silver = k.lining * (0.30 * max(towards, 0.0) ** 6 + 1.2 * max(towards, 0.0) ** 40)
    ratio = (span[1] / span[0]) ** (1 / STEPS)
    shake = math.sin(pixel[0] * 12.9898 + pixel[1] * 78.233) * 43758.5453
    z = span[0] * ratio ** (shake - math.floor(shake))
    clear, lit, shaded, air = 1.0, 0.0, 0.0, 0.0
    fine = FINE_PX / 7
    for _ in range(STEPS):
        stride = z * (ratio - 1)
        y = up * z
        octaves = min(max(math.log2(k.size_m * fine / z), 2.0), 6.0)
        thick = _density(k, across * z, y, z, octaves)
        if thick > 0.003:
            gone = clear * (1 - math.exp(-thick * extent * stride * length))
            sun_through = math.exp(-1.1 * extent * _through(k, sun, across * z, y, z))
            t = min(max((y - k.base_m) / (k.top_m - k.base_m), 0.0), 1.0)
            lit += gone * sun_through * (1 + silver * (1 - thick * 0.7)) * (0.55 + 0.45 * min(2 * extent * stride, 1.0))
            shaded += gone * (0.45 + 0.55 * t)
            air += gone * math.exp(-z / k.haze_m)
            clear -= gone
            if clear < 0.015:
                break
        z *= ratio
    cover = 1 - clear
    if cover <= 0:
        return
    share = air / cover
    for c in range(3):
        body = lit * paints[0, c] + shaded * paints[1, c]
        out[pixel[0], pixel[1], c] = body * share + cover * paints[2, c] * (1 - share) * (1 + 0.25 * silver)
    out[pixel[0], pixel[1], 3] = cover
