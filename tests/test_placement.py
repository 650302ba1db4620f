"""Where the subject stands: every format keeps it whole, whole sides free, cut sides on the edge."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from pictures import box, disc, noise

from backdrop_ui.arrays import Array
from backdrop_ui.errors import SceneError
from backdrop_ui.framing import Frame, extents, is_thing
from backdrop_ui.placement import ASPECTS, FORMATS, Format, Placement, frame_for, picture_size, place

WIDTH, HEIGHT = 400, 300
SHAPES = tuple(ASPECTS)


def bounds(alpha: Array) -> tuple[int, int, int, int]:
    """left, top, right, bottom of all that is not empty; right and bottom exclusive."""
    ys, xs = np.nonzero(alpha > 0)
    return int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1


SUBJECTS = {
    "whole figure": box(WIDTH, HEIGHT, 150, 60, 250, 260),
    "small and high": box(WIDTH, HEIGHT, 300, 20, 340, 50),
    "wide": box(WIDTH, HEIGHT, 20, 120, 380, 180),
    "cut below": box(WIDTH, HEIGHT, 120, 60, 280, 300),
    "cut above": box(WIDTH, HEIGHT, 120, 0, 280, 200),
    "cut left": box(WIDTH, HEIGHT, 0, 60, 200, 240),
    "cut right": box(WIDTH, HEIGHT, 250, 60, 400, 240),
    "cut right and below": box(WIDTH, HEIGHT, 250, 60, 400, 300),
    "cut on both sides": box(WIDTH, HEIGHT, 0, 100, 400, 200),
    "cut above and below": box(WIDTH, HEIGHT, 150, 0, 250, 300),
    "cut left, right and below": box(WIDTH, HEIGHT, 0, 100, 400, 300),
    "cut all round": np.ones((HEIGHT, WIDTH), np.float32),
    "tall photo, cut left, right and below": box(300, 400, 0, 60, 300, 400),
    "soft": disc(WIDTH, HEIGHT),
}

subjects = pytest.mark.parametrize("alpha", SUBJECTS.values(), ids=SUBJECTS.keys())
shapes = pytest.mark.parametrize("form", SHAPES)


def test_original_is_the_photo_itself() -> None:
    assert frame_for(SUBJECTS["cut below"], Placement("original")) == Frame(0, 0, WIDTH, HEIGHT)


@subjects
@shapes
def test_frame_has_the_formats_shape(alpha: Array, form: Format) -> None:
    frame = frame_for(alpha, Placement(form))
    wide, tall = frame.height * ASPECTS[form], frame.width / ASPECTS[form]
    assert abs(frame.width - wide) <= 1 or abs(frame.height - tall) <= 1


@subjects
@shapes
def test_no_side_that_the_photo_cut_off_floats(alpha: Array, form: Format) -> None:
    """Between a cut side and the picture's edge there is never backdrop."""
    height, width = alpha.shape
    left, top, right, bottom = bounds(alpha)
    frame = frame_for(alpha, Placement(form))
    assert left > 0 or frame.left >= 0
    assert top > 0 or frame.top >= 0
    assert right < width or frame.left + frame.width <= width
    assert bottom < height or frame.top + frame.height <= height


def cut_both_ways(alpha: Array) -> bool:
    height, width = alpha.shape
    left, top, right, bottom = bounds(alpha)
    return (left == 0 and right == width) or (top == 0 and bottom == height)


@shapes
@pytest.mark.parametrize("name", [name for name, alpha in SUBJECTS.items() if not cut_both_ways(alpha)])
def test_nothing_of_the_subject_is_lost(name: str, form: Format) -> None:
    alpha = SUBJECTS[name]
    left, top, right, bottom = bounds(alpha)
    frame = frame_for(alpha, Placement(form))
    assert frame.left <= left and frame.left + frame.width >= right
    assert frame.top <= top and frame.top + frame.height >= bottom


@shapes
@pytest.mark.parametrize("name", ["cut left, right and below", "tall photo, cut left, right and below"])
def test_a_head_is_never_cut_off_for_want_of_height(name: str, form: Format) -> None:
    """A selfie fills the photo from side to side: a wide format must take from the chest, not from the head."""
    frame = frame_for(SUBJECTS[name], Placement(form))
    assert frame.top < bounds(SUBJECTS[name])[1]


@shapes
def test_what_the_photo_left_free_stays_free(form: Format) -> None:
    alpha = SUBJECTS["whole figure"]
    left, top, right, bottom = bounds(alpha)
    frame = frame_for(alpha, Placement(form))
    assert frame.left < left and frame.left + frame.width > right
    assert frame.top < top and frame.top + frame.height > bottom


@shapes
def test_a_whole_figure_stands_in_the_middle_with_more_room_above_than_below(form: Format) -> None:
    left, top, right, bottom = bounds(SUBJECTS["whole figure"])
    frame = frame_for(SUBJECTS["whole figure"], Placement(form))
    assert abs((left - frame.left) - (frame.left + frame.width - right)) <= 1
    assert top - frame.top >= frame.top + frame.height - bottom


def test_a_thing_has_more_room_around_it_than_a_figure() -> None:
    thing, figure = box(WIDTH, HEIGHT, 100, 80, 300, 250), standing()
    for form in SHAPES:
        frame = frame_for(thing, Placement(form))
        assert max(200 / frame.width, 170 / frame.height) < 0.76
    frame = frame_for(figure, Placement("portrait"))
    assert 200 / frame.height > 0.8


def standing() -> Array:
    """Somebody 100 pixels wide and 200 tall: a head, shoulders, two legs apart."""
    parts = ((185, 60, 215, 95), (150, 95, 250, 115), (170, 115, 190, 260), (210, 115, 230, 260))
    return np.maximum.reduce([box(WIDTH, HEIGHT, *part) for part in parts])


THINGS = {
    "a hat": box(WIDTH, HEIGHT, 100, 80, 300, 250),
    "a shoe": box(WIDTH, HEIGHT, 50, 180, 350, 250),
    "a bottle": np.maximum(box(WIDTH, HEIGHT, 165, 100, 235, 280), box(WIDTH, HEIGHT, 175, 60, 225, 100)),
    "a cup": disc(WIDTH, HEIGHT),
    "a pair of shoes": np.maximum(box(WIDTH, HEIGHT, 125, 60, 195, 270), box(WIDTH, HEIGHT, 205, 60, 275, 270)),
}


@pytest.mark.parametrize("name", THINGS)
def test_what_lies_or_is_of_one_piece_is_a_thing(name: str) -> None:
    assert is_thing(THINGS[name])
    assert is_thing(np.kron(THINGS[name], np.ones((5, 5), np.float32))), "at any size"


def test_nobody_who_stands_is_a_thing_nor_what_the_photo_cut_off() -> None:
    assert not is_thing(standing())
    couple = np.maximum(np.roll(standing(), 25, axis=1), np.roll(standing(), -25, axis=1))
    assert not is_thing(couple)
    arms_spread = np.maximum(standing(), box(WIDTH, HEIGHT, 80, 110, 320, 130))
    assert not is_thing(arms_spread)
    assert not is_thing(box(WIDTH, HEIGHT, 100, 180, 300, HEIGHT))
    assert not is_thing(np.zeros((HEIGHT, WIDTH), np.float32))


def test_a_story_keeps_head_and_feet_out_of_the_apps_way() -> None:
    for name in ("whole figure", "cut below"):
        _, top, _, bottom = bounds(SUBJECTS[name])
        frame = frame_for(SUBJECTS[name], Placement("story"))
        assert (top - frame.top) / frame.height > 0.125
        assert name == "cut below" or 0.8 < (bottom - frame.top) / frame.height < 0.88


@pytest.mark.parametrize("gap", [90, 310])
def test_a_narrow_picture_of_a_group_that_fills_the_photo_cuts_between_them(gap: int) -> None:
    group = np.ones((HEIGHT, WIDTH), np.float32)
    group[:250, gap - 12 : gap + 12] = 0
    frame = frame_for(group, Placement("story"))
    edges = [x for x in (frame.left, frame.left + frame.width) if 0 < x < WIDTH]
    assert any(abs(x - gap) <= 13 for x in edges)


def test_what_is_cut_above_and_below_loses_its_lower_part() -> None:
    assert frame_for(SUBJECTS["cut all round"], Placement("landscape")).top == 0


@shapes
def test_a_speck_is_not_blown_up(form: Format) -> None:
    frame = frame_for(box(WIDTH, HEIGHT, 200, 150, 210, 160), Placement(form))
    assert min(frame.width, frame.height) >= 0.5 * min(WIDTH, HEIGHT)


adjustments = pytest.mark.parametrize(
    "adjust", [(0.4, 0, 0), (2, 0, 0), (1, 0.3, -0.2), (0.5, -1, 1), (3, 1, 1)], ids=str
)


@subjects
@adjustments
@pytest.mark.parametrize("form", ["original", "story", "landscape", "1200x628"])
def test_by_hand_nothing_cut_off_floats_either_and_something_stays_visible(
    alpha: Array, adjust: tuple[float, float, float], form: str
) -> None:
    height, width = alpha.shape
    left, top, right, bottom = bounds(alpha)
    frame = frame_for(alpha, Placement(form, *adjust))
    assert left > 0 or frame.left >= 0
    assert top > 0 or frame.top >= 0
    assert right < width or frame.left + frame.width <= width
    assert bottom < height or frame.top + frame.height <= height
    assert place(alpha, frame).max() > 0


def test_scale_and_shift_do_what_they_say() -> None:
    alpha = SUBJECTS["whole figure"]
    bottom = bounds(alpha)[3]
    plain = frame_for(alpha, Placement("square"))
    small = frame_for(alpha, Placement("square", scale=0.5))
    assert small.width == pytest.approx(2 * plain.width, abs=2)
    feet = [(bottom - frame.top) / frame.height for frame in (plain, small)]
    assert feet[0] == pytest.approx(feet[1], abs=0.01), "it keeps its ground"
    aside = frame_for(alpha, Placement("square", right=0.2, down=-0.1))
    assert plain.left - aside.left == pytest.approx(0.2 * plain.width, abs=1)
    assert plain.top - aside.top == pytest.approx(-0.1 * plain.height, abs=1)


@pytest.mark.parametrize("form", ["story", "1200 x 628", "64×8192"])
def test_a_named_size_is_met_to_the_pixel(form: str) -> None:
    placement = Placement(form)
    alpha = SUBJECTS["cut below"]
    frame = frame_for(alpha, placement)
    size = picture_size(frame, placement, alpha.size)
    placed = place(alpha, frame, size)
    assert placed.shape == size[::-1]
    if form == "1200 x 628":
        assert size == (1200, 628)
        assert placed[-1].max() == 1, "cut below: it touches the lower edge at any size"


def test_a_small_subject_does_not_make_a_huge_picture() -> None:
    placement = Placement("square", scale=0.1)
    alpha = SUBJECTS["whole figure"]
    width, height = picture_size(frame_for(alpha, placement), placement, alpha.size)
    assert width * height <= 2.1 * alpha.size


@pytest.mark.parametrize("form", ["", "huge", "10x10", "9000x100", "100x", "12.5x80", "-100x100"])
def test_what_is_no_format_is_said_with_what_is(form: str) -> None:
    with pytest.raises(SceneError, match=r"1200x628|64 to 8192"):
        Placement(form)


@pytest.mark.parametrize("adjust", [(0, 0, 0), (5, 0, 0), (1, 2, 0), (1, 0, float("nan")), (float("nan"), 0, 0)])
def test_what_is_out_of_range_is_said(adjust: tuple[float, float, float]) -> None:
    with pytest.raises(SceneError, match="times its automatic size"):
        Placement("story", *adjust)


def test_extents_ignore_faint_veils_and_single_pixels() -> None:
    alpha = box(WIDTH, HEIGHT, 100, 50, 200, 150)
    alpha[:, :20] = 0.4
    alpha[280, 390] = 1
    across, down = extents(alpha)
    assert (across.first, across.last, across.length) == (100, 200, WIDTH)
    assert (down.first, down.last, down.length) == (50, 150, HEIGHT)


def test_extents_of_an_alpha_without_a_core_are_the_photo() -> None:
    across, down = extents(np.full((HEIGHT, WIDTH), 0.3, np.float32))
    assert (across.first, across.last, down.first, down.last) == (0, WIDTH, 0, HEIGHT)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("size", [(16, 16), (17, 190), (190, 17), (101, 73)])
def test_odd_sizes(size: tuple[int, int], form: Format) -> None:
    alpha = np.zeros(size[::-1], np.float32)
    alpha[3:-3, 3:-3] = 1
    frame = frame_for(alpha, Placement(form))
    assert place(alpha, frame).shape == (frame.height, frame.width)
    assert place(alpha, frame).sum() == alpha.sum()


def slow_place(pixels: Array, frame: Frame) -> Array:
    """Pixel by pixel."""
    height, width = pixels.shape[:2]
    placed = np.zeros((frame.height, frame.width, *pixels.shape[2:]), np.float32)
    for y, x in itertools.product(range(frame.height), range(frame.width)):
        if 0 <= y + frame.top < height and 0 <= x + frame.left < width:
            placed[y, x] = pixels[y + frame.top, x + frame.left]
    return placed


@pytest.mark.parametrize("left", [-9, 0, 3, 30])
@pytest.mark.parametrize("top", [-9, 0, 3, -30])
@pytest.mark.parametrize("size", [(5, 4), (12, 10), (20, 25)])
def test_place_against_a_double_loop(left: int, top: int, size: tuple[int, int]) -> None:
    pixels = noise(12, 10)
    frame = Frame(left, top, *size)
    np.testing.assert_array_equal(place(pixels, frame), slow_place(pixels, frame))
    np.testing.assert_array_equal(place(pixels[..., 0], frame), slow_place(pixels[..., 0], frame))


def test_place_copies_nothing_where_nothing_changes() -> None:
    pixels = noise(12, 10)
    assert place(pixels, Frame(0, 0, 12, 10)) is pixels
