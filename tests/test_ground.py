"""Where a whole figure meets the floor: contact at each sole, a shadow away from the light, an image in the gloss."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pictures import box

from backdrop_ui.arrays import Array
from backdrop_ui.brief import Light
from backdrop_ui.composite import compose
from backdrop_ui.engines import ENGINES, Backdrop, Canvas
from backdrop_ui.pipeline import preset_wall


def shadow_of(alpha: Array, ground: float | None) -> Array:
    """How much darker the composite makes a white scene, (H, W), where there is no subject."""
    canvas = Canvas(np.zeros((*alpha.shape, 3), np.float32), alpha)
    scene = Backdrop(np.ones((*alpha.shape, 3), np.float32), Light(strength=0.5), 0.4, ground)
    return np.where(alpha == 0, 1 - compose(canvas, scene, "natural").picture.mean(axis=-1), 0)


def test_a_whole_figure_throws_a_shadow_at_its_feet() -> None:
    shadow = shadow_of(box(200, 200, 80, 40, 120, 160), ground=0.8)
    assert shadow[150:175, 70:130].max() > 0.05
    assert shadow[:30].max() < 0.01


def thrown(azimuth_deg: float) -> Array:
    """The shadow of a post in the middle, light 35 degrees high, horizon at 0.4."""
    canvas = Canvas(np.zeros((200, 200, 3), np.float32), box(200, 200, 92, 60, 108, 150))
    light = Light(azimuth_deg=azimuth_deg, elevation_deg=35, strength=1)
    scene = Backdrop(np.ones((200, 200, 3), np.float32), light, 0.4, 0.75)
    return np.where(canvas.alpha == 0, 1 - compose(canvas, scene).picture.mean(axis=-1), 0)


def test_the_shadow_falls_away_from_the_light() -> None:
    from_right, from_left = thrown(90), thrown(-90)
    assert from_right[120:160, :80].sum() > 3 * from_right[120:160, 120:].sum()
    assert from_left[120:160, 120:].sum() > 3 * from_left[120:160, :80].sum()
    before, behind = thrown(180)[155:].sum(), thrown(0)[155:].sum()
    assert before > 3 * behind, "light from behind throws the shadow towards the viewer"


def test_no_shadow_lies_above_the_horizon() -> None:
    assert all(thrown(azimuth_deg)[:78].max() < 0.01 for azimuth_deg in (0, 60, 90, 180))


def test_a_glossy_floor_mirrors_a_whole_figure() -> None:
    alpha = box(200, 200, 80, 40, 120, 160)
    canvas = Canvas(np.broadcast_to(np.float32([1, 0, 0]), (200, 200, 3)).copy(), alpha)
    scene = Backdrop(np.full((200, 200, 3), 0.5, np.float32), Light(strength=0), 0.4, 0.8)
    dull, glossy = (compose(canvas, replace(scene, gloss=gloss)).picture[165:175, 90:110] for gloss in (0.0, 1.0))
    assert (glossy[..., 0] - glossy[..., 1]).mean() > 0.2
    assert (dull[..., 0] - dull[..., 1]).mean() < 0.05


def test_without_a_floor_there_is_no_shadow() -> None:
    assert shadow_of(box(200, 200, 80, 40, 120, 160), ground=None).max() == 0


def test_a_figure_cut_off_below_throws_no_shadow() -> None:
    assert shadow_of(box(200, 200, 80, 40, 120, 200), ground=0.8).max() == 0


NEAR_FOOT, FAR_FOOT = 170, 160
"""Rows where the two feet of `walking` end."""


def walking() -> Array:
    """One foot before the other: the left one lower in the picture, since it is nearer."""
    alpha = box(200, 200, 80, 40, 120, 120)
    return np.maximum(alpha, box(200, 200, 80, 40, 92, NEAR_FOOT) + box(200, 200, 108, 40, 120, FAR_FOOT)).clip(0, 1)


def test_each_foot_has_its_own_contact() -> None:
    shadow = shadow_of(walking(), ground=0.9)
    near, far = shadow[NEAR_FOOT + 1, 82:90].mean(), shadow[FAR_FOOT + 1, 110:118].mean()
    assert near > 0.3 and far > 0.3
    assert shadow[NEAR_FOOT + 1, 110:118].mean() < 0.6 * far, "nothing dark hangs below the far foot"


def test_a_mat_has_no_dark_line_behind_it() -> None:
    mat = np.maximum(box(200, 200, 40, 154, 160, 160), box(200, 200, 90, 20, 110, 154))
    canvas = Canvas(np.zeros((200, 200, 3), np.float32), mat)
    scene = Backdrop(np.ones((200, 200, 3), np.float32), Light(elevation_deg=85, strength=0), 0.4, 0.9)
    shadow = 1 - compose(canvas, scene).picture.mean(axis=-1)
    before, behind = shadow[161, 45:80].mean(), shadow[152:154, 45:80].mean()
    assert before > 0.3
    assert behind < 0.25 * before


def test_what_hangs_high_above_the_ground_has_no_contact() -> None:
    bag = np.maximum(box(200, 200, 80, 40, 100, 170), box(200, 200, 80, 60, 140, 90))
    canvas = Canvas(np.zeros((200, 200, 3), np.float32), bag)
    scene = Backdrop(np.ones((200, 200, 3), np.float32), Light(elevation_deg=85, strength=0), 0.4, 0.9)
    assert (1 - compose(canvas, scene).picture[92:100, 105:138]).max() < 0.02


def test_the_image_in_the_gloss_starts_at_each_foot() -> None:
    alpha = walking()
    canvas = Canvas(np.broadcast_to(np.float32([1, 0, 0]), (200, 200, 3)).copy(), alpha)
    scene = Backdrop(np.full((200, 200, 3), 0.5, np.float32), Light(strength=0), 0.4, 0.8, gloss=1.0)
    red = compose(canvas, scene).picture
    red = red[..., 0] - red[..., 1]
    near, far = red[NEAR_FOOT + 3, 82:90].mean(), red[FAR_FOOT + 3, 110:118].mean()
    assert near > 0.1 and far > 0.1
    assert abs(near - far) < 0.5 * near


def test_a_shadow_keeps_the_ambient_colour() -> None:
    canvas = Canvas(np.zeros((200, 200, 3), np.float32), box(200, 200, 92, 60, 108, 150))
    light = Light(azimuth_deg=90, strength=0.8, ambient=(0.3, 0.5, 0.8))
    red, _, blue = compose(canvas, Backdrop(np.ones((200, 200, 3), np.float32), light, 0.4, 0.9)).picture[150, 100]
    assert blue > red + 0.05


def test_land_that_begins_at_the_viewers_feet_is_ground_to_stand_on() -> None:
    canvas = Canvas(np.zeros((80, 64, 3), np.float32), box(64, 80, 26, 20, 38, 72))
    for name in ("snowy-mountains", "on-the-moon"):
        assert ENGINES["painter"].paint(preset_wall().presets[name], canvas, 1).ground is not None
    assert ENGINES["painter"].paint(preset_wall().presets["among-the-stars"], canvas, 1).ground is None


@pytest.mark.parametrize("feet", [58, 70])
@pytest.mark.parametrize(
    "name", ["on-a-red-carpet", "old-town-alley", "snowy-mountains", "sunlit-wall", "stadium-lights"]
)
def test_a_whole_figure_stands_on_the_scenes_ground(name: str, feet: int) -> None:
    """Wherever in the picture its feet are: below the horizon, on floor that is near."""
    canvas = Canvas(np.zeros((80, 64, 3), np.float32), box(64, 80, 26, 16, 38, feet))
    backdrop = ENGINES["painter"].paint(preset_wall().presets[name], canvas, 1)
    assert backdrop.horizon is not None and backdrop.depth is not None
    assert backdrop.horizon * 80 < feet - 8
    assert np.median(backdrop.depth[feet - 1, 26:38]) < 12


def ground_depth(name: str, alpha: Array) -> Array:
    """(width,): how far away the ground is along the lower edge, metres."""
    canvas = Canvas(np.zeros((*alpha.shape, 3), np.float32), alpha)
    depth = ENGINES["painter"].paint(preset_wall().presets[name], canvas, 1).depth
    assert depth is not None
    return depth[-1]


@pytest.mark.parametrize("name", ["art-gallery", "tropical-beach-sunset", "surrounded-by-puppies"])
def test_a_thing_is_seen_from_close_by(name: str) -> None:
    """Or a hat would be as tall as a palm: what fills the picture is as large as the ground at it is far away."""
    legs = box(64, 80, 24, 46, 28, 72) + box(64, 80, 36, 46, 40, 72)
    figure = box(64, 80, 24, 16, 40, 46) + legs
    thing = box(64, 80, 12, 40, 52, 72)
    assert np.median(ground_depth(name, thing)) < 0.5 * np.median(ground_depth(name, figure))


@pytest.mark.parametrize("name", ["lavender-field", "tropical-beach-sunset", "mountain-lake", "above-the-clouds"])
def test_seen_from_close_by_the_land_still_reaches_the_viewer(name: str) -> None:
    assert ground_depth(name, box(64, 80, 12, 40, 52, 72)).max() < 3
