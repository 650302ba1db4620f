"""Marched land, water and clouds: what their geometry and light promise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from backdrop_ui.brief import Preset
from backdrop_ui.engines.base import Canvas
from backdrop_ui.engines.painter import PainterEngine, jit
from backdrop_ui.engines.painter.kernels import warm_up
from backdrop_ui.engines.painter.kernels.landforms import DUNES, HILLS, ROWS
from backdrop_ui.engines.painter.kernels.march import Hits, View, march, sunlight
from backdrop_ui.engines.painter.kernels.relief import Relief, height
from backdrop_ui.engines.painter.kernels.waves import fbm2, wave2, wave3
from backdrop_ui.engines.painter.land.terrain import FORMS, TerrainOptions, terrain
from backdrop_ui.engines.painter.land.water import WaterOptions, water
from backdrop_ui.engines.painter.scene import FAR_M, Camera, Scene

PRESETS = Path(__file__).parent.parent / "presets"
FLAT = Relief(HILLS, 0.0, 10.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
VIEW = View(60, 50, 20.0, 50.0, 1.5)


def light_of(name: str = "desert-dunes") -> Any:
    return Preset.model_validate(yaml.safe_load((PRESETS / f"{name}.yaml").read_text("utf-8")))


def scene(width: int = 60, height_px: int = 75, seed: int = 3) -> Scene:
    brief = light_of()
    one = Scene(Camera(width, height_px, 0.5), brief.light, brief.palette, seed)
    one.picture[:] = (0.2, 0.4, 0.9)
    return one


def marched(relief: Relief, far_m: float = 500.0, view: View = VIEW) -> Hits:
    hits = Hits(*(np.zeros((view.height, view.width), np.float32) for _ in range(3)))
    march(relief, view, far_m, hits, (0, view.width))
    return hits


# Noise


def test_slopes_of_the_noise_are_its_derivatives() -> None:
    rng = np.random.default_rng(1)
    for x, y in rng.uniform(-30, 30, (50, 2)):
        step = 1e-4
        _, dx, dy = wave2(x, y)
        assert dx == pytest.approx((wave2(x + step, y)[0] - wave2(x - step, y)[0]) / (2 * step), abs=1e-4)
        assert dy == pytest.approx((wave2(x, y + step)[0] - wave2(x, y - step)[0]) / (2 * step), abs=1e-4)


def test_noise_is_smooth_everywhere_and_stays_in_range() -> None:
    values = [wave2(x * 0.01, 3.3)[0] for x in range(-500, 500)]
    assert max(abs(a - b) for a, b in zip(values[1:], values, strict=False)) < 0.05
    solid = [wave3(x * 0.01, 3.3, -7.7) for x in range(-500, 500)]
    assert max(abs(a - b) for a, b in zip(solid[1:], solid, strict=False)) < 0.05
    assert max(map(abs, values + solid)) <= 1.2


def test_a_broken_number_of_octaves_fades_the_last_one_in() -> None:
    whole, more = fbm2(0.3, 0.7, 3.0, 0.5), fbm2(0.3, 0.7, 4.0, 0.5)
    assert fbm2(0.3, 0.7, 3.5, 0.5) == pytest.approx((whole + more) / 2)


# Marching


def test_flat_land_is_met_where_the_ground_plane_is() -> None:
    depth = marched(FLAT._replace(height_m=0.0)).depth
    for row in range(24, 50, 5):
        assert depth[row] == pytest.approx(1.5 * 50 / (row + 0.5 - 20), rel=0.02)
    assert not depth[:20].any(), "land in the sky"


@pytest.mark.parametrize("form", range(len(FORMS)))
def test_rays_meet_the_land_and_nothing_before_it(form: int) -> None:
    relief = FLAT._replace(form=form, height_m=6.0, size_m=25.0, base_m=-2.0, rise_m=30.0, shift_x=3.3, shift_z=1.7)
    depth = marched(relief, 200.0, VIEW._replace(focal_px=200.0)).depth
    rows, columns = np.nonzero(depth)
    assert len(rows) > 300
    rng = np.random.default_rng(1)
    for pick in rng.integers(len(rows), size=60):
        row, column = int(rows[pick]), int(columns[pick])
        z, across, up = float(depth[row, column]), (column + 0.5 - 30) / 200, (20 - row - 0.5) / 200
        below = [height(relief, across * t, t, t / 200) - 1.5 - up * t for t in np.linspace(1.5, 0.93 * z, 25)]
        assert max(below) < 0.06 * z, "the ray had been under ground before"
        around = [
            height(relief, across * t, t, 1.3 * t / 200) - 1.5 - up * t for t in np.linspace(0.96 * z, 1.04 * z, 9)
        ]
        assert min(around) - 0.03 * z < 0 < max(around) + 0.03 * z, "the ray ends in the air or under ground"


def test_a_dune_shades_what_lies_behind_it() -> None:
    relief = FLAT._replace(form=DUNES, height_m=25.0, size_m=40.0, rise_m=20.0)
    hits = marched(relief, 300.0)
    low, high = (np.ones((25, 30), np.float32) for _ in range(2))
    sunlight(relief, VIEW, (0.9950, 0.0998, 0.0), 0.05, hits, low, (0, 25))
    sunlight(relief, VIEW, (0.0998, 0.9950, 0.0), 0.05, hits, high, (0, 25))
    assert high.mean() > 0.97
    assert low.mean() < high.mean() - 0.1
    assert low.min() >= 0 and high.max() <= 1


def test_flat_land_casts_no_shadow() -> None:
    hits, lit = marched(FLAT), np.zeros((25, 30), np.float32)
    sunlight(FLAT, VIEW, (0.97, 0.2, 0.14), 0.05, hits, lit, (0, 25))
    assert lit.min() > 0.99


# Layers


def test_slopes_towards_the_sun_are_brighter() -> None:
    bright, dark = scene(), scene()
    for one, azimuth in ((bright, 90), (dark, -90)):
        one.light = one.light.model_copy(update={"azimuth_deg": azimuth, "elevation_deg": 20})
        terrain(one, TerrainOptions(form="cliffs", near_m=20, far_m=900, height_m=60, size_m=120, base_m=-10))
    wall = (bright.depth < 300) & (bright.depth > 20)
    wall[:, 25:] = False
    assert bright.picture[wall].mean() > 1.3 * dark.picture[wall].mean(), "headlands on the left face right"


def test_far_land_takes_the_colour_of_the_air() -> None:
    one = scene()
    terrain(one, TerrainOptions(form="hills", near_m=2, far_m=9000, height_m=1, haze="#00ff00", haze_m=300))
    far = (one.depth > 3000) & (one.depth < FAR_M)
    near = one.depth < 10
    assert (one.picture[far][:, 1] > 2 * one.picture[far][:, 0]).all()
    assert (one.picture[near][:, 1] < 2 * one.picture[near][:, 0]).all()


def test_rows_run_where_plants_are_put() -> None:
    relief = FLAT._replace(form=ROWS, height_m=1.0, size_m=2.0, shift_x=0.25)
    tops = [height(relief, (0.5 - 0.25) * 2, z, 0.01) for z in range(3, 20)]
    between = [height(relief, -0.25 * 2, z, 0.01) for z in range(3, 20)]
    assert min(tops) > 0.5 and max(between) < 0.1


def test_water_stays_behind_land_and_mirrors_the_sky() -> None:
    one = scene()
    one.depth[45:50, 10:20] = 2.0
    rock = one.picture[45:50, 10:20].copy()
    water(one, WaterOptions(deep="#000000", shallow="#000000", waves=0.1, glitter=0))
    assert np.array_equal(one.picture[45:50, 10:20], rock), "water painted over what stands before it"
    far, near = one.picture[40].mean(axis=0), one.picture[-1].mean(axis=0)
    assert far[2] > 1.5 * near[2], "by Fresnel's law, the flatter one looks, the more is mirrored"


def test_a_shore_leaves_the_land_as_it_was() -> None:
    one = scene()
    before = one.picture.copy()
    water(one, WaterOptions(near_m=12, shore_m=0.3, wet_m=0, foam=1))
    assert np.array_equal(one.picture[-6:], before[-6:])
    assert not np.allclose(one.picture[41:43], before[41:43])


def test_clouds_fill_the_slab_and_hide_behind_mountains() -> None:
    from backdrop_ui.engines.painter.sky.cloudscape import CloudscapeOptions, cloudscape

    one = scene()
    one.depth[:, :30] = 50.0
    before = one.picture.copy()
    cloudscape(one, CloudscapeOptions(cover=1.2, near_m=100))
    assert np.array_equal(one.picture[:, :28], before[:, :28])
    assert not np.allclose(one.picture[:15, 32:], before[:15, 32:], atol=0.05)
    assert np.array_equal(one.picture[50:], before[50:]), "heaps hang overhead, not below the horizon"


# Compiled code


def test_a_machine_without_a_folder_to_write_to_compiles_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    real = jit.numba.njit

    def refuse(**options: Any) -> Any:
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available for file")
        return real(**options)

    monkeypatch.setattr(jit.numba, "njit", refuse)

    @jit.njit
    def doubled(x: float) -> float:
        return 2 * x

    assert doubled(1.5) == 3.0


def test_kept_code_is_marked_with_all_sources_of_its_folder() -> None:
    marks = {one._cache._cache_file._source_stamp for one in (march, height, wave2)}  # type: ignore[attr-defined]
    assert len(marks) == 1


def test_bands_cover_everything_once() -> None:
    for length in (0, 1, 3, 50):
        seen = np.zeros(length, int)

        def count(first: int, last: int, seen: Any = seen) -> None:
            seen[first:last] += 1

        jit.in_bands(length, count)
        assert (seen == 1).all()


def test_warming_up_works() -> None:
    list(warm_up())


def test_bands_do_not_show() -> None:
    """Two threads paint what one would."""
    canvas = Canvas(np.zeros((50, 40, 3), np.float32), np.zeros((50, 40), np.float32))
    brief = light_of("red-canyon")
    one, other = (PainterEngine().paint(brief, canvas, 5).picture for _ in range(2))
    assert np.array_equal(one, other)
