"""A brand's colours and logo: read, obeyed, shown the right way round."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor, ImageDraw

from backdrop_ui.arrays import Array, Rgb
from backdrop_ui.brand import (
    Brand,
    Standing,
    branded,
    colours_of_logo,
    gap,
    hex_of,
    in_brand,
    load_logo,
    parse_colours,
    pulled,
)
from backdrop_ui.brand.clusters import main_colours
from backdrop_ui.brand.colours import name_of
from backdrop_ui.brand.oklab import from_oklab, lab_of, rgb_of, to_oklab
from backdrop_ui.brief import LogoPlace, Preset, SceneBrief
from backdrop_ui.engines.base import Backdrop, Canvas
from backdrop_ui.engines.painter import PainterEngine
from backdrop_ui.engines.painter.colour import linear
from backdrop_ui.engines.painter.scene import Camera, Scene
from backdrop_ui.engines.painter.signs.decals import marks_on_wall
from backdrop_ui.errors import PhotoError, SceneError
from backdrop_ui.presets import load_presets
from benchmarks.brand import PALETTES, off_brand

PRESETS = load_presets().presets
SOME = sorted(PRESETS)[::7]
TEAL_AND_GOLD = parse_colours(PALETTES["teal and gold"])


def canvas(width: int, height: int, grey: float | None = None) -> Canvas:
    """Nobody, or somebody in one grey in the middle third."""
    alpha = np.zeros((height, width), np.float32)
    if grey is not None:
        alpha[height // 3 :, width // 3 : width - width // 3] = 1
    return Canvas(np.full((height, width, 3), grey or 0, np.float32), alpha)


def paint(brief: SceneBrief, width: int = 80, height: int = 100, seed: int = 1, grey: float | None = None) -> Backdrop:
    return PainterEngine().paint(brief, canvas(width, height, grey), seed)


@lru_cache(maxsize=64)
def plain(name: str) -> Array:
    return paint(PRESETS[name]).picture


@lru_cache(maxsize=64)
def in_palette(name: str, palette: str) -> Array:
    """A small picture of a preset in a brand, painted once for all tests that look at it."""
    return paint(branded(PRESETS[name], parse_colours(PALETTES[palette]))).picture


# ---- colours as text ---------------------------------------------------------------------------------------------


def test_colours_are_read_however_they_are_written() -> None:
    assert [hex_of(one) for one in parse_colours("#0A3D62; f6b93b\n Teal rgb(10, 20,30)  #fff")] == [
        "#0a3d62", "#f6b93b", "#008080", "#0a141e", "#ffffff",
    ]  # fmt: skip
    assert parse_colours("") == parse_colours("  ,; ") == ()
    assert len(parse_colours("red, red, #ff0000")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "tael",
        "#12",
        "#ggg",
        "rgb(300, 0, 0)",
        "rgb(-1,0,0)",
        "<script>",
        "'; drop table--",
        "😀",
        "rgb(",
        "1e999",
        "\0",
    ],
)
def test_what_is_no_colour_is_named(text: str) -> None:
    with pytest.raises(SceneError, match=r"is no colour\. Write colours like #0a3d62"):
        parse_colours(f"red, {text}")


def test_too_many_colours_and_too_long_a_text_are_refused() -> None:
    with pytest.raises(SceneError, match="6 colours; at most 5"):
        parse_colours("red orange yellow green blue violet")
    with pytest.raises(SceneError, match="at most 200 can be read"):
        parse_colours("red," * 10_000)


def test_a_colour_has_the_name_people_use() -> None:
    assert [name_of(one) for one in parse_colours("#0f6b75 #f6d01b #111111 #14284b")] == [
        "teal",
        "gold",
        "black",
        "navy",
    ]


# ---- arithmetic --------------------------------------------------------------------------------------------------


def test_oklab_there_and_back() -> None:
    colours = np.random.default_rng(1).random((20, 20, 3)).astype(np.float32)
    assert np.abs(from_oklab(to_oklab(colours)) - colours).max() < 0.003
    assert lab_of((1, 1, 1)) == pytest.approx([1, 0, 0], abs=1e-3)


def test_a_colour_that_no_screen_shows_gives_up_chroma_only() -> None:
    lab = np.array([0.6, 0.3, 0.2])
    shown = lab_of(rgb_of(lab))
    assert shown[0] == pytest.approx(0.6, abs=0.01)
    assert np.arctan2(shown[2], shown[1]) == pytest.approx(np.arctan2(0.2, 0.3), abs=0.03)


def test_main_colours_are_those_of_the_largest_areas() -> None:
    points = np.repeat(np.eye(3, dtype=np.float32), (50, 30, 20), axis=0)
    centres, nearest = main_colours(points, np.ones(100, np.float32), 5)
    assert centres == pytest.approx(np.eye(3), abs=1e-6)
    assert np.bincount(nearest).tolist() == [50, 30, 20]


# ---- scenes ------------------------------------------------------------------------------------------------------


def test_without_colours_a_scene_stays_as_it_is() -> None:
    preset = PRESETS["desert-dunes"]
    assert branded(preset, ()) is preset
    assert in_brand(preset, Brand("none"))[0] == preset


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_order_of_lightness_stays(palette: str) -> None:
    for preset in PRESETS.values():
        before = [lab_of(colour)[0] for colour in preset.palette]
        after = [lab_of(colour)[0] for colour in branded(preset, parse_colours(palette)).palette]
        for one, other in ((i, j) for i in range(len(before)) for j in range(i)):
            if before[one] > before[other] + 0.01:
                assert after[one] > after[other] - 0.01, preset.id


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_light_stays_kind_to_skin(palette: str) -> None:
    for preset in PRESETS.values():
        light = branded(preset, parse_colours(palette)).light
        for before, after in ((preset.light.colour, light.colour), (preset.light.ambient, light.ambient)):
            assert np.linalg.norm(lab_of(before) - lab_of(after)) < 0.065, preset.id


@pytest.mark.parametrize("name", PALETTES)
def test_pictures_are_in_the_brands_colours(name: str) -> None:
    """Main colours of every seventh preset, distance in CIE Lab to the nearest brand colour's tone or grey.

    Over all presets it falls from 10 to 20 down to 1 to 2; to 6 for the blue, whose tints CIE Lab sees as violet.
    """
    colours = parse_colours(PALETTES[name])
    before = [off_brand(plain(preset), colours)[0] for preset in SOME]
    after = [off_brand(in_palette(preset, name), colours)[0] for preset in SOME]
    assert np.mean(after) < (7 if name == "one blue" else 3)
    assert max(after) < 9
    assert np.mean(after) < 0.4 * np.mean(before)


def test_every_brand_colour_is_seen() -> None:
    """Teal and gold both have their share, teal the larger one where nothing speaks against it."""
    shares = [off_brand(in_palette(preset, "teal and gold"), TEAL_AND_GOLD)[1] for preset in SOME]
    assert 0.35 < np.mean([share[0] for share in shares]) < 0.9
    studio = off_brand(in_palette("soft-studio", "teal and gold"), TEAL_AND_GOLD)[1]
    assert studio[0] > 0.9


def test_a_model_that_reads_words_is_told_the_colours() -> None:
    assert branded(PRESETS["desert-dunes"], TEAL_AND_GOLD).prompt.endswith("colour scheme of teal and orange")
    full = PRESETS["desert-dunes"].model_copy(update={"prompt": "x" * 500})
    assert branded(full, TEAL_AND_GOLD).prompt == "x" * 500


def test_the_brands_own_colours_and_greys_are_not_pulled() -> None:
    swatch = np.array([[*TEAL_AND_GOLD, (0.5, 0.5, 0.5), (1, 1, 1), (0, 0, 0)]], np.float32)
    assert np.abs(pulled(swatch, TEAL_AND_GOLD) - swatch).max() < 0.08
    assert np.abs(pulled(swatch, TEAL_AND_GOLD)[0, 2:] - swatch[0, 2:]).max() < 0.02


def test_pulling_keeps_lightness_and_makes_no_edges() -> None:
    hue = np.linspace(0, 2 * np.pi, 400)
    lab = np.stack([np.full(400, 0.65), 0.1 * np.cos(hue), 0.1 * np.sin(hue)], axis=-1)[None]
    ring = from_oklab(lab)
    after = to_oklab(pulled(ring, TEAL_AND_GOLD))
    assert np.abs(after[..., 0] - to_oklab(ring)[..., 0]).max() < 0.02
    assert np.abs(np.diff(after, axis=1)).max() < 0.02


@pytest.mark.parametrize("colours", [((0.0, 0.0, 0.0),), ((1.0, 1.0, 1.0), (0.5, 0.5, 0.5))])
def test_a_brand_of_greys_makes_grey_pictures(colours: tuple[Rgb, ...]) -> None:
    lab = to_oklab(paint(branded(PRESETS["sunflower-field"], colours)).picture)
    assert np.hypot(lab[..., 1], lab[..., 2]).mean() < 0.02


# ---- contrast behind the subject ---------------------------------------------------------------------------------


@pytest.mark.parametrize("grey", [0.35, 0.55, 0.75])
def test_the_subject_stands_out_from_a_branded_scene(grey: float) -> None:
    """Where a subject is as light as what is behind it, that is moved away; where it stands out, nothing is."""
    one = canvas(80, 100, grey)
    subject = Standing(one.foreground, one.alpha)
    for number, preset in enumerate([PRESETS[name] for name in SOME]):
        colours = parse_colours(list(PALETTES.values())[number % len(PALETTES)])
        scene = branded(preset, colours)
        raw = paint(scene.model_copy(update={"brand_colours": ()}), grey=grey).picture
        before, after = gap(pulled(raw, colours), subject), gap(pulled(raw, colours, subject), subject)
        assert abs(after) > min(abs(before) + 0.02, 0.1), preset.id
        assert abs(after - before) < 0.11


def test_without_a_subject_nothing_is_lifted() -> None:
    empty = canvas(40, 50)
    picture = plain("desert-dunes")[:50, :40]
    assert np.array_equal(
        pulled(picture, TEAL_AND_GOLD), pulled(picture, TEAL_AND_GOLD, Standing(empty.foreground, empty.alpha))
    )


# ---- logos -------------------------------------------------------------------------------------------------------


def left_heavy(path: Path, background: str | None = "white", size: tuple[int, int] = (120, 60)) -> Path:
    """A red disc left of a navy bar: mirrored, the red would be on the right."""
    image = Image.new("RGBA", size, background or (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    w, h = size
    draw.ellipse((w * 0.05, h * 0.1, w * 0.45, h * 0.9), fill="#e02020")
    draw.rectangle((w * 0.6, h * 0.3, w * 0.95, h * 0.7), fill="#14284b")
    image.convert("RGBA" if background is None else "RGB").save(path)
    return path


@pytest.mark.parametrize("name", ["logo.png", "logo.jpg", "logo.webp"])
def test_a_plain_background_is_taken_away(tmp_path: Path, name: str) -> None:
    logo = load_logo(left_heavy(tmp_path / name, size=(480, 240)))
    alpha = logo.pixels[..., 3]
    assert alpha.max() > 0.98
    assert alpha[0, 0] < 0.05 and alpha[:, alpha.shape[1] // 2].max() < 0.05
    assert abs(logo.pixels.shape[1] / logo.pixels.shape[0] - 432 / 192) < 0.1, "cropped to what is drawn"
    soft = (alpha > 0.3) & (alpha < 0.7)
    if soft.any():
        assert logo.pixels[soft][:, :3].mean() < 0.6, "a white fringe"
    assert {name_of(colour) for colour in logo.colours} <= {"navy", "crimson"}


def test_transparency_survives_and_hidden_colours_do_not_count(tmp_path: Path) -> None:
    logo = load_logo(left_heavy(tmp_path / "logo.png", None))
    assert logo.pixels[0, 0, 3] == 0
    assert [name_of(colour) for colour in logo.colours] == ["crimson", "navy"]


def test_a_coloured_ground_is_taken_away_but_counts_as_a_colour(tmp_path: Path) -> None:
    image = Image.new("RGB", (200, 100), "#0a3d62")
    ImageDraw.Draw(image).rectangle((60, 30, 140, 70), fill="white")
    image.save(tmp_path / "logo.png")
    logo = load_logo(tmp_path / "logo.png")
    assert logo.pixels[..., :3].mean() > 0.95
    assert [hex_of(colour) for colour in logo.colours] == ["#0a3d62"]


def test_a_white_logo_on_nothing_is_a_logo(tmp_path: Path) -> None:
    image = Image.new("RGBA", (80, 40), (255, 0, 255, 0))
    ImageDraw.Draw(image).ellipse((10, 5, 60, 35), fill=(255, 255, 255, 255))
    image.save(tmp_path / "logo.png")
    assert [name_of(colour) for colour in colours_of_logo(tmp_path / "logo.png")] == ["white"]


@pytest.mark.parametrize(
    ("size", "fill", "words"),
    [
        ((1, 1), "red", "only 1 x 1"),
        ((100, 60), "white", "one plain colour"),
        ((100, 60), (0, 0, 0, 0), "fully transparent"),
        ((9000, 9000), "white", "81 megapixels"),
        ((2000, 20), "white", "too long and thin"),
    ],
    ids=["one pixel", "all white", "all transparent", "huge", "thin"],
)
def test_a_logo_that_shows_nothing_is_refused(tmp_path: Path, size: tuple[int, int], fill: object, words: str) -> None:
    kind = "RGBA" if isinstance(fill, tuple) else "1" if size[0] > 5000 else "RGB"
    Image.new(kind, size, fill).save(tmp_path / "logo.png")  # type: ignore[arg-type]
    with pytest.raises(PhotoError, match=words):
        load_logo(tmp_path / "logo.png")


def test_a_vector_drawing_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with pytest.raises(PhotoError, match="Export it as a PNG"):
        load_logo(tmp_path / "logo.svg")


def test_a_large_logo_is_shrunk(tmp_path: Path) -> None:
    assert load_logo(left_heavy(tmp_path / "logo.png", size=(3000, 1500))).pixels[..., 3].size < 700_000


def with_logo(preset: Preset, path: Path, on: LogoPlace) -> Preset:
    return preset.model_copy(update={"logo": load_logo(path, on)})


def is_red(picture: Array) -> Array:
    return picture[..., 0] - np.maximum(picture[..., 1], picture[..., 2]) > 0.25


CARRIED: list[tuple[str, LogoPlace]] = [
    ("soft-studio", "wall"), ("sunlit-wall", "wall"), ("on-a-red-carpet", "wall"), ("home-office", "wall"),
    ("loft-with-brick-wall", "wall"), ("tropical-beach-sunset", "wall"),
    ("sunlit-wall", "floor"), ("wedding-arch", "floor"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "on"), CARRIED)
def test_a_logo_is_in_the_picture_and_never_mirrored(tmp_path: Path, name: str, on: LogoPlace) -> None:
    """One seed mirrors the scene, one does not; the red disc is left of the navy bar in both."""
    path = left_heavy(tmp_path / "logo.png")
    grey = PRESETS[name]
    scene = branded(grey, ((0.5, 0.5, 0.5),)).model_copy(update={"brand_colours": ()})
    for seed in (1, 2):
        without = paint(scene, 160, 200, seed).picture
        backdrop = paint(with_logo(scene, path, on), 160, 200, seed)
        changed = np.abs(backdrop.picture - without).max(axis=-1) > 0.06
        assert changed.sum() > 40
        if name == "on-a-red-carpet":  # marks all over the wall, see below
            continue
        if backdrop.notes:  # the banner itself is new too: look for the disc and the bar on it
            ink = is_red(backdrop.picture)[:150], (backdrop.picture[:150, :, 0] < 0.35) & changed[:150]
            assert ink[0].nonzero()[1].mean() < ink[1].nonzero()[1].mean()
        else:
            across = changed[:, :80].nonzero()[1] if on == "floor" else changed.nonzero()[1]
            middle = (across.min() + across.max()) / 2
            assert (across < middle).sum() > 1.3 * (across > middle).sum(), "the disc is larger than the bar"


def test_the_press_wall_shows_the_logo_as_the_scene_has_it(tmp_path: Path) -> None:
    """One mark on a grey wall under twofold light: the red disc is left of the bar, both as bright as the light."""
    preset = PRESETS["on-a-red-carpet"]
    scene = Scene(Camera(200, 250, 0.5), preset.light, preset.palette, 1)
    scene.logo, scene.logo_layer = load_logo(left_heavy(tmp_path / "logo.png")), 0
    paint_ = np.full(3, 0.5, np.float32)
    scene.picture[:], scene.depth[:] = 1.0, 5.0
    scene.depth[:, 100:] = 2.0  # something before the right half
    marks_on_wall(scene, paint_, 5.0, (1.5, 1.2), np.array([[-0.6, 1.5]], np.float32))
    changed = np.abs(scene.picture - 1).max(axis=-1) > 0.1
    red = changed & is_red(scene.picture)
    assert red.sum() > 30 and not changed[:, 100:].any()
    assert red.nonzero()[1].mean() < (changed & ~red).nonzero()[1].mean()
    assert scene.picture[red][:, 0].max() > 1


def test_where_nothing_can_carry_a_logo_it_is_said(tmp_path: Path) -> None:
    path = left_heavy(tmp_path / "logo.png")
    assert "on a banner" in paint(with_logo(PRESETS["autumn-forest"], path, "wall")).notes[0]
    assert "not in it" in paint(with_logo(PRESETS["among-the-stars"], path, "floor")).notes[0]
    assert paint(with_logo(PRESETS["soft-studio"], path, "wall")).notes == ()


@pytest.mark.parametrize("name", ["soft-studio", "home-office", "cosy-cafe", "tropical-beach-sunset", "old-library"])
def test_beside_a_head_over_shoulders_that_fill_the_width_there_is_room_for_a_logo(tmp_path: Path, name: str) -> None:
    alpha = np.zeros((200, 200), np.float32)
    alpha[6:, 40:100] = alpha[124:] = 1
    canvas = Canvas(np.full((200, 200, 3), 0.5, np.float32), alpha)
    scene = branded(PRESETS[name], ((0.5, 0.5, 0.5),)).model_copy(update={"brand_colours": ()})
    without, within = (
        PainterEngine().paint(one, canvas, 1)
        for one in (scene, with_logo(scene, left_heavy(tmp_path / "logo.png"), "wall"))
    )
    changed = (np.abs(within.picture - without.picture).max(axis=-1) > 0.06) & (alpha == 0)
    assert changed[:20].sum() < changed.sum() / 2, "not cut off by the upper edge"
    assert changed.sum() > 100
    if within.notes:
        assert "on a banner" in within.notes[0]


def test_where_the_subject_leaves_no_room_that_is_said(tmp_path: Path) -> None:
    scene = with_logo(PRESETS["autumn-forest"], left_heavy(tmp_path / "logo.png"), "wall")
    everything = Canvas(np.full((120, 90, 3), 0.5, np.float32), np.ones((120, 90), np.float32))
    assert "no room for the logo" in PainterEngine().paint(scene, everything, 1).notes[0]


def test_ink_that_would_vanish_is_printed_white_or_black(tmp_path: Path) -> None:
    from backdrop_ui.engines.painter.signs.logos import inked

    logo = load_logo(left_heavy(tmp_path / "logo.png")).pixels
    dark, light = np.full((4, 4, 3), 0.02, np.float32), np.full((4, 4, 3), 0.9, np.float32)
    bar = np.s_[24, 90, :3]
    assert inked(logo, (108, 48), dark)[bar].min() > 0.8
    assert inked(logo, (108, 48), light)[bar].max() < 0.2
    white = logo.copy()
    white[..., :3] = 1
    assert inked(white, (108, 48), light)[bar].max() < 0.2


@pytest.mark.parametrize(("ink", "surface", "kept"), [("#17324d", "#0f6b75", False), ("#e4572e", "#0f6b75", True)])
def test_dark_ink_on_a_dark_cloth_is_printed_white(ink: str, surface: str, kept: bool) -> None:
    """Navy on teal has a contrast of 2.1, which is too little; orange is told by its hue."""
    from backdrop_ui.engines.painter.signs.logos import inked

    own, cloth = (linear(np.float32(ImageColor.getrgb(colour)) / 255) for colour in (ink, surface))
    logo = np.zeros((48, 108, 4), np.float32)
    logo[10:38, 10:98] = (*np.float32(ImageColor.getrgb(ink)) / 255, 1)
    logo[10:38, 50:58] = 0  # two letters
    printed = inked(logo, (108, 48), np.tile(cloth, (48, 108, 1)))[24, 30, :3]
    assert np.allclose(printed, own, atol=0.02) == kept
    assert kept or printed.min() > 0.8


@pytest.mark.parametrize("size", [(1, 1), (2, 40), (40, 2), (33, 57)])
@pytest.mark.parametrize(("name", "on"), CARRIED)
def test_logos_at_odd_sizes(tmp_path: Path, name: str, on: LogoPlace, size: tuple[int, int]) -> None:
    scene = branded(with_logo(PRESETS[name], left_heavy(tmp_path / "logo.png"), on), TEAL_AND_GOLD)
    picture = paint(scene, *size).picture
    assert picture.shape == (size[1], size[0], 3) and np.isfinite(picture).all()


def test_a_branded_scene_with_a_logo_repeats_itself(tmp_path: Path) -> None:
    scene = branded(
        with_logo(PRESETS["loft-with-brick-wall"], left_heavy(tmp_path / "logo.png"), "wall"), TEAL_AND_GOLD
    )
    assert np.array_equal(paint(scene, seed=3).picture, paint(scene, seed=3).picture)


# ---- what a person asks for --------------------------------------------------------------------------------------


def test_a_logo_without_colours_brings_its_own(tmp_path: Path) -> None:
    path = left_heavy(tmp_path / "logo.png")
    scene, notes = in_brand(PRESETS["soft-studio"], Brand(logo=path))
    assert scene.brand_colours == load_logo(path).colours and scene.logo is not None
    assert "Colours taken from the logo: #" in notes[0]
    scene, notes = in_brand(PRESETS["soft-studio"], Brand("none", path, "floor"))
    assert (scene.brand_colours, notes) == ((), ()) and scene.logo is not None and scene.logo.on == "floor"
    assert in_brand(PRESETS["soft-studio"], Brand(logo=path, logo_on="none"))[0].logo is None
