"""Bad files of every kind are refused in a sentence that names the file and says what to do."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pictures import SHARED, noise, orange_on_blue, png_bytes
from PIL import Image

from backdrop_ui import photo as photo_module
from backdrop_ui.arrays import to_8bit
from backdrop_ui.errors import BackdropError, PhotoError
from backdrop_ui.photo import Limits, Photo, load_photo

PICTURE = Image.fromarray(to_8bit(orange_on_blue(64, 48)))


def truncated(path: Path) -> None:
    PICTURE.save(path, "JPEG")
    path.write_bytes(path.read_bytes()[:700])


def cut_short(path: Path) -> None:
    Image.fromarray(to_8bit(noise(64, 48))).save(path, "PNG")
    path.write_bytes(path.read_bytes()[:4000])


def bomb(path: Path) -> None:
    """900 megapixels in a few hundred bytes: a header that promises them, and a first row."""
    path.write_bytes(png_bytes(30_000, 30_000, 1, 0, bytes(3751)))


def big_but_honest(path: Path) -> None:
    """Below the size at which Pillow itself refuses."""
    path.write_bytes(png_bytes(10_000, 8_000, 1, 0, bytes(1251)))


def html(path: Path) -> None:
    path.write_text("<!doctype html><title>404</title>")


def svg(path: Path) -> None:
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>')


def fully_transparent(path: Path) -> None:
    Image.new("RGBA", (64, 48), (200, 30, 30, 0)).save(path, "PNG")


def icon(path: Path) -> None:
    PICTURE.save(path, "ICO")


BAD: dict[str, tuple[Callable[[Path], Any], str]] = {
    "truncated.jpg": (truncated, "damaged"),
    "cut-short.png": (cut_short, "damaged"),
    "empty.jpg": (lambda path: path.write_bytes(b""), "empty"),
    "words.jpg": (lambda path: path.write_text("holiday notes"), "not a picture"),
    "page.png": (html, "not a picture"),
    "drawing.svg": (svg, "not a picture"),
    "paper.jpg": (lambda path: path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), "not a picture"),
    "favicon.ico": (icon, "not a picture"),
    "bomb.png": (bomb, "megapixels"),
    "big.png": (big_but_honest, "megapixels"),
    "tiny.png": (lambda path: Image.new("RGB", (15, 15)).save(path), "15 x 15"),
    "thread.png": (lambda path: Image.new("RGB", (400, 20)).save(path), "long and thin"),
    "clear.png": (fully_transparent, "transparent"),
    "folder.jpg": (lambda path: path.mkdir(), "cannot be read"),
    "missing.jpg": (lambda _: None, "cannot be read"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    make, cause = BAD[name]
    make(tmp_path / name)
    with pytest.raises(PhotoError, match=cause) as caught:
        load_photo(tmp_path / name)
    assert_friendly(str(caught.value), name)


def assert_friendly(said: str, name: str) -> None:
    """One line that names the file, ends like a sentence, and has nothing of the program's insides."""
    assert said.startswith(name)
    assert "\n" not in said
    assert said.endswith(".")
    assert len(re.findall(r"[.:] [A-Z]", said)) >= 1, "what happened, then what to do"
    assert not re.search(r"Error|Traceback|PIL|/tmp|None", said)


def test_too_many_bytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "video.png"
    with path.open("wb") as file:
        file.truncate(Limits().max_bytes + 1)  # sparse: takes no room
    with pytest.raises(PhotoError, match="MB"):
        load_photo(path)


def test_too_long_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="cannot be read"):
        load_photo(tmp_path / ("x" * 300 + ".png"))


def test_size_is_judged_before_anything_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("decoded"))
    big_but_honest(tmp_path / "big.png")
    with pytest.raises(PhotoError, match="megapixels"):
        load_photo(tmp_path / "big.png")


@pytest.fixture
def stalled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A decoder that does not come back until the test is over."""
    over = threading.Event()

    def decode(*_: object) -> None:
        over.wait()
        raise PhotoError("too late.")

    monkeypatch.setattr(photo_module, "_decode", decode)
    yield
    over.set()


@pytest.mark.usefixtures("stalled")
def test_a_stalled_decoder_is_left_behind(photo_file: Path) -> None:
    with pytest.raises(PhotoError, match="could not be decoded within"):
        load_photo(photo_file, Limits(timeout_s=0.01))


FUZZED = {
    "JPEG": {},
    "PNG": {},
    "WEBP": {},
    "GIF": {},
    "TIFF": {"compression": "tiff_lzw"},
    "BMP": {},
    "AVIF": {},
    "HEIF": {},
}


@pytest.mark.parametrize("kind", FUZZED)
def test_damaged_bytes_never_surprise(tmp_path: Path, kind: str) -> None:
    """Whatever bytes are wrong: a photo or a friendly refusal, no other exception."""
    dice = random.Random(kind)
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / f"damaged.{kind}"
    PICTURE.save(path, kind, **FUZZED[kind], **({} if kind in ("GIF", "BMP") else {"exif": exif}))
    good = path.read_bytes()
    outcomes = set()
    for _ in range(60):
        data = bytearray(good)
        for _ in range(dice.choice((1, 3, 20))):
            data[dice.randrange(min(len(data), dice.choice((60, 10**6))))] = dice.randrange(256)
        path.write_bytes(data[: dice.choice((len(data), dice.randrange(len(data))))])
        try:
            outcomes.add(type(load_photo(path)))
        except BackdropError as error:
            outcomes.add(type(error))
    assert outcomes <= {Photo, PhotoError}
    assert PhotoError in outcomes, "the damage was too mild to test anything"


# ---- files from other projects' test suites ----------------------------------------------------------------------

INDEX = SHARED / "data" / "bad_inputs" / "index.json"
REFUSED = {
    "bomb_or_huge": "megapixels|not a picture|each side",
    "not_an_image": "not a picture|empty",
    "tiny": "each side",
}
"""Kinds that must be refused, and why."""
ACCEPTED = {
    "animated",
    "cmyk",
    "colour",
    "exif_orientation",
    "heic_avif",
    "no_subject",
    "palette_or_trns",
    "sixteen_bit",
}
EXCEPTIONS = {
    "animated__no_palette_with_transparency.gif": "2 x 2",
    "palette_or_trns__full-transparent.png": "transparent",
    "palette_or_trns__tRNS_null_1x1.png": "1 x 1",
}
"""Of an acceptable kind, but unusable for another reason."""


def collected() -> list[Any]:
    if not INDEX.is_file():
        return [pytest.param({}, id="absent", marks=pytest.mark.skip(reason="needs the folder ../shared"))]
    return [pytest.param(entry, id=Path(entry["file"]).name) for entry in json.loads(INDEX.read_text())]


@pytest.mark.parametrize("entry", collected())
def test_collected_file(entry: dict[str, Any]) -> None:
    path = INDEX.parent / Path(entry["file"]).name
    if cause := EXCEPTIONS.get(path.name) or REFUSED.get(entry["cls"]):
        with pytest.raises(PhotoError, match=cause) as caught:
            load_photo(path)
        assert_friendly(str(caught.value), path.name)
    elif entry["cls"] in ACCEPTED:
        assert_usable(load_photo(path), entry)
    else:  # truncated_or_corrupt: a tolerant reading or a clear refusal
        try:
            assert_usable(load_photo(path), {})
        except PhotoError as error:
            assert_friendly(str(error), path.name)


def assert_usable(photo: Photo, entry: dict[str, Any]) -> None:
    assert photo.pixels.dtype == np.float32
    assert np.isfinite(photo.pixels).all() and photo.pixels.min() >= 0 and photo.pixels.max() <= 1
    assert photo.alpha is None or photo.alpha.shape == photo.pixels.shape[:2]
    if upright := re.search(r"upright (\d+)x(\d+)", entry.get("expect", "")):
        assert photo.size == tuple(map(int, upright.groups()))
    elif entry.get("size"):
        assert sorted(photo.size) == sorted(entry["size"])
    if entry.get("expect") == "use first frame" and entry.get("format") != "MPO":
        assert any("first of" in note for note in photo.notes)
    if "not clip to white" in entry.get("expect", ""):
        assert photo.pixels.mean() < 0.9
    if "keep alpha" in entry.get("expect", "") or "partial alpha" in entry.get("expect", ""):
        assert photo.alpha is not None


def test_collected_orientations_agree(shared: Path) -> None:
    """The same waterfall in every orientation comes out the same."""
    photos = [load_photo(path).pixels for path in sorted((shared / "data" / "bad_inputs").glob("*Landscape_[1-8].jpg"))]
    assert len(photos) > 3
    middle = slice(20, 200)  # above the number that is painted on each
    for other in photos[1:]:
        assert np.abs(other[middle, :200] - photos[0][middle, :200]).mean() < 0.03
