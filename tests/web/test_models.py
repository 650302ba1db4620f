"""The drawer's section on cut-out models, in a real Chromium."""

from __future__ import annotations

import pytest
from steps import SCREENS, Page, choose, expect, in_a_browser, open_drawer, scrolls_sideways, settle

from backdrop_ui.cutout import MODELS

pytestmark = in_a_browser


@pytest.mark.parametrize("screen", SCREENS)
def test_the_models_are_listed_and_fit_the_screen(page: Page) -> None:
    open_drawer(page)
    page.locator("#cutout-models-section button").first.click()
    expect(page.locator("#cutout-models .model .name")).to_have_count(len(MODELS))
    expect(page.locator("#cutout-models .group").first).to_have_text("On this machine")
    expect(page.locator("#cutout-models .tag")).to_have_text("non-commercial")
    assert not scrolls_sideways(page)
    inside = page.locator("#cutout-models").evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    assert inside, "the table is wider than its section"


def test_fetching_nothing_says_what_comes_first(page: Page) -> None:
    open_drawer(page)
    page.locator("#cutout-models-section button").first.click()
    page.locator("#fetch-model").click()
    expect(page.locator("#fetch-status .failed")).to_contain_text("Choose a model to fetch first")


def test_offline_an_ai_model_is_not_to_be_had_and_that_is_said(page: Page) -> None:
    open_drawer(page)
    page.locator("#ai-models-section button").first.click()
    settle(page)
    choose(page, "#ai-model-name", "FLUX.2 klein")
    expect(page.locator("#ai-fetch-status .failed")).to_contain_text("Offline mode is on (HF_HUB_OFFLINE)")
    expect(page.locator("#fetch-ai-model")).to_be_hidden()
    expect(page.locator("#sketch")).to_be_hidden()
