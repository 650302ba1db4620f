"""What the tests of the page share: the app with no model hub within reach, and photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import app_running

from backdrop_ui.ui.layout import example_photos


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
