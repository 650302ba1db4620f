"""The drawer's section on cut-out models, in a real Chromium."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: requirements-dev.txt")
from playwright.sync_api import Page, expect
from test_browser import SCREENS, browser, page, pytestmark, screen, scrolls_sideways  # noqa: F401

from backdrop_ui.cutout import MODELS


@pytest.mark.parametrize("screen", SCREENS)
def test_the_models_are_listed_and_fit_the_screen(page: Page) -> None:  # noqa: F811
    page.locator("#drawer button").first.click()
    page.locator("#cutout-models-section button").first.click()
    expect(page.locator("#cutout-models .model .name")).to_have_count(len(MODELS))
    expect(page.locator("#cutout-models .group").first).to_have_text("On this machine")
    expect(page.locator("#cutout-models .tag")).to_have_text("non-commercial")
    assert not scrolls_sideways(page)
    inside = page.locator("#cutout-models").evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    assert inside, "the table is wider than its section"


def test_fetching_nothing_says_what_comes_first(page: Page) -> None:  # noqa: F811
    page.locator("#drawer button").first.click()
    page.locator("#cutout-models-section button").first.click()
    page.locator("#fetch-model").click()
    expect(page.locator("#fetch-status .failed")).to_contain_text("Choose a model to fetch first")
