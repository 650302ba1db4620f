"""What a person is told about a cut-out before anything is painted, and what is no reason to say anything."""

from __future__ import annotations

import importlib
from typing import get_args

import cv2
import numpy as np
import pytest
from pictures import SIZE, box, disc, noise, painted

from backdrop_ui.arrays import Array, resize
from backdrop_ui.cutout import Finding, Matte, subject_from
from backdrop_ui.cutout.contrast import longest_alike
from backdrop_ui.cutout.finding import Kind, where
from backdrop_ui.cutout.preflight import is_nothing, preflight
from backdrop_ui.errors import CutoutError
from backdrop_ui.photo import Photo

contrast_module = importlib.import_module("backdrop_ui.cutout.contrast")
WIDTH, HEIGHT = 300, 200
ORANGE, BLUE = (0.9, 0.5, 0.1), (0.1, 0.2, 0.7)


def looked_at(alpha: Array, pixels: Array | None = None) -> dict[Kind, Finding]:
    """Findings by kind; on a photo where the subject stands out well, unless another is given."""
    found = preflight(painted(alpha, ORANGE, BLUE) if pixels is None else pixels, alpha)
    return {finding.kind: finding for finding in found}


def middle() -> Array:
    return box(WIDTH, HEIGHT, 100, 60, 200, 140)


def test_nothing_is_said_about_a_good_cut_out() -> None:
    assert preflight(painted(disc(WIDTH, HEIGHT), ORANGE, BLUE), disc(WIDTH, HEIGHT)) == ()


# ---- size and place ----------------------------------------------------------------------------------------------


def test_a_subject_that_fills_the_photo() -> None:
    finding = looked_at(box(WIDTH, HEIGHT, 0, 8, 300, 200))["fills"]
    assert "fills 96% of the photo" in finding.words
    assert finding.severity == "warning"


def test_a_subject_that_leaves_a_little_room_does_not_fill_the_photo() -> None:
    assert "fills" not in looked_at(box(WIDTH, HEIGHT, 0, 24, 300, 200))


def test_a_small_subject_and_where_it_is() -> None:
    finding = looked_at(box(WIDTH, HEIGHT, 150, 50, 180, 80))["small"]
    assert "only 1.5% of the photo" in finding.words
    assert finding.box == pytest.approx((0.5, 0.25, 0.6, 0.4), abs=0.01)


def test_a_subject_of_a_few_percent_is_not_small() -> None:
    assert "small" not in looked_at(box(WIDTH, HEIGHT, 150, 50, 190, 90))


@pytest.mark.parametrize(
    ("side", "corners", "place"),
    [
        ("left", (0, 60, 100, 140), (0, 0.3, 0, 0.7)),
        ("top", (100, 0, 200, 100), (1 / 3, 0, 2 / 3, 0)),
        ("right", (200, 60, 300, 140), (1, 0.3, 1, 0.7)),
    ],
)
def test_a_side_where_the_photo_cuts_it_off(
    side: str, corners: tuple[int, int, int, int], place: tuple[float, ...]
) -> None:
    [finding] = looked_at(box(WIDTH, HEIGHT, *corners)).values()
    assert (finding.kind, finding.severity) == ("edges", "note")
    assert f"cut off at the {side} edge" in finding.words
    assert finding.box == pytest.approx(place, abs=0.006)


def test_no_one_minds_the_bottom() -> None:
    assert looked_at(box(WIDTH, HEIGHT, 100, 60, 200, 200)) == {}


def test_a_pixel_away_from_the_edge_is_not_cut_off() -> None:
    assert looked_at(box(WIDTH, HEIGHT, 2, 60, 100, 140)) == {}


def test_cut_off_on_three_sides_is_worth_a_warning() -> None:
    finding = looked_at(box(WIDTH, HEIGHT, 0, 0, 300, 100))["edges"]
    assert "left, top and right edges" in finding.words
    assert (finding.severity, finding.box) == ("warning", None)


def test_two_sides_are_both_named() -> None:
    assert "left and top edges" in looked_at(box(WIDTH, HEIGHT, 0, 0, 100, 100))["edges"].words


def test_several_parts_are_counted() -> None:
    apart = box(WIDTH, HEIGHT, 30, 60, 110, 140) + box(WIDTH, HEIGHT, 160, 60, 260, 140)
    [finding] = looked_at(apart).values()
    assert finding.words.startswith("2 separate parts, keeping all")


def test_parts_that_touch_are_one() -> None:
    joined = box(WIDTH, HEIGHT, 30, 60, 170, 140) + box(WIDTH, HEIGHT, 170, 80, 260, 140)
    assert looked_at(joined) == {}


# ---- doubts about the cut-out itself -----------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.0, 0.001])
def test_nothing_stands_out(value: float) -> None:
    [finding] = looked_at(np.full((HEIGHT, WIDTH), value, np.float32)).values()
    assert (finding.kind, finding.severity) == ("nothing", "warning")
    assert "Paint what to keep" in finding.words


def test_a_speck_is_something() -> None:
    speck = box(WIDTH, HEIGHT, 150, 100, 165, 110)
    assert not is_nothing(speck)
    assert "nothing" not in looked_at(speck)


def test_unsure_about_much_and_where() -> None:
    alpha = middle()
    alpha[60:140, 200:250] = 0.4
    alpha[60:80, 60:80] = 0.4
    finding = looked_at(alpha)["unsure"]
    assert "unsure about much of this photo, most of it on the right" in finding.words
    assert finding.severity == "warning"
    assert finding.box == pytest.approx((200 / 300, 0.3, 250 / 300, 0.7), abs=0.01)


def test_a_soft_rim_is_not_unsure() -> None:
    assert looked_at(disc(WIDTH, HEIGHT, soft_px=4)) == {}


def test_unsure_about_a_little_is_not_said() -> None:
    alpha = middle()
    alpha[60:80, 200:225] = 0.4
    assert "unsure" not in looked_at(alpha)


@pytest.mark.parametrize(
    ("words", "patch"),
    [
        ("on the left", (40, 60, 100, 140)),
        ("on the right", (200, 60, 260, 140)),
        ("at the top", (100, 10, 200, 60)),
        ("at the bottom", (100, 140, 200, 190)),
    ],
)
def test_an_edge_that_cannot_be_seen_and_where(words: str, patch: tuple[int, int, int, int]) -> None:
    behind = box(WIDTH, HEIGHT, *patch)
    finding = looked_at(middle(), painted(middle() + behind, ORANGE, BLUE))["low-contrast"]
    assert f"hardly be seen {words} of the subject." in finding.words
    assert finding.severity == "warning"
    assert finding.box is not None
    edge = (middle() - cv2.erode(middle(), np.ones((3, 3)))) * cv2.dilate(behind, np.ones((3, 3)))  # where they meet
    left, top, right, bottom = (round(v * s) for v, s in zip(finding.box, (WIDTH, HEIGHT) * 2, strict=True))
    assert edge[top:bottom, left:right].sum() > 0.7 * edge.sum()


def test_an_edge_that_can_just_be_seen_is_left_alone() -> None:
    pixels = painted(middle(), ORANGE, BLUE)
    pixels[60:140, 200:260] = (0.9, 0.6, 0.25)
    assert looked_at(middle(), pixels) == {}


def test_a_short_stretch_is_noted_and_a_shorter_one_is_not() -> None:
    """Of the diagonal, 361 px: 7 % are noted, 3 % are not worth a word."""
    severities = []
    for long_px in (60, 25, 11):
        behind = box(WIDTH, HEIGHT, 200, 70, 260, 70 + long_px)
        finding = looked_at(middle(), painted(middle() + behind, ORANGE, BLUE)).get("low-contrast")
        severities.append(finding and finding.severity)
    assert severities == ["warning", "note", None]


def test_an_edge_that_a_person_drew_is_not_doubted() -> None:
    alpha = middle()
    alpha[60:140, 200:250] = 0.4
    assert preflight(np.full((HEIGHT, WIDTH, 3), 0.5, np.float32), alpha, guessed=False) == ()


def test_the_photos_own_edge_hides_nothing() -> None:
    """Where the subject goes on beyond the photo there is no outside to compare with."""
    alpha = box(WIDTH, HEIGHT, 0, 60, 100, 140)
    assert longest_alike(painted(alpha, ORANGE, BLUE), alpha) is None


def test_one_colour_everywhere_hides_the_whole_outline() -> None:
    alike = longest_alike(np.full((HEIGHT, WIDTH, 3), 0.5, np.float32), middle())
    assert alike is not None
    assert alike.box == pytest.approx((1 / 3, 0.3, 2 / 3, 0.7), abs=0.01)
    assert alike.length * np.hypot(WIDTH, HEIGHT) == pytest.approx(len(alike.points))


@pytest.mark.parametrize("seed", range(20))
def test_the_longest_run_on_a_closed_line(seed: int) -> None:
    flags = np.random.default_rng(seed).random(12) < 0.7
    longest = max(
        (n for n in range(13) for i in range(12) if all(flags[(i + k) % 12] for k in range(n))),
    )
    run = contrast_module._longest_run(flags)
    assert len(run) == longest
    assert flags[run].all() and (np.diff(run) % 12 == 1).all()


def test_means_on_a_closed_line() -> None:
    values = np.random.default_rng(0).random(10).astype(np.float32)
    slow = [np.mean([values[(i + k) % 10] for k in (-1, 0, 1)]) for i in range(10)]
    np.testing.assert_allclose(contrast_module._mean_around(values, 3), slow, rtol=1e-5)


# ---- the photo itself, where it explains a bad cut-out -----------------------------------------------------------


def hidden(scale: float = 1) -> Array:
    """A photo that hides the middle's right side."""
    return np.float32(scale) * painted(middle() + box(WIDTH, HEIGHT, 200, 60, 260, 140), ORANGE, BLUE)


def test_a_very_dark_photo() -> None:
    assert "dark" in looked_at(middle(), hidden(0.1))
    assert "dark" not in looked_at(middle(), hidden())


def test_a_very_blurred_photo() -> None:
    assert "blurred" in looked_at(middle(), cv2.GaussianBlur(hidden(), (0, 0), 15))
    assert "blurred" not in looked_at(middle(), hidden())


def test_a_very_small_photo() -> None:
    alpha, pixels = resize(middle(), 90, 60), resize(hidden(), 90, 60)
    assert "(60 pixels)" in looked_at(alpha, pixels)["tiny"].words
    assert "tiny" not in looked_at(middle(), hidden())


def test_a_dark_photo_with_a_good_cut_out_is_left_alone() -> None:
    assert looked_at(middle(), np.float32(0.25) * painted(middle(), (1.0, 0.9, 0.0), (0.0, 0.0, 0.6))) == {}


def test_the_photo_explains_why_nothing_stands_out() -> None:
    found = preflight(np.zeros((HEIGHT, WIDTH, 3), np.float32), np.zeros((HEIGHT, WIDTH), np.float32))
    assert [finding.kind for finding in found] == ["nothing", "dark"]


# ---- calm --------------------------------------------------------------------------------------------------------


def everything() -> tuple[Array, Array]:
    """A dark, small photo with an unsure subject of two parts at its edge."""
    alpha = box(90, 60, 0, 10, 40, 40) + box(90, 60, 60, 10, 80, 40)
    alpha[10:40, 40:52] = 0.5
    return np.full((60, 90, 3), 0.05, np.float32), alpha


def test_no_more_than_three_findings_the_most_important_first() -> None:
    found = preflight(*everything())
    assert [finding.kind for finding in found] == ["unsure", "low-contrast", "edges"]
    assert [finding.severity for finding in found] == ["warning", "warning", "note"]


def test_warnings_come_before_notes() -> None:
    alpha = box(WIDTH, HEIGHT, 0, 0, 300, 90)
    behind = box(WIDTH, HEIGHT, 100, 90, 125, 150)
    found = preflight(painted(alpha + behind, ORANGE, BLUE), alpha)
    assert [(f.kind, f.severity) for f in found] == [("edges", "warning"), ("low-contrast", "note")]


def test_the_same_cut_out_gives_the_same_findings() -> None:
    pixels, alpha = noise(WIDTH, HEIGHT), middle()
    alpha[60:140, 200:250] = 0.4
    before = pixels.copy(), alpha.copy()
    assert preflight(pixels, alpha) == preflight(pixels, alpha) != ()
    np.testing.assert_array_equal(pixels, before[0])
    np.testing.assert_array_equal(alpha, before[1])


@pytest.mark.parametrize("size", [(16, 16), (17, 190), (190, 17)])
def test_tiny_and_narrow_photos(size: tuple[int, int]) -> None:
    alpha = disc(*size)
    assert preflight(painted(alpha, ORANGE, BLUE), alpha) == ()
    assert all(finding.kind in get_args(Kind) for finding in preflight(noise(*size), alpha))


def test_a_large_photo_is_told_the_same_as_a_small_one() -> None:
    alpha, pixels = resize(middle(), 3000, 2000), resize(hidden(), 3000, 2000)
    large, small = preflight(pixels, alpha), preflight(hidden(), middle())
    assert [(f.kind, f.words) for f in large] == [(f.kind, f.words) for f in small]
    assert large[0].box == pytest.approx(small[0].box, abs=0.03)


def test_another_size_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match=r"expected an alpha of \(200, 300\), got \(72, 96\)"):
        preflight(hidden(), disc(*SIZE))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((0.0, 0.0, 0.1, 0.1), "at the top left"),
        ((0.4, 0.0, 0.6, 0.2), "at the top"),
        ((0.9, 0.0, 1.0, 0.1), "at the top right"),
        ((0.0, 0.4, 0.1, 0.6), "on the left"),
        ((0.1, 0.1, 0.9, 0.9), "in the middle"),
        ((0.8, 0.3, 1.0, 0.7), "on the right"),
        ((0.0, 0.9, 0.2, 1.0), "at the bottom left"),
        ((1.0, 1.0, 1.0, 1.0), "at the bottom right"),
    ],
)
def test_places_in_words(place: tuple[float, float, float, float], words: str) -> None:
    assert where(place) == words


def test_places_within_a_subject() -> None:
    assert where((0.4, 0.5, 0.42, 0.5), within=(0.4, 0.2, 0.6, 0.8)) == "on the left"


# ---- where it is said --------------------------------------------------------------------------------------------


def test_a_subject_carries_its_findings() -> None:
    alpha = box(WIDTH, HEIGHT, 0, 60, 100, 140)
    subject = subject_from(Matte(Photo(painted(alpha, ORANGE, BLUE), None, "box"), alpha, "embedded"))
    assert [finding.kind for finding in subject.findings] == ["edges"]
    assert subject.warnings == tuple(finding.words for finding in subject.findings)


def test_a_models_edge_is_doubted_and_a_brought_one_is_not() -> None:
    photo = Photo(hidden(), None, "box")
    assert [f.kind for f in subject_from(Matte(photo, middle(), "embedded", guessed=True)).findings] == ["low-contrast"]
    assert subject_from(Matte(photo, middle(), "mask mine.png")).findings == ()


def test_an_empty_cut_out_says_what_can_be_done() -> None:
    photo = Photo(np.zeros((HEIGHT, WIDTH, 3), np.float32), None, "night")
    with pytest.raises(CutoutError, match=r"Nothing stands out.*Paint what to keep.*very dark"):
        subject_from(Matte(photo, np.zeros((HEIGHT, WIDTH), np.float32), "embedded"))
