"""The cut-out benchmark: its scores are the yardstick's, and what it runs is what a person gets."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest
from pictures import box, disc, noise, orange_on_blue, read_8bit
from PIL import Image

from backdrop_ui.arrays import Array, Bytes8, resize, to_8bit, to_float
from backdrop_ui.cutout import MODELS, CutoutFacts, CutoutModel
from backdrop_ui.cutout.embedded import WEIGHTS, EmbeddedModel
from backdrop_ui.photo import Photo
from backdrop_ui.progress import Report
from benchmarks.cutouts.__main__ import main
from benchmarks.cutouts.data import Item, groups, read_empties, read_items
from benchmarks.cutouts.scores import Score, mean, score, score_folder
from benchmarks.cutouts.sheets import shown
from benchmarks.cutouts.tables import quality, worst
from benchmarks.cutouts.worker import Job, run, work

WIDTH, HEIGHT = 160, 120
KINDS = ("human_mask", "human_mask", "human_trimap", "true_alpha", "reference_matte")
CATEGORIES = ("person", "animal", "animal", "product", "person")


def save(pixels: Array | Bytes8, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels if pixels.dtype == np.uint8 else to_8bit(pixels)).save(path)
    return path


def trimap() -> Bytes8:
    """A disc of sure subject, a wide ring of 128 around it, and sure background."""
    ring, sure = (disc(WIDTH, HEIGHT, radius) > 0.5 for radius in (0.37, 0.23))
    return np.where(sure, 255, np.where(ring, 128, 0)).astype(np.uint8)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Five photos of a disc, each with another kind of truth."""
    listed = []
    for number, (kind, category) in enumerate(zip(KINDS, CATEGORIES, strict=True)):
        truth = disc(WIDTH, HEIGHT, soft_px=8)
        save(orange_on_blue(WIDTH, HEIGHT), tmp_path / f"data/photos/some/{number}.png")
        save(trimap() if kind == "human_trimap" else truth, tmp_path / f"data/photos/some/{number}.gt.png")
        listed.append(
            {
                "id": f"some/{number}",
                "photo": f"photos/some/{number}.png",
                "gt": f"photos/some/{number}.gt.png",
                "gt_kind": kind,
                "category": category,
                "tags": ["hair"] if number == 1 else [],
            }
        )
    (tmp_path / "data/photos/manifest.json").write_text(json.dumps(listed))
    return tmp_path / "data"


@pytest.fixture
def masks(data: Path, tmp_path: Path) -> Path:
    """Cut-outs that are each wrong in another way: shifted, ragged, too large, empty, of another size."""
    right = disc(WIDTH, HEIGHT)
    ragged = np.clip(right + 0.4 * (noise(WIDTH, HEIGHT)[..., 0] - 0.5), 0, 1)
    wrong = (np.roll(right, 9, axis=1), ragged, disc(WIDTH, HEIGHT, 0.45), 0 * right, resize(right, 80, 60))
    for item, mask in zip(read_items(data), wrong, strict=True):
        save(mask, tmp_path / "masks" / item.file)
    return tmp_path / "masks"


# ---- the yardstick -----------------------------------------------------------------------------------------------


def test_scores_are_the_yardsticks(shared: Path, data: Path, masks: Path, tmp_path: Path) -> None:
    script = shared / "tools" / "score_cutouts.py"
    if not script.is_file():
        pytest.skip("needs ../shared/tools/score_cutouts.py")
    command = [sys.executable, script, "--data", data, "--pred", masks, "--json", tmp_path / "theirs.json"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    ours = score_folder(read_items(data), masks)
    theirs = json.loads((tmp_path / "theirs.json").read_text())
    assert len(ours) == len(theirs) == len(KINDS)
    for each in theirs:
        got = ours[each["id"]]
        assert (got.iou, got.mae) == pytest.approx((each["iou"], each["mae"]), abs=1e-9)
        assert got.boundary_f == pytest.approx(each["boundary_f"], abs=1e-9, nan_ok=True)
    [headline] = [line for line in said.splitlines() if line.startswith("ALL, hand-made truth")]
    everything = mean([ours[item.id] for item in groups(read_items(data))["all"]])
    for figure in ("n=   4", f"IoU {everything.iou:.4f}", f"MAE {everything.mae:.4f}", f"{everything.boundary_f:.4f}"):
        assert figure in headline


def test_only_hand_made_truth_counts_in_the_headline(data: Path) -> None:
    rows = groups(read_items(data))
    assert [item.kind for item in rows["all"]] == list(KINDS[:4])
    assert [item.id for item in rows["reference mattes, not in all"]] == ["some/4"]
    assert [item.id for item in rows["person"]] == ["some/0"]
    assert [item.id for name, row in rows.items() if name.startswith("hard") for item in row] == ["some/1"]


def test_the_unlabelled_band_of_a_trimap_counts_nowhere() -> None:
    truth = trimap()
    outer, inner = ((truth >= 128) * np.uint8(255), (truth > 128) * np.uint8(255))
    for mask in (outer, inner):
        assert score(mask, truth, trimap=True) == pytest.approx(Score(1, 0, math.nan), nan_ok=True)
    assert score(inner, truth).iou < 0.9


def test_figures_by_hand() -> None:
    truth = to_8bit(box(40, 40, 10, 10, 30, 30))
    half = to_8bit(box(40, 40, 10, 10, 20, 30))
    got = score(half, truth)
    assert (got.iou, got.mae) == pytest.approx((0.5, 200 / 1600))
    assert score(truth, truth) == Score(1, 0, 1)
    assert score(0 * truth, truth) == Score(0, 0.25, 0)
    assert score(0 * truth, 0 * truth).iou == 1


def test_another_size_is_refused_alone_and_nothing_in_a_folder(data: Path, masks: Path) -> None:
    with pytest.raises(ValueError, match=r"expected a mask of \(4, 4\), got \(2, 2\)"):
        score(np.zeros((2, 2), np.uint8), np.zeros((4, 4), np.uint8))
    assert score_folder(read_items(data), masks)["some/4"] == Score(0, 1, 0)


def test_a_mean_leaves_out_what_is_not_there() -> None:
    assert mean([Score(0.5, 0.1, math.nan), Score(1, 0.3, 0.8)]) == pytest.approx(Score(0.75, 0.2, 0.8))
    assert math.isnan(mean([Score(1, 0, math.nan)]).boundary_f)


def test_the_worst_are_of_hand_made_truth(data: Path, masks: Path) -> None:
    items = read_items(data)
    assert [item.id for item in worst(items, score_folder(items, masks), 2)] == ["some/3", "some/2"]


def test_the_table_has_a_row_for_each_category(data: Path, masks: Path) -> None:
    items = read_items(data)
    rows = [line.split(" | ") for line in quality(items, {"ours": score_folder(items, masks)}).splitlines()]
    assert rows[0] == ["| photos", "n", "`ours` IoU", "MAE", "boundary F |"]
    assert [row[0].strip("| ") for row in rows[2:5]] == ["people", "animals", "products"]
    assert rows[4] == ["| products", "1", "0.00", f"{disc(WIDTH, HEIGHT, soft_px=8).mean():.3f}", "0.00 |"]
    assert {len(row) for row in rows} == {5}


# ---- the run -----------------------------------------------------------------------------------------------------


def test_a_photo_without_a_subject_counts_as_an_empty_mask(tmp_path: Path) -> None:
    wall = save(np.full((90, 120, 3), 0.5, np.float32), tmp_path / "wall.png")
    photo = save(orange_on_blue(WIDTH, HEIGHT), tmp_path / "disc.png")
    job = Job("embedded", {str(photo): "disc.png", str(wall): "wall.png"}, str(tmp_path / "out"))
    done = run(job)
    assert done.nothing == ["wall.png"]
    assert read_8bit(tmp_path / "out" / "wall.png").max() == 0
    assert read_8bit(tmp_path / "out" / "disc.png").max() == 255
    assert len(done.predict_s) == len(done.refine_s) == len(done.network_s) == 2
    assert all(0 < network < whole for network, whole in zip(done.network_s, done.predict_s, strict=True))
    assert done.peak_mb > 50


class Faint(CutoutModel):
    """Sees next to nothing."""

    facts = CutoutFacts("faint", "tests", "MIT", 0)

    def _predict(self, photo: Photo, report: Report) -> Array:
        report(0.5, "Looking hard")
        return box(*photo.size, 60, 50, 65, 55)


def test_next_to_nothing_counts_as_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a person gets an error then, and no cut-out."""
    monkeypatch.setitem(MODELS, "faint", Faint())
    monkeypatch.setattr(onnxruntime.InferenceSession, "run", onnxruntime.InferenceSession.run)  # to undo the stopwatch
    photo = save(orange_on_blue(WIDTH, HEIGHT), tmp_path / "disc.png")
    done = work(Job("faint", {str(photo): "disc.png"}, str(tmp_path / "out")))
    assert done.nothing == ["disc.png"]
    assert 0 < done.shares["disc.png"] < 0.002
    assert read_8bit(tmp_path / "out" / "disc.png").max() == 0


def test_raw_is_the_networks_word_alone(tmp_path: Path) -> None:
    photo = save(orange_on_blue(WIDTH, HEIGHT), tmp_path / "disc.png")
    run(Job("embedded", {str(photo): "disc.png"}, str(tmp_path / "out"), str(tmp_path / "raw")))
    look = EmbeddedModel().look(to_float(read_8bit(photo)))
    raw = to_float(read_8bit(tmp_path / "raw" / "disc.png"))
    np.testing.assert_allclose(raw, cv2.resize(look, (WIDTH, HEIGHT)), atol=1 / 255)


def test_a_model_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"(?s)nothing\.onnx failed:.*nothing\.onnx"):
        run(Job(str(tmp_path / "nothing.onnx"), {str(save(disc(32, 32), tmp_path / "a.png")): "a.png"}, str(tmp_path)))


def test_from_photos_to_tables_and_a_sheet(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped network by name, and the same file as if it were a new one: the same scores."""
    save(np.full((90, 120, 3), 0.5, np.float32), data / "backgrounds" / "wall.png")
    copy = tmp_path / "newer.onnx"
    copy.write_bytes(WEIGHTS.read_bytes())
    out = tmp_path / "out"
    main(["--data", str(data), "--onnx", str(copy), "--models", "embedded,u2net", "--out", str(out), "--raw"])
    said = capsys.readouterr().out
    assert "u2net is left out: fetched on first use" in said
    assert "| backgrounds | 1 | 1 | – | 1 | – |" in said
    figures = json.loads((out / "scores.json").read_text())
    assert list(figures["scores"]) == ["newer", "newer alone", "embedded", "embedded alone"]
    assert figures["scores"]["newer"] == figures["scores"]["embedded"]
    assert figures["scores"]["newer"] != figures["scores"]["newer alone"]
    assert figures["scores"]["embedded"]["some/2"]["boundary_f"] is None
    with Image.open(out / "worst.jpg") as sheet:
        assert sheet.width > 1000 and sheet.height > 300


def test_an_unknown_model_is_answered_with_the_known_ones(data: Path) -> None:
    with pytest.raises(SystemExit, match=r"no cut-out model 'magic'\. Choose from: .*embedded"):
        main(["--data", str(data), "--models", "magic"])


def test_of_a_training_pack_only_what_was_held_back_is_empty(tmp_path: Path) -> None:
    lines = [f"photos/{n}.png,m,human,{'none' if n % 2 else 'person'},s,r,{n}" for n in range(200)]
    (tmp_path / "manifest.csv").write_text("\n".join(["photo,mask,mask_kind,category,source,repo,path", *lines]))
    found = read_empties([tmp_path, tmp_path / "not-there"])
    assert 0 < len(found) < 30
    assert all(int(Path(each.id).stem) % 2 for each in found)


# ---- the sheet ---------------------------------------------------------------------------------------------------


def test_what_is_lost_is_blue_and_what_is_wrong_is_red() -> None:
    grey = np.full((60, 90, 3), 0.5, np.float32)
    mask, truth = box(90, 60, 30, 10, 80, 50), box(90, 60, 10, 10, 60, 50)
    picture = shown(grey, mask, truth, trimap=False)
    lost, kept, wrong, away = picture[30, 20], picture[30, 45], picture[30, 70], picture[5, 5]
    np.testing.assert_array_equal(kept, grey[0, 0])
    assert lost[2] > lost[0] + 0.2 and wrong[0] > wrong[2] + 0.1
    assert away.max() < 0.3
    np.testing.assert_allclose(picture[30, 30], (1, 0.85, 0), atol=0.01)


def test_a_trimaps_band_is_neither_lost_nor_wrong() -> None:
    grey = np.full((HEIGHT, WIDTH, 3), 0.5, np.float32)
    truth = to_float(trimap())
    inner = (truth > 0.9).astype(np.float32)
    band = (np.abs(truth - 0.5) < 0.1) & (disc(WIDTH, HEIGHT, 0.27) == 0)  # the outline is drawn nearer in
    assert np.ptp(shown(grey, inner, truth, trimap=True)[band], axis=-1).max() < 0.01
    assert np.ptp(shown(grey, inner, truth, trimap=False)[band], axis=-1).max() > 0.2


def test_a_masks_file_is_named_as_the_yardstick_wants_it() -> None:
    item = Item("people_ccp/ccp_1", Path(), Path(), "human_mask", "person", ())
    assert item.file == "people_ccp__ccp_1.png"
    assert item.by_hand and not replace(item, kind="regression_u2netp").by_hand
