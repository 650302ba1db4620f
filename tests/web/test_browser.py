"""What a person does, in a real Chromium, on a desk and on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from steps import (
    A_MOMENT_MS,
    PATIENCE_MS,
    SCREENS,
    Locator,
    Page,
    downloaded,
    expect,
    in_a_browser,
    open_drawer,
    opened,
    scrolls_sideways,
    settle,
    tap,
    tile,
    upload,
)

from backdrop_ui.provenance import digital_source_type

pytestmark = in_a_browser


@pytest.mark.parametrize("screen", SCREENS)
def test_two_taps_make_a_picture_that_can_be_downloaded(page: Page, astronaut: Path, tmp_path: Path) -> None:
    upload(page, astronaut)
    tap(page, "On a red carpet")
    expect(page.locator(".about")).to_contain_text("Painter, drawn by rules, no AI model")
    with page.expect_download() as download:
        page.locator("#download").click()
    assert download.value.suggested_filename.startswith("astronaut-on-a-red-carpet-")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert digital_source_type(path) == "compositeSynthetic"
    with Image.open(path) as picture, Image.open(astronaut) as photo:
        assert picture.size == photo.size
        difference = np.abs(np.asarray(picture, float) - np.asarray(photo.convert("RGB"), float)).mean(axis=2)
    assert np.median(difference[:60]) > 20, "the old background is still there"
    assert not scrolls_sideways(page)


def test_the_slider_moves_by_keyboard_and_by_mouse(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    tap(page, "On a red carpet")

    handle = page.locator("#compare [data-testid=slider]")
    start = middle_of(handle)
    page.locator("#position input[type=range]").focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    picture, box = (place.bounding_box() for place in (page.locator("#compare img.fixed"), handle))
    assert picture
    assert box
    by_keyboard = at_rest(page, handle)
    assert by_keyboard == pytest.approx(start + 0.3 * picture["width"], abs=1), "each press moves it by a hundredth"
    page.mouse.move(by_keyboard, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(by_keyboard + 120, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert middle_of(handle) == pytest.approx(by_keyboard + 120, abs=12)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_pack_shows_its_own_scenes_only(page: Page) -> None:
    carpet, beach = (tile(page, title) for title in ("On a red carpet", "Tropical beach sunset"))
    page.locator('#packs label[data-testid="Travel-radio-label"]').click()
    expect(carpet).to_be_hidden()
    expect(beach).to_be_visible()
    page.locator('#packs label[data-testid="All-radio-label"]').click()
    expect(carpet).to_be_visible()
    assert not scrolls_sideways(page)


def test_colours_instead_of_a_scene(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    open_drawer(page)
    expect(page.locator("#plain-colours")).to_be_hidden()
    page.locator('#plain label[data-testid="Colours-radio-label"]').click()
    expect(page.locator("#plain-colours")).to_be_visible()
    page.locator("#size input, #size textarea").fill("320x240")
    settle(page)
    page.locator("#make").click()
    expect(page.locator(".status")).to_contain_text("Done in")
    expect(page.locator(".about")).to_contain_text("320×240")
    settle(page)
    tap(page, "On a red carpet")
    expect(page.locator(".about")).to_contain_text("Painter, drawn by rules, no AI model")
    page.locator('#form label[data-testid="Square-radio-label"]').click()
    expect(page.locator("#status")).to_contain_text("Changed: tap Make backdrop to see it.")


def test_an_own_backdrop_says_what_comes_next(page: Page, coffee: Path, astronaut: Path) -> None:
    upload(page, astronaut)
    open_drawer(page)
    page.set_input_files("#scene input[type=file]", coffee)
    expect(page.locator("#status")).to_contain_text("Make backdrop puts it behind you")
    settle(page)
    page.locator("#make").click()
    expect(page.locator(".status")).to_contain_text("Done in")
    expect(page.locator(".about")).to_contain_text("Your own picture")


def at_rest(page: Page, handle: Locator) -> float:
    """Where the handle is once it has stopped: it glides."""
    for _ in range(60):
        before = middle_of(handle)
        page.wait_for_timeout(A_MOMENT_MS)
        if middle_of(handle) == before:
            return before
    raise AssertionError("the handle does not come to rest")


def take_photo_away(page: Page) -> None:
    page.locator("#photo button[aria-label=Clear], #photo button[aria-label='Remove Image']").first.click()
    settle(page)


def middle_of(handle: Locator) -> float:
    box = handle.bounding_box()
    assert box
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("screen", ["phone"])
def test_variants_can_be_picked_and_each_is_downloaded_as_shown(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    open_drawer(page)
    page.locator("#variant-count input[type=number]").fill("3")
    page.locator("#seed textarea, #seed input").fill("10")
    tap(page, "On a red carpet")
    tiles = page.locator("#variants .thumbnail-item, #variants button.thumbnail-lg")
    expect(tiles).to_have_count(3)
    assert not scrolls_sideways(page)
    tiles.nth(2).click()
    expect(page.locator("#compare img.fixed")).to_have_attribute("src", re.compile(r"-12\.png"))
    with page.expect_download() as download:
        page.locator("#download").click()
    assert download.value.suggested_filename == "coffee-on-a-red-carpet-12.png"


def test_a_tile_can_be_tapped_again(page: Page, coffee: Path) -> None:
    tile(page, "Soft studio").click()
    expect(page.locator(".status.failed")).to_contain_text("Choose a photo first")
    settle(page)
    upload(page, coffee)
    pictures = []
    chosen = tile(page, "Soft studio")
    for again in (chosen.click, chosen.click, lambda: page.keyboard.press("Space")):
        again()
        expect(page.locator("#compare img.fixed")).not_to_have_attribute("src", pictures[-1] if pictures else "")
        expect(page.locator("#compare img.fixed")).to_have_attribute("src", re.compile("soft-studio"))
        settle(page)
        pictures.append(str(page.locator("#compare img.fixed").get_attribute("src")))
    assert len(set(pictures)) == 3, "each with a seed of its own"
    expect(tile(page, "Soft studio").locator("input")).to_be_checked()


def test_the_last_of_two_quick_taps_wins(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    for title in ("On a red carpet", "Soft studio"):
        tile(page, title).click()
    expect(page.locator("#compare img.fixed")).to_have_attribute("src", re.compile("soft-studio"))


def test_stop_stops_and_the_next_tap_works(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    open_drawer(page)
    page.locator("#size input, #size textarea").fill("2400x1600")  # which takes a while
    page.locator("#variant-count input[type=number]").fill("4")
    tile(page, "On a red carpet").click()
    page.locator("#stop").click()
    expect(page.locator(".status")).to_contain_text("Stopped")
    expect(page.locator("#stop")).to_be_hidden()
    settle(page)
    page.locator("#size input, #size textarea").fill("")
    page.locator("#variant-count input[type=number]").fill("1")
    tap(page, "Soft studio")
    expect(page.locator("#compare img.fixed")).to_have_attribute("src", re.compile("soft-studio"))


def test_who_has_to_wait_for_another_persons_picture_is_told(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    other = opened(page.context, page.url)
    upload(other, coffee)
    open_drawer(page)
    page.locator("#size input, #size textarea").fill("2400x1600")  # which takes a while
    page.locator("#variant-count input[type=number]").fill("4")
    tile(page, "On a red carpet").click()
    expect(page.locator("#stop")).to_be_visible()
    tile(other, "Soft studio").click()
    expect(other.locator(".status")).to_contain_text("Waiting for its turn")
    page.locator("#stop").click()
    expect(other.locator(".status")).to_contain_text("Done in")


def test_words_instead_of_a_tile(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    page.locator("#words textarea").fill("a red carpet at the opera")
    page.locator("#make").click()
    expect(page.locator(".status")).to_contain_text("Done in")
    page.locator(".about summary").click()
    expect(page.locator(".about")).to_contain_text("On a red carpet")


@pytest.mark.parametrize("screen", SCREENS)
def test_words_change_the_tapped_scene_and_it_is_said_what_they_mean(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    page.locator("#words textarea").fill("at night, in the rain, with a submarine")
    tap(page, "On a red carpet")
    expect(page.locator("#heard li")).to_have_text(["On a red carpet", "night", "rain"])
    expect(page.locator("#heard p")).to_have_text("The Painter does not know “submarine”: an AI model may.")
    expect(page.locator("#compare img.fixed")).to_have_attribute("src", re.compile("on-a-red-carpet-at-night"))
    page.locator("#alone").click()
    expect(page.locator("#alone")).to_be_hidden()
    expect(page.locator("#heard li").first).not_to_have_text("On a red carpet")
    assert not scrolls_sideways(page)


def test_a_heic_is_shown_as_well_as_used(page: Page, coffee: Path, tmp_path: Path) -> None:
    heic = tmp_path / "coffee.heic"
    with Image.open(coffee) as image:
        image.save(heic)
    upload(page, heic)
    expect(page.locator("#photo img").first).to_have_js_property("naturalWidth", 600)


def test_a_bad_file_gets_a_plain_message(page: Page, tmp_path: Path) -> None:
    bad = tmp_path / "letter.jpg"
    bad.write_text("Dear Sir or Madam")
    page.set_input_files("#photo input[type=file]", bad)
    expect(page.locator(".status.failed")).to_contain_text("not a picture this program can read")


def test_a_broken_photo_after_a_good_one_gets_a_plain_message_too(page: Page, coffee: Path, tmp_path: Path) -> None:
    with Image.open(coffee) as image:
        image.convert("RGB").save(tmp_path / "broken.jpg")
    whole = (tmp_path / "broken.jpg").read_bytes()
    (tmp_path / "broken.jpg").write_bytes(whole[: len(whole) // 2])
    upload(page, coffee)
    take_photo_away(page)
    page.set_input_files("#photo input[type=file]", tmp_path / "broken.jpg")
    expect(page.locator(".status.failed")).to_contain_text("damaged and cannot be read in full")
    expect(page.locator(".toast-body")).to_have_count(0)


def test_a_tile_without_a_photo_says_what_comes_first(page: Page) -> None:
    page.locator("#presets label").first.click()
    expect(page.locator(".status.failed")).to_contain_text("Choose a photo first")


def test_scenes_can_be_reached_and_chosen_by_keyboard(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    page.locator("#presets input").first.focus()
    page.keyboard.press("Space")
    expect(page.locator(".status")).to_contain_text("Done in")


# ---- fixing the cut-out ------------------------------------------------------------------------------------------


def paint(page: Page, kind: str, *places: tuple[float, float]) -> None:
    """Draw one stroke over places of the photo, given as shares of its sides, and wait for the answer."""
    page.locator(f"#brush [data-kind={kind}]").click()
    canvas = page.locator("#brush canvas")
    canvas.hover()  # which waits until it stands still
    box = canvas.bounding_box()
    assert box
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    before = page.evaluate(VEIL)
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=5)
    page.mouse.up()
    expect(page.locator("#brush [data-do=undo]")).to_be_enabled()
    page.wait_for_function(f"veil => {VEIL} !== veil", arg=before, timeout=PATIENCE_MS)


VEIL = "document.querySelector('#brush canvas').toDataURL()"
"""Everything the canvas shows."""


@pytest.mark.parametrize("screen", SCREENS)
def test_a_stroke_keeps_what_was_lost_and_undo_takes_it_back(page: Page, coffee: Path, tmp_path: Path) -> None:
    upload(page, coffee)
    before = downloaded(page, "#cutout-download", tmp_path / "before.png")
    page.locator("#fix").click()
    expect(page.locator("#compare")).to_be_hidden()
    paint(page, "keep", (0.05, 0.1), (0.1, 0.2))
    expect(page.locator(".status")).to_contain_text("Cut-out changed")
    assert not scrolls_sideways(page)
    after = downloaded(page, "#cutout-download", tmp_path / "after.png")
    assert (before[60, 45, 3], after[60, 45, 3]) == (0, 255)
    page.locator("#brush [data-do=undo]").click()
    expect(page.locator("#brush [data-do=undo]")).to_be_disabled()
    expect(page.locator(".status")).to_contain_text("Cut-out changed")
    settle(page)
    np.testing.assert_array_equal(downloaded(page, "#cutout-download", tmp_path / "undone.png"), before)


def test_zooming_moves_nothing_and_ctrl_z_takes_a_stroke_back(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    page.locator("#fix").click()
    canvas = page.locator("#brush canvas")
    canvas.hover()
    before = canvas.bounding_box()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    expect(page.locator("#brush [data-do=fit]")).to_be_visible()
    assert canvas.bounding_box() == before
    page.locator("#brush [data-do=fit]").click()
    expect(page.locator("#brush [data-do=fit]")).to_be_hidden()
    paint(page, "keep", (0.05, 0.1), (0.1, 0.2))
    page.keyboard.press("Control+z")
    expect(page.locator("#brush [data-do=undo]")).to_be_disabled()


def test_done_makes_the_same_scene_again_around_the_fixed_cut_out(page: Page, coffee: Path, tmp_path: Path) -> None:
    upload(page, coffee)
    open_drawer(page)
    page.locator("#seed textarea, #seed input").fill("10")
    tap(page, "Soft studio")
    first = downloaded(page, "#download", tmp_path / "first.png")
    page.locator("#seed textarea, #seed input").fill("")
    page.locator("#fix").click()
    paint(page, "remove", (0.5, 0.45), (0.5, 0.55))
    page.locator("#fix-done").click()
    expect(page.locator("#brush")).to_be_hidden()
    expect(page.locator(".status")).to_contain_text("Done in")
    second = downloaded(page, "#download", tmp_path / "second.png")
    changed = np.abs(first.astype(int) - second).max(axis=2) > 12
    assert changed[180:220, 290:310].mean() > 0.5, "the cup's middle is still there"
    assert changed[:40].mean() < 0.05, "the scene is another one"


def test_a_photo_in_which_nothing_stands_out_is_handed_to_the_brush(page: Page, tmp_path: Path) -> None:
    wall = tmp_path / "wall.png"
    Image.new("RGB", (600, 400), (120, 122, 119)).save(wall)
    page.set_input_files("#photo input[type=file]", wall)
    expect(page.locator(".status.failed")).to_contain_text("Paint what to keep")
    expect(page.locator("#brush [data-kind=keep]")).to_have_attribute("aria-pressed", "true")
    paint(page, "keep", (0.4, 0.5), (0.6, 0.5))
    expect(page.locator(".status")).to_contain_text("Cut-out changed")
    assert downloaded(page, "#cutout-download", tmp_path / "cut.png")[200, 300, 3] == 255


@pytest.mark.parametrize("screen", ["phone"])
def test_one_of_two_things_can_be_left_out_by_a_tap(page: Page, tmp_path: Path) -> None:
    photo, mask = Image.new("RGB", (600, 400), (230, 230, 230)), Image.new("L", (600, 400), 0)
    for left, colour in ((60, (200, 30, 30)), (380, (30, 30, 200))):
        photo.paste(colour, (left, 100, left + 160, 300))
        mask.paste(255, (left, 100, left + 160, 300))
    photo.save(tmp_path / "two.png")
    mask.save(tmp_path / "mask.png")
    page.set_input_files("#photo input[type=file]", tmp_path / "two.png")
    page.wait_for_selector("#fix:visible, #fixer:visible")
    if page.locator("#fix").is_visible():
        page.locator("#fix").click()
    page.locator("#own-mask button").first.click()
    page.set_input_files("#mask input[type=file]", tmp_path / "mask.png")
    expect(page.locator("#fix")).to_be_visible()
    page.locator("#fix").click()
    badges = page.locator("#brush [data-part]")
    expect(badges).to_have_count(2)
    badges.nth(0).click()
    expect(badges.nth(0)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".status")).to_contain_text("Cut-out changed")
    cut = downloaded(page, "#cutout-download", tmp_path / "cut.png")
    assert (cut[200, 140, 3], cut[200, 460, 3]) == (0, 255)


def test_a_mask_of_another_size_is_said_and_goes_with_the_photo(page: Page, coffee: Path, tmp_path: Path) -> None:
    Image.new("L", (60, 40), 255).save(tmp_path / "mask.png")
    upload(page, coffee)
    page.locator("#fix").click()
    page.locator("#own-mask button").first.click()
    page.set_input_files("#mask input[type=file]", tmp_path / "mask.png")
    expect(page.locator(".status.failed")).to_contain_text("Use a mask of the photo")
    expect(page.locator("#mask")).to_be_visible()
    take_photo_away(page)
    upload(page, coffee)
