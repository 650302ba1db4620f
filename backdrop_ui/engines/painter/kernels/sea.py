"""Water with waves that tilt mirror images, glitter, break and run up a beach; compiled."""

from __future__ import annotations

import math
from typing import NamedTuple

from ....arrays import Array
from ..jit import inner, njit
from .march import View
from .waves import fbm2, wave2


class Sea(NamedTuple):
    """As `WaterOptions`; eye_m: of the camera above the water. shift: tells one seed's waves from another's."""

    eye_m: float
    waves: float
    wave_m: float
    mirror: float
    glitter: float
    near_m: float
    shore_m: float
    slant: float
    wet_m: float
    foam: float
    clear_m: float
    breaker_m: float
    shift: float


@inner
def swell(s: Sea, x: float, z: float, pixel_m: float, beach: float) -> tuple[float, float, float, float]:
    """Height of the water, its slopes along x and z, and the slopes too fine to see, as a spread.

    Long waves run towards the viewer, shorter ones cross them; all sharpen at their crests and calm down on a beach.
    """
    total, sx, sz, unseen = 0.0, 0.0, 0.0, 0.0
    size, cos, sin = s.wave_m, 1.0, 0.0
    steep = 0.26 * s.waves * (1 - math.exp(-beach / 6))
    for number in range(7):
        seen = min(max(1.5 - 2.2 * pixel_m / size, 0.0), 1.0)
        unseen += (1 - seen) * steep * steep * 0.12
        if seen > 0:
            u, v = (x * cos - z * sin) / size, (x * sin + z * cos) / size
            n, nu, nv = wave2(u * 0.42 + s.shift + 7 * number, v + s.shift)
            bent = math.sqrt(n * n + 0.03)
            tall = steep * size * 0.28 * seen
            total += tall * (0.45 - bent)
            gu, gv = -tall * n / bent * nu * 0.42 / size, -tall * n / bent * nv / size
            sx += gu * cos + gv * sin
            sz += -gu * sin + gv * cos
        turn = 0.7 if number % 2 == 0 else -0.9
        cos, sin = cos * math.cos(turn) - sin * math.sin(turn), cos * math.sin(turn) + sin * math.cos(turn)
        size *= 0.56
    return total, sx, sz, math.sqrt(unseen)


@inner
def _breaker(s: Sea, x: float, beach: float) -> tuple[float, float, float]:
    """Height and slope along z of the waves that roll in, and how much of the place is foam."""
    if s.breaker_m <= 0 or beach > 90:
        return 0.0, 0.0, 0.0
    far = beach / (4.5 * s.shore_m)
    bend = 0.55 * wave2(x / (11 * s.shore_m) + s.shift, 3.0 + s.shift)[0]
    phase = math.log1p(0.55 * far) * 2.1 + bend
    turn = phase - math.floor(phase)
    line = wave2(x / (5 * s.shore_m) + 31 * math.floor(phase) + s.shift, 7.7)[0]
    fade = math.exp(-far / 5.0) * min(max(far * 1.5, 0.0), 1.0) * min(max(0.75 + 0.8 * line, 0.0), 1.2)
    front, back = 0.16, 0.5  # Steep towards the beach, long behind.
    if turn < front:
        t = turn / front
        tall, rise = t * t * (3 - 2 * t), 6 * t * (1 - t) / front
    else:
        t = min((turn - front) / back, 1.0)
        tall, rise = 1 - t * t * (3 - 2 * t), -6 * t * (1 - t) / back
    slope = rise * 2.1 * 0.55 / (1 + 0.55 * far) / (4.5 * s.shore_m)
    broken = math.exp(-(((turn - 0.10) / 0.09) ** 2)) * min(max(0.9 + 1.2 * line, 0.0), 1.3)
    trail = 0.55 * math.exp(-(((turn - 0.55) / 0.32) ** 2)) * math.exp(-far / 1.6)
    return s.breaker_m * tall * fade, s.breaker_m * slope * fade, (broken + trail) * min(fade * 1.6, 1.0)


@njit
def sea(
    s: Sea, view: View, sun: tuple[float, float, float], paints: Array, mirror: Array, land: Array,
    near_land: Array, colour: Array, alpha: Array, top: int, rows: tuple[int, int],
) -> None:  # fmt: skip
    """Fill in the water's colour, (h, W, 3) linear, and how much of a pixel it covers, (h, W), from row `top` down.

    paints: (4, 3) linear: deep, shallow, key light, foam. mirror: (H, W, 3), the picture above. land: (H, W), metres
    to what stands before the water. near_land: (H, W), pixels to the nearest of it. colour holds the ground.
    """
    for row in range(rows[0], rows[1]):
        y = top + row
        down = max((y + 0.5 - view.horizon_px) / view.focal_px, 1e-5)
        for column in range(view.width):
            across = (column + 0.5 - view.width / 2) / view.focal_px
            z = s.eye_m / down
            if s.near_m <= 0 and z > 1.02 * land[y, column]:
                alpha[row, column] = 0
                continue
            x = across * z
            pixel = z / view.focal_px
            reach = pixel * math.sqrt(max(z / s.eye_m, 1.0))
            beach = 1e3
            if s.near_m > 0:
                edge = fbm2(x * 0.11 / s.shore_m + s.shift, 2.0 + s.shift, 4.0, 0.5)
                beach = z - (s.near_m + 1.7 * s.shore_m * edge + s.slant * x)
                if beach < -s.wet_m:
                    alpha[row, column] = 0
                    continue
            if beach < 0:
                _wet_sand(s, view, mirror, (x, z, down), 1 + beach / s.wet_m, colour[row, column])
                alpha[row, column] = 1
                continue
            tall, _, lift = 0.0, 0.0, 0.0
            roll, roll_slope, foam = _breaker(s, x, beach)
            tall = swell(s, x, z, reach, beach)[0]
            z2 = z * (1 - 0.8 * (tall + roll) / s.eye_m)  # What stands above the plane is seen before it.
            roll, roll_slope, foam = _breaker(s, x * z2 / z, max(beach + z2 - z, 0.0))
            tall, sx, sz, unseen = swell(s, x * z2 / z, z2, reach, beach)
            sz += roll_slope
            lift = (tall + 2 * roll) / (0.06 * s.waves * s.wave_m + 0.02)
            if near_land[y, column] * pixel < 6 * s.shore_m and s.foam > 0 and s.near_m <= 0:
                surge = 1 + 0.9 * wave2(x / (3 * s.shore_m), z / (5 * s.shore_m))[0]
                foam += 0.9 * math.exp(-near_land[y, column] * pixel / (1.5 * s.shore_m * max(surge, 0.2)))
            foam += 0.8 * math.exp(-beach / (0.10 * s.shore_m)) + 0.5 * math.exp(-beach / (0.9 * s.shore_m))
            lace = 0.0
            if foam > 0.02 and s.foam > 0:
                n = fbm2(x * 1.1 + s.shift, z * 0.8, min(math.log2(1.6 / reach), 5.0), 0.6)
                holes = 1 - abs(fbm2(x * 2.1, z * 1.6 + s.shift, min(math.log2(0.8 / reach), 4.0), 0.55)) * 1.7
                lace = min(max((foam * s.foam * 1.5 + 0.45 * n + 0.35 * holes - 0.75) * 2.0, 0.0), 1.0)
            bright = _sky(view, mirror, (across, down), (sx, sz, unseen))
            _water(
                s, sun, paints, (across, down, z), (sx, sz, unseen, lift), (beach, lace), bright, colour[row, column]
            )


@inner
def _fresnel(facing: float) -> float:
    return 0.02 + 0.98 * (1 - min(max(facing, 0.0), 1.0)) ** 5


@inner
def _sky(
    view: View, mirror: Array, look: tuple[float, float], slopes: tuple[float, float, float]
) -> tuple[float, float, float]:
    """What a tilted facet mirrors, averaged over the facets too fine to see."""
    across, down = look
    sx, sz, unseen = slopes
    up = down - 2 * min(sz, 0.9 * down + 0.02) + 0.6 * unseen  # Facets seen at a slant lean towards the eye.
    side = across - 1.4 * sx * down / (down + 0.1)
    red, green, blue = 0.0, 0.0, 0.0
    for tap in range(3):
        rise = max(up + (tap - 1) * (0.9 * unseen + 0.004), 0.002)
        v = view.horizon_px - view.focal_px * rise - 0.5
        u = view.width / 2 + view.focal_px * (side - 0.6 * (tap - 1) * sx) - 0.5
        r, g, b = _sample(mirror, u, min(v, view.horizon_px - 1))
        red, green, blue = red + r / 3, green + g / 3, blue + b / 3
    return red, green, blue


@inner
def _sample(picture: Array, u: float, v: float) -> tuple[float, float, float]:
    """Between pixels; mirrored at the sides, held at top and bottom."""
    wide, tall = picture.shape[1], picture.shape[0]
    u = abs(u)
    if u > wide - 1:
        u = max(2 * (wide - 1) - u, 0.0)
    v = min(max(v, 0.0), tall - 1.0)
    i, j = min(int(v), max(tall - 2, 0)), min(int(u), max(wide - 2, 0))
    p, q = v - i, u - j
    k, m = min(i + 1, tall - 1), min(j + 1, wide - 1)
    a, b, c, d = (1 - p) * (1 - q), (1 - p) * q, p * (1 - q), p * q
    return (
        a * picture[i, j, 0] + b * picture[i, m, 0] + c * picture[k, j, 0] + d * picture[k, m, 0],
        a * picture[i, j, 1] + b * picture[i, m, 1] + c * picture[k, j, 1] + d * picture[k, m, 1],
        a * picture[i, j, 2] + b * picture[i, m, 2] + c * picture[k, j, 2] + d * picture[k, m, 2],
    )


@inner
def _wet_sand(s: Sea, view: View, mirror: Array, place: tuple[float, float, float], wet: float, out: Array) -> None:
    """Sand darkens where a wave has run over it and mirrors the sky until the water has sunk in."""
    x, z, down = place
    film = min(max(1.4 * wet + 0.25 * fbm2(x * 0.5, z * 0.8 + s.shift, 3.0, 0.5) - 0.15, 0.0), 1.0)
    bump = 0.012 * wave2(x * 3.0, z * 4.0)[0]
    up = down * (1 + 2 * bump)
    column = (x / z) * view.focal_px + view.width / 2
    red, green, blue = 0.0, 0.0, 0.0
    for tap in range(3):
        r, g, b = _sample(
            mirror,
            column + (tap - 1) * 2,
            min(view.horizon_px - view.focal_px * (up * (0.85 + 0.15 * tap)), view.horizon_px - 1),
        )
        red, green, blue = red + r / 3, green + g / 3, blue + b / 3
    share = s.mirror * film * (0.10 + 0.75 * (1 - down / math.sqrt(1 + down * down)) ** 3)
    dark = 1 - 0.5 * min(1.3 * film, 1.0)
    out[0] = out[0] * dark * (1 - share) + red * share
    out[1] = out[1] * dark * (1 - share) + green * share
    out[2] = out[2] * dark * (1 - share) + blue * share


@inner
def _water(
    s: Sea, sun: tuple[float, float, float], paints: Array, look: tuple[float, float, float],
    waves: tuple[float, float, float, float], shore: tuple[float, float], bright: tuple[float, float, float],
    out: Array,
) -> None:  # fmt: skip
    """Mirror over body over ground by Fresnel's law, then the sun's path and foam."""
    across, down, z = look
    sx, sz, unseen, lift = waves
    beach, lace = shore
    length = math.sqrt(across * across + down * down + 1)
    tilt = math.sqrt(1 + sx * sx + sz * sz)
    facing = max((down + sx * across * 1.0 + sz) / (length * tilt), 0.25 * unseen + 0.01)
    mirrored = min(_fresnel(facing + 0.35 * unseen) * s.mirror, 1.0)
    thick = 1 - math.exp(-max(beach, 0.0) / (0.9 * s.shore_m + 0.05))
    far = 1 - math.exp(-(z if s.near_m <= 0 else beach) / s.clear_m)
    glow = 0.30 * min(max(lift, 0.0), 2.0)
    hx, hy, hz = sun[0] - across / length, sun[1] + down / length, sun[2] - 1 / length
    spark = 0.0
    if s.glitter > 0 and sun[2] > 0:
        spread = 2 * (unseen * unseen + 0.0026 * (0.3 + s.waves))
        dx, dz = sx + hx / hy, sz + hz / hy
        spark = s.glitter * 0.035 * math.exp(-(dx * dx + dz * dz) / spread) / spread * _fresnel(facing) ** 0.5
        spark *= 0.35 + 1.9 * max(wave2(across * 260 + s.shift, z * 3.0 + down * 900)[0], 0.0)
    for c in range(3):
        body = paints[1, c] + (paints[0, c] - paints[1, c]) * far
        body = body * (1 - 0.25 * glow) + glow * paints[1, c] * (0.5 + 0.7 * max(sun[2], 0.0))
        body = out[c] * (0.75 + 0.25 * paints[1, c]) * (1 - thick) + body * thick
        light = body * (1 - mirrored) + bright[c] * mirrored + spark * paints[2, c]
        out[c] = light + (paints[3, c] * (0.8 + 0.35 * min(max(lift, -1.0), 1.0)) - light) * lace
