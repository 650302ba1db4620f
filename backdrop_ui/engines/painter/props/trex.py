"""A tyrannosaur, roaring, on the run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ....arrays import Array, Rgb
from ....brief import Light
from .parts import Ball, Limb, Look, Part, Patch, Vec, spline, tube, turn
from .picture import render
from .reptile import HIDE, IVORY, Hide, claws, eye, hide_of, stripes
from .skin import Skin

GUM: Rgb = (0.52, 0.20, 0.20)
MAW: Rgb = (0.30, 0.07, 0.08)
TONGUE: Rgb = (0.72, 0.30, 0.33)
FACE = replace(HIDE, grain=0.0105)


def trex(height_px: int, seed: int, light: Light, tint: Rgb | None = None) -> Array:
    """A tyrannosaur in stride, about 1.3 times as long as tall; `tint` recolours its hide."""
    rng = np.random.default_rng(seed)
    hide = hide_of(seed, tint)
    way = rng.choice([-1, 1])
    skins = _body(hide, rng) + _leg(hide, 1, rng.uniform(-0.04, 0.10)) + _leg(hide, -1, rng.uniform(-0.32, -0.2))
    skins += _arm(hide, 1) + _arm(hide, -1)
    face = turn(yaw=-rng.uniform(4, 26)) @ turn(roll=rng.uniform(2, 16))
    skins += [skin.moved(face, (0.465, 0.81, 0.0), 1.22) for skin in _head(hide, rng)]
    # A dinosaur is built along +x; half of them turn round to run the other way, always a little towards the viewer.
    yaw = -rng.uniform(18, 42) if way > 0 else -180 + rng.uniform(18, 42)
    camera = turn(pitch=4) @ turn(yaw=yaw)
    return render([skin.moved(camera) for skin in skins], height_px, seed, light)


def _body(hide: Hide, rng: np.random.Generator) -> list[Skin]:
    sway, lift = rng.uniform(-0.08, 0.14), rng.uniform(-0.05, 0.10)
    parts: list[Part] = [
        Ball((0.02, 0.55, 0), (0.19, 0.155, 0.125), hide.back),
        Ball((0.20, 0.575, 0), (0.18, 0.15, 0.125), hide.back, 0.08),
        Ball((0.31, 0.60, 0), (0.115, 0.125, 0.105), hide.back, 0.07),
        tube(
            [
                (0.02, 0.57, 0),
                (-0.22, 0.56, 0.01),
                (-0.48, 0.58 + lift * 0.3, sway * 0.4),
                (-0.78, 0.64 + lift, sway),
                (-0.98, 0.70 + lift * 1.6, sway * 1.7),
            ],
            [0.14, 0.105, 0.066, 0.034, 0.008],
            hide.back,
            blend=0.08,
        ),
        tube(
            [(0.30, 0.62, 0), (0.40, 0.70, 0), (0.46, 0.80, 0), (0.47, 0.86, 0)],
            [0.115, 0.10, 0.095, 0.085],
            hide.back,
            blend=0.06,
        ),
    ]
    belly = [
        Patch((0.18, 0.42, 0), (0.30, 0.10, 0.14), hide.belly, 0.8, 0.3),
        Patch((0.40, 0.58, 0), (0.10, 0.16, 0.10), hide.belly, 0.8, 0.3),
        Patch((-0.35, 0.47, 0), (0.35, 0.06, 0.12), hide.belly, 0.9, 0.3, 0.8),
    ]
    spine: list[Vec] = [
        (0.44, 0.86, 0),
        (0.26, 0.75, 0),
        (0.02, 0.72, 0),
        (-0.25, 0.67, 0.01),
        (-0.5, 0.65 + lift * 0.3, sway * 0.4),
        (-0.78, 0.68 + lift, sway),
    ]
    ridge = spline(np.array(spine, np.float32), 6)
    for k, (x, y, z) in enumerate(ridge.tolist()):
        tall = 0.020 + 0.012 * (k % 2) - 0.0004 * k
        parts.append(Limb((x, y, z), (x - 0.012, y + tall, z), 0.015, 0.003, hide.dark, 0.012))
    return [Skin(parts, HIDE, [*belly, *stripes(spine, hide, rng)])]


def _leg(hide: Hide, side: int, stride: float) -> list[Skin]:
    """A bird's leg: thigh forward, shin back, long foot; `stride` shifts the foot along x."""
    z = side * 0.115
    back = np.clip(-stride * 1.4, 0, 0.5)
    hip, knee = (0.0, 0.54, z * 0.8), (0.13 + stride * 0.35, 0.36, z * 1.25)
    ankle, ball = (-0.06 + stride * 1.1, 0.20 + back * 0.25, z * 1.2), (0.02 + stride, 0.055 + back * 0.12, z * 1.2)
    parts: list[Part] = [
        tube([hip, knee], [0.135, 0.082], hide.back, 5, blend=0.08),
        Ball((0.07 + stride * 0.15, 0.45, z), (0.12, 0.13, 0.085), hide.back, 0.06, turn(roll=-28)),
        tube([knee, ankle], [0.082, 0.042], hide.back, 5, blend=0.05),
        Ball((0.04 + stride * 0.7, 0.295, z * 1.25), (0.05, 0.085, 0.05), hide.back, 0.05, turn(roll=-45)),
        tube([ankle, ball], [0.043, 0.040], hide.back, 4, blend=0.03),
    ]
    nails: list[Part] = []
    for spread in (-0.55, 0.0, 0.55):
        reach = 0.135 if spread == 0 else 0.11
        tip = (ball[0] + reach, 0.022 + back * 0.02, ball[2] + spread * 0.13)
        middle = (ball[0] + reach * 0.55, 0.05 + back * 0.08, ball[2] + spread * 0.09)
        parts.append(tube([ball, middle, tip], [0.038, 0.032, 0.022], hide.back, 3, blend=0.02))
        nails += claws(tip, (0.055, -0.016, spread * 0.03), 0.02)
    dark = [Patch((ball[0] + 0.06, 0.03, ball[2]), (0.18, 0.14, 0.14), hide.dark, 0.9, 0.4, 0.7)]
    return [Skin(parts, HIDE, dark), Skin(nails, Look(gloss=0.5, sheer=0.1))]


def _arm(hide: Hide, side: int) -> list[Skin]:
    z = side * 0.10
    parts: list[Part] = [
        tube(
            [(0.34, 0.575, z), (0.375, 0.50, z * 1.35), (0.44, 0.485, z * 1.4), (0.465, 0.465, z * 1.4)],
            [0.045, 0.030, 0.022, 0.018],
            hide.back,
        ),
    ]
    nails: list[Part] = []
    for bend in (-0.012, 0.014):
        tip = (0.488, 0.452 + bend * 0.5, z * 1.4 + bend)
        parts.append(Limb((0.462, 0.466, z * 1.4), tip, 0.013, 0.010, hide.back, 0.01))
        nails += claws(tip, (0.022, -0.024, 0), 0.009)
    breast = [Patch((0.40, 0.58, 0), (0.10, 0.16, 0.12), hide.belly, 0.8, 0.3)]
    return [Skin(parts, HIDE, breast), Skin(nails, Look(gloss=0.5, sheer=0.1))]


def _head(hide: Hide, rng: np.random.Generator) -> list[Skin]:
    """A head around the hinge of its jaw, snout along +x, about 0.45 long, mouth wide open."""
    gape = turn(roll=-rng.uniform(26, 36))
    skull: list[Part] = [
        Ball((-0.02, 0.055, 0), (0.115, 0.098, 0.092), hide.back),
        Limb((-0.03, 0.02, 0), (-0.11, -0.15, 0), 0.088, 0.078, hide.back, 0.06),
        Ball((0.15, 0.065, 0), (0.19, 0.068, 0.072), hide.back, 0.04, turn(roll=-3)),
        Ball((0.265, 0.055, 0), (0.085, 0.058, 0.060), hide.back, 0.04),
        *(Ball((0.075, 0.125, s * 0.062), (0.060, 0.024, 0.026), hide.back, 0.03, turn(roll=-14)) for s in (-1, 1)),
        *(Ball((0.02, 0.005, s * 0.075), (0.075, 0.06, 0.035), hide.back, 0.04) for s in (-1, 1)),
        *(Ball((0.305, 0.098, s * 0.028), (0.030, 0.020, 0.018), hide.back, 0.02) for s in (-1, 1)),
        *(
            Ball((x, 0.132 - 0.12 * (x - 0.12), s * 0.02), (0.026, 0.013, 0.012), hide.dark, 0.012)
            for x in (0.14, 0.18, 0.22, 0.26)
            for s in (-1, 1)
        ),
    ]
    jaw: list[Part] = [
        Ball((0.14, -0.035, 0), (0.175, 0.036, 0.058), hide.back),
        Ball((0.01, -0.01, 0), (0.07, 0.06, 0.072), hide.back, 0.05),
        Ball((0.275, -0.028, 0), (0.045, 0.034, 0.040), hide.back, 0.03),
    ]
    chin = [Patch((0.13, -0.075, 0), (0.2, 0.045, 0.08), hide.belly, 0.8, 0.3)]
    marks = [Patch((0.16, 0.15, 0), (0.22, 0.055, 0.08), hide.dark, 0.9, 0.6, 0.75)]
    sockets = [Patch((0.085, 0.095, s * 0.075), (0.050, 0.042, 0.04), hide.dark, 0.9, 0.2, 0.9) for s in (-1, 1)]
    throat = Patch((0.0, -0.17, 0), (0.08, 0.15, 0.14), hide.belly, 0.9, 0.3)
    nostrils: list[Part] = [Ball((0.325, 0.095, s * 0.04), (0.012, 0.008, 0.006), (0.03, 0.02, 0.02)) for s in (-1, 1)]
    cheek = tube([(0.0, 0.0, 0), (0.04, -0.03, 0)], [0.072, 0.07], MAW)
    skins = [
        Skin(skull, FACE, [*marks, *sockets, throat]),
        Skin([cheek], Look(gloss=0.2)),
        Skin(nostrils, Look(sheer=0), lift=0.004),
    ]
    skins += [Skin(jaw, FACE, chin).moved(gape), *(skin.moved(gape) for skin in _tongue())]
    skins += _teeth(0.012, -1, hide) + [skin.moved(gape) for skin in _teeth(-0.018, 1, hide)]
    return skins + [skin for s in (-1, 1) for skin in eye((0.085, 0.098, s * 0.068), 0.024, hide, s)]


def _tongue() -> list[Skin]:
    parts: list[Part] = []
    for s in (-1, 1):  # two halves, so that a groove runs down the middle
        line = [(0.0, 0.0, s * 0.012), (0.10, 0.006, s * 0.014), (0.20, 0.022, s * 0.013), (0.255, 0.034, s * 0.004)]
        parts.append(tube(line, [0.026, 0.026, 0.021, 0.012], TONGUE, blend=0.008))
    floor = Ball((0.13, -0.012, 0), (0.155, 0.022, 0.046), MAW)
    return [Skin([floor], Look(gloss=0.3)), Skin(parts, Look(gloss=0.5, sheer=0.5, mottle=0.4, grain=0.01))]


def _teeth(y: float, up: int, hide: Hide) -> list[Skin]:
    """A horseshoe of teeth and its gum, growing up (+1) or down (-1) from height y."""
    gum: list[Part] = []
    fangs: list[Part] = []
    count = 9
    for s in (-1, 1):
        line: list[Vec] = []
        for k in range(count):
            t = k / (count - 1)
            x = 0.065 + 0.25 * np.sin(t * np.pi / 2)
            z = s * (0.058 - 0.008 * t) * float(np.cos(t * np.pi / 2) ** 0.45 if t < 1 else 0) + s * 0.004
            line.append((float(x), y, float(z)))
            length = (0.036 + 0.018 * (k % 3 == 1)) * (0.65 + 0.5 * np.sin(np.pi * (0.15 + 0.7 * t)))
            tip = (float(x - 0.006), y + up * float(length), float(z * 0.95))
            fangs.append(Limb((float(x), y + up * 0.002, float(z)), tip, 0.0105, 0.0015, IVORY, 0.002))
        gum.append(tube(line, [0.0135] * count, GUM, 2))
    lip = [Patch((0.2, y - up * 0.02, 0), (0.4, 0.024, 0.3), hide.back, 0.5, 0.2)]
    return [Skin(gum, Look(gloss=0.35, sheer=0.4), lip), Skin(fangs, Look(gloss=0.5, sheer=0.35))]
