"""The drawer's section on a brand, by calling what it calls, and through the API."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image, ImageDraw

from backdrop_ui.brand import Brand
from backdrop_ui.ui.brand import brand_of, on_colours, on_logo, on_picked

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*unclosed.*:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    image = Image.new("RGB", (120, 60), "white")
    ImageDraw.Draw(image).ellipse((20, 10, 60, 50), fill="#0a3d62")
    image.save(tmp_path / "logo.png")
    return tmp_path / "logo.png"


def test_colours_go_to_the_pickers_and_back() -> None:
    problem, *colours = on_colours("teal, #f6b93b")
    assert (problem, colours) == ("", ["#008080", "#f6b93b", None, None, None])
    assert on_picked("#008080", "rgba(246.2, 185, 59, 1)", None, None, None) == ("#008080, #f6b93b", "")


def test_what_is_no_colour_is_said_and_nothing_is_lost() -> None:
    problem, *colours = on_colours("tael <b>")
    assert "“tael” is no colour" in problem
    assert all(update["__type__"] == "update" for update in colours), "the pickers stay"


def test_a_logo_offers_its_colours_but_takes_none_away(logo: Path, tmp_path: Path) -> None:
    assert on_logo(str(logo), "")[:3] == ["#0a3d62", "", "#0a3d62"]
    assert on_logo(str(logo), "coral")[0] == "coral"
    (tmp_path / "logo.svg").write_text("<svg/>")
    kept, problem, *_ = on_logo(str(tmp_path / "logo.svg"), "coral")
    assert kept["__type__"] == "update" and "Export it as a PNG" in problem


def test_emptied_colours_beside_a_logo_mean_the_scenes_own(logo: Path) -> None:
    assert brand_of({"colours": " ", "logo": str(logo), "logo_on": "floor"}) == Brand("none", logo, "floor")
    assert brand_of({"colours": "", "logo": None, "logo_on": "wall"}) == Brand()


def test_the_api_takes_colours_and_a_logo(page_url: str, coffee: Path, logo: Path, tmp_path: Path) -> None:
    client = Client(page_url, verbose=False, download_files=tmp_path)
    wishes = {"photo": handle_file(coffee), "preset": "soft-studio", "cutout": "embedded", "engine": "painter"}
    [plain], _ = client.predict(**wishes, api_name="/backdrop")
    [ours], _ = client.predict(**wishes, colours="none", logo=handle_file(logo), api_name="/backdrop")
    with Image.open(plain) as one, Image.open(ours) as other:
        assert np.abs(np.asarray(one).astype(int) - np.asarray(other)).max() > 40
    with pytest.raises(AppError, match="is no colour"):
        client.predict(**wishes, colours="tael", api_name="/backdrop")
