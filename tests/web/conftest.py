"""What the tests of the page share: the app with no model hub within reach, photos, and the page in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import app_running

from backdrop_ui.ui.layout import example_photos

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with app_running(tmp_path_factory.mktemp("app"), {"HF_HUB_OFFLINE": "1"}) as url:
        yield url


@pytest.fixture(scope="session")
def astronaut() -> Path:
    return example_photos()[0]


@pytest.fixture(scope="session")
def coffee() -> Path:
    return example_photos()[2]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright
    from steps import CHROMIUM

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def screen() -> str:
    return "desk"


@pytest.fixture
def page(browser: Browser, page_url: str, screen: str) -> Iterator[Page]:
    from steps import SCREENS, opened

    context = browser.new_context(accept_downloads=True, **SCREENS[screen])
    yield opened(context, page_url)
    context.close()
