"""Splats against a slow oracle, and what is built of them: trees, firs, fireworks, beams."""

from __future__ import annotations

import numpy as np
import pytest

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Light
from backdrop_ui.engines.painter.brush.cones import Cone, add_cones
from backdrop_ui.engines.painter.brush.splats import Splats, lay_splats, light, opaque, round_splats
from backdrop_ui.engines.painter.events.fireworks import FireworksOptions, fireworks
from backdrop_ui.engines.painter.plants.firs import needle_splats, needles
from backdrop_ui.engines.painter.plants.grove import grove
from backdrop_ui.engines.painter.plants.grove_wood import GroveOptions
from backdrop_ui.engines.painter.plants.growth import HABITS, grow
from backdrop_ui.engines.painter.scene import Camera, Scene

RED, BLUE = np.array([[1.0, 0, 0]]), np.array([[0, 0, 1.0]])


def scene(width: int = 60, height: int = 80) -> Scene:
    sun = Light(azimuth_deg=150, elevation_deg=30, strength=0.5, colour="#ffe0b0", ambient="#808080")
    return Scene(Camera(width, height, 0.55), sun, [(0.9, 0.5, 0.2), (0.7, 0.2, 0.1), (1.0, 0.9, 0.5)], 5)


def one(x: float, y: float, long: float, wide: float, paint: Array, turn: float = 0.0) -> Splats:
    return Splats(*(np.array([value]) for value in (x, y, long, wide, turn)), paint)


def test_an_ellipse_covers_what_the_oracle_says() -> None:
    canvas = np.full((20, 30, 3), 0.25, np.float32)
    lay_splats(canvas, one(13.3, 9.1, 7.0, 3.0, opaque(RED, 0.8), turn=0.5), "disc")
    for row in range(20):
        for column in range(30):
            dx, dy = column + 0.5 - 13.3, row + 0.5 - 9.1
            u, v = (dx * np.cos(0.5) + dy * np.sin(0.5)) / 7, (dy * np.cos(0.5) - dx * np.sin(0.5)) / 3
            cover = 0.8 * np.clip((1 - np.hypot(u, v)) * 3 + 0.5, 0, 1)
            expected = 0.25 * (1 - cover) + cover * RED[0]
            assert canvas[row, column] == pytest.approx(expected, abs=2e-3)


def test_the_later_splat_lies_on_top_and_light_adds() -> None:
    both = round_splats(
        np.array([5.0, 5.0]), np.array([5.0, 5.0]), np.array([4.0, 4.0]), opaque(np.vstack([RED, BLUE]))
    )
    canvas = np.zeros((10, 10, 4), np.float32)
    lay_splats(canvas, both, "disc")
    assert canvas[5, 5] == pytest.approx([0, 0, 1, 1])
    lay_splats(canvas, one(5.5, 5.5, 2, 2, light(RED)), "glow")
    assert canvas[5, 5] == pytest.approx([1, 0, 1, 1], abs=1e-4)


@pytest.mark.parametrize("shape", ["disc", "leaf", "glow", "bokeh", "bar"])
def test_what_is_thinner_than_a_pixel_fades_instead(shape: str) -> None:
    large, small = np.zeros((80, 80, 3), np.float32), np.zeros((20, 20, 3), np.float32)
    lay_splats(large, one(40, 40, 8.0, 1.2, light(RED), turn=0.3), shape)  # type: ignore[arg-type]
    lay_splats(small, one(10, 10, 2.0, 0.3, light(RED), turn=0.3), shape)  # type: ignore[arg-type]
    assert small.sum() * 16 == pytest.approx(large.sum(), rel=0.35)


def test_splats_outside_the_picture_are_left_out() -> None:
    canvas = np.zeros((6, 6, 3), np.float32)
    far = np.array([-50.0, 50.0, 3.0])
    lay_splats(canvas, round_splats(far, far[::-1], np.full(3, 2.0), light(np.ones((3, 3)))), "disc")
    assert not canvas.any()


@pytest.mark.parametrize("habit", HABITS)
def test_a_tree_is_one_unit_high_and_stands_on_the_ground(habit: str) -> None:
    tree = grow(habit, np.random.default_rng(3))  # type: ignore[arg-type]
    assert tree.tips[:, 1].max() == pytest.approx(1, abs=1e-5)
    assert np.abs(tree.starts[0]).max() < 1e-6
    assert tree.starts[:, 1].min() > -0.1
    assert (tree.radii > 0).all() and tree.radii[0, 0] == tree.radii.max()
    turned = tree.turned(1.0, 7.0)
    assert np.hypot(*turned.tips.T[[0, 2]]) == pytest.approx(7 * np.hypot(*tree.tips.T[[0, 2]]), rel=1e-4)


def test_groves_cover_the_sides_and_leave_the_middle_free() -> None:
    seen = scene()
    grove(seen, GroveOptions(count=4, near_m=7, far_m=9, clear=0.8, height_m=7, density=0, cast=0))
    trunks = seen.depth[52:58] < 100
    assert trunks[:, :20].any() or trunks[:, 40:].any()
    assert not trunks[:, 25:35].any()


def test_needles_hide_behind_what_is_nearer() -> None:
    seen = scene()
    fir = needles(40, 4, np.random.default_rng(0))
    assert fir.outer.min() >= 0 and fir.outer.max() <= 1
    paints = np.ones((len(fir.starts), 3), np.float32)
    free = needle_splats(seen, fir, 2.0, (0, 0, 5.0), paints, 0.01)
    seen.depth[:] = 1.0
    assert len(free.x) == len(fir.starts)
    assert len(needle_splats(seen, fir, 2.0, (0, 0, 5.0), paints, 0.01).x) == 0


def test_fireworks_only_add_light() -> None:
    seen = scene()
    seen.picture[:] = 0.1
    fireworks(seen, FireworksOptions(bursts=3))
    assert (seen.picture >= 0.1 - 1e-6).all()
    assert seen.picture[:40].max() > 0.5


def test_a_beam_is_brightest_at_its_lamp() -> None:
    seen = scene(200, 200)
    add_cones(seen, [Cone((0, 4, 8), (0, 0, 8), 0.1, np.ones(3, np.float32))], smoke=0)
    (x, top), (_, bottom) = seen.camera.project(0, 3.8, 8), seen.camera.project(0, 0.4, 8)
    near, far = seen.picture[round(top), round(x), 0], seen.picture[round(bottom), round(x), 0]
    assert near > 2 * far > 0
    assert seen.picture[round(bottom), 5, 0] < 0.05 * near
