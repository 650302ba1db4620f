"""The whole walk: one photo and one wish in, finished files out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from pictures import SIZE, disc, noise, orange_on_blue, read_8bit
from PIL import Image

from backdrop_ui import progress, subjects
from backdrop_ui.arrays import Array, to_8bit
from backdrop_ui.brief import SceneBrief
from backdrop_ui.cutout import Matte, Subject
from backdrop_ui.engines import Backdrop, Canvas, Engine
from backdrop_ui.errors import BackdropError, Cancelled, CutoutError, EngineError, PhotoError, SceneError
from backdrop_ui.photo import load_photo
from backdrop_ui.pipeline import (
    MAX_VARIANTS,
    BackdropRequest,
    BackdropResult,
    make_backdrops,
    preset_wall,
)
from backdrop_ui.placement import ASPECTS, FORMATS, Format, Placement, place
from backdrop_ui.presets import FALLBACK
from backdrop_ui.progress import PreviewReport, Progress, Report, finish
from backdrop_ui.provenance import digital_source_type
from backdrop_ui.subjects import SubjectRequest, make_subject

PROMPT = "a quiet room"


class Static(Engine):
    """Noise from the seed, told in three steps."""

    name: ClassVar[str] = "static"
    title: ClassVar[str] = "Static"
    licence: ClassVar[str] = "MIT"
    needs_weights: ClassVar[bool] = False
    is_ai: ClassVar[bool] = True
    native_pixels: ClassVar[int] = 10**6
    front = False
    notes: tuple[str, ...] = ()
    preview: Array | None = None

    def __init__(self) -> None:
        self.seen: list[Canvas] = []

    def _paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: PreviewReport) -> Backdrop:
        self.seen.append(canvas)
        for step in range(3):
            report(step / 3, f"Step {step}", self.preview)
        width, height = canvas.size
        front = np.full((height, width, 4), 0.5, np.float32) if self.front else None
        return Backdrop(noise(width, height, seed), brief.light, front=front, notes=self.notes)


class Endless(Static):
    """Paints until it is stopped; gives up after so many steps that a test sees the difference."""

    name: ClassVar[str] = "endless"
    stopped = False

    def _paint(self, brief: SceneBrief, canvas: Canvas, seed: int, report: PreviewReport) -> Backdrop:
        try:
            for step in range(100_000):
                report(0.5, f"Step {step}")
        except Cancelled:
            self.stopped = True
            raise
        return super()._paint(brief, canvas, seed, report)


@pytest.fixture
def static(add_engine: Callable[[Engine], None]) -> Static:
    engine = Static()
    add_engine(engine)
    return engine


@pytest.fixture
def request_(static: Static, photo_file: Path, mask_file: Path, tmp_path: Path) -> BackdropRequest:
    """A quick one: a ready mask and an engine that only makes noise, each seed its own and none twice."""
    subject = SubjectRequest(photo_file, alpha=mask_file)
    return BackdropRequest(subject, tmp_path / "out", prompt=PROMPT, engine=static.name, seed=7, retries=0, look="off")


def made(request: BackdropRequest, **changes: Any) -> BackdropResult:
    return finish(make_backdrops(replace(request, **changes)))


# ---- the result --------------------------------------------------------------------------------------------------


def test_the_result_says_what_happened(request_: BackdropRequest) -> None:
    result = made(request_)
    assert result.photo == request_.subject.photo
    assert (result.engine, result.engine_title, result.is_ai) == ("static", "Static", True)
    assert (result.cutout, result.seed, result.size) == ("mask mask.png", 7, SIZE)
    assert set(result.seconds) == {"load", "cutout", "paint", "score", "compose", "save"}
    assert all(seconds >= 0 for seconds in result.seconds.values())
    assert result.understood is not None and set(result.understood.said(preset_wall().presets)) <= set(result.warnings)


def test_what_the_engine_says_is_told_once(request_: BackdropRequest, static: Static) -> None:
    static.notes = ("The moon was left out.",)
    assert made(request_, variants=3).warnings.count("The moon was left out.") == 1


def test_what_was_changed_in_the_photo_is_told(request_: BackdropRequest, tmp_path: Path) -> None:
    frames = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    result = made(request_, subject=replace(request_.subject, photo=tmp_path / "moving.gif"))
    assert "Animated picture: the first of 2 frames is used." in result.warnings


def test_the_file_lies_in_the_folder_under_a_speaking_name(request_: BackdropRequest) -> None:
    [path] = made(request_).outputs
    assert path == request_.folder / "disc-a-quiet-room-7.png"
    assert read_8bit(path).shape == (SIZE[1], SIZE[0], 3)


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("Ünter den Linden!", "disc-nter-den-linden-7.png"),
        ("пляж", "disc-backdrop-7.png"),
        ("../../etc/passwd", "disc-etc-passwd-7.png"),
        ("x" * 400, f"disc-{'x' * 40}-7.png"),
    ],
)
def test_words_make_harmless_file_names(request_: BackdropRequest, prompt: str, name: str) -> None:
    [path] = made(request_, prompt=prompt).outputs
    assert path == request_.folder / name and path.is_file()


def test_the_name_can_be_given(request_: BackdropRequest) -> None:
    assert made(request_, name="me").outputs[0].name == "me-a-quiet-room-7.png"


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_the_file_says_how_it_came_to_be(request_: BackdropRequest, kind: Any) -> None:
    [path] = made(request_, file_type=kind).outputs
    assert path.suffix == f".{kind}"
    assert digital_source_type(path) == "compositeWithTrainedAlgorithmicMedia"


def test_the_painters_pictures_are_not_marked_as_ai(request_: BackdropRequest) -> None:
    result = made(request_, engine="painter", prompt="", preset=FALLBACK)
    assert not result.is_ai
    assert digital_source_type(result.outputs[0]) == "compositeSynthetic"


@pytest.mark.parametrize("look", ["natural", "off"])
@pytest.mark.parametrize("engine", ["static", "painter"])
def test_the_same_request_and_seed_give_the_same_bytes(request_: BackdropRequest, engine: str, look: Any) -> None:
    def run(folder: str) -> bytes:
        [path] = made(request_, engine=engine, look=look, folder=request_.folder / folder).outputs
        return path.read_bytes()

    first = run("first")
    subjects._kept.clear()
    assert run("second") == first


def test_without_a_seed_one_is_picked_and_told(request_: BackdropRequest) -> None:
    results = [made(request_, seed=None) for _ in range(2)]
    assert results[0].seed != results[1].seed
    assert made(request_, seed=results[0].seed).outputs == results[0].outputs


def test_variants_have_their_own_seeds_and_pictures(request_: BackdropRequest) -> None:
    result = made(request_, variants=3, engine="painter", prompt="", preset=FALLBACK)
    assert [path.name for path in result.outputs] == [f"disc-{FALLBACK}-{seed}.png" for seed in (7, 8, 9)]
    assert len({path.read_bytes() for path in result.outputs}) == 3


def test_a_variant_is_the_same_picture_as_its_seed_alone(request_: BackdropRequest) -> None:
    both = made(request_, variants=2)
    alone = made(request_, seed=8, folder=request_.folder / "alone")
    assert {path.name: path.read_bytes() for path in both.outputs}["disc-a-quiet-room-8.png"] == (
        alone.outputs[0].read_bytes()
    )


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (MAX_VARIANTS, MAX_VARIANTS), (99, MAX_VARIANTS)])
def test_the_number_of_variants_is_bounded(request_: BackdropRequest, asked: int, given: int) -> None:
    assert len(made(request_, variants=asked).outputs) == given


# ---- the subject's pixels ----------------------------------------------------------------------------------------


def subject_of(request: BackdropRequest) -> Subject:
    return finish(make_subject(request.subject))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("engine", ["static", "painter"])
def test_with_look_off_the_subjects_pixels_are_the_photos(request_: BackdropRequest, form: Format, engine: str) -> None:
    result = made(request_, placement=Placement(form), engine=engine)
    photo = load_photo(request_.subject.photo).pixels
    sure = place(disc(*SIZE), result.frame) == 1
    assert sure.sum() == (disc(*SIZE) == 1).sum()
    stored = read_8bit(result.outputs[0])
    np.testing.assert_array_equal(stored[sure], to_8bit(place(photo, result.frame))[sure])
    assert result.subject_pixels_changed == 0


def test_only_the_backdrop_is_enlarged(request_: BackdropRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that paints small pictures: the photo keeps its own resolution."""
    monkeypatch.setattr(Static, "native_pixels", SIZE[0] * SIZE[1] // 9)
    result = made(request_)
    stored, photo = read_8bit(result.outputs[0]), load_photo(request_.subject.photo).pixels
    alpha = disc(*SIZE)
    assert result.size == SIZE
    np.testing.assert_array_equal(stored[alpha == 1], to_8bit(photo)[alpha == 1])
    steps = np.abs(np.diff(stored.astype(float), axis=1))[alpha[:, 1:] == 0].mean()
    assert steps < 0.6 * np.abs(np.diff(noise(*SIZE), axis=1)).mean() * 255, "noise painted small and enlarged"


@pytest.mark.parametrize("form", ASPECTS)
def test_every_format_has_its_shape(request_: BackdropRequest, form: Format) -> None:
    result = made(request_, placement=Placement(form))
    width, height = result.size
    assert width / height == pytest.approx(ASPECTS[form], abs=1 / min(width, height))
    assert read_8bit(result.outputs[0]).shape == (height, width, 3)


def test_what_is_kept_of_the_photo_is_bit_identical_in_any_format(request_: BackdropRequest) -> None:
    result = made(request_, prompt="", plain="keep", placement=Placement("story"), look="natural")
    photo = load_photo(request_.subject.photo).pixels
    inside = place(np.ones(photo.shape[:2], np.float32), result.frame) == 1
    stored = read_8bit(result.outputs[0])
    assert not inside.all()
    np.testing.assert_array_equal(stored[inside], to_8bit(place(photo, result.frame))[inside])
    assert result.subject_pixels_changed == 0


def test_a_blurred_background_leaves_the_subject_alone(request_: BackdropRequest) -> None:
    result = made(request_, prompt="", plain="blur")
    assert result.subject_pixels_changed == 0
    photo = load_photo(request_.subject.photo).pixels
    assert not np.array_equal(read_8bit(result.outputs[0]), to_8bit(photo))


def test_a_plain_backdrop_has_one_variant(request_: BackdropRequest) -> None:
    assert len(made(request_, prompt="", plain="#0a3d62", variants=3).outputs) == 1


@pytest.mark.parametrize("words", ["no-such-colour", "#12", "red,green,blue,white,black,pink", "keep,blur"])
def test_what_is_no_plain_backdrop_is_said(request_: BackdropRequest, words: str) -> None:
    with pytest.raises(SceneError, match="colours"):
        made(request_, prompt="", plain=words)


def test_jpeg_knows_no_transparency(request_: BackdropRequest) -> None:
    with pytest.raises(SceneError, match="PNG or WebP"):
        made(request_, prompt="", plain="nothing", file_type="jpg")


def test_a_named_size_is_met(request_: BackdropRequest) -> None:
    result = made(request_, placement=Placement("333x222", 0.8, 0.1, -0.05))
    assert result.size == (333, 222)
    with Image.open(result.outputs[0]) as image:
        assert image.size == (333, 222)


def test_the_original_format_is_the_photos_size(request_: BackdropRequest) -> None:
    assert made(request_, placement=Placement("original")).size == SIZE


def test_changed_pixels_are_admitted(request_: BackdropRequest) -> None:
    """In the light of the scene they change, and the result says how many."""
    result = made(request_, look="natural")
    sure = disc(*SIZE) == 1
    photo = to_8bit(load_photo(request_.subject.photo).pixels)
    changed = (read_8bit(result.outputs[0])[sure] != photo[sure]).any(axis=-1).sum()
    assert result.subject_pixels_changed == changed > 0


def test_where_there_is_no_subject_there_is_the_backdrop(request_: BackdropRequest) -> None:
    stored = read_8bit(made(request_).outputs[0])
    nowhere = disc(*SIZE) == 0
    np.testing.assert_array_equal(stored[nowhere], to_8bit(noise(*SIZE, seed=7))[nowhere])


def test_the_front_layer_is_left_out_with_look_off(request_: BackdropRequest, static: Static) -> None:
    static.front = True
    assert made(request_, look="off").subject_pixels_changed == 0


# ---- masks, own pictures, transparency ---------------------------------------------------------------------------


def test_an_own_picture_can_be_the_backdrop(request_: BackdropRequest, tmp_path: Path) -> None:
    scene = tmp_path / "My Holiday.png"
    Image.fromarray(to_8bit(noise(*SIZE, seed=5))).save(scene)
    result = made(request_, prompt="", scene=scene)
    assert (result.engine, result.engine_title, result.is_ai) == ("picture", "Your own picture", False)
    assert result.outputs[0].name == "disc-my-holiday-7.png"
    nowhere = disc(*SIZE) == 0
    np.testing.assert_array_equal(read_8bit(result.outputs[0])[nowhere], read_8bit(scene)[nowhere])


@pytest.mark.parametrize("size", [(40, 200), (200, 40), (33, 33), (500, 400)])
def test_an_own_picture_covers_the_whole_canvas(
    request_: BackdropRequest, tmp_path: Path, size: tuple[int, int]
) -> None:
    scene = tmp_path / "green.png"
    Image.new("RGB", size, (0, 255, 0)).save(scene)
    stored = read_8bit(made(request_, prompt="", scene=scene, placement=Placement("story")).outputs[0])
    np.testing.assert_array_equal(stored[:3], np.broadcast_to((0, 255, 0), stored[:3].shape))


def test_an_own_picture_is_not_stretched(request_: BackdropRequest, tmp_path: Path) -> None:
    scene = tmp_path / "wide.png"
    wide = np.zeros((SIZE[1], 3 * SIZE[0], 3), np.uint8)
    wide[:, SIZE[0] : 2 * SIZE[0]] = (0, 0, 255)  # the middle third is what fits
    Image.fromarray(wide).save(scene)
    stored = read_8bit(made(request_, prompt="", scene=scene).outputs[0])
    np.testing.assert_array_equal(stored[disc(*SIZE) == 0], np.broadcast_to((0, 0, 255), ((disc(*SIZE) == 0).sum(), 3)))


def test_the_files_transparency_is_the_cutout(request_: BackdropRequest, tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    rgba = np.dstack([to_8bit(orange_on_blue(*SIZE)), to_8bit(disc(*SIZE))])
    Image.fromarray(rgba).save(path)
    result = made(request_, subject=SubjectRequest(path))
    assert result.cutout == "the file's own transparency"
    nowhere = disc(*SIZE) == 0
    np.testing.assert_array_equal(read_8bit(result.outputs[0])[nowhere], to_8bit(noise(*SIZE, seed=7))[nowhere])


def test_the_built_in_model_walks_the_whole_way(request_: BackdropRequest) -> None:
    result = made(request_, subject=SubjectRequest(request_.subject.photo, "embedded"), engine="painter")
    assert result.cutout == "embedded"
    assert result.outputs[0].is_file()


# ---- what is kept ------------------------------------------------------------------------------------------------


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the photos that were really cut out, in order."""
    done: list[str] = []
    find = subjects._find

    def counting(request: SubjectRequest, *others: Any) -> Matte:
        matte = find(request, *others)
        done.append(matte.photo.name)
        return matte

    monkeypatch.setattr(subjects, "_find", counting)
    return done


def test_a_second_wish_for_the_same_photo_does_not_cut_out_again(request_: BackdropRequest, cuts: list[str]) -> None:
    made(request_)
    second = made(request_, prompt="another room")
    assert cuts == ["disc"]
    assert "cutout" not in second.seconds


def test_looking_at_the_cutout_first_saves_the_work_later(request_: BackdropRequest, cuts: list[str]) -> None:
    subject_of(request_)
    made(request_)
    assert cuts == ["disc"]


def test_another_photo_under_the_same_name_is_cut_out_anew(request_: BackdropRequest, cuts: list[str]) -> None:
    made(request_)
    Image.fromarray(to_8bit(noise(*SIZE))).save(request_.subject.photo)
    made(request_)
    assert cuts == ["disc", "disc"]


def test_another_mask_is_another_subject(request_: BackdropRequest, cuts: list[str], tmp_path: Path) -> None:
    made(request_)
    other = tmp_path / "other.png"
    Image.fromarray(to_8bit(disc(*SIZE, radius=0.2))).save(other)
    made(request_, subject=replace(request_.subject, alpha=other))
    assert cuts == ["disc", "disc"]


def test_two_who_ask_at_once_share_one_cutout(request_: BackdropRequest, cuts: list[str]) -> None:
    threads = [threading.Thread(target=subject_of, args=(request_,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cuts == ["disc"]


# ---- the sketch --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("all_progress")
def test_an_ai_model_starts_from_the_painters_picture_if_asked(request_: BackdropRequest, static: Static) -> None:
    *told, _ = make_backdrops(replace(request_, prompt="", preset="soft-studio", sketch=0.6))
    [canvas] = static.seen
    assert canvas.follow == 0.6
    assert canvas.sketch is not None and canvas.sketch.shape == (*canvas.alpha.shape, 3)
    by_painter = made(request_, prompt="", preset="soft-studio", engine="painter", look="off").outputs[0]
    difference = np.abs(canvas.sketch - read_8bit(by_painter) / 255)[canvas.alpha == 0]
    assert np.median(difference) < 2 / 255
    [preview] = [item.preview for item in told if item.words == "Painting over the sketch"]
    assert preview is canvas.sketch


def test_without_a_share_it_paints_freely(request_: BackdropRequest, static: Static) -> None:
    made(request_, sketch=0)
    assert [canvas.sketch for canvas in static.seen] == [None]


def test_where_it_needs_one_a_rough_sketch_lies_under_the_noise(request_: BackdropRequest, static: Static) -> None:
    static.needs_sketch = True
    made(request_, prompt="", preset="soft-studio", sketch=0, seed=0)
    made(request_, prompt="", preset="soft-studio", sketch=1, seed=0)
    free, following = static.seen
    assert (free.follow, following.follow) == (0, 1)
    assert free.sketch is not None and following.sketch is not None
    assert np.abs(free.sketch - following.sketch).mean() < 0.02, "the same scene"


@pytest.mark.parametrize("sketch", [0, 0.5])
def test_a_seeds_sketch_is_the_same_whichever_others_it_is_painted_with(
    request_: BackdropRequest, static: Static, sketch: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    static.needs_sketch = True
    monkeypatch.setattr(static, "batch_size", lambda _canvas: 2)
    made(request_, sketch=sketch, seed=2, variants=2)
    made(request_, sketch=sketch, seed=3)
    _, together, alone = (canvas.sketch for canvas in static.seen)
    assert together is not None and alone is not None
    np.testing.assert_array_equal(together, alone)


@pytest.mark.usefixtures("all_progress")
def test_the_painter_needs_no_sketch_of_itself(request_: BackdropRequest) -> None:
    *told, _ = make_backdrops(replace(request_, prompt="", preset="soft-studio", engine="painter", sketch=1))
    assert not any("sketch" in item.words.lower() for item in told)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_beyond_its_range_is_said(request_: BackdropRequest, share: float) -> None:
    with pytest.raises(SceneError, match="share from 0 to 1"):
        made(request_, sketch=share)


# ---- progress and cancelling -------------------------------------------------------------------------------------


def test_progress_arrives_in_the_order_of_the_walk(request_: BackdropRequest) -> None:
    *told, result = make_backdrops(replace(request_, variants=2))
    assert isinstance(result, BackdropResult)
    assert all(isinstance(item, Progress) and 0 <= item.share <= 1 and item.words for item in told)
    stages = [item.stage for item in told]
    once = [stage for number, stage in enumerate(stages) if number == 0 or stages[number - 1] != stage]
    assert once == ["cutout", "paint", "compose", "save", "paint", "compose", "save"]


@pytest.fixture
def all_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every report arrives, however fast they come."""
    monkeypatch.setattr(progress, "PROGRESS_EVERY_S", 0)


@pytest.mark.usefixtures("all_progress")
def test_the_engines_own_words_arrive(request_: BackdropRequest) -> None:
    *told, _ = make_backdrops(request_)
    assert [item.words for item in told if item.words.startswith("Step")] == ["Step 0", "Step 1", "Step 2"]


def test_reports_that_come_too_fast_are_left_out(request_: BackdropRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PROGRESS_EVERY_S", 3600)
    *told, _ = make_backdrops(request_)
    assert [item.stage for item in told] == ["cutout", "paint", "compose", "save"]
    *told, _ = make_backdrops(replace(request_, sketch=1))
    assert [item.words for item in told if item.preview is not None] == ["Painting over the sketch"]


def test_finished_variants_are_shown_while_the_next_is_painted(request_: BackdropRequest) -> None:
    *told, result = make_backdrops(replace(request_, variants=2))
    saved = [item.outputs for item in told if item.stage == "save"]
    assert [len(outputs) for outputs in saved] == [1, 2]
    assert saved[0] == saved[1][:1]
    assert set(saved[1]) == set(result.outputs), "the best first, at the end"


def walk_to(walk: Iterator[Any], words: str) -> None:
    """Take items until one says `words`."""
    assert any(isinstance(item, Progress) and item.words.startswith(words) for item in walk)


@pytest.mark.usefixtures("all_progress")
def test_closing_the_walk_stops_the_engine(request_: BackdropRequest, add_engine: Callable[[Engine], None]) -> None:
    engine = Endless()
    add_engine(engine)
    walk = make_backdrops(replace(request_, engine=engine.name))
    walk_to(walk, "Step")
    walk.close()  # type: ignore[attr-defined]
    assert engine.stopped
    assert not request_.folder.exists()


@pytest.mark.usefixtures("all_progress")
def test_after_a_stop_everything_goes_on_as_before(
    request_: BackdropRequest, add_engine: Callable[[Engine], None]
) -> None:
    add_engine(Endless())
    walk = make_backdrops(replace(request_, engine="endless"))
    walk_to(walk, "Step")
    walk.close()  # type: ignore[attr-defined]
    assert made(request_).outputs[0].is_file()


def test_closing_the_walk_keeps_the_variants_that_are_finished(request_: BackdropRequest) -> None:
    walk = make_backdrops(replace(request_, variants=3))
    finished = next(item.outputs for item in walk if isinstance(item, Progress) and item.outputs)
    walk.close()  # type: ignore[attr-defined]
    assert list(request_.folder.iterdir()) == list(finished)
    assert digital_source_type(finished[0]) == "compositeWithTrainedAlgorithmicMedia"
    assert finished[0].read_bytes() == made(request_).outputs[0].read_bytes()


def test_closing_during_the_cutout_stops_and_keeps_nothing(request_: BackdropRequest, cuts: list[str]) -> None:
    walk = make_backdrops(request_)
    next(walk)
    walk.close()  # type: ignore[attr-defined]
    assert made(request_).cutout == "mask mask.png"
    assert cuts == ["disc"]


def test_work_in_a_thread_knows_who_asked() -> None:
    visitor: ContextVar[str] = ContextVar("visitor", default="nobody")
    visitor.set("somebody")
    *_, seen = walk_of(lambda _report: visitor.get())
    assert seen == "somebody"


def walk_of(work: Callable[[Report], Any]) -> Iterator[Any]:
    yield (yield from progress.stream("stage", "words", work))


def test_finish_needs_a_result() -> None:
    with pytest.raises(ValueError, match="ends with a result"):
        finish(iter([Progress("paint", 0.5, "Painting")]))
    with pytest.raises(ValueError, match="ends with a result"):
        finish(iter([]))


# ---- errors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wishes",
    [
        {},
        {"preset": FALLBACK, "scene": Path("scene.png")},
        {"prompt": PROMPT, "scene": Path("scene.png")},
        {"preset": FALLBACK, "prompt": PROMPT, "scene": Path("scene.png")},
    ],
)
def test_exactly_one_backdrop_is_asked_for(request_: BackdropRequest, wishes: dict[str, Any]) -> None:
    with pytest.raises(SceneError, match=r"backdrop|behind you"):
        made(request_, **({"prompt": ""} | wishes))


def test_words_beside_a_preset_change_it(request_: BackdropRequest) -> None:
    plain = made(request_, engine="painter", prompt="", preset=FALLBACK)
    blue = made(request_, engine="painter", prompt="navy blue, with a submarine", preset=FALLBACK)
    assert blue.outputs[0].name == f"disc-{FALLBACK}-navy-blue-with-a-submarine-7.png"
    assert read_8bit(blue.outputs[0])[:10].mean() < 0.5 * read_8bit(plain.outputs[0])[:10].mean()
    assert blue.understood is not None and blue.understood.setting == FALLBACK and plain.understood is None
    assert "Understood: Soft studio · navy blue." in blue.warnings
    assert "The Painter does not know “submarine”: an AI model may." in blue.warnings


BAD: dict[str, tuple[dict[str, Any], type[BackdropError], str]] = {
    "preset": ({"prompt": "", "preset": "mars"}, SceneError, "no preset 'mars'. Choose one of"),
    "part of a preset": ({"prompt": "", "preset": "beach"}, SceneError, "Do you mean tropical-beach-sunset?"),
    "preset with a slip": ({"prompt": "", "preset": "soft studio"}, SceneError, "Do you mean soft-studio"),
    "blank prompt": ({"prompt": "  \n"}, SceneError, "write a few words"),
    "long prompt": ({"prompt": "x" * 501}, SceneError, "501 characters"),
    "engine": ({"engine": "magic"}, EngineError, "no engine 'magic'. Choose one of"),
    "photo": ({"subject": SubjectRequest(Path("nowhere.jpg"))}, PhotoError, "nowhere.jpg"),
    "scene": ({"prompt": "", "scene": Path("nowhere.png")}, PhotoError, "nowhere.png"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_wish_is_answered_in_a_sentence(request_: BackdropRequest, what: str) -> None:
    changes, kind, words = BAD[what]
    with pytest.raises(kind) as caught:
        made(request_, **changes)
    assert words in str(caught.value) and "\n" not in str(caught.value)
    assert not request_.folder.exists()


def test_a_bad_wish_is_answered_before_the_photo_is_cut_out(request_: BackdropRequest, cuts: list[str]) -> None:
    with pytest.raises(SceneError):
        made(request_, prompt="", preset="mars")
    assert cuts == []


def test_an_unknown_model_is_answered_with_the_known_ones(request_: BackdropRequest) -> None:
    with pytest.raises(CutoutError, match="no cut-out model 'magic'"):
        made(request_, subject=SubjectRequest(request_.subject.photo, "magic"))


def test_a_mask_of_another_size_is_refused(request_: BackdropRequest, tmp_path: Path) -> None:
    Image.new("L", (50, 50), 255).save(tmp_path / "small.png")
    with pytest.raises(CutoutError, match="50 x 50 pixels, the photo 96 x 72"):
        made(request_, subject=replace(request_.subject, alpha=tmp_path / "small.png"))


def test_a_black_mask_is_refused(request_: BackdropRequest, tmp_path: Path) -> None:
    Image.new("L", SIZE, 0).save(tmp_path / "black.png")
    with pytest.raises(CutoutError, match="Nothing stands out"):
        made(request_, subject=replace(request_.subject, alpha=tmp_path / "black.png"))


class Broken(Static):
    name: ClassVar[str] = "broken"

    def _paint(self, *_: object) -> Backdrop:
        raise EngineError("Out of paint. Buy some.")


def test_what_goes_wrong_in_the_engine_comes_out_of_the_walk(
    request_: BackdropRequest, add_engine: Callable[[Engine], None]
) -> None:
    add_engine(Broken())
    with pytest.raises(EngineError, match="Out of paint"):
        made(request_, engine="broken")


class Absent(Static):
    name: ClassVar[str] = "absent"

    def missing(self) -> str | None:
        return "Absent needs a file. Fetch it."


def test_an_engine_that_is_not_ready_says_what_it_needs(
    request_: BackdropRequest, add_engine: Callable[[Engine], None]
) -> None:
    add_engine(Absent())
    with pytest.raises(EngineError, match="Absent needs a file"):
        made(request_, engine="absent")


@pytest.mark.usefixtures("static")
def test_an_engines_name_is_taken_once(add_engine: Callable[[Engine], None]) -> None:
    with pytest.raises(ValueError, match="expected a new engine name, got 'static'"):
        add_engine(Static())


@pytest.mark.parametrize("stem", ["x" * 250, "写" * 82])
def test_a_very_long_photo_name_still_gives_a_file(request_: BackdropRequest, stem: str, tmp_path: Path) -> None:
    photo = tmp_path / f"{stem}.png"
    photo.write_bytes(request_.subject.photo.read_bytes())
    [path] = made(request_, subject=replace(request_.subject, photo=photo)).outputs
    assert path.is_file()
    assert path.name.startswith(stem[:30])


def test_a_folder_that_cannot_be_made_is_said(request_: BackdropRequest, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(BackdropError, match=r"cannot be written to .*taken"):
        made(request_, folder=tmp_path / "taken" / "out")


def test_a_cutout_png_serves_as_a_mask(request_: BackdropRequest, tmp_path: Path) -> None:
    assert request_.subject.alpha
    with Image.open(request_.subject.alpha) as mask:
        cutout = Image.new("RGBA", mask.size)
        cutout.putalpha(mask.convert("L"))
    cutout.save(tmp_path / "cut.png")
    as_mask = subject_of(request_)
    as_cutout = subject_of(replace(request_, subject=replace(request_.subject, alpha=tmp_path / "cut.png")))
    assert np.allclose(as_cutout.alpha, as_mask.alpha, atol=1e-6)
