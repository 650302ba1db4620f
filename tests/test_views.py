"""Views: palms stand on their feet, prints lie on the ground only, something carries a terrace's flowers."""

from __future__ import annotations

import numpy as np
import pytest

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Light
from backdrop_ui.engines.painter.footprints import FootprintOptions, footprints
from backdrop_ui.engines.painter.interiors.library import _garden
from backdrop_ui.engines.painter.palms import PalmOptions, palms
from backdrop_ui.engines.painter.scene import Camera, Scene
from backdrop_ui.engines.painter.town.arbours import RAIL_M, _gate, _parapet, _pergola
from backdrop_ui.engines.painter.tracer import Material, World

WHITE = (1.0, 1.0, 1.0)


def empty(seed: int = 3, azimuth_deg: float = 170) -> Scene:
    light = Light(azimuth_deg=azimuth_deg, elevation_deg=12, strength=0.7, colour="#ffffff", ambient="#808080")
    scene = Scene(Camera(200, 250, 0.5), light, [WHITE], seed)
    scene.picture[:] = 1
    return scene


def flat_ground(scene: Scene) -> Array:
    below = scene.camera.slope_y[:, 0] < 0
    scene.depth[below] = (scene.camera.eye_m / -scene.camera.slope_y[below]).astype(np.float32)
    return below


@pytest.mark.parametrize("seed", range(4))
def test_palms_reach_from_the_sand_into_the_sky_and_leave_the_middle(seed: int) -> None:
    scene = empty(seed)
    palms(scene, PalmOptions(light=(0.3, 0.4, 0.1), dark=(0.05, 0.1, 0.05), count=2))
    inked = scene.picture.mean(axis=-1) < 0.6
    assert inked[:60].any() and inked[150:].any()
    assert inked.any(axis=1)[60:150].all(), "a trunk joins crown and foot"
    assert not inked[110:, 70:130].any()


def test_as_many_palms_as_asked_for() -> None:
    shares = []
    for count in (1, 4):
        scene = empty()
        palms(scene, PalmOptions(light=(0.3, 0.4, 0.1), dark=(0.05, 0.1, 0.05), count=count))
        shares.append(float((scene.picture.mean(axis=-1) < 0.6).mean()))
    assert shares[1] > 1.5 * shares[0] > 0.02


def test_footprints_are_hollows_in_the_ground_and_nowhere_else() -> None:
    scene = empty(azimuth_deg=-90)
    below = flat_ground(scene)
    footprints(scene, FootprintOptions(deep=0.8))
    tone = scene.picture.mean(axis=-1)
    assert (tone[~below] == 1).all()
    assert tone.min() < 0.7 and 0.001 < (tone < 0.9).mean() < 0.1
    assert tone.max() > 1.02, "the far wall catches the light"


def test_where_there_is_no_ground_there_are_no_footprints() -> None:
    scene = empty()
    footprints(scene, FootprintOptions())
    assert (scene.picture == 1).all()


@pytest.mark.parametrize("kind", [_pergola, _gate, _parapet])
@pytest.mark.parametrize("side", [-1, 1])
def test_flowers_hang_where_something_carries_them(kind: object, side: int) -> None:
    assert callable(kind)
    world = World()
    stuff = {name: Material(WHITE) for name in ("wall", "wood", "leaf", "pot")}
    kind((world, stuff), np.random.default_rng(5), side, np.ones((3, 3), np.float32))
    solids = [(mesh, world._materials[number]) for mesh, number in world._meshes]
    meshes = [mesh.corners for mesh, material in solids if material is not stuff["leaf"]]
    held = np.concatenate([corners.reshape(-1, 3) for corners in meshes])
    leaf = np.concatenate([m.corners.reshape(-1, 3) for m, material in solids if material is stuff["leaf"]])
    assert (held[:, 0] * side).max() > 2.5, "it stands on its side"
    assert leaf[:, 1].max() < held[:, 1].max() + 1.0
    assert (leaf[:, 2] > RAIL_M - 3).all()


def test_the_garden_behind_the_window_is_darker_below_than_above() -> None:
    garden = _garden(np.random.default_rng(2))
    tone, height = garden.tint.mean(axis=1), garden.corners[..., 1].mean(axis=1)
    assert garden.tint.min() >= 0
    assert tone[height > 3.2].mean() > 1.3 * tone[height < 1.2].mean()
    split = len(tone) // 2
    np.testing.assert_allclose(tone[:split], tone[split:], err_msg="both halves of a cell share a tone")
