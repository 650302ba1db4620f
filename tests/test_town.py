"""Towns: walls leave their openings free, writing stays on its board, water is level, copies are where they belong."""

from __future__ import annotations

import numpy as np
import pytest

from backdrop_ui.brief import Light
from backdrop_ui.engines.painter.scene import FAR_M, Camera, Scene
from backdrop_ui.engines.painter.town.glyphs import emblem, glyph
from backdrop_ui.engines.painter.town.neon import _smear
from backdrop_ui.engines.painter.town.parts import WALL_M, Opening, Parts, spaced, wall
from backdrop_ui.engines.painter.town.sheets import sheet
from backdrop_ui.engines.painter.town.standing import room_to_stand
from backdrop_ui.engines.painter.town.things import copies, globe, hanging, leaves
from backdrop_ui.engines.painter.town.towers import TowersOptions, towers
from backdrop_ui.engines.painter.tracer import Mesh


def volume(mesh: Mesh) -> float:
    a, b, c = np.moveaxis(mesh.corners.astype(np.float64), 1, 0)
    return abs(float((np.cross(a, b) * c).sum())) / 6


def test_a_wall_is_missing_exactly_its_openings() -> None:
    parts = Parts()
    openings = [*spaced(6, 3, 0.9, 3.0, 1.5), Opening(1.0, 0.0, 0.9, 2.2)]
    wall(parts, "wall", 6, 7, openings, (1, 1, 1))
    free = sum(one.wide * one.tall for one in openings)
    assert volume(parts.meshes()["wall"]) == pytest.approx((6 * 7 - free) * WALL_M, rel=1e-4)


def test_boxes_keep_their_tints() -> None:
    parts = Parts()
    parts.box("a", (0, 0, 0), (1, 1, 1), (0.5, 0, 0))
    parts.box("a", (2, 0, 0), (3, 1, 1), (0, 0.5, 0))
    mesh = parts.meshes()["a"]
    left = mesh.corners[:, :, 0].mean(axis=1) < 1.5
    np.testing.assert_allclose(mesh.tint[left], [[0.5, 0, 0]] * 12)
    np.testing.assert_allclose(mesh.tint[~left], [[0, 0.5, 0]] * 12)


@pytest.mark.parametrize("seed", range(20))
def test_writing_stays_within_its_square(seed: int) -> None:
    parts = Parts()
    glyph(parts, "ink", np.random.default_rng(seed), (3.0, 2.0, 5.0), 0.5, (1, 1, 1), 0.02)
    corners = parts.meshes()["ink"].corners
    assert np.abs(corners[..., 0] - 3).max() < 0.28
    assert np.abs(corners[..., 1] - 2).max() < 0.28
    assert corners[..., 2].min() == pytest.approx(4.98)


def test_water_is_level_and_its_normals_lean_a_little() -> None:
    water = sheet(np.random.default_rng(1), 10, (2, 50), 1.0, 0.05, y=-0.4, size=(30, 20))
    np.testing.assert_allclose(water.corners[..., 1], -0.4, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(water.normals, axis=-1), 1, atol=1e-5)
    assert 0.9 < water.normals[..., 1].min() < 1


def test_copies_stand_where_they_should() -> None:
    at = np.array([(0, 1, 2), (5, 0, 9)], np.float32)
    both = copies(globe(6), at, [(1, 0, 0), (0, 0, 1)])
    one, other = np.split(both.corners, 2)
    np.testing.assert_allclose(other - one, np.broadcast_to([5, -1, 7], one.shape), atol=1e-5)
    assert both.tint[0].tolist() == [1, 0, 0] and both.tint[-1].tolist() == [0, 0, 1]


def test_leaves_stay_near_their_twigs() -> None:
    mesh = leaves(np.random.default_rng(2), np.array([(0, 0, 0), (4, 0, 0)]), 0.3, 200, 0.05, np.ones((1, 3)))
    away = np.minimum(np.linalg.norm(mesh.corners, axis=-1), np.linalg.norm(mesh.corners - [4, 0, 0], axis=-1))
    assert len(mesh.corners) == 400 and away.max() < 0.42


def test_a_line_hangs_between_its_ends() -> None:
    line = hanging((0, 3, 0), (4, 3, 0), 0.5, 9)
    np.testing.assert_allclose(line[[0, 4, -1]], [(0, 3, 0), (2, 2.5, 0), (4, 3, 0)], atol=1e-6)


def test_towers_rise_over_the_horizon_and_have_depth() -> None:
    scene = Scene(Camera(90, 120, 0.6), Light(), [(0.1, 0.1, 0.2), (0.4, 0.3, 0.4)], seed=3)
    towers(scene, TowersOptions(count=30, lit=1.0))
    built = scene.depth < FAR_M
    assert built[: int(0.6 * 120)].any() and not built[:8].all()
    assert scene.depth[built].min() > 200
    assert scene.picture[built].max() > 0.5


def test_a_wide_picture_has_room_to_stand_too() -> None:
    for width, height, horizon in ((90, 160, 0.55), (160, 90, 0.6), (1, 1, 0.98)):
        camera = Camera(width, height, horizon)
        edge = room_to_stand(Scene(camera, Light(), [(0, 0, 0)], seed=0), 6.0)
        assert 6 <= edge <= 14
        assert edge == 14 or edge > 1.5 * camera.distance_m(height)


@pytest.mark.parametrize("seed", range(8))
def test_a_neon_picture_stays_on_its_board(seed: int) -> None:
    parts = Parts()
    emblem(parts, np.random.default_rng(seed), (3.0, 5.0, 8.0), 0.7, (1, 0, 0), (0, 1, 0))
    meshes = parts.meshes()
    tubes = meshes["neon"].corners
    assert np.hypot(tubes[..., 0] - 3, tubes[..., 1] - 5).max() < 0.72
    assert tubes[..., 2].max() < meshes["metal"].corners[..., 2].min() + 0.02


def test_wet_ground_draws_lights_out_towards_the_eye_and_leaves_the_rest() -> None:
    scene = Scene(Camera(240, 320, 0.4), Light(), [(0, 0, 0)], seed=1)
    scene.depth[160:] = scene.camera.eye_m / -scene.camera.slope_y[160:]
    scene.depth[280, :10] = 2.0  # something that stands there
    for place in ((280, 120), (80, 120), (280, 5)):
        scene.picture[place] = 1
    _smear(scene)
    assert scene.picture[80, 120, 0] == scene.picture[280, 5, 0] == 1
    assert scene.picture[280, 120, 0] < 0.5
    assert scene.picture[270, 120, 0] > 20 * scene.picture[280, 130, 0]
