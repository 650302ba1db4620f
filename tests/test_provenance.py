"""Files say how they came to be, and nothing of where the photo was taken."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from pictures import SIZE, disc, noise, orange_on_blue, read_8bit
from PIL import Image

from backdrop_ui.arrays import to_8bit
from backdrop_ui.pipeline import BackdropRequest, make_backdrops
from backdrop_ui.progress import finish
from backdrop_ui.provenance import FileType, digital_source_type, save_alpha, save_cutout, save_picture
from backdrop_ui.subjects import SubjectRequest

KINDS = get_args(FileType)
kinds = pytest.mark.parametrize("kind", KINDS)

# ---- the record --------------------------------------------------------------------------------------------------


@kinds
@pytest.mark.parametrize(
    ("is_ai", "source"), [(True, "compositeWithTrainedAlgorithmicMedia"), (False, "compositeSynthetic")]
)
def test_the_source_type_is_read_back(tmp_path: Path, kind: str, is_ai: bool, source: str) -> None:
    path = tmp_path / f"made.{kind}"
    save_picture(noise(*SIZE), path, "Painter", is_ai)
    assert digital_source_type(path) == source


@kinds
def test_the_record_is_iptcs_term_and_names_the_engine(tmp_path: Path, kind: str) -> None:
    """As any other program would read it, by its full address."""
    path = tmp_path / f"made.{kind}"
    save_picture(noise(*SIZE), path, 'Fast & "small" <1> ü', True)
    with Image.open(path) as image:
        description = image.getxmp()["xmpmeta"]["RDF"]["Description"]
    address = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
    assert description["DigitalSourceType"] == address
    assert description["CreatorTool"] == 'Backdrop UI; backdrop by Fast & "small" <1> ü'


@kinds
def test_a_picture_without_a_record_has_none(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"other.{kind}"
    Image.new("RGB", SIZE).save(path)
    assert digital_source_type(path) is None


def test_another_programs_record_has_no_source_type(tmp_path: Path) -> None:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Other"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    Image.new("RGB", SIZE).save(tmp_path / "other.jpg", xmp=xmp)
    assert digital_source_type(tmp_path / "other.jpg") is None


@pytest.mark.parametrize("name", ["a.gif", "a.PNG", "a"])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"expected \.png, \.jpg or \.webp, got"):
        save_picture(noise(*SIZE), tmp_path / name, "Painter", False)


# ---- pixels ------------------------------------------------------------------------------------------------------


def test_png_is_exact(tmp_path: Path) -> None:
    pixels = noise(*SIZE)
    save_picture(pixels, tmp_path / "made.png", "Painter", False)
    np.testing.assert_array_equal(read_8bit(tmp_path / "made.png"), to_8bit(pixels))


@pytest.mark.parametrize("kind", ["jpg", "webp"])
def test_smaller_kinds_look_the_same(tmp_path: Path, kind: str) -> None:
    pixels = orange_on_blue(*SIZE)
    save_picture(pixels, tmp_path / f"made.{kind}", "Painter", False)
    stored = read_8bit(tmp_path / f"made.{kind}").astype(int)
    assert np.abs(stored - to_8bit(pixels)).mean() < 3


def test_a_cutout_hides_no_background_under_full_transparency(tmp_path: Path) -> None:
    alpha = disc(*SIZE)
    alpha[0, 0] = 0.001  # rounds to 0 in the file
    save_cutout(noise(*SIZE), alpha, tmp_path / "cut.png")
    stored = read_8bit(tmp_path / "cut.png")
    assert stored.shape == (*alpha.shape, 4)
    assert (stored[stored[..., 3] == 0] == 0).all()
    assert (stored[..., 3] == 0).sum() > 1000


def test_a_cutout_keeps_colours_and_soft_edges(tmp_path: Path) -> None:
    alpha, foreground = disc(*SIZE), noise(*SIZE)
    save_cutout(foreground, alpha, tmp_path / "cut.png")
    stored = read_8bit(tmp_path / "cut.png")
    np.testing.assert_array_equal(stored[..., 3], to_8bit(alpha))
    np.testing.assert_array_equal(stored[..., :3][alpha > 0.01], to_8bit(foreground)[alpha > 0.01])
    assert len(np.unique(stored[..., 3])) > 10


def test_an_alpha_is_a_grey_picture(tmp_path: Path) -> None:
    save_alpha(disc(*SIZE), tmp_path / "alpha.png")
    with Image.open(tmp_path / "alpha.png") as image:
        assert (image.mode, image.size) == ("L", SIZE)
    np.testing.assert_array_equal(read_8bit(tmp_path / "alpha.png"), to_8bit(disc(*SIZE)))


# ---- privacy -----------------------------------------------------------------------------------------------------

MARKS = (b"SecretCam", b"Mallory", b"2019:05:04", b"secret comment", b"secretns")


def private_photo(folder: Path, kind: str) -> Path:
    """A photo that says where, when and with what it was taken, and by whom."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0132] = "SecretCam", "Mallory", "2019:05:04 03:02:01"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.9), 3: "E", 4: (2.0, 17.0, 40.2)})
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r xmlns:secretns="secretns"/></x:xmpmeta>'
    path = folder / f"private.{kind}"
    options = {"comment": b"secret comment"} if kind == "jpg" else {}
    Image.fromarray(to_8bit(orange_on_blue(*SIZE))).save(path, exif=exif, xmp=xmp, **options)
    return path


def made_from(photo: Path, mask: Path, folder: Path) -> list[Path]:
    """One file of every kind that this program writes for a photo."""
    subject = SubjectRequest(photo, alpha=mask)
    paths: list[Path] = []
    for kind in KINDS:
        request = BackdropRequest(subject, folder, scene=photo, file_type=kind, seed=1, name="out")
        paths += finish(make_backdrops(request)).outputs
    return paths


@pytest.mark.parametrize("source", ["jpg", "webp"])
def test_nothing_of_the_photos_metadata_travels_along(tmp_path: Path, mask_file: Path, source: str) -> None:
    photo = private_photo(tmp_path, source)
    assert b"SecretCam" in photo.read_bytes()
    with Image.open(photo) as image:
        assert image.getexif().get_ifd(0x8825)
    outputs = made_from(photo, mask_file, tmp_path / "out")
    assert len(outputs) == len(KINDS)
    for path in outputs:
        assert not re.search(b"|".join(MARKS), path.read_bytes())
        with Image.open(path) as image:
            assert not dict(image.getexif())
            assert "icc_profile" not in image.info
