"""Presets from `presets/*.yaml`: good ones are used, a broken one is named with its line and skipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from .brief import Layer, Preset
from .errors import SceneError

FOLDER = Path(__file__).parent.parent / "presets"
FALLBACK = "soft-studio"
"""Painted for words that name no place."""
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
