"""Presets from `presets/*.yaml`: good ones are used, a broken one is named with its line and skipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from .brief import MAX_PROMPT_CHARACTERS, Layer, Preset, SceneBrief
from .errors import SceneError

FOLDER = Path(__file__).parent.parent / "presets"
FALLBACK = "soft-studio"
"""Painted for words that match no preset."""
PACKS = ("Story fun", "Celebration", "Travel", "Fantasy", "Seasons", "Everyday", "Work & product")
"""The order of the packs on the wall; packs that a person adds come after them."""


@dataclass(frozen=True)
class PresetWall:
    """presets: by id, in the order of their packs. problems: one line for people per file that could not be used."""

    presets: Mapping[str, Preset]
    problems: tuple[str, ...]


def load_presets(folder: Path = FOLDER, check_layer: Callable[[Layer], None] = lambda _: None) -> PresetWall:
    """Read every preset file of a folder.

    Args:
        folder: with `ID.yaml` files.
        check_layer: raises `SceneError` for a layer that the engine does not know.
    """
    presets: dict[str, Preset] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            preset = read_preset(path, check_layer)
        except SceneError as error:
            problems.append(str(error))
        else:
            presets[preset.id] = preset
    return PresetWall(dict(sorted(presets.items(), key=lambda item: _place_on_wall(item[1]))), tuple(problems))


def _place_on_wall(preset: Preset) -> tuple[int, str, str]:
    return PACKS.index(preset.pack) if preset.pack in PACKS else len(PACKS), preset.pack, preset.title


def read_preset(path: Path, check_layer: Callable[[Layer], None] = lambda _: None) -> Preset:
    """Read and check one preset file.

    Raises:
        SceneError: naming the file, the line and what is wrong there.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SceneError(f"{path.name}, line {line}: {error.problem}. The preset is skipped.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        cause = " ".join(str(error).split())
        raise SceneError(f"{path.name}, line 1: cannot be read as text ({cause}). The preset is skipped.") from error
    try:
        preset = Preset.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        line = _line_of(root, first["loc"])
        raise SceneError(f"{path.name}, line {line}: {where}: {first['msg']}. The preset is skipped.") from error
    if preset.id != path.stem:
        raise SceneError(f"{path.name}, line 1: expected the file name {preset.id}.yaml. The preset is skipped.")
    for number, layer in enumerate(preset.layers):
        try:
            check_layer(layer)
        except SceneError as error:
            line = _line_of(root, ("layers", number))
            raise SceneError(f"{path.name}, line {line}: {error} The preset is skipped.") from error
    return preset


def _line_of(node: yaml.Node | None, place: tuple[int | str, ...]) -> int:
    """The line, from 1, of the deepest node on the way to `place`."""
    line = 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == step]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def brief_from_words(words: str, presets: Mapping[str, Preset]) -> tuple[SceneBrief, str]:
    """The scene for a person's own words, and a sentence that says what was made of them.

    Their words become the prompt. The sketch, light and palette come from the preset whose title and tags share most
    words with them, or from the plain studio where none does.

    Raises:
        SceneError: if there are no words, too many, or no presets at all.
    """
    words = " ".join(words.split())
    if not words:
        raise SceneError("Pick a scene or write a few words about the one you want.")
    if len(words) > MAX_PROMPT_CHARACTERS:
        raise SceneError(
            f"The description has {len(words)} characters; at most {MAX_PROMPT_CHARACTERS} can be used. Shorten it."
        )
    if not presets:
        raise SceneError("There are no presets to start from. Restore the presets folder.")
    asked = _stems(words)
    best = max(presets.values(), key=lambda preset: _likeness(asked, preset))
    if _likeness(asked, best) > 0:
        said = f"The sketch follows the preset “{best.title}”, the closest to your words."
    else:
        best = presets.get(FALLBACK, best)
        said = (
            f"No preset is close to your words, so the sketch is “{best.title}”. Try words like: {_examples(presets)}."
        )
    values = {name: getattr(best, name) for name in SceneBrief.model_fields}
    return SceneBrief(**{**values, "prompt": words}), said


def _likeness(asked: set[str], preset: Preset) -> float:
    """Words in common; a title's word counts double."""
    return 2 * len(asked & _stems(preset.title)) + len(asked & _stems(" ".join(preset.tags)))


FILLERS = frozenset(re.findall(r"\w+", "a an and at by for from in into is it me my of on or our the to with you your"))


def _stems(words: str) -> set[str]:
    """Lower-case words without fillers and plural endings."""
    found = re.findall(r"\w+", words.casefold())
    return {re.sub(r"(?<=\w\w)(ies|es|s|y)$", "", word) for word in found if word not in FILLERS}


def _examples(presets: Mapping[str, Preset]) -> str:
    return ", ".join(preset.tags[0] for preset in list(presets.values())[:6] if preset.tags)
