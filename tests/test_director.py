"""Words become an understanding, and an understanding a brief that differs from its setting in the right way."""

from __future__ import annotations

import string
from functools import cache
from typing import Any

import numpy as np
import pytest
from phrases import ANY, PHRASES

from backdrop_ui.brief import MAX_PROMPT_CHARACTERS, Layer, Preset, SceneBrief, kebab_case
from backdrop_ui.director import Prop, brief_from_words, direct, understand
from backdrop_ui.director.direct import looks
from backdrop_ui.director.hours import HOURS
from backdrop_ui.director.indoors import ROOMS
from backdrop_ui.director.indoors import WEATHERS as WEATHERS_INDOORS
from backdrop_ui.director.vocabulary import SLOTS, vocabulary
from backdrop_ui.director.weather import WEATHERS
from backdrop_ui.engines.base import Canvas
from backdrop_ui.engines.painter import PainterEngine, check_layer
from backdrop_ui.errors import SceneError
from backdrop_ui.presets import FALLBACK, load_presets

PRESETS = load_presets(check_layer=check_layer).presets
BEACH = "tropical-beach-sunset"


def read(words: str, tapped: str | None = None) -> dict[str, Any]:
    understood = understand(words, PRESETS, tapped)
    values = {name: getattr(understood, name) for name in understood.__dataclass_fields__}
    values["props"] = tuple((prop.name, prop.count, prop.tint) for prop in understood.props)
    values["colours"] = tuple(name for name, _ in understood.colours)
    return values


@pytest.mark.parametrize("words", PHRASES)
def test_phrases_are_understood(words: str) -> None:
    wanted = dict(PHRASES[words])
    got = read(words)
    if wanted["setting"] == ANY:
        wanted.pop("setting")
        assert got["setting"] in PRESETS
    assert {name: got[name] for name in wanted} == wanted


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.id)
def test_every_preset_is_found_by_its_title(preset: Preset) -> None:
    assert understand(preset.title, PRESETS).setting == preset.id


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.id)
def test_a_title_alone_changes_nothing(preset: Preset) -> None:
    _, brief = brief_from_words(preset.title, PRESETS)
    assert (brief.layers, brief.palette, brief.light) == (preset.layers, preset.palette, preset.light)


def test_presets_take_part_by_their_tags() -> None:
    own = scene("My garage", "workshop", "tools")
    assert understand("in a workshop", {own.id: own}).setting == own.id
    assert understand("gondolas", {own.id: own}).unknown == ("gondolas",)


def scene(title: str, *tags: str, layers: tuple[Layer, ...] = (Layer(kind="sky"),)) -> Preset:
    return Preset(
        id=kebab_case(title), title=title, pack="Test", prompt=f"{title}.", tags=tags, palette=("red", "blue"),
        layers=layers,
    )  # fmt: skip


# ---- bad words ---------------------------------------------------------------------------------------------------

HOSTILE = [
    "x" * MAX_PROMPT_CHARACTERS,
    "no " * 160,
    "three " * 80,
    "beach " * 80,
    string.punctuation * 8,
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "{{7*7}} ${7*7} %s %n",
    "'; DROP TABLE presets; --",
    "\x00\x01\x02 beach",
    "\u202ebeach\u202c",
    "e\u0301" * 100,
    "🏖" * 250,
    "👨‍👩‍👧‍👦 on the beach",
    "ﬁreﬂies",
    "١٢٣ balloons",
    "#12345 #gggggg #",
    "-free",
    "a-b-c-d-e-f-g",
    "'''''",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_can_fail(words: str) -> None:
    understood = understand(words, PRESETS)
    brief = direct(understood, PRESETS)
    for layer in brief.layers:
        check_layer(layer)
    assert understood.said(PRESETS)


@pytest.mark.parametrize("words", ["", "   ", "\n\t"])
def test_no_words_are_refused(words: str) -> None:
    with pytest.raises(SceneError, match="write a few words"):
        brief_from_words(words, PRESETS)


def test_the_longest_description_is_taken_and_a_longer_one_refused() -> None:
    longest = "x" * MAX_PROMPT_CHARACTERS
    assert brief_from_words(longest, PRESETS)[1].prompt == longest
    with pytest.raises(SceneError, match=f"{MAX_PROMPT_CHARACTERS + 1} characters"):
        brief_from_words(f"{longest}x", PRESETS)


def test_no_presets_at_all_are_said() -> None:
    with pytest.raises(SceneError, match="Restore the presets folder"):
        brief_from_words("a beach", {})


# ---- what is said ------------------------------------------------------------------------------------------------


def test_it_is_said_what_was_understood_and_what_not() -> None:
    understood, _ = brief_from_words("beahc at night in the rain with three red balloons and a submarine", PRESETS)
    assert understood.said(PRESETS) == (
        "Understood: Tropical beach sunset · night · rain · 3 red balloons.",
        "“beahc” was read as “beach”.",
        "The Painter does not know “submarine”: an AI model may.",
    )


def test_nothing_known_gives_the_plain_studio_and_says_so() -> None:
    understood, brief = brief_from_words("a teapot", PRESETS)
    assert brief.layers == PRESETS[FALLBACK].layers
    assert understood.said(PRESETS)[0].startswith(
        "No preset is close to your words, so a plain studio is behind you. Try words like: "
    )


def test_a_place_that_has_no_room_is_said() -> None:
    said = understand("the red carpet on the beach", PRESETS).said(PRESETS)
    assert "One place at a time: “beach” is left out." in said


# ---- prompts -----------------------------------------------------------------------------------------------------


def test_words_alone_are_the_prompt() -> None:
    _, brief = brief_from_words("  a wild\n beach ", PRESETS)
    assert type(brief) is SceneBrief
    assert brief.prompt == "a wild beach"


def test_a_tapped_preset_keeps_its_prompt_and_takes_the_words() -> None:
    understood, brief = brief_from_words("at night, in the rain", PRESETS, "on-a-red-carpet")
    assert understood.setting == "on-a-red-carpet" and understood.tapped
    assert brief.prompt == f"{PRESETS['on-a-red-carpet'].prompt}, at night, in the rain"


def test_long_words_push_out_the_end_of_the_presets_prompt() -> None:
    words = "night " * 80
    _, brief = brief_from_words(words, PRESETS, BEACH)
    assert len(brief.prompt) <= MAX_PROMPT_CHARACTERS and brief.prompt.endswith(words.strip())


def test_a_tapped_preset_stays_whatever_the_words_name() -> None:
    assert understand("a beach", PRESETS, "home-office").setting == "home-office"


# ---- briefs ------------------------------------------------------------------------------------------------------


def changed(words: str, preset: str = BEACH) -> SceneBrief:
    return brief_from_words(words, PRESETS, preset)[1]


def kinds(brief: SceneBrief) -> list[str]:
    return [layer.kind for layer in brief.layers]


@cache
def painted(words: str, preset: str) -> tuple[np.ndarray[Any, Any], float]:
    """A small picture and the luminance of its light's ambient colour."""
    canvas = Canvas(np.zeros((100, 80, 3), np.float32), np.zeros((100, 80), np.float32))
    backdrop = PainterEngine().paint(changed(words, preset) if words else PRESETS[preset], canvas, 1)
    return backdrop.picture, float(np.mean(backdrop.light.ambient))


OUTDOORS = [BEACH, "wildflower-meadow", "mountain-lake", "sunflower-field"]


@pytest.mark.parametrize("preset", OUTDOORS)
def test_night_is_darker_and_bluer_for_scene_and_subject(preset: str) -> None:
    (day, lit), (night, dim) = painted("", preset), painted("at night", preset)
    assert night.mean() < 0.6 * day.mean()
    assert night[..., 2].mean() / night[..., 0].mean() > day[..., 2].mean() / day[..., 0].mean()
    assert dim < lit


@pytest.mark.parametrize("preset", OUTDOORS)
def test_sunset_is_warm_and_its_sun_stands_low_behind_the_subject(preset: str) -> None:
    brief = changed("at sunset", preset)
    assert brief.light.elevation_deg < 10 and abs(brief.light.azimuth_deg) > 150
    picture, _ = painted("at sunset", preset)
    noon, _ = painted("at noon", preset)
    assert picture[..., 0].mean() / picture[..., 2].mean() > noon[..., 0].mean() / noon[..., 2].mean()


def test_a_night_in_a_scene_of_the_night_is_not_darkened_twice() -> None:
    assert "grade" not in kinds(changed("at night", "northern-lights"))


def test_noon_wakes_a_scene_of_the_night() -> None:
    (night, _), (noon, _) = painted("", "city-rooftop-at-night"), painted("at noon", "city-rooftop-at-night")
    assert noon.mean() > 1.4 * night.mean()
    assert "stars" not in kinds(changed("at noon", "city-rooftop-at-night"))


def test_night_has_moon_and_stars_and_an_overcast_one_has_none() -> None:
    assert {"moon", "stars"} <= set(kinds(changed("at night", "wildflower-meadow")))
    assert not {"moon", "stars"} & set(kinds(changed("at night in the rain", "wildflower-meadow")))


def test_rain_falls_on_wet_ground_under_a_sky_without_sun() -> None:
    brief = changed("in the rain", "city-rooftop-at-night")
    assert "rain" in kinds(brief)
    glosses = [layer.options["gloss"] for layer in brief.layers if "gloss" in layer.options]
    assert glosses and min(glosses) >= 0.5
    [sky] = [layer for layer in changed("in the rain").layers if layer.kind == "sky"]
    assert sky.options["disc"] == sky.options["glow"] == 0
    assert changed("in the rain").light.strength < PRESETS[BEACH].light.strength


def test_snow_lies_and_falls() -> None:
    brief = changed("snow", "wildflower-meadow")
    assert {"flakes", "motes"} <= set(kinds(brief))
    assert {layer.options["material"] for layer in brief.layers if layer.kind == "floor"} == {"snow"}


def test_fog_hides_the_distance() -> None:
    assert "haze" in kinds(changed("foggy", "mountain-lake"))
    clear, foggy = painted("", "mountain-lake")[0], painted("foggy", "mountain-lake")[0]
    assert foggy[:50].std() < clear[:50].std()


@pytest.mark.parametrize("preset", [key for key, preset in PRESETS.items() if preset.where != "outdoors"])
@pytest.mark.parametrize("weather", WEATHERS)
def test_it_neither_rains_nor_snows_where_there_is_no_weather(preset: str, weather: str) -> None:
    before = [kind for kind in kinds(PRESETS[preset]) if kind in ("rain", "flakes", "scatter", "haze", "mist")]
    after = [kind for kind in kinds(changed(weather, preset)) if kind in ("rain", "flakes", "scatter", "haze", "mist")]
    assert after == before


def test_indoors_the_night_is_outside_the_window_and_the_room_dim() -> None:
    room = next(layer for layer in changed("at night", "home-office").layers if layer.kind == "home_office")
    assert room.options["sun"] == 0 and room.options["day"] < 0.5
    [view] = [layer for layer in changed("at night", "home-office").layers if layer.kind == "sky"]
    assert view.options["colours"] == [ROOMS["night"][2], ROOMS["night"][1]]
    assert painted("at night", "home-office")[0].mean() < painted("", "home-office")[0].mean()


def test_in_the_dark_bare_paper_is_dark_and_has_no_lamp_light() -> None:
    paper = painted("at night", "soft-studio")[0]
    assert paper.mean() < 0.4
    red, _, blue = paper.mean(axis=(0, 1)) / painted("", "soft-studio")[0].mean(axis=(0, 1))
    assert red == pytest.approx(blue, rel=0.25), "its light is turned down, not another one lit"


def test_no_takes_away_what_the_scene_has() -> None:
    assert "rain" not in kinds(changed("no rain", "neon-street-in-the-rain"))
    assert "crowd" not in kinds(changed("without people", "concert-stage"))
    assert "stars" not in kinds(changed("no stars", "northern-lights"))
    assert "lens" not in kinds(changed("not blurred", "home-office"))


def test_props_come_in_the_number_and_colour_asked_for() -> None:
    [balloons] = [layer for layer in changed("three red balloons").layers if layer.options.get("kinds") == ["balloon"]]
    assert balloons.options["count"] == 3
    assert len(balloons.options["tints"]) == 1
    assert balloons.options["tints"][0][0] > 0.6 > balloons.options["tints"][0][2]


def test_what_the_scene_has_anyway_is_counted_not_added() -> None:
    for words, count in (("two palm trees", 2), ("nine palm trees", 4)):
        assert [layer.options["count"] for layer in changed(words).layers if layer.kind == "palms"] == [count]
    assert "palms" not in kinds(changed("no palm trees"))
    assert changed("palm trees").layers == PRESETS[BEACH].layers


def test_things_on_a_table_are_as_small_as_the_table() -> None:
    [gift] = [layer for layer in changed("gifts", "product-table").layers if layer.options.get("kinds") == ["gift"]]
    assert gift.options["height_m"] < 0.2 and gift.options["far_m"] < 2


def test_colours_reach_the_picture() -> None:
    plain, blue = painted("", FALLBACK)[0], painted("#0a3d62", FALLBACK)[0]
    assert blue[..., 2].mean() > 1.8 * blue[..., 0].mean()
    assert abs(plain[..., 2].mean() - plain[..., 0].mean()) < 0.2
    gelled = painted("teal and gold", FALLBACK)[0]
    sides = gelled[30:60, :15].mean((0, 1)), gelled[30:60, -15:].mean((0, 1))
    assert abs((sides[0] - sides[1])[0]) > 0.2


def test_black_and_white_has_no_colour() -> None:
    picture, _ = painted("black and white", BEACH)
    assert np.abs(picture - picture.mean(-1, keepdims=True)).max() < 0.02


def test_moods_and_styles_grade_everything_else() -> None:
    assert kinds(changed("dramatic, at night, with confetti"))[-1] == "grade"


# ---- data --------------------------------------------------------------------------------------------------------


def test_every_value_of_the_vocabulary_can_be_directed() -> None:
    values: dict[str, set[str]] = {slot: set() for slot in (*SLOTS, "colour")}
    for slot, value in vocabulary().phrases.values():
        values[slot].add(value)
    assert values["hour"] == set(HOURS) == set(ROOMS)
    assert values["weather"] == set(WEATHERS) == set(WEATHERS_INDOORS)
    assert values["season"] == {"spring", "summer", "autumn", "winter"}
    for slot, section in (("mood", "moods"), ("style", "styles"), ("particle", "particles"), ("prop", "props")):
        assert values[slot] == set(looks()[section])
    assert values["sky"] == set(looks()["sky"])


EVERYTHING = [*HOURS, *WEATHERS, "spring", "summer", "autumn", "winter", *looks()["moods"], *looks()["styles"]]
EVERYTHING += [*looks()["particles"], *looks()["props"], "full moon", "aurora", "milky way", "teal and gold"]


@pytest.mark.parametrize("preset", PRESETS)
def test_the_painter_knows_every_layer_of_every_change(preset: str) -> None:
    for words in (*EVERYTHING, "night, storm, stars", "dusk, snow, romantic", "noon, winter, no people"):
        for layer in changed(words, preset).layers:
            check_layer(layer)


def test_direct_takes_an_understanding_made_by_hand() -> None:
    understood = understand("", PRESETS, BEACH)
    assert direct(understood, PRESETS).layers == PRESETS[BEACH].layers
    assert Prop("balloon").count is None


@pytest.mark.parametrize(
    ("words", "preset"),
    [
        ("night, storm, dinosaurs, vintage", BEACH),
        ("snow, fairy lights, romantic, three balloons", "home-office"),
        ("bubbles, gold, blurred, full moon", "among-the-stars"),
        ("autumn, fog, spooky, pumpkins", "enchanted-forest"),
    ],
)
@pytest.mark.parametrize("size", [(1, 1), (37, 50)])
def test_changed_scenes_are_painted_at_any_size(words: str, preset: str, size: tuple[int, int]) -> None:
    canvas = Canvas(np.zeros((*size, 3), np.float32), np.zeros(size, np.float32))
    picture = PainterEngine().paint(changed(words, preset), canvas, 3).picture
    assert picture.shape == (*size, 3) and np.isfinite(picture).all()
