"""Views: palms stand on their feet, prints lie on the ground only, something carries a terrace's flowers."""

from __future__ import annotations

import numpy as np
import pytest

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Light
from backdrop_ui.engines.painter.camera.lens import HaloOptions, halo
from backdrop_ui.engines.painter.events.stage import ArenaOptions, arena
from backdrop_ui.engines.painter.interiors.library import _garden
from backdrop_ui.engines.painter.land.footprints import FootprintOptions, footprints
from backdrop_ui.engines.painter.plants.palms import PalmOptions, palms
from backdrop_ui.engines.painter.plants.vines import VineOptions, _canopy, _rows
from backdrop_ui.engines.painter.scene import Camera, Scene
from backdrop_ui.engines.painter.town.arbours import RAIL_M, _gate, _parapet, _pergola
from backdrop_ui.engines.painter.tracer import Material, World

WHITE = (1.0, 1.0, 1.0)

PALETTE = [(0.1, 0.1, 0.2), (0.5, 0.4, 0.3)]


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


@pytest.mark.parametrize("size", [(540, 960), (600, 600), (960, 540)])
def test_one_stands_between_two_rows_of_vines(size: tuple[int, int]) -> None:
    for shift in (-0.16, 0.0, 0.16):
        seen = Scene(Camera(*size, 0.47), Light(), PALETTE, seed=1)
        options = VineOptions(leaves=((0, 1, 0),))
        rows = _rows(seen, options, shift)
        assert min(abs(row.x) for row in rows) > 0.8
        assert {np.sign(row.x) for row in rows} == {-1, 1}
        assert all(seen.camera.half_width_m(row.start) < abs(row.x) + 0.5 for row in rows if abs(row.x) > 3)


def test_leaves_of_a_vine_hang_over_its_trunk() -> None:
    leaves = _canopy(np.random.default_rng(1), 2.0, (4.0, 6.0), np.ones((1, 3), np.float32)).corners
    assert leaves[..., 2].min() > 4 - 0.4 and leaves[..., 2].max() < 6 + 0.4
    assert np.abs(np.median(leaves[..., 0]) - 2) < 0.05
    assert leaves[..., 1].min() > 0.4 and leaves[..., 1].max() < 2.3


def test_a_halo_spreads_a_lamp_in_its_own_colour_and_nothing_else() -> None:
    seen = Scene(Camera(120, 160, 0.5), Light(), PALETTE, seed=1)
    seen.picture[:] = 0.2
    seen.picture[76:84, 56:64] = (3, 0.3, 0.3)
    before = seen.picture.copy()
    halo(seen, HaloOptions())
    added = seen.picture - before
    assert added[80, 70, 0] > 3 * added[80, 70, 1] > 0
    assert added[:4].max() < 1e-3


def test_an_arena_shines_over_the_horizon_in_its_colours() -> None:
    seen = Scene(Camera(120, 160, 0.56), Light(), PALETTE, seed=1)
    arena(seen, ArenaOptions(colours=((1, 0, 0),), lights=0))
    assert seen.picture[: int(0.2 * 160)].max() == 0
    assert seen.picture[..., 0].sum() > 3 * seen.picture[..., 2].sum() > 0
    assert seen.picture[60:90].sum() > 4 * seen.picture[110:].sum()
