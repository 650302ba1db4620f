"""What one works with on a spaceship's bridge: consoles, screens, seats."""

from __future__ import annotations

import numpy as np

from ....arrays import Array
from ..scene import Scene
from ..tracer import Material, World, box, cylinder, flat, quad

RIB_M = 1.4
"""From rib to rib of the hull."""
Place = tuple[World, dict[str, Material]]


def console(place: Place, rng: np.random.Generator, side: int) -> None:
    """A desk along the wall: a sloping top of screens and keys."""
    world, stuff = place
    near, far = float(rng.uniform(4.3, 4.9)), 7.5
    x = side * 1.78
    world.add(box(0.62, 0.78, far - near, bevel=0.05).moved(x, 0.02, (near + far) / 2), stuff["panel"])
    world.add(
        box(0.7, 0.06, far - near + 0.06, bevel=0.02).moved(x - side * 0.03, 0.78, (near + far) / 2), stuff["rib"]
    )
    z = near + 0.1
    while z < far - 0.4:
        long = float(rng.uniform(0.4, 0.75))
        a, b = x - side * 0.3, x + side * 0.24
        top = quad((a, 0.85, z), (a, 0.85, z + long), (b, 1.02, z + long), (b, 1.02, z))
        world.add(top, stuff["back"])
        _display(place, rng, (np.array([a, 0.855, z]), np.array([b - a, 0.17, 0]), np.array([0, 0, long])))
        z += long + 0.08


def wall_screens(place: Place, rng: np.random.Generator, side: int, far: float) -> None:
    """Panes of light on the upper walls, between the ribs."""
    for z in np.arange(-0.5 + 3 * RIB_M, far - 1, RIB_M).tolist():
        foot, head = np.array([side * 2.33, 1.5]), np.array([side * 2.1, 2.55])
        corner = np.array([*foot, z + 0.32])
        up, along = np.array([*(head - foot), 0.0]), np.array([0, 0, RIB_M - 0.5])
        p = [corner, corner + along, corner + along + up, corner + up]
        place[0].add(quad(*p), place[1]["back"])
        shift = np.array([-side * 0.012, 0, 0])
        _display(place, rng, (corner + shift, up, along))


def _display(place: Place, rng: np.random.Generator, frame: tuple[Array, Array, Array]) -> None:
    """Rows of short bars, a curve, a few keys, in the frame of corner, up and along."""
    corner, up, along = frame
    world, stuff = place
    screen, line = stuff["back"].glow, stuff["soft"].glow
    paints = [
        np.asarray(screen, np.float32) * 16,
        np.asarray(line, np.float32) * 0.9,
        np.array([0.9, 0.95, 1.0], np.float32) * 0.7,
    ]
    faces, tints = [], []

    def bar(u0: float, v0: float, u1: float, v1: float, tint: Array) -> None:
        p = [corner + up * v + along * u for u, v in ((u0, v0), (u1, v0), (u1, v1), (u0, v1))]
        faces.extend([(p[0], p[1], p[2]), (p[0], p[2], p[3])])
        tints.extend([tint, tint])

    main = paints[int(rng.integers(2))]
    for row in range(5):
        v, u = 0.12 + 0.09 * row, 0.08
        while u < 0.42:
            long = float(rng.uniform(0.02, 0.12))
            bar(u, v, min(u + long, 0.44), v + 0.04, main * np.float32(rng.uniform(0.3, 1.0)))
            u += long + 0.03
    level = 0.3 + np.cumsum(rng.normal(0, 0.05, 14))
    for k, high in enumerate(np.clip(level[::2], 0.1, 0.8).tolist()):
        u = 0.52 + 0.06 * k
        bar(u, 0.12, u + 0.04, 0.12 + 0.6 * high, paints[k % 5 == 0] * np.float32(0.8))
    for k in range(6):
        bar(0.08 + 0.06 * k, 0.68, 0.12 + 0.06 * k, 0.84, paints[int(rng.integers(3))] * np.float32(0.8))
    world.add(flat(np.array(faces, np.float32)).tinted(np.array(tints, np.float32)), stuff["screen"])


def seats(place: Place, scene: Scene) -> None:
    """Two seats before the window, seen from behind."""
    world, stuff = place
    half = min(1.05, 0.62 * scene.camera.half_width_m(6.6))
    for x in (-half, half):
        world.add(cylinder(0.06, 0.42, 0.0, 16).moved(x, 0, 6.9), stuff["rib"])
        world.add(cylinder(0.3, 0.04, 0.01, 28).moved(x, 0, 6.9), stuff["rib"])
        world.add(box(0.56, 0.14, 0.54, bevel=0.06).moved(x, 0.42, 6.95), stuff["seat"])
        world.add(box(0.56, 0.78, 0.15, bevel=0.07).turned(pitch_deg=8).moved(x, 0.52, 6.66), stuff["seat"])
        world.add(box(0.34, 0.2, 0.13, bevel=0.06).turned(pitch_deg=8).moved(x, 1.3, 6.57), stuff["seat"])
        for s in (-0.31, 0.31):
            world.add(box(0.07, 0.06, 0.42, bevel=0.025).moved(x + s, 0.66, 6.95), stuff["rib"])
        world.add(box(0.5, 0.016, 0.01).moved(x, 1.0, 6.54), stuff["soft"])
