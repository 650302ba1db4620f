"""The page opens before anything heavy is loaded, and no room imports one that stands later in the walk."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "backdrop_ui"
HEAVY = ("torch", "diffusers", "transformers", "rembg", "numba", "pymatting", "skimage", "onnxruntime")

WALK = (
    "arrays",
    "errors",
    "photo",
    "progress",
    "download",
    "cutout",
    "subjects",
    "brief",
    "brand",
    "presets",
    "director",
    "framing",
    "engines",
    "placement",
    "composite",
    "ranking",
    "provenance",
    "recipe",
    "request",
    "scenes",
    "variants",
    "pipeline",
    "thumbnails",
    "ui",
    "cli",
    "__main__",
)
"""The rooms in the order of the walk. A new room is added where it stands in it."""


@pytest.mark.parametrize("module", ["backdrop_ui.ui.page", "backdrop_ui.__main__"])
def test_nothing_heavy_is_loaded_by_opening(module: str) -> None:
    script = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert module in loaded
    assert [name for name in HEAVY if name in loaded] == []


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(parts: tuple[str, ...]) -> str | None:
    """The room of a module named by its parts, None for one of another package."""
    return parts[1] if len(parts) > 1 and parts[0] == "backdrop_ui" else None


def imported(path: Path) -> set[tuple[str, ...]]:
    """The full names, in parts, of all that a file imports, at its top and inside its functions."""
    here = ("backdrop_ui", *path.relative_to(PACKAGE).parts[:-1])
    names: set[tuple[str, ...]] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            base += tuple(node.module.split(".")) if node.module else ()
            names |= {(*base, alias.name) for alias in node.names}
    return names


def own_room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_room_imports_a_later_one(path: Path) -> None:
    own = own_room(path)
    if own == "__init__":
        assert not any(room(name) for name in imported(path))
        return
    assert own in WALK, "a new room: add it to WALK where it stands"
    rooms = {found for name in imported(path) if (found := room(name)) and found in WALK}
    later = sorted(found for found in rooms if WALK.index(found) > WALK.index(own))
    assert later == []


@pytest.mark.parametrize("library", ["gradio", "typer"])
def test_the_outside_is_known_at_one_place_only(library: str) -> None:
    importing = {own_room(path) for path in sources() if any(name[0] == library for name in imported(path))}
    assert importing == {{"gradio": "ui", "typer": "cli"}[library]}


def test_the_check_sees_imports_inside_functions() -> None:
    """Or the two tests above could not fail: rembg is imported where it is first needed."""
    assert ("rembg", "session_factory", "new_session") in imported(PACKAGE / "cutout" / "rembg_models.py")
    assert ("backdrop_ui", "photo", "Photo") in imported(PACKAGE / "cutout" / "rembg_models.py")
    assert ("backdrop_ui", "cutout", "MODELS") in imported(PACKAGE / "cli" / "models.py")
