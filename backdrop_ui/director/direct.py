"""An understanding becomes a brief: the setting's own, changed step by step. Pure data; nothing is painted here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..brand import branded
from ..brief import MAX_PROMPT_CHARACTERS, Layer, Preset, SceneBrief
from ..errors import SceneError
from ..presets import FALLBACK
from .colours import mixed, rgb
from .hours import at_hour
from .indoors import indoors_at, indoors_in
from .reading import understand
from .seasons import in_season
from .sketch import AIR, before, behind_all, changed, each, has, is_dark, last, lit, without
from .understanding import Prop, Understanding
from .weather import OVERCAST, in_weather

EYE_M = 1.5
"""Height of the eye in scenes that a person stands in; things on a table are smaller by as much as it is lower."""

NIGHTLY = {"stars", "moon", "aurora", "milky way"}
"""What the sky shows at night, when it is clear."""
MOST_BRIGHTNESS = {"stars": 10.0, "moon": 8.0, "aurora": 5.0, "nebula": 6.0}
"""What these layers take; they are painted before an hour's grade darkens them."""


@cache
def looks() -> dict[str, Any]:
    """`looks.yaml`, read once."""
    return dict(yaml.safe_load(Path(__file__).with_name("looks.yaml").read_text(encoding="utf-8")))


def direct(understood: Understanding, presets: Mapping[str, Preset]) -> SceneBrief:
    """The brief for what was understood; where no place was named, the plain studio is the place.

    Raises:
        SceneError: if there are no presets at all.
    """
    if not presets:
        raise SceneError("There are no presets to start from. Restore the presets folder.")
    base = presets.get(understood.setting or FALLBACK) or next(iter(presets.values()))
    values = {name: getattr(base, name) for name in SceneBrief.model_fields}
    brief = SceneBrief(**{**values, "prompt": _prompt(base, understood)})
    brief = _without(brief, understood.without)
    if base.where == "outdoors" and understood.season:
        brief = in_season(brief, understood.season)
    for prop in understood.props:
        brief = _with_prop(brief, prop)
    brief = _in_hour_and_weather(brief, base, understood)
    if understood.colours:
        brief = _in_colours(brief, [colour for _, colour in understood.colours])
    brief = _with_sky(brief, understood.sky)
    for name in understood.particles:
        brief = last(brief, *_layers(looks()["particles"][name]))
    for kind, names in (("moods", understood.moods), ("styles", understood.styles)):
        for name in names:
            brief = _with_look(brief, looks()[kind][name])
    return brief


def brief_from_words(
    words: str, presets: Mapping[str, Preset], tapped: str | None = None
) -> tuple[Understanding, SceneBrief]:
    """What a person's own words mean, and the scene for them; with a tapped preset, that scene changed by them.

    Raises:
        SceneError: if there are no words, too many, or no presets at all.
    """
    tidy = " ".join(words.split())
    if not tidy:
        raise SceneError("Pick a scene or write a few words about the one you want.")
    if len(tidy) > MAX_PROMPT_CHARACTERS:
        raise SceneError(
            f"The description has {len(tidy)} characters; at most {MAX_PROMPT_CHARACTERS} can be used. Shorten it."
        )
    understood = understand(tidy, presets, tapped)
    return understood, direct(understood, presets)


def _prompt(base: Preset, understood: Understanding) -> str:
    """The words alone, or after the tapped preset's own; the preset's end gives way where both are too long."""
    if not understood.tapped:
        return understood.words or base.prompt
    if not understood.words:
        return base.prompt
    room = MAX_PROMPT_CHARACTERS - len(understood.words) - 2
    return f"{base.prompt[: max(room, 0)].rstrip(' ,')}, {understood.words}"[-MAX_PROMPT_CHARACTERS:]


def _in_hour_and_weather(brief: SceneBrief, base: Preset, understood: Understanding) -> SceneBrief:
    if base.where == "indoors":
        if understood.hour:
            brief = indoors_at(brief, understood.hour)
        for weather in understood.weather:
            brief = indoors_in(brief, weather)
    elif base.where == "outdoors":
        overcast = any(weather in OVERCAST for weather in understood.weather)
        hour = understood.hour or ("night" if NIGHTLY & set(understood.sky) else None)
        if hour:
            brief = at_hour(brief, hour, overcast)
        for weather in understood.weather:
            brief = in_weather(brief, weather)
    return brief


def _layers(written: list[dict[str, Any]]) -> tuple[Layer, ...]:
    return tuple(Layer(**layer) for layer in written)


def _without(brief: SceneBrief, unwanted: tuple[str, ...]) -> SceneBrief:
    """Layers and props that make what is not wanted are gone."""
    for what in unwanted:
        rule = looks()["without"].get(what, {})
        shown = looks()["props"].get(what, {}).get("layer", {})
        kinds = {*rule.get("props", ()), *shown.get("kinds", ()), shown.get("figure")}

        def change(layer: Layer, rule: dict[str, Any] = rule, kinds: set[str] = kinds) -> Layer | None:
            if layer.kind in rule.get("layers", ()):
                return None
            if counts := {name: 0 for name in rule.get("counts", ()) if isinstance(layer.options.get(name), int)}:
                return changed(layer, **counts)
            if layer.kind == "figures" and layer.options["figure"].removeprefix("peeping_") in kinds:
                return None
            if layer.kind != "props" or not kinds.intersection(layer.options["kinds"]):
                return layer
            left = [kind for kind in layer.options["kinds"] if kind not in kinds]
            return changed(layer, kinds=left) if left else None

        brief = each(brief, change)
    return brief


def _with_prop(brief: SceneBrief, prop: Prop) -> SceneBrief:
    """The things at their places; where the setting has the same anyway, as many of them as were asked for."""
    rule = looks()["props"][prop.name]
    options: dict[str, Any] = {"kind": "props", **rule["layer"]}
    if "own" in rule and has(brief, rule["own"]):
        count = {} if prop.count is None else {"count": min(prop.count, rule["most"])}
        return each(brief, lambda layer: changed(layer, **count) if layer.kind == rule["own"] else layer)
    own = [layer for layer in brief.layers if _shows(layer, options)]
    if own and prop.count is None and prop.tint is None:
        return brief
    if own:
        brief = each(brief, lambda layer: None if any(layer is one for one in own) else layer)
    options["count"] = prop.count or rule["many"]
    if prop.tint and options["kind"] == "props":
        options["tints"] = [rgb(prop.tint)]
    scale = _eye_m(brief) / EYE_M
    if scale < 1:
        size = "height_m" if "height_m" in options else "size_m"
        options[size] = max(options[size] * scale, 0.05)
        options |= {key: max(options[key] * scale, 0.4) for key in ("near_m", "far_m")}
        if "above_m" in options:
            options["above_m"] = [metres * scale for metres in options["above_m"]]
    return before(brief, (*AIR, "grade"), Layer(**options))


def _shows(layer: Layer, options: Mapping[str, Any]) -> bool:
    """Whether a layer shows the same things as a prop's."""
    same = "kinds" if options["kind"] == "props" else "figure"
    if layer.kind != options["kind"]:
        return False
    shown = layer.options[same]
    return (shown.removeprefix("peeping_") if isinstance(shown, str) else shown) == options[same]


def _eye_m(brief: SceneBrief) -> float:
    return next((float(layer.options.get("eye_m", EYE_M)) for layer in brief.layers if layer.kind == "camera"), EYE_M)


def _with_sky(brief: SceneBrief, wanted: tuple[str, ...]) -> SceneBrief:
    """Moon, stars, northern lights: over the sky of a scene that has one."""
    if not has(brief, "sky"):
        return brief
    if NIGHTLY & set(wanted) and "clouds" not in wanted:
        brief = without(brief, ("clouds",))
    boost = 6.0 if has(brief, "grade") and not is_dark(brief) else 1.0
    if "moon" in wanted:
        brief = each(brief, lambda layer: changed(layer, radius=0.085) if layer.kind == "moon" else layer)
    for name in wanted:
        layer = Layer(**looks()["sky"][name])
        if "brightness" in layer.options:
            layer = changed(layer, brightness=min(layer.options["brightness"] * boost, MOST_BRIGHTNESS[layer.kind]))
        if not has(brief, layer.kind):
            brief = behind_all(brief, layer)
    return brief


def _in_colours(brief: SceneBrief, colours: list[tuple[float, float, float]]) -> SceneBrief:
    """The scene in these colours: a studio's paper becomes the first of them, other scenes take on their hues."""
    light = brief.light
    if has(brief, "cyclorama"):
        paper, *gels = colours
        shades = [mixed(paper, (0.0, 0.0, 0.0), share) for share in (0.62, 0.3)]
        brief = brief.model_copy(update={"palette": (paper, *shades, *brief.palette[3:])})
        # The studio's lamps are set for its own paper; a gel over all of it makes a dark colour a dark picture.
        lamps = [{"x": 0.5, "y": 0.4, "radius": 4.0, "strength": 1.0}]
        lamps += [{"x": x, "y": y} for x, y in ((0.92, 0.3), (0.08, 0.55), (0.5, 0.9))]
        lit_by = zip((paper, *gels), lamps, strict=False)
        brief = last(brief, *(Layer(kind="gel", colour=colour, **lamp) for colour, lamp in lit_by))
        neutral = {"colour": mixed(light.colour, paper, 0.1), "ambient": mixed(light.ambient, paper, 0.15)}
        return lit(brief, **neutral)
    return branded(brief, colours)


def _with_look(brief: SceneBrief, look: dict[str, Any]) -> SceneBrief:
    """A mood or style: what it adds, then its grade over everything."""
    brief = last(brief, *_layers(look.get("add", [])))
    return last(brief, Layer(kind="grade", **look["grade"])) if "grade" in look else brief
