"""What a handler does with values that another photo left behind, by calling it as the page does."""

from __future__ import annotations

import base64
import io
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
from diffusion_toys import needs_torch
from gradio import FileData
from gradio.data_classes import ImageData
from PIL import Image
from test_pipeline import Static

from backdrop_ui.engines import Engine
from backdrop_ui.engines.diffusion.catalogue import SETTING
from backdrop_ui.errors import BackdropError, Cancelled, DownloadError, EngineError
from backdrop_ui.progress import Report
from backdrop_ui.ui import api, engine_models, fetching, files, handlers, layout, pictures, shown
from backdrop_ui.ui.requests import COLOURS, Values

ALL_AWAY = {"kind": "remove", "radius": 1, "points": [[0.5, 0.5]]}


def values(photo: Path, of: Path, strokes: list[dict[str, Any]], mask: Path | None = None) -> Values:
    """The page with a photo, and a brush that was told of the photo `of`."""
    return {
        "photo": str(photo), "brush": {"strokes": strokes, "keep": None, "of": str(of)}, "grow": 0, "feather": 0,
        "invert": False, "matting": "fast", "cutout": "embedded", "mask": mask and str(mask), "preset": "soft-studio",
        "engine": "painter", "variants": 1, "form": "original", "look": "off", "file_type": "png", "made": [],
        "light": 1, "front": True, "zones": False, "sketch": 0, "fixing": True,
        "size": "", "scale": 1, "right": 0, "down": 0, "plain": "", "upper": "#ffffff", "lower": "#ffffff",
    }  # fmt: skip


def small_mask(folder: Path) -> Path:
    Image.new("L", (20, 30), 255).save(folder / "mask.png")
    return folder / "mask.png"


def test_what_was_painted_on_another_photo_is_not_applied_to_this_one(astronaut: Path, coffee: Path) -> None:
    given = values(astronaut, coffee, [ALL_AWAY])
    *_, last = handlers.on_make(given)
    assert "Done in" in last["status"]
    assert list(handlers.on_fix(given)) == []


def test_a_stroke_that_is_heard_after_done_does_not_take_the_picture_away(astronaut: Path) -> None:
    given = values(astronaut, astronaut, [ALL_AWAY | {"radius": 0.05}])
    done, *_ = handlers.on_fix_done(given)
    assert list(handlers.on_fix(given | {"fixing": done["fixing"]})) == []
    assert handlers.viewing(False)["fixing"], "and it is heard again once the brush is there again"


def test_the_same_painted_on_this_photo_is_applied(astronaut: Path) -> None:
    *_, last = handlers.on_make(values(astronaut, astronaut, [ALL_AWAY]))
    assert "Nothing of the photo is kept" in last["status"]


def test_a_photo_whose_cut_out_was_stopped_cannot_be_fixed_on_the_last_ones_brush(
    astronaut: Path, coffee: Path
) -> None:
    first, *_ = handlers.on_make(values(astronaut, coffee, []))
    assert "visible" not in first["fix"]


def test_another_photos_mask_goes_with_it(astronaut: Path, coffee: Path, tmp_path: Path) -> None:
    first, *_, last = handlers.on_photo(values(astronaut, coffee, [], small_mask(tmp_path)))
    assert first["mask"] is None
    assert "Your cut-out is ready" in last["status"]
    assert last["brush"]["value"] == {"strokes": [], "keep": None, "of": str(astronaut)}


def test_a_mask_that_does_not_fit_can_be_taken_away_again(astronaut: Path, tmp_path: Path) -> None:
    *_, last = handlers.on_photo(values(astronaut, astronaut, [], small_mask(tmp_path)))
    assert "Use a mask of the photo" in last["status"]
    assert last["fixer"]["elem_classes"] == ""


def test_where_nothing_is_kept_the_last_cut_out_is_not_handed_out(astronaut: Path, tmp_path: Path) -> None:
    Image.new("RGB", (120, 90), (120, 122, 119)).save(tmp_path / "wall.png")
    *_, nothing_found = handlers.on_photo(values(tmp_path / "wall.png", astronaut, []))
    *_, all_away = handlers.on_fix(values(astronaut, astronaut, [ALL_AWAY]))
    for last in (nothing_found, all_away):
        assert not last["mask_download"]["interactive"]
        assert not last["cutout_download"]["visible"]


def made_from(given: Values) -> Image.Image:
    for update in handlers.on_make(given):
        if "made" in update:
            with Image.open(update["made"][0]["file"]) as image:
                return image.copy()
    raise AssertionError(update["status"])


def test_an_exact_size_wins_over_the_format(astronaut: Path) -> None:
    assert made_from(values(astronaut, astronaut, []) | {"size": " 300x200 ", "form": "story"}).size == (300, 200)


def test_a_size_that_is_none_is_said(astronaut: Path) -> None:
    *_, last = handlers.on_make(values(astronaut, astronaut, []) | {"size": "huge"})
    assert "1200x628" in last["status"]


@pytest.mark.parametrize("seed", ["-1", "1.5", "seven", "2147483648", "9" * 5000])
def test_a_seed_that_is_none_is_said(astronaut: Path, seed: str) -> None:
    *_, last = handlers.on_make(values(astronaut, astronaut, []) | {"seed": seed})
    assert "is not a whole number from 0" in last["status"] and len(last["status"]) < 200


@pytest.mark.parametrize("handler", [handlers.on_make, handlers.on_fix])
def test_a_photo_that_was_deleted_meanwhile_is_asked_for_again(tmp_path: Path, handler: Any) -> None:
    *_, last = handler(values(tmp_path / "gone.png", tmp_path / "gone.png", []))
    assert "files are deleted after an hour. Choose it again" in last["status"]


def test_a_file_is_handed_on_unopened_after_an_update_too(tmp_path: Path) -> None:
    (tmp_path / "letter.jpg").write_text("Dear Sir or Madam")
    component = layout.photo_input(label="Photo")
    rebuilt = type(component)(**component.constructor_args)  # as gradio does
    for each in (component, rebuilt):
        assert each.get_block_name() == "image"
        assert each.preprocess(ImageData(path=str(tmp_path / "letter.jpg"))) == str(tmp_path / "letter.jpg")


def test_two_equal_colours_are_one_and_go_before_the_scene(astronaut: Path) -> None:
    given = values(astronaut, astronaut, []) | {"plain": COLOURS, "upper": "#0a3d62", "lower": "#0a3d62"}
    image = made_from(given)
    assert image.getpixel((image.width // 2, 2)) == (10, 61, 98)


def test_nothing_behind_the_subject_is_transparent(astronaut: Path) -> None:
    image = made_from(values(astronaut, astronaut, []) | {"plain": "nothing"})
    assert image.mode == "RGBA"
    assert image.getchannel("A").getextrema() == (0, 255)


def test_what_is_transparent_is_shown_on_a_checkerboard_and_handed_out_as_it_is(tmp_path: Path) -> None:
    Image.new("RGBA", (80, 60)).save(tmp_path / "empty.png")
    Image.new("RGB", (80, 60)).save(tmp_path / "full.png")
    with Image.open(pictures.shown_picture(tmp_path / "empty.png")) as shown:
        assert len(set(shown.convert("L").resize((40, 30)).tobytes())) > 1 and shown.convert("L").getextrema()[0] > 200
    assert pictures.shown_picture(tmp_path / "full.png") == str(tmp_path / "full.png")


def test_a_storys_safe_zone_is_shown_and_not_handed_out(astronaut: Path) -> None:
    given = values(astronaut, astronaut, []) | {"plain": COLOURS, "form": "story", "zones": True}
    for update in handlers.on_make(given):
        if "made" in update:
            [made] = update["made"]
            with Image.open(made["shown"]) as seen, Image.open(made["file"]) as file:
                assert seen.getpixel((5, 5))[0] < 200, "veiled above"
                assert seen.getpixel((5, seen.height // 2))[0] > 250, "free in the middle"
                assert file.getpixel((5, 5)) == (255, 255, 255)
            return
    raise AssertionError(update["status"])


# ---- AI models ---------------------------------------------------------------------------------------------------


@pytest.fixture
def static(add_engine: Callable[[Engine], None]) -> Static:
    engine = Static()
    add_engine(engine)
    return engine


@pytest.fixture
def uploaded(astronaut: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileData:
    """A photo as a program hands it in."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    return FileData(path=str(shutil.copy(astronaut, tmp_path)))


def test_the_page_and_the_endpoint_say_how_closely_to_follow_the_sketch(
    astronaut: Path, uploaded: FileData, static: Static
) -> None:
    made_from(values(astronaut, astronaut, []) | {"engine": "static", "sketch": 0.4, "size": "64x64"})
    api.backdrop(uploaded, preset="soft-studio", engine="static", sketch=0.7, form="64x64")
    follows = [canvas.follow for canvas in static.seen]
    assert list(dict.fromkeys(follows)) == [0.4, 0.7]  # each is painted again if the subject seems to have grown


def test_what_was_given_up_while_painting_is_seen_without_unfolding_anything(astronaut: Path, static: Static) -> None:
    static.notes = ("Memory was short: a smaller picture, enlarged.",)
    *_, last = handlers.on_make(values(astronaut, astronaut, []) | {"engine": "static", "size": "64x64"})
    open_, folded = last["about"].split("<details>")
    assert "Memory was short" in open_ and "Memory was short" not in folded
    assert "Static, as you chose." in folded
    assert "cut out by the built-in model" in open_


def test_a_mask_of_ones_own_is_called_by_its_name(astronaut: Path, tmp_path: Path) -> None:
    mask = tmp_path / "embedded.png"
    Image.new("L", (512, 512), 255).save(mask)
    *_, last = handlers.on_make(values(astronaut, astronaut, [], mask))
    assert "cut out by mask embedded" in last["about"]


def test_what_is_in_the_making_shows_the_subject_in_its_place(astronaut: Path, static: Static) -> None:
    static.preview = np.tile(np.float32([0, 1, 0]), (40, 40, 1))
    given = values(astronaut, astronaut, []) | {"engine": "static", "size": "400x400"}
    [first, *_, last] = [update["making"] for update in handlers.on_make(given) if "making" in update]
    with Image.open(io.BytesIO(base64.b64decode(first.split("base64,")[1].split('"')[0]))) as image:
        preview = np.asarray(image, float)
    assert preview.shape == (400, 400, 3)
    assert preview[20, 20, 1] > 200 and preview[20, 20, 0] < 60, "the scene above"
    assert preview[360, 200, 1] < 90, "the subject below"
    assert last == "", "gone once the picture is there"


@pytest.mark.usefixtures("static")
def test_a_picture_that_nobody_saw_is_deleted_as_others_are(
    astronaut: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "new_folder", lambda: tmp_path / "out")
    walk = handlers.on_make(values(astronaut, astronaut, []) | {"engine": "static", "size": "64x64"})
    update = next(update for update in walk if any(tmp_path.glob("out/*.png")))
    assert "made" not in update, "Stop, heard now, takes it away"
    assert {str(path) for path in tmp_path.glob("out/*.png")} <= files.handed_out


def test_what_a_failed_call_has_made_is_deleted_as_others_are(
    uploaded: FileData, static: Static, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_brief: object, _canvas: object, seed: int, _report: object) -> None:
        raise EngineError(f"No picture {seed}.")

    paint = static._paint
    monkeypatch.setattr(static, "_paint", lambda *given: (breaks if given[2] else paint)(*given))
    with pytest.raises(gr.Error, match="No picture 1"):
        api.backdrop(uploaded, preset="soft-studio", engine="static", variants=2, form="64x64")
    [left] = tmp_path.glob("*/*-0.png")
    assert str(left) in files.handed_out


@pytest.mark.parametrize("variants", [1, 2])
def test_what_is_finished_can_be_had_while_one_is_painted_again(
    astronaut: Path, static: Static, variants: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop would lose it, and on a processor that is minutes of work."""
    monkeypatch.setattr("backdrop_ui.ranking.GROWTH_SHOWS", -1.0)  # the subject seems to have grown in any picture
    given = values(astronaut, astronaut, []) | {"engine": static.name, "size": "64x64", "variants": variants}
    shown: list[dict[str, Any]] = []
    for update in handlers.on_make(given):
        shown = update.get("made", shown)
        if "again" in str(update["status"]):
            break
    else:
        raise AssertionError("nothing was painted again")
    assert len(shown) == variants
    assert all(Path(made["file"]).is_file() for made in shown)


@pytest.mark.usefixtures("static")
def test_the_badge_of_an_ai_model_has_its_licence() -> None:
    assert shown.badge("static", "Static", is_ai=True) == (
        '<span class="badge">AI-made backdrop · Static · licence: MIT</span>'
    )


def test_an_engine_is_described_once_it_is_chosen(static: Static, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static, "good_for", "noise")
    monkeypatch.setattr(static, "commercial", False)
    assert engine_models.about_engine("static") == "Noise. Licence: MIT, not for commercial use."
    assert "Licence" not in engine_models.about_engine("painter")
    assert engine_models.about_engine("auto").startswith("Takes: Painter")
    assert ("Static", "static") in engine_models.choices()


@pytest.mark.parametrize("ends", [None, Cancelled("Stopped."), DownloadError("Gone.")])
def test_one_model_is_fetched_at_a_time(ends: BackdropError | None) -> None:
    def work(_: Report) -> None:
        if ends is not None:
            raise ends

    page: dict[str, dict[str, Any]] = {"fetch": {}, "stop": {}, "wanted": {}}
    states = []
    for updates in fetching.downloading(work, threading.Event(), lambda: {"wanted": gr.update(value=None)}):
        for part in page:
            page[part] |= updates.get(part, {})
        states.append((page["wanted"]["interactive"], page["fetch"]["visible"], page["stop"]["visible"]))
    assert states[0] == (False, False, True), "another one cannot be asked for meanwhile"
    assert states[-1] == (True, True, False)


@needs_torch
def test_a_model_of_ones_own_that_is_of_no_use_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path))
    group, _, rest = engine_models.models_table().partition("Not ready")[2].partition("</tbody>")
    assert "a readable model_index.json" in group
    assert ">chosen<" in rest and ">chosen<" not in group, "what is not to be fetched has no size"


def test_visitors_of_a_space_fetch_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(_: object) -> None:
        raise AssertionError("it was fetched")

    monkeypatch.setenv("SPACE_ID", "somebody/backdrop")
    [update] = fetching.downloading(fetched, threading.Event(), dict)
    assert "its owner chooses" in update["status"]
