"""AI models on the page, in a real Chromium: offered, fetched from a small hub on this machine, stopped."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from diffusion_toys import needs_torch
from fakehub import Hub, hub_serving
from seeing import FAINT, SMALL
from serving import app_running
from steps import SCREENS, Page, choose, expect, in_a_browser, open_drawer, scrolls_sideways, settle, upload

from backdrop_ui.engines.diffusion.catalogue import SETTING
from backdrop_ui.engines.diffusion.fetch import words_for_bytes

pytestmark = [*in_a_browser, needs_torch]

REPO = "somebody/toy"
LISTEN = """line => {
  window.heard = [];
  new MutationObserver(() => heard.push(document.querySelector(line).innerText))
    .observe(document.querySelector(line), { childList: true, subtree: true, characterData: true });
}"""
"""Keeps all that a line says from now on: a word may be gone before it is looked for."""


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with hub_serving() as hub:
        yield hub


@pytest.fixture(scope="module")
def page_url(hub: Hub, toy_model: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app of which the setting names a model that the hub has, and this machine has not."""
    hub.add(REPO, toy_model("toy"))
    folder = tmp_path_factory.mktemp("ai-app")
    settings = {
        "HF_ENDPOINT": hub.url, "HF_HOME": str(folder / "hub"), "HF_HUB_OFFLINE": "0", "NO_PROXY": "127.0.0.1",
        SETTING: REPO, "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    with app_running(folder, settings) as url:
        yield url


@pytest.fixture
def obliging(hub: Hub) -> Iterator[Hub]:
    """The hub, which forgets what it was asked for, and after the test what it was told to refuse."""
    hub.asked.clear()
    yield hub
    hub.refuse.clear()
    hub.claimed.clear()
    for waiting in filter(None, (hub.hold, hub.thinks)):
        waiting.set()
    hub.hold = hub.thinks = None


def open_models(page: Page) -> None:
    open_drawer(page)
    page.locator("#ai-models-section button").first.click()
    settle(page)


def stop_fetching(page: Page) -> None:
    """Press Stop, and be sure that it was heard."""
    with page.expect_response(re.compile("/gradio_api/run/")):
        page.locator("#stop-ai-fetching").click()


# In this order: the model is not here at first, and here at last.


@pytest.mark.parametrize("screen", SCREENS)
def test_size_and_licence_are_said_before_anything_is_fetched(page: Page, obliging: Hub) -> None:
    open_models(page)
    choose(page, "#ai-model-name", REPO)
    offer = page.locator("#ai-offer .offer")
    size = words_for_bytes(sum(map(len, obliging.repos[REPO].values())))
    expect(offer).to_contain_text(f"{size} to fetch from 127.0.0.1")
    expect(offer).to_contain_text("Licence: see the model's page")
    expect(offer.locator("a")).to_have_attribute("href", f"{obliging.url}/{REPO}")
    expect(page.locator("#fetch-ai-model")).to_have_text(f"Fetch {size}")
    assert obliging.asked == []
    assert not scrolls_sideways(page)
    inside = page.locator("#ai-models td, #ai-models th").evaluate_all(
        "cells => cells.every(e => e.scrollWidth <= e.clientWidth + 1)"
    )
    assert inside, "words run into the next column"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_everything_can_be_read_and_tapped(page: Page, coffee: Path, screen: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.reload()
    upload(page, coffee)
    open_models(page)
    choose(page, "#ai-model-name", REPO)
    expect(page.locator("#ai-offer a")).to_be_visible()
    assert page.evaluate(FAINT, "#desk") == []
    if screen == "phone":
        assert page.evaluate(SMALL, "#desk") == []
        page.locator("#engine input").click()
        expect(page.locator("[role=option]").first).to_be_visible()
        assert page.evaluate(SMALL, "[role=listbox]") == []


def test_a_refusal_is_said_and_nothing_is_offered(page: Page, obliging: Hub) -> None:
    obliging.refuse[REPO] = (401, "RepoNotFound")
    open_models(page)
    choose(page, "#ai-model-name", REPO)
    expect(page.locator("#ai-fetch-status .failed")).to_contain_text(f"knows no model {REPO}")
    expect(page.locator("#fetch-ai-model")).to_be_hidden()
    assert obliging.asked == []


def test_what_is_offered_is_what_was_chosen_last(page: Page, obliging: Hub) -> None:
    obliging.thinks = threading.Event()
    open_models(page)
    choose(page, "#ai-model-name", REPO)
    expect(page.locator("#ai-fetch-status")).to_contain_text("Asking how large it is")
    choose(page, "#ai-model-name", "FLUX.2 klein")
    obliging.thinks.set()
    expect(page.locator("#ai-fetch-status .failed")).to_contain_text("knows no model black-forest-labs/FLUX.2-klein-4B")
    expect(page.locator("#ai-offer .offer")).to_have_count(0)
    expect(page.locator("#fetch-ai-model")).to_be_hidden()


def test_what_has_no_room_on_the_disk_is_not_offered(page: Page, obliging: Hub) -> None:
    obliging.claimed["unet/diffusion_pytorch_model.fp16.safetensors"] = 10**18
    open_models(page)
    choose(page, "#ai-model-name", REPO)
    expect(page.locator("#ai-fetch-status .failed")).to_contain_text("are needed on the disk")
    expect(page.locator("#ai-offer")).not_to_contain_text("are needed")
    expect(page.locator("#fetch-ai-model")).to_be_hidden()


def test_a_page_with_terms_to_accept_is_a_link(page: Page, obliging: Hub) -> None:
    obliging.refuse[REPO] = (403, "GatedRepo")
    open_models(page)
    choose(page, "#ai-model-name", REPO)
    page.locator("#fetch-ai-model").click()
    expect(page.locator("#ai-fetch-status a")).to_have_attribute("href", f"{obliging.url}/{REPO}")


def test_what_is_said_is_read_aloud_but_not_each_step(page: Page, obliging: Hub) -> None:
    obliging.hold = threading.Event()
    open_models(page)
    line = page.locator("#ai-fetch-status [role=status]")
    expect(line).to_have_count(1)  # before there is anything to say, or it would not be heard
    choose(page, "#ai-model-name", REPO)
    page.locator("#fetch-ai-model").click()
    expect(line.locator(".status[aria-live=off]")).to_contain_text("Fetching")
    expect(line.get_by_role("progressbar", name="Progress")).to_be_visible()
    while not obliging.large_asked:
        page.wait_for_timeout(100)
    stop_fetching(page)
    obliging.hold.set()
    expect(line.locator(".status:not([aria-live])")).to_contain_text("Stopped")


def test_a_model_can_be_stopped_on_its_way_and_then_be_had(page: Page, obliging: Hub) -> None:
    obliging.hold = threading.Event()
    open_models(page)
    choose(page, "#ai-model-name", REPO)
    page.locator("#fetch-ai-model").click()
    expect(page.locator("#ai-fetch-status progress")).to_be_visible()
    expect(page.locator("#ai-model-name input")).to_be_disabled()
    while not obliging.large_asked:
        page.wait_for_timeout(100)
    page.evaluate(LISTEN, "#ai-fetch-status")
    stop_fetching(page)
    obliging.hold.set()
    expect(page.locator("#ai-fetch-status")).to_contain_text("Stopped. What has arrived is kept")
    assert any("Stopping" in words for words in page.evaluate("heard")), "at once, however silent the line is"
    *_, stopped = obliging.large_asked
    expect(page.locator("#fetch-ai-model")).to_contain_text("Fetch the other")
    expect(page.locator("#ai-offer")).to_contain_text("of it have been fetched before")
    expect(page.locator("#ai-model-name input")).to_be_enabled()
    obliging.hold = None
    obliging.asked.clear()
    page.locator("#fetch-ai-model").click()
    expect(page.locator("#ai-fetch-status")).to_contain_text("is on this machine now")
    assert (stopped, 0) not in obliging.asked, "it does not start anew"
    expect(page.locator("#ai-models .group").first).to_have_text("On this machine")
    expect(page.locator("#ai-offer .offer")).to_have_count(0)
    choose(page, "#engine", f"{REPO}, an AI model")
    expect(page.locator("#sketch")).to_be_visible()
