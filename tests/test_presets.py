"""Preset files become briefs; a broken one is named with its line and skipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from backdrop_ui.brief import Layer, Light, SceneBrief, kebab_case, recoloured
from backdrop_ui.engines.painter import check_layer
from backdrop_ui.errors import SceneError
from backdrop_ui.presets import FALLBACK, FOLDER, PACKS, load_presets, read_preset

GOOD = """\
id: on-the-moon
title: On the Moon
pack: Space
prompt: a grey plain under a black sky
palette: ["#111111", teal, [0.5, 0.25, 1]]
light: {azimuth_deg: 40, elevation_deg: 20, strength: 1, colour: white}
horizon: 0.6
tags: [moon, space, stars]
layers:
  - {kind: sky, colours: [0, 1]}
  - {kind: ground, rough: 0.5}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "on-the-moon.yaml").write_text(GOOD)
    return tmp_path


def test_a_good_file_becomes_a_preset(folder: Path) -> None:
    preset = read_preset(folder / "on-the-moon.yaml")
    assert (preset.id, preset.title, preset.pack, preset.horizon) == ("on-the-moon", "On the Moon", "Space", 0.6)
    assert preset.palette == ((17 / 255,) * 3, (0, 128 / 255, 128 / 255), (0.5, 0.25, 1))
    assert preset.light.colour == (1, 1, 1)
    assert [(layer.kind, layer.options) for layer in preset.layers] == [
        ("sky", {"colours": [0, 1]}),
        ("ground", {"rough": 0.5}),
    ]


BROKEN = {
    "unknown key": (GOOD.replace("horizon:", "horizont:"), 7, "horizont"),
    "out of range": (GOOD.replace("horizon: 0.6", "horizon: 1.5"), 7, "horizon"),
    "not a number": (GOOD.replace("horizon: 0.6", "horizon: .nan"), 7, "horizon"),
    "nested out of range": (GOOD.replace("strength: 1", "strength: 7"), 6, "light.strength"),
    "unknown colour": (GOOD.replace("teal", "tael"), 5, "palette"),
    "colour in 0 to 255": (GOOD.replace("[0.5, 0.25, 1]", "[128, 64, 255]"), 5, "palette"),
    "one colour only": (GOOD.replace('["#111111", teal, [0.5, 0.25, 1]]', "[teal]"), 5, "palette"),
    "layer without a kind": (GOOD.replace("{kind: ground, rough: 0.5}", "{rough: 0.5}"), 11, "kind"),
    "no layers": (GOOD[: GOOD.index("layers:")] + "layers: []\n", 9, "layers"),
    "no title": (GOOD.replace("title: On the Moon\n", ""), 1, "title"),
    "empty prompt": (GOOD.replace("a grey plain under a black sky", '""'), 4, "prompt"),
    "too long a prompt": (GOOD.replace("a grey plain", "a grey plain" * 50), 4, "prompt"),
    "id that is not the title": (GOOD.replace("id: on-the-moon", "id: moon"), 1, "on-the-moon"),
    "id with capitals": (GOOD.replace("id: on-the-moon", "id: On-the-Moon"), 1, "id"),
    "tab in the indentation": (GOOD.replace("  - {kind: sky", "\t- {kind: sky"), 10, "token"),
    "open bracket": (GOOD.replace("[moon, space, stars]", "[moon, space"), 9, ""),
    "two documents": (GOOD + "---\n" + GOOD, 12, ""),
    "python object": (GOOD.replace("a grey plain", "!!python/object/apply:os.getcwd []\n#"), 4, ""),
    "a list": ("- one\n- two\n", 1, ""),
    "nothing": ("", 1, ""),
    "control characters": (GOOD.replace("grey", "gr\x00y"), 1, ""),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_named_with_its_line_and_skipped(folder: Path, case: str) -> None:
    text, line, cause = BROKEN[case]
    (folder / "broken.yaml").write_text(text)
    wall = load_presets(folder)
    assert list(wall.presets) == ["on-the-moon"]
    [problem] = wall.problems
    assert problem.startswith(f"broken.yaml, line {line}: ")
    assert problem.endswith("The preset is skipped.")
    assert "\n" not in problem
    assert cause in problem


def test_the_file_is_named_after_the_id(folder: Path) -> None:
    (folder / "moon.yaml").write_text(GOOD)
    assert load_presets(folder).problems == (
        "moon.yaml, line 1: expected the file name on-the-moon.yaml. The preset is skipped.",
    )


def test_a_layer_the_engine_does_not_know_is_named_with_its_line(folder: Path) -> None:
    def check(layer: Layer) -> None:
        if layer.kind == "ground":
            raise SceneError("There is no ground.")

    wall = load_presets(folder, check)
    assert not wall.presets
    assert wall.problems == ("on-the-moon.yaml, line 11: There is no ground. The preset is skipped.",)


def test_a_file_that_is_no_text_is_skipped(folder: Path) -> None:
    (folder / "photo.yaml").write_bytes(b"\xff\xd8\xff\xe0 jpeg")
    [problem] = load_presets(folder).problems
    assert problem.startswith("photo.yaml, line 1: ") and "\n" not in problem


def test_the_wall_is_ordered_by_pack_then_title(tmp_path: Path) -> None:
    """Known packs in their order, a person's own ones after them."""
    written = [("Zoo", PACKS[1]), ("Ark", PACKS[1]), ("Hut", PACKS[0]), ("Den", "My pack"), ("Ant", "My own")]
    for title, pack in written:
        text = GOOD.replace("On the Moon", title).replace("on-the-moon", title.lower()).replace("Space", pack)
        (tmp_path / f"{title.lower()}.yaml").write_text(text)
    assert list(load_presets(tmp_path).presets) == ["hut", "ark", "zoo", "ant", "den"]


def test_other_files_are_left_alone(folder: Path) -> None:
    (folder / "README.md").write_text("not a preset")
    assert load_presets(folder).problems == ()


def test_an_empty_folder_gives_an_empty_wall(tmp_path: Path) -> None:
    assert load_presets(tmp_path / "nowhere").presets == {}


# ---- the presets that ship ---------------------------------------------------------------------------------------


def test_every_preset_that_ships_can_be_painted() -> None:
    wall = load_presets(check_layer=check_layer)
    assert wall.problems == ()
    assert len(wall.presets) == len(list(FOLDER.glob("*.yaml"))) > 0


def test_the_fallback_ships() -> None:
    assert FALLBACK in load_presets().presets


def test_every_preset_that_ships_says_where_it_is() -> None:
    assert [path.name for path in FOLDER.glob("*.yaml") if "\nwhere: " not in path.read_text("utf-8")] == []


# ---- briefs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("#fff", (1, 1, 1)),
        ("#FF0000", (1, 0, 0)),
        ("#ff000080", (1, 0, 0)),
        ("teal", (0, 128 / 255, 128 / 255)),
        ("hsl(120, 100%, 50%)", (0, 1, 0)),
        ((0.25, 0.5, 1), (0.25, 0.5, 1)),
        ([0, 0, 0], (0, 0, 0)),
    ],
)
def test_colours(written: object, meant: tuple[float, ...]) -> None:
    assert Light.model_validate({"colour": written}).colour == pytest.approx(meant)


NO_COLOURS = [
    "",
    "greeen",
    "#12",
    (1, 2),
    (0.1, 0.2, 0.3, 0.4),
    (255, 0, 0),
    (-0.1, 0, 0),
    (float("nan"), 0, 0),
    None,
    3,
]


@pytest.mark.parametrize("written", NO_COLOURS, ids=repr)
def test_what_is_no_colour(written: object) -> None:
    with pytest.raises(ValidationError):
        Light.model_validate({"colour": written})


@pytest.mark.parametrize(
    ("title", "name"), [("On a red carpet", "on-a-red-carpet"), ("  70's, Disco! ", "70-s-disco"), ("日本", "")]
)
def test_kebab_case(title: str, name: str) -> None:
    assert kebab_case(title) == name


def test_a_brief_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load_presets().presets[FALLBACK].prompt = "other"  # type: ignore[misc]


def test_recolouring_reaches_palette_light_and_layers_and_nothing_else() -> None:
    brief = SceneBrief(
        prompt="x",
        palette=((0.1, 0.2, 0.3), (1.0, 1.0, 1.0)),
        light=Light(colour=(0.4, 0.5, 0.6), ambient=(0.7, 0.8, 0.9), azimuth_deg=40),
        layers=(
            Layer(kind="sky", colours=["#ff8000", 1], material="snow", deep={"rim": "#0000ff"}, above_m=[0, 1, 2]),
        ),
    )
    turned = recoloured(brief, lambda colour: (colour[2], colour[1], colour[0]))
    assert turned.palette[0] == (0.3, 0.2, 0.1)
    assert (turned.light.colour, turned.light.ambient) == ((0.6, 0.5, 0.4), (0.9, 0.8, 0.7))
    assert turned.light.azimuth_deg == 40
    assert turned.layers[0].options == {
        "colours": [(0, 128 / 255, 1), 1],
        "material": "snow",
        "deep": {"rim": (1, 0, 0)},
        "above_m": [0, 1, 2],
    }
