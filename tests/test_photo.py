"""Good files of every kind become the same upright sRGB pixels."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pictures import noise, png_bytes
from PIL import Image, ImageCms

from backdrop_ui.arrays import to_8bit
from backdrop_ui.photo import FORMATS, SUFFIXES, Limits, load_photo

WIDTH, HEIGHT = 40, 30
CORNERS = {"red": (0, 0), "green": (0, -1), "blue": (-1, 0), "white": (-1, -1)}
"""Colours of the upright picture's corners, as (row, column)."""
COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}


def four_corners() -> Image.Image:
    """A quarter of the picture in each colour."""
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for name, (row, column) in CORNERS.items():
        rows = slice(0, HEIGHT // 2) if row == 0 else slice(HEIGHT // 2, None)
        columns = slice(0, WIDTH // 2) if column == 0 else slice(WIDTH // 2, None)
        pixels[rows, columns] = COLOURS[name]
    return Image.fromarray(pixels)


def assert_upright(pixels: np.ndarray) -> None:
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    for name, (row, column) in CORNERS.items():
        np.testing.assert_allclose(pixels[row, column], np.array(COLOURS[name]) / 255, atol=0.08, err_msg=name)


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        (".png", {}),
        (".jpg", {"quality": 95, "subsampling": 0}),
        (".jpeg", {"quality": 95, "subsampling": 0, "progressive": True}),
        (".webp", {"quality": 95}),
        (".webp", {"lossless": True}),
        (".avif", {"quality": 90, "subsampling": "4:4:4"}),
        (".heic", {"quality": 90, "chroma": 444}),
        (".gif", {}),
        (".tif", {"compression": "tiff_lzw"}),
        (".tiff", {}),
        (".bmp", {}),
    ],
)
def test_reads_every_kind_of_file(tmp_path: Path, suffix: str, options: dict[str, Any]) -> None:
    path = tmp_path / f"corners{suffix}"
    four_corners().save(path, **options)
    photo = load_photo(path)
    assert_upright(photo.pixels)
    assert photo.pixels.dtype == np.float32
    assert (photo.alpha, photo.name, photo.notes, photo.size) == (None, "corners", (), (WIDTH, HEIGHT))


def test_every_kind_named_to_people_has_a_suffix() -> None:
    Image.init()
    known = {Image.EXTENSION[suffix] for suffix in SUFFIXES if suffix in Image.EXTENSION}
    assert known == set(FORMATS)


def test_lossless_pixels_are_exact(tmp_path: Path) -> None:
    pixels = noise(WIDTH, HEIGHT)
    Image.fromarray(to_8bit(pixels)).save(tmp_path / "noise.png")
    np.testing.assert_array_equal(load_photo(tmp_path / "noise.png").pixels, pixels)


BACK = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera that held the upright picture this way would have stored it (EXIF 2.32, tag 0x0112)."""


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
@pytest.mark.parametrize("orientation", BACK)
def test_exif_orientation_is_made_upright(tmp_path: Path, orientation: int, suffix: str) -> None:
    turned = four_corners() if BACK[orientation] is None else four_corners().transpose(BACK[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned.save(tmp_path / f"turned{suffix}", exif=exif, quality=95)
    assert_upright(load_photo(tmp_path / f"turned{suffix}").pixels)


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_orientation_out_of_range_is_upright(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    four_corners().save(tmp_path / "odd.png", exif=exif)
    assert_upright(load_photo(tmp_path / "odd.png").pixels)


def test_grey_becomes_three_equal_channels(tmp_path: Path) -> None:
    Image.new("L", (WIDTH, HEIGHT), 77).save(tmp_path / "grey.png")
    np.testing.assert_array_equal(to_8bit(load_photo(tmp_path / "grey.png").pixels), np.full((HEIGHT, WIDTH, 3), 77))


def test_black_and_white_scan(tmp_path: Path) -> None:
    Image.new("1", (WIDTH, HEIGHT), 1).save(tmp_path / "scan.tif", compression="group4")
    assert load_photo(tmp_path / "scan.tif").pixels.min() == 1


def test_cmyk_is_not_inverted(tmp_path: Path) -> None:
    Image.new("CMYK", (WIDTH, HEIGHT), (0, 255, 255, 0)).save(tmp_path / "cmyk.jpg", quality=95)
    red, green, blue = load_photo(tmp_path / "cmyk.jpg").pixels[5, 5]
    assert red > 0.9 and green < 0.3 and blue < 0.3


def grey16(values: np.ndarray, **chunks: bytes) -> bytes:
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    return png_bytes(values.shape[1], values.shape[0], 16, 0, rows, **chunks)


@pytest.mark.parametrize("top", [65535, 32768, 200], ids=["full range", "half range", "nearly black"])
def test_16_bit_grey_is_scaled_not_clipped(tmp_path: Path, top: int) -> None:
    values = np.linspace(0, top, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH).round()
    (tmp_path / "deep.png").write_bytes(grey16(values))
    np.testing.assert_allclose(load_photo(tmp_path / "deep.png").pixels[..., 0], values / 65535, atol=0.003)


def test_16_bit_grey_with_a_transparent_value(tmp_path: Path) -> None:
    values = np.linspace(0, 65535, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH).round()
    values[:5] = 40000
    (tmp_path / "deep.png").write_bytes(grey16(values, tRNS=(40000).to_bytes(2, "big")))
    photo = load_photo(tmp_path / "deep.png")
    np.testing.assert_array_equal(photo.alpha, (values != 40000).astype(np.float32))
    np.testing.assert_allclose(photo.pixels[..., 0], values / 65535, atol=0.003)


def test_16_bit_colour(tmp_path: Path) -> None:
    rows = b"\0" + np.full((WIDTH, 3), (65535, 32768, 0), ">u2").tobytes()
    (tmp_path / "deep.png").write_bytes(png_bytes(WIDTH, HEIGHT, 16, 2, rows * HEIGHT))
    np.testing.assert_allclose(load_photo(tmp_path / "deep.png").pixels[3, 3], (1, 0.5, 0), atol=0.005)


@pytest.mark.parametrize("top", [1.0, 255.0, 65535.0])
def test_floating_point_grey(tmp_path: Path, top: float) -> None:
    values = np.linspace(0, top, WIDTH * HEIGHT, dtype=np.float32).reshape(HEIGHT, WIDTH)
    Image.fromarray(values).save(tmp_path / "float.tif")
    np.testing.assert_allclose(load_photo(tmp_path / "float.tif").pixels[..., 2], values / top, atol=0.003)


def test_transparency_becomes_alpha(tmp_path: Path) -> None:
    image = four_corners()
    image.putalpha(Image.linear_gradient("L").resize((WIDTH, HEIGHT)))
    image.save(tmp_path / "cut.png")
    photo = load_photo(tmp_path / "cut.png")
    np.testing.assert_array_equal(to_8bit(photo.alpha), np.asarray(image.getchannel("A")))
    assert_upright(photo.pixels)


def test_palette_with_transparency(tmp_path: Path) -> None:
    paletted = four_corners().quantize(4)
    green = paletted.getpixel((WIDTH - 1, 0))
    paletted.save(tmp_path / "palette.png", transparency=green)
    photo = load_photo(tmp_path / "palette.png")
    assert photo.alpha is not None and photo.alpha[0, -1] == 0 and photo.alpha[0, 0] == 1
    np.testing.assert_allclose(photo.pixels[0, 0], (1, 0, 0), atol=0.02)


def test_full_opacity_is_no_transparency(tmp_path: Path) -> None:
    four_corners().convert("RGBA").save(tmp_path / "opaque.png")
    assert load_photo(tmp_path / "opaque.png").alpha is None


def test_animation_gives_its_first_frame_and_says_so(tmp_path: Path) -> None:
    others = [Image.new("RGB", (WIDTH, HEIGHT), colour) for colour in ("black", "yellow")]
    four_corners().save(tmp_path / "moving.gif", save_all=True, append_images=others, duration=50)
    photo = load_photo(tmp_path / "moving.gif")
    assert_upright(photo.pixels)
    assert photo.notes == ("Animated picture: the first of 3 frames is used.",)


def profile_without_red() -> bytes:
    """An sRGB profile with the red and blue primaries exchanged: a picture with it must come out exchanged."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(data[128:132], "big")
    tags = {bytes(data[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(count)}
    red, blue = tags[b"rXYZ"] + 4, tags[b"bXYZ"] + 4
    data[red : red + 8], data[blue : blue + 8] = data[blue : blue + 8], data[red : red + 8]
    return bytes(data)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_colours_go_through_the_embedded_profile(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGB", (WIDTH, HEIGHT), "red").convert(mode)
    image.save(tmp_path / "profile.png", icc_profile=profile_without_red())
    np.testing.assert_allclose(load_photo(tmp_path / "profile.png").pixels[5, 5], (0, 0, 1), atol=0.02)


def test_broken_profile_is_ignored(tmp_path: Path) -> None:
    four_corners().save(tmp_path / "broken.png", icc_profile=b"not a profile" * 20)
    assert_upright(load_photo(tmp_path / "broken.png").pixels)


@pytest.mark.parametrize("name", ["été à la plage 🏖.png", "写真.png", "a b'c\"d;&.png", "x" * 240 + ".png", ".png"])
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    four_corners().save(tmp_path / name, format="PNG")
    photo = load_photo(tmp_path / name)
    assert photo.name == (tmp_path / name).stem[:120]
    assert_upright(photo.pixels)


def test_suffix_does_not_matter(tmp_path: Path) -> None:
    four_corners().save(tmp_path / "really-a-png.jpg", format="PNG")
    assert_upright(load_photo(tmp_path / "really-a-png.jpg").pixels)


def test_size_limits_are_inclusive(tmp_path: Path) -> None:
    file = io.BytesIO()
    four_corners().save(file, "PNG")
    (tmp_path / "exact.png").write_bytes(file.getvalue())
    limits = Limits(
        max_bytes=len(file.getvalue()), max_pixels=WIDTH * HEIGHT, min_side_px=HEIGHT, max_aspect=WIDTH / HEIGHT
    )
    assert load_photo(tmp_path / "exact.png", limits).size == (WIDTH, HEIGHT)
