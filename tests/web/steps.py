"""What a person does on the page, one step each, for the tests in a real Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: requirements-dev.txt")
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
in_a_browser = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.flaky(reruns=1),  # a browser on a busy machine; the summary names those that needed it
]

SCREENS = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
    },
}
PATIENCE_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)
A_MOMENT_MS = 800
"""Gradio sends the last update of an event again when it closes the event, sets what a drawer holds again once it is
open, and loses a tap in the instant after Stop: what a program does within that moment is lost. A person needs longer.
"""
IDLE = "() => new Promise(done => requestIdleCallback(done))"
ALWAYS_OPEN = "/gradio_api/heartbeat/"

_under_way: dict[Page, set[Request]] = {}


def watch_requests(page: Page) -> None:
    """Let `settle` know what the page waits for."""
    asked = _under_way[page] = set()

    def begun(request: Request) -> None:
        if ALWAYS_OPEN not in request.url:
            asked.add(request)

    def ended(request: Request) -> None:
        asked.discard(request)

    page.on("request", begun)
    page.on("requestfinished", ended)
    page.on("requestfailed", ended)


def opened(context: BrowserContext, url: str) -> Page:
    """The page, as one person has it open."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    watch_requests(page)
    page.goto(url)
    page.wait_for_selector("#presets label")
    return page


def pause(page: Page) -> None:
    """The moment that a person needs, longer on a machine that is so busy that the page is."""
    page.wait_for_timeout(A_MOMENT_MS)
    page.evaluate(IDLE)


def settle(page: Page) -> None:
    """Wait until every answer has come and been taken in."""
    waits_for = _under_way[page]
    for _ in range(PATIENCE_MS // A_MOMENT_MS):
        was_quiet = not waits_for
        pause(page)
        if was_quiet and not waits_for:
            return
    raise AssertionError(f"no answer yet from {[request.url for request in waits_for]}")


def upload(page: Page, photo: Path) -> None:
    page.set_input_files("#photo input[type=file]", photo)
    expect(page.locator(".status")).to_contain_text("Your cut-out is ready")
    settle(page)


def open_drawer(page: Page) -> None:
    page.locator("#drawer button").first.click()
    settle(page)


def choose(page: Page, dropdown: str, words: str) -> None:
    page.locator(f"{dropdown} input").click()
    page.locator("[role=option]").filter(has_text=words).first.click()
    pause(page)


def tile(page: Page, title: str) -> Locator:
    return page.locator(f'#presets label[data-testid="{title}-radio-label"]')


def tap(page: Page, title: str) -> None:
    tile(page, title).click()
    expect(page.locator(".status")).to_contain_text("Done in")
    settle(page)


def downloaded(page: Page, button: str, path: Path) -> np.ndarray:
    with page.expect_download() as download:
        page.locator(button).click()
    download.value.save_as(path)
    with Image.open(path) as image:
        return np.asarray(image)


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > screen.width"))
