"""An AI model paints on the page, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from diffusion_toys import needs_torch
from serving import app_running
from steps import (
    PATIENCE_MS,
    SCREENS,
    Page,
    choose,
    downloaded,
    expect,
    in_a_browser,
    open_drawer,
    scrolls_sideways,
    settle,
    tile,
    upload,
)

from backdrop_ui.engines.diffusion.catalogue import SETTING

pytestmark = [*in_a_browser, needs_torch]

TOY = "toy, an AI model"
IS_SEEN = """id => {
  const wanted = document.getElementById(id), box = wanted.getBoundingClientRect();
  wanted.style.pointerEvents = "auto";
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  wanted.style.pointerEvents = "";
  return wanted.contains(top) && top.matches("img") && top.naturalWidth > 0;
}"""
"""Whether a picture inside the element of that id is what a person sees in its middle, without scrolling."""
STOP_AT_THE_FIRST = """() => {
  const [first, stop] = ["download", "stop"].map(id => document.getElementById(id));
  if (first && stop) stop.click();
  return first && stop;
}"""
"""Presses Stop in the moment in which the first picture is there: the toy may have made all four in a second."""


@pytest.fixture(scope="module")
def page_url(toy_model: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app of which the setting names a model in a folder."""
    settings = {SETTING: str(toy_model("toy")), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    with app_running(tmp_path_factory.mktemp("ai-app"), settings) as url:
        yield url


@pytest.mark.parametrize("screen", SCREENS)
def test_the_picture_forms_before_the_eyes(page: Page, coffee: Path) -> None:
    upload(page, coffee)
    open_drawer(page)
    expect(page.locator("#sketch")).to_be_hidden()
    paint_with_toy(page, variants=1)
    page.wait_for_function(IS_SEEN, arg="making", timeout=PATIENCE_MS)
    assert not scrolls_sideways(page)
    expect(page.locator(".status")).to_contain_text("Done in")
    expect(page.locator("#making img")).to_have_count(0)
    heights = page.locator("#results button.lg:visible").evaluate_all("all => all.map(e => e.clientHeight)")
    assert len(heights) == 3 and max(heights) < 60, "each has its words in one line"
    expect(page.locator(".about .badge")).to_contain_text(f"AI-made backdrop · {TOY}")


def test_stop_keeps_the_variants_that_are_finished(page: Page, coffee: Path, tmp_path: Path) -> None:
    upload(page, coffee)
    open_drawer(page)
    paint_with_toy(page, variants=4)
    page.wait_for_function(STOP_AT_THE_FIRST, timeout=PATIENCE_MS)
    expect(page.locator(".status")).to_contain_text(re.compile("[123] of 4 (is|are) finished"))
    expect(page.locator("#making img")).to_have_count(0)
    expect(page.locator("#stop")).to_be_hidden()
    settle(page)
    picture = downloaded(page, "#download", tmp_path / "picture.png")
    assert picture.shape == (240, 360, 3)
    expect(page.locator(".about .badge")).to_contain_text("AI-made backdrop")


def paint_with_toy(page: Page, variants: int) -> None:
    choose(page, "#engine", TOY)
    expect(page.locator("#sketch")).to_be_visible()
    for _ in range(10):
        page.locator("#sketch input[type=range]").press("ArrowRight")
    page.locator("#size input, #size textarea").fill("360x240")
    page.locator("#variant-count input[type=number]").fill(str(variants))
    page.locator("#variant-count input[type=number]").press("Tab")
    settle(page)
    tile(page, "Soft studio").click()
