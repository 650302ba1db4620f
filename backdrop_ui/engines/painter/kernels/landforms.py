"""Forms of land, compiled: height by place in sizes of the form, 0 to about 1; details below a pixel are left out."""

from __future__ import annotations

import math

from ..jit import inner
from .waves import ORDER, fbm2, wave2

MOUNTAINS, HILLS, DUNES, VOLCANO, CANYON, MOON, CLIFFS, ROWS = range(8)


@inner
def form_of(form: int, place: tuple[float, float], shifted: tuple[float, float], octaves: float) -> float:
    """Height of a form. place: from the camera, for what stands in a certain place; shifted: another for every seed."""
    u, v = shifted
    if form == MOUNTAINS:
        return _mountains(u, v, octaves)
    if form == HILLS:
        return _hills(u, v, octaves)
    if form == DUNES:
        return _dune(u, v, octaves) + 0.16 * _dune(u * 3.1 + 40, v * 3.1, octaves - 1)  # Lesser ones on their backs.
    if form == VOLCANO:
        return _volcano(place[0], place[1], u, v, octaves)
    if form == CANYON:
        return _canyon(u, v, octaves)
    if form == MOON:
        return _moon(u, v, octaves)
    if form == CLIFFS:
        return _cliffs(place[0], place[1], u, v, octaves)
    return _rows(u, v, octaves)


@inner
def _hills(u: float, v: float, octaves: float) -> float:
    rolling = fbm2(u * 0.9, v * 0.9, min(octaves, 2.0), 0.4)
    return 0.5 + 0.55 * rolling + 0.06 * fbm2(u * 4, v * 4, octaves - 2, 0.36)


@inner
def _mountains(u: float, v: float, octaves: float) -> float:
    """Ridges that branch; the steeper the broad forms are, the less of finer ones clings to them."""
    bend = wave2(u * 0.7 + 3.1, v * 0.7)[0]
    u, v = u + 0.35 * bend, v + 0.35 * wave2(u * 0.7, v * 0.7 + 9.7)[0]
    mass = 0.5 + 0.5 * wave2(u * 0.9, v * 0.9 + 50)[0]
    total, size, steep = 0.0, 1.0, 0.0
    x, y = u, v
    for number in range(10):
        if octaves <= 0:
            break
        n, nx, ny = wave2(x, y)
        steep += size * size * (nx * nx + ny * ny)
        if number < 5:
            n = 0.6 - 1.25 * math.sqrt(n * n + (0.010 if number == 0 else 0.002))
        total += size * min(octaves, 1.0) * n / (1 + 0.25 * steep)
        x, y = 1.62 * x + 1.18 * y + 17.3, -1.18 * x + 1.62 * y + 5.9
        size *= 0.48
        octaves -= 1
    return (total + 0.35) * (0.25 + 1.0 * mass) + 0.3 * mass


@inner
def _dune(u: float, v: float, octaves: float) -> float:
    """Winding crests: a long windward back and a short slip face at the angle of repose."""
    bend = 0.62 * wave2(u * 0.5, v * 0.42)[0] + 0.13 * wave2(u * 1.3, v * 1.1 + 8)[0]
    phase = 0.26 * v + 0.66 * u + bend
    turn = phase - math.floor(phase)
    back = 0.66
    if turn < back:
        t = turn / back
        profile = t * t * (1.9 - 0.9 * t)
    else:
        t = (1 - turn) / (1 - back)
        profile = t * (0.62 + 0.38 * t * t)
    tall = 0.55 + 0.75 * wave2(u * 0.5 + 20, v * 0.45)[0]
    profile *= 0.12 + 0.5 * (tall + math.sqrt(tall * tall + 0.05))
    return profile + 0.18 * wave2(u * 0.3, v * 0.3 + 30)[0] + 0.006 * fbm2(u * 6, v * 6, octaves - 3, 0.5)


@inner
def _volcano(x: float, z: float, u: float, v: float, octaves: float) -> float:
    """One cone with a crater at size_m ahead, gullied."""
    r = math.hypot(x, z - 1) * 2.4
    cone = min(math.exp(-1.9 * r) * 1.25, 0.93 - 0.1 * max(0.93 - r * 4, 0.0))
    return cone + 0.16 * fbm2(u * 5, v * 5, octaves - 2, 0.55) * math.exp(-r)


@inner
def _canyon(u: float, v: float, octaves: float) -> float:
    """Mesas: ground lifted in steps, each a cliff over a slope of debris, cut by gullies."""
    bend = 0.35 * fbm2(u * 1.1 + 7, v * 1.1, 3.0, 0.5)
    n = fbm2(u * 0.8 + bend, v * 0.8 - bend, min(octaves, 6.0), 0.52)
    gully = 1 - abs(wave2(u * 4.5 + 2 * bend, v * 4.5)[0])
    level = max(n * 1.25 + 0.28 - 0.10 * gully * gully, -0.05)
    steps = level * 3.2
    floor = math.floor(steps)
    t = steps - floor
    cliff = min(max((t - 0.30) / 0.09, 0.0), 1.0)
    cliff = cliff * cliff * (3 - 2 * cliff)
    shape = (floor + 0.28 * min(t / 0.30, 1.0) + 0.70 * cliff + 0.02 * t) / 3.2
    return shape + 0.018 * fbm2(u * 9, v * 9, octaves - 3, 0.6)


@inner
def _moon(u: float, v: float, octaves: float) -> float:
    """Rolling dust under craters of four sizes."""
    total = 0.45 * fbm2(u * 0.5, v * 0.5, min(octaves, 3.0), 0.42) + 0.008 * fbm2(u * 8, v * 8, octaves - 3, 0.55)
    scale, depth = 0.9, 1.0
    for _ in range(4):
        if octaves < 0.5:
            break
        total += depth * min(octaves, 1.0) * _craters(u * scale, v * scale)
        scale *= 2.7
        depth *= 0.37
        octaves -= 1.2
    return total


@inner
def _craters(u: float, v: float) -> float:
    """At most one bowl to a cell: floor below, rim above, a skirt of what was thrown out."""
    total = 0.0
    i, j = math.floor(u - 0.5), math.floor(v - 0.5)
    for m in range(2):
        for n in range(2):
            cell = ORDER[ORDER[int(i + m) & 255] + (int(j + n) & 255)]
            if cell < 120:
                continue
            radius = 0.10 + 0.20 * ((cell - 120) / 136) ** 2
            across, away = i + m + 0.3 + 0.4 * ORDER[cell] / 255, j + n + 0.3 + 0.4 * ORDER[cell + 1] / 255
            d = math.hypot(u - across, v - away) / radius
            if d < 1.6:
                skirt = 0.20 * math.exp(-((max(d - 1, 0.0) * 2.8) ** 2)) * (1.6 - d) / 0.6
                total += radius * (min(0.95 * (d * d - 0.79), 0.20) if d < 1 else skirt)
    return total


@inner
def _cliffs(x: float, z: float, u: float, v: float, octaves: float) -> float:
    """Three headlands to the left, one behind the other, and a stack in the sea; 0 and below is under water."""
    inland = -1.0
    for k in range(3):
        chance = wave2(u - x + 7.3 * k, v - z + 0.5)[0]
        middle = 0.50 + 0.75 * k + 0.16 * k * k + 0.15 * chance
        reach = -0.085 - 0.075 * k + 0.05 * wave2(u - x + 3.1 * k, 4.4)[0]
        inland = max(inland, reach - x - 2.2 * ((z - middle) / (1 + 0.5 * k)) ** 2)
    torn = fbm2(u * 5, v * 5, min(octaves, 5.0), 0.55)
    inland += 0.045 * torn
    aside = 0.26 + 0.05 * wave2(u - x, 9.1)[0]
    stack = 0.050 - math.hypot(x - aside, z - 1.35) + 0.02 * torn
    stacked = stack > inland
    t = min(max(max(inland, stack) / (0.04 if stacked else 0.05), 0.0), 1.0)
    face = t * t * (3 - 2 * t)
    top = 0.45 if stacked else 0.86 + 0.16 * wave2(u * 1.4, v * 1.4)[0] + 0.3 * min(max(inland, 0.0), 1.0)
    torn = fbm2(u * 14, v * 14, octaves - 3, 0.55) * 0.09 * (4 * face * (1 - face) + 0.06)
    return face * top + torn - 0.15 * (1 - face)


@inner
def _rows(u: float, v: float, octaves: float) -> float:
    """Rows of round bushes along the view, size_m apart; 1 on top of a bush."""
    across = u - math.floor(u) - 0.5 + 0.03 * wave2(u * 2, v * 0.7)[0]
    bush = 0.5 + 0.5 * wave2(math.floor(u) * 7.3 + 0.5, v * 1.5)[0]
    half = 0.34 + 0.05 * bush
    round_ = max(1 - (across / half) ** 2, 0.0)
    return math.sqrt(round_) * (0.78 + 0.22 * bush) + 0.10 * fbm2(u * 5, v * 5, octaves - 1, 0.6) * round_


@inner
def stones(x: float, z: float, share: float) -> float:
    """Height, metres, of stones of three sizes lying about; share: how many of the places for one are taken."""
    total, cell_m = 0.0, 1.7
    for _ in range(3):
        u, v = x / cell_m, z / cell_m
        i, j = math.floor(u - 0.5), math.floor(v - 0.5)
        for m in range(2):
            for n in range(2):
                place = ORDER[ORDER[(i + m) & 255] + ((j + n) & 255)]
                if place > 255 * share:
                    continue
                radius = 0.06 + 0.16 * (ORDER[place + 2] / 255) ** 2
                across = u - (i + m + 0.25 + 0.5 * ORDER[place] / 255)
                away = v - (j + n + 0.25 + 0.5 * ORDER[place + 1] / 255)
                edge = 1 + 0.6 * wave2(u * 9, v * 9)[0] + 0.25 * (2 * abs(across) / radius - 0.8)
                d = (across * across + 1.5 * away * away) / (radius * radius) * edge
                if d < 1:
                    facet = 0.85 + 0.30 * wave2(u * 5 / radius**0.5 + place, v * 5 / radius**0.5)[0]
                    total = max(total, 0.80 * cell_m * radius * min((1 - d) ** 0.35, 0.82) * facet)
        cell_m *= 0.4
    return total
