"""The endpoints as a program uses them: a typed gradio client."""

from __future__ import annotations

from pathlib import Path

import httpx
import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from backdrop_ui.provenance import DRAWN_BACKDROP, digital_source_type

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore:.*unclosed.*:ResourceWarning"
    ),  # gradio_client leaves its sockets to the collector
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def client(page_url: str, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return Client(page_url, verbose=False, download_files=tmp_path_factory.mktemp("downloads"))


def test_endpoints_are_named_and_typed(client: Client) -> None:
    endpoints = client.view_api(return_format="dict")["named_endpoints"]
    assert set(endpoints) == {"/backdrop", "/cutout"}
    names = [parameter["parameter_name"] for parameter in endpoints["/backdrop"]["parameters"]]
    assert names[:3] == ["photo", "preset", "prompt"]


def test_backdrop_returns_a_marked_file_per_variant(client: Client, coffee: Path) -> None:
    files, facts = client.predict(
        photo=handle_file(coffee), preset="on-a-red-carpet", cutout="embedded", variants=2, seed=5, api_name="/backdrop"
    )
    paths = [Path(file) for file in files]
    assert [path.name for path in paths] == ["coffee-on-a-red-carpet-5.png", "coffee-on-a-red-carpet-6.png"]
    for path in paths:
        assert digital_source_type(path) == DRAWN_BACKDROP
        with Image.open(path) as picture, Image.open(coffee) as photo:
            assert picture.size == photo.size
    assert (facts["engine"], facts["seed"], facts["scores"]) == ("painter", 5, [])
    first, second = (np.asarray(Image.open(path)) for path in paths)
    assert np.any(first != second)


def test_cutout_returns_mask_and_subject(client: Client, coffee: Path) -> None:
    paths = client.predict(photo=handle_file(coffee), model="embedded", api_name="/cutout")
    with Image.open(paths[0]) as mask, Image.open(paths[1]) as subject:
        assert (mask.mode, subject.mode) == ("L", "RGBA")
        assert np.array_equal(np.asarray(mask), np.asarray(subject.getchannel("A")))


def test_cutout_takes_a_mask_strokes_and_the_rest(client: Client, coffee: Path, tmp_path: Path) -> None:
    mask = Image.new("L", (600, 400), 0)
    mask.paste(255, (40, 100, 200, 300))
    mask.paste(255, (400, 100, 560, 300))
    mask.save(tmp_path / "mask.png")
    strokes = [{"kind": "remove", "radius": 0.03, "points": [[0.8, 0.5]]}]
    paths = client.predict(
        photo=handle_file(coffee), mask=handle_file(tmp_path / "mask.png"), keep=[2], strokes=strokes, grow_px=4,
        api_name="/cutout",
    )  # fmt: skip
    alpha = np.asarray(Image.open(paths[0]))
    assert not alpha[:, :300].any()
    assert (alpha[200, 480], alpha[102, 480], alpha[97, 480]) == (0, 255, 255)


def test_strokes_that_are_none_are_refused(client: Client, coffee: Path) -> None:
    with pytest.raises(AppError, match="cannot be used"):
        client.predict(photo=handle_file(coffee), strokes=[{"kind": "smudge"}], api_name="/cutout")


@pytest.mark.parametrize(
    "wish",
    [
        {"variants": "two"}, {"variants": 5}, {"seed": -1}, {"seed": 1.5}, {"seed": 2**31}, {"light": 7},
        {"light": -5}, {"look": "foo"}, {"file_type": "bmp"}, {"logo_on": "ceiling"}, {"colours": 5}, {"prompt": None},
        {"scale": "big"}, {"retries": 9}, {"sketch": 1.1}, {"keep": "a"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_of_the_wrong_kind_is_named(client: Client, coffee: Path, wish: dict[str, object]) -> None:
    with pytest.raises(AppError, match=f"{next(iter(wish))} cannot be used: "):
        client.predict(photo=handle_file(coffee), plain="blur", cutout="embedded", **wish, api_name="/backdrop")


@pytest.mark.parametrize("where", ["photo", "mask", "logo"])
def test_a_file_of_this_machine_that_was_not_uploaded_is_not_opened(page_url: str, coffee: Path, where: str) -> None:
    """Gradio looks only at what says of itself that it is a file."""
    with httpx.Client(base_url=page_url, timeout=60) as web:
        [mine] = web.post("gradio_api/upload", files={"files": coffee.read_bytes()}).json()
        wishes = {"photo": {"path": mine}, "plain": "blur", "cutout": "embedded", where: {"path": str(coffee)}}
        event = web.post("gradio_api/call/v2/backdrop", json=wishes).json()["event_id"]
        answer = web.get(f"gradio_api/call/v2/backdrop/{event}").text
    assert "event: error" in answer and "not uploaded" in answer


def test_a_bad_request_says_what_to_do(client: Client, coffee: Path) -> None:
    with pytest.raises(AppError, match=r"There is no preset 'on-the-sun'. Do you mean on-the-moon"):
        client.predict(photo=handle_file(coffee), preset="on-the-sun", api_name="/backdrop")
