"""The command line: what it prints, writes and returns."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from pictures import SIZE, disc, orange_on_blue, read_8bit
from PIL import Image
from test_pipeline import Static
from typer.testing import CliRunner

from backdrop_ui.arrays import to_8bit
from backdrop_ui.cli import app
from backdrop_ui.cli.options import told
from backdrop_ui.engines import ENGINES, Engine
from backdrop_ui.engines.painter import check_layer
from backdrop_ui.presets import FALLBACK, load_presets
from backdrop_ui.progress import Progress

FIELDS = {
    "photo", "outputs", "engine", "licence", "cutout", "seed", "size", "seconds", "subject_pixels_changed", "warnings",
    "scores",
}  # fmt: skip


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    path = tmp_path / "scene.png"
    Image.new("RGB", (50, 50), (0, 200, 0)).save(path)
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.jpg"
    path.write_text("not a picture")
    return path


def copies(*paths: Path) -> list[Path]:
    """Photos of the usual size, each with a disc of another colour."""
    for number, path in enumerate(paths):
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(np.roll(to_8bit(orange_on_blue(*SIZE)), number, axis=-1)).save(path, format="PNG")
    return list(paths)


# ---- backdrop ----------------------------------------------------------------------------------------------------


def test_it_prints_the_files_it_wrote(photo_file: Path, mask_file: Path, scene: Path, tmp_path: Path) -> None:
    result = run("backdrop", photo_file, "--alpha", mask_file, "--scene", scene, "--out", tmp_path / "out", "--seed", 4)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{tmp_path / 'out' / 'disc-scene-4.png'}\n"
    assert read_8bit(tmp_path / "out" / "disc-scene-4.png")[0, 0].tolist() == [0, 200, 0]


def test_json_is_one_object_a_photo(mask_file: Path, scene: Path, tmp_path: Path) -> None:
    photos = copies(tmp_path / "one.png", tmp_path / "two.png")
    arguments = ("--alpha", mask_file, "--scene", scene, "--out", tmp_path / "out", "--json", "--look", "off")
    result = run("backdrop", *photos, *arguments, "--variants", 2, "--seed", 5, "--type", "webp")
    facts = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["photo"] for one in facts] == [str(photo) for photo in photos]
    for one, name in zip(facts, ("one", "two"), strict=True):
        assert set(one) == FIELDS
        assert one["outputs"] == [str(tmp_path / "out" / f"{name}-scene-{seed}.webp") for seed in (5, 6)]
        assert all(Path(output).is_file() for output in one["outputs"])
        assert (one["engine"], one["cutout"], one["seed"]) == ("picture", "mask mask.png", 5)
        assert one["size"] == list(SIZE)
        assert set(one["seconds"]) == {"load", "cutout", "paint", "compose", "save"}
        assert (one["subject_pixels_changed"], one["warnings"], one["scores"]) == (0, [], [])


def test_a_preset_by_its_id(photo_file: Path, mask_file: Path, tmp_path: Path) -> None:
    arguments = ("--alpha", mask_file, "--engine", "painter", "--out", tmp_path, "--format", "square", "--json")
    facts = json.loads(run("backdrop", photo_file, *arguments, "--preset", FALLBACK).stdout)
    assert facts["engine"] == "painter"
    assert facts["size"][0] == facts["size"][1]


def test_brand_colours_and_a_logo(photo_file: Path, mask_file: Path, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    badge = Image.new("RGB", (60, 60), (0, 0, 200))
    badge.paste((255, 255, 0), (20, 20, 40, 40))
    badge.save(logo)
    arguments = (photo_file, "--alpha", mask_file, "--engine", "painter", "--preset", FALLBACK)
    pictures = []
    for number, wishes in enumerate(
        [(), ("--colours", "#0000c8"), ("--logo", logo), ("--logo", logo, "--colours", "none")]
    ):
        result = run("backdrop", *arguments, *wishes, "--out", tmp_path / str(number))
        assert result.exit_code == 0, result.stderr
        assert ("Colours taken from the logo" in result.stderr) == (number == 2)
        pictures.append(read_8bit(Path(result.stdout.strip())).astype(int))
    plain, blue, of_logo, logo_only = pictures
    edge = np.s_[:3, :10]  # paper, away from subject and logo
    assert (
        (blue[edge][..., 2] - blue[edge][..., 0]).mean() > 40 > (plain[edge][..., 2] - plain[edge][..., 0]).mean() + 20
    )
    assert (of_logo[edge][..., 2] - of_logo[edge][..., 0]).mean() > 20
    assert np.abs(logo_only[edge] - plain[edge]).mean() < 2
    assert np.abs(logo_only - plain).max() > 60


def test_a_brand_leaves_your_own_backdrop_alone(photo_file: Path, mask_file: Path, scene: Path, tmp_path: Path) -> None:
    result = run(
        "backdrop", photo_file, "--alpha", mask_file, "--scene", scene, "--colours", "red", "--out", tmp_path / "out"
    )
    assert "stays as it is" in result.stderr
    assert read_8bit(tmp_path / "out" / "disc-scene-0.png")[0, 0].tolist() == [0, 200, 0]


def test_own_words(photo_file: Path, mask_file: Path, tmp_path: Path) -> None:
    result = run(
        "backdrop", photo_file, "--alpha", mask_file, "--engine", "painter", "--out", tmp_path, "--prompt", "a Sea!"
    )
    assert result.stdout == f"{tmp_path / 'disc-a-sea-0.png'}\n"


def test_a_preset_changed_by_words(photo_file: Path, mask_file: Path, tmp_path: Path) -> None:
    result = run(
        "backdrop", photo_file, "--alpha", mask_file, "--engine", "painter", "--out", tmp_path,
        "--preset", FALLBACK, "--prompt", "at night, with a submarine",
    )  # fmt: skip
    assert result.stdout == f"{tmp_path / f'disc-{FALLBACK}-at-night-with-a-submarine-0.png'}\n"
    assert "Understood: Soft studio · night." in result.stderr
    assert "does not know “submarine”" in result.stderr


def test_a_bad_photo_gets_one_line_and_the_others_are_done(
    mask_file: Path, scene: Path, bad: Path, tmp_path: Path
) -> None:
    photos = copies(tmp_path / "one.png", tmp_path / "two.png")
    result = run(
        "backdrop", photos[0], bad, tmp_path / "missing.png", photos[1],
        "--alpha", mask_file, "--scene", scene, "--out", tmp_path / "out",
    )  # fmt: skip
    assert result.exit_code == 1
    assert [Path(line).name for line in result.stdout.splitlines()] == ["one-scene-0.png", "two-scene-0.png"]
    first, second = result.stderr.splitlines()
    assert first.startswith(f"{bad}: ") and "not a picture" in first
    assert second.startswith(f"{tmp_path / 'missing.png'}: ") and "cannot be read" in second


def test_with_json_standard_output_stays_json(photo_file: Path, mask_file: Path, scene: Path, bad: Path) -> None:
    result = run(
        "backdrop", bad, photo_file, "--alpha", mask_file, "--scene", scene, "--out", photo_file.parent, "--json"
    )  # fmt: skip
    assert result.exit_code == 1
    assert [json.loads(line)["photo"] for line in result.stdout.splitlines()] == [str(photo_file)]


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ([], "What should be behind you?"),
        (["--preset", "mars"], "no preset 'mars'"),
        (["--prompt", "a room", "--engine", "magic"], "no engine 'magic'"),
        (["--prompt", "a room", "--cutout", "magic"], "no cut-out model 'magic'"),
        (["--scene", "nowhere.png"], "nowhere.png cannot be read"),
        (["--prompt", "a room", "--colours", "tael"], "“tael” is no colour"),
        (["--prompt", "a room", "--logo", "nowhere.png"], "nowhere.png cannot be read"),
        (["--prompt", "a room", "--logo", "logo.svg"], "Export it as a PNG"),
    ],
)
def test_a_bad_wish_is_said_in_one_line(photo_file: Path, tmp_path: Path, wishes: list[str], words: str) -> None:
    result = run("backdrop", photo_file, "--out", tmp_path / "out", *wishes)
    assert (result.exit_code, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    assert line.startswith(f"{photo_file}: ") and words in line


@pytest.mark.parametrize(
    "option",
    [
        ("--variants", 5),
        ("--retries", 5),
        ("--seed", -1),
        ("--format", "round"),
        ("--type", "gif"),
        ("--look", "loud"),
        ("--logo-on", "sky"),
        ("--sketch", 1.5),
    ],
)
def test_an_impossible_option_is_refused_at_once(photo_file: Path, option: tuple[str, object]) -> None:
    result = run("backdrop", photo_file, "--prompt", "a room", *option)
    assert result.exit_code == 2
    assert option[0] in result.stderr


def test_an_ai_model_is_told_how_closely_to_follow_the_sketch(
    photo_file: Path, mask_file: Path, tmp_path: Path, add_engine: Callable[[Engine], None]
) -> None:
    engine = Static()
    add_engine(engine)
    run("backdrop", photo_file, "--alpha", mask_file, "--out", tmp_path, "--preset", FALLBACK, "--engine", "static",
        "--sketch", 0.4)  # fmt: skip
    assert {canvas.follow for canvas in engine.seen} == {0.4}


def test_an_output_folder_that_is_a_file_is_said(photo_file: Path, mask_file: Path, scene: Path) -> None:
    result = run("backdrop", photo_file, "--alpha", mask_file, "--scene", scene, "--out", scene)
    assert result.exit_code == 1
    assert "scene.png" in result.stderr and len(result.stderr.splitlines()) == 1


# ---- cutout ------------------------------------------------------------------------------------------------------


def test_cutout_writes_the_mask_and_the_subject(photo_file: Path, tmp_path: Path) -> None:
    result = run("cutout", photo_file, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'out' / 'disc.cutout.png'}\n")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["disc.alpha.png", "disc.cutout.png"]
    with Image.open(tmp_path / "out" / "disc.alpha.png") as alpha, Image.open(result.stdout.strip()) as cutout:
        assert (alpha.mode, alpha.size) == ("L", SIZE)
        assert (cutout.mode, cutout.size) == ("RGBA", SIZE)
        np.testing.assert_array_equal(np.asarray(alpha), np.asarray(cutout)[..., 3])


def test_cutout_hides_no_background(tmp_path: Path) -> None:
    rgba = np.dstack([to_8bit(orange_on_blue(*SIZE)), to_8bit(disc(*SIZE))])
    Image.fromarray(rgba).save(tmp_path / "cut.png")
    run("cutout", tmp_path / "cut.png", "--out", tmp_path / "out")
    stored = read_8bit(tmp_path / "out" / "cut.cutout.png")
    np.testing.assert_array_equal(stored[..., 3], rgba[..., 3])
    assert (stored[stored[..., 3] == 0] == 0).all()


def test_cutout_of_a_bad_photo_goes_on_with_the_others(photo_file: Path, bad: Path, tmp_path: Path) -> None:
    result = run("cutout", bad, photo_file, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{bad}: ") and len(result.stderr.splitlines()) == 1
    assert (tmp_path / "out" / "disc.cutout.png").is_file()


def two_discs(path: Path) -> Path:
    """A mask of the usual size with a disc at each side."""
    small = to_8bit(disc(SIZE[0] // 2, SIZE[1]))
    Image.fromarray(np.hstack([small, small])).save(path)
    return path


def kept(photo: Path, out: Path, *options: object) -> np.ndarray:
    result = run("cutout", photo, "--out", out, *options)
    assert result.exit_code == 0, result.stderr
    return read_8bit(out / f"{photo.stem}.alpha.png")


def test_cutout_can_be_fixed_with_options(photo_file: Path, tmp_path: Path) -> None:
    mask, out, half = two_discs(tmp_path / "mask.png"), tmp_path / "out", SIZE[0] // 2
    both = kept(photo_file, out, "--alpha", mask)
    right = kept(photo_file, out, "--alpha", mask, "--keep", 2)
    assert not right[:, :half].any()
    np.testing.assert_array_equal(right[:, half:], both[:, half:])
    np.testing.assert_array_equal(kept(photo_file, out, "--alpha", mask, "--keep", 1, "--keep", 2), both)
    assert kept(photo_file, out, "--alpha", mask, "--grow-px", 3).sum() > 1.2 * both.sum()
    assert kept(photo_file, out, "--alpha", mask, "--grow-px", -3).sum() < 0.8 * both.sum()
    np.testing.assert_array_equal(kept(photo_file, out, "--alpha", mask, "--invert"), 255 - both)
    assert len(np.unique(kept(photo_file, out, "--alpha", mask, "--feather-px", 8))) > len(np.unique(both))


def test_strokes_come_from_a_file(photo_file: Path, mask_file: Path, tmp_path: Path) -> None:
    strokes = tmp_path / "strokes.json"
    strokes.write_text(json.dumps([{"kind": "remove", "radius": 0.05, "points": [[0.5, 0.5]]}]))
    before = kept(photo_file, tmp_path / "out", "--alpha", mask_file)
    after = kept(photo_file, tmp_path / "out", "--alpha", mask_file, "--strokes", strokes)
    assert (before[SIZE[1] // 2, SIZE[0] // 2], after[SIZE[1] // 2, SIZE[0] // 2]) == (255, 0)


@pytest.mark.parametrize("text", ["not JSON", '[{"kind": "keep"}]', '{"a": 1}'])
def test_bad_strokes_are_refused_before_anything_is_done(photo_file: Path, tmp_path: Path, text: str) -> None:
    strokes = tmp_path / "strokes.json"
    strokes.write_text(text)
    result = run("cutout", photo_file, "--strokes", strokes, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "--strokes" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_part_that_is_not_there_is_said(photo_file: Path, mask_file: Path, tmp_path: Path) -> None:
    result = run("cutout", photo_file, "--alpha", mask_file, "--keep", 2, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "There is no part 2 to keep: the cut-out has 1" in result.stderr


def test_backdrop_takes_the_same_fixes(photo_file: Path, scene: Path, tmp_path: Path) -> None:
    mask = two_discs(tmp_path / "mask.png")
    arguments = ("--alpha", mask, "--keep", 2, "--scene", scene, "--look", "off", "--out", tmp_path / "out")
    result = run("backdrop", photo_file, *arguments)
    assert result.exit_code == 0, result.stderr
    picture = read_8bit(Path(result.stdout.strip()))
    assert (picture[:, : SIZE[0] // 2] == (0, 200, 0)).all()
    assert (picture[:, SIZE[0] // 2 :] != (0, 200, 0)).any()


# ---- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["a.png", "b.png"], ["a", "b"]),
        (["a.png", "a.webp"], ["a-png", "a-webp"]),
        (["x/a.png", "y/a.png"], ["a-png", "a-png-2"]),
        (["a.png", "a.webp", "a-png.png"], ["a-png", "a-webp", "a-png-2"]),
        (["a.png", "A.png"], ["a-png", "A-png-2"]),
    ],
)
def test_no_photo_overwrites_anothers_files(
    mask_file: Path, scene: Path, tmp_path: Path, files: list[str], names: list[str]
) -> None:
    """Also where the disk does not tell capitals from small letters."""
    photos = copies(*(tmp_path / name for name in files))
    result = run("backdrop", *photos, "--alpha", mask_file, "--scene", scene, "--out", tmp_path / "out")
    assert [Path(line).name for line in result.stdout.splitlines()] == [f"{name}-scene-0.png" for name in names]
    assert len({path.read_bytes() for path in (tmp_path / "out").iterdir()}) == len(files)


def test_a_photo_given_twice_is_written_under_its_own_name(photo_file: Path, mask_file: Path, scene: Path) -> None:
    arguments = ("--alpha", mask_file, "--scene", scene, "--out", photo_file.parent / "out")
    result = run("backdrop", photo_file, photo_file, *arguments)
    assert {Path(line).name for line in result.stdout.splitlines()} == {"disc-scene-0.png"}


# ---- lists -------------------------------------------------------------------------------------------------------


def test_presets_are_listed_by_id() -> None:
    result = run("presets")
    assert result.exit_code == 0
    usable = load_presets(check_layer=check_layer).presets
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(usable)


def test_engines_are_listed_with_what_they_lack() -> None:
    lines = [line for line in run("engines").stdout.splitlines() if not line.startswith(" ")]
    assert [line.split()[0] for line in lines] == list(ENGINES)
    assert any(line.startswith("painter") and "ready" in line for line in lines)


def test_engines_fit_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("engines").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    states = {line.removeprefix(name).lstrip() for line in lines for name in ENGINES if line.startswith(f"{name} ")}
    assert any(state.startswith("to fetch") for state in states) and "ready" in states
    starts = {len(line) - len(line.partition(" ")[2].lstrip()) for line in lines if not line.startswith(" ")}
    assert len(starts) == 1, "the states stand below each other"


def test_a_terminal_is_told_how_far_it_is_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("COLUMNS", "20")
    walk = [Progress("paint", 0.1, "Painting: step 1 of 25, about 5 s left"), Progress("save", 1, "Saving"), "done"]
    assert list(told(iter(walk))) == walk
    assert terminal.getvalue() == f"\rPainting: step 1 of\rSaving{13 * ' '}\r{19 * ' '}\r"


def test_a_file_is_not_told_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(told(iter([Progress("paint", 0.1, "Painting"), "done"])))[-1] == "done"
    assert capsys.readouterr().err == ""


def test_help_names_every_command() -> None:
    result = run("--help")
    assert all(command in result.stdout for command in ("backdrop", "cutout", "presets", "engines", "cutouts"))


# ---- for real ----------------------------------------------------------------------------------------------------


def test_as_a_program_of_its_own(photo_file: Path, bad: Path, tmp_path: Path) -> None:
    """From a shell: exit status, one line on standard error for the bad photo and no more, JSON on standard output."""
    command = [sys.executable, "-m", "backdrop_ui", "backdrop", str(bad), str(photo_file), "--json"]
    command += ["--preset", FALLBACK, "--engine", "painter", "--cutout", "embedded", "--out", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith(f"{bad}: bad.jpg is not a picture")
    [facts] = [json.loads(line) for line in done.stdout.splitlines()]
    assert set(facts) == FIELDS
    assert read_8bit(Path(facts["outputs"][0])).shape == (SIZE[1], SIZE[0], 3)


def test_names_that_the_console_cannot_show_stop_nothing(photo_file: Path, tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    names = [folder + b"/" + name for name in ("写真.png".encode(), b"caf\xe9.png")]  # the second is not UTF-8
    for name in names:
        shutil.copy(os.fsencode(photo_file), name)
    command = [sys.executable, "-m", "backdrop_ui", "backdrop", *names, "--plain", "blur", "--cutout", "embedded"]
    command += ["--out", str(tmp_path / "out")]
    settings = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, cwd=Path(__file__).parents[1], env=settings, capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert len(list((tmp_path / "out").iterdir())) == len(done.stdout.splitlines()) == 2
