"""What the commands share: options that come again, what they are turned into, and going through many photos."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from ..cutout import MAX_FEATHER_PX, MAX_GROW_PX, Edits, Matting, edits_from_data
from ..errors import BackdropError
from ..photo import short_stem
from ..placement import Placement
from ..progress import Progress

T = TypeVar("T")

Photos = Annotated[list[Path], typer.Argument(help="The photos.", show_default=False)]
Alpha = Annotated[Path | None, typer.Option(help="A ready mask of the photo's size: white is kept.")]
Edge = Annotated[Matting, typer.Option("--matting", help="What refines the edge; vitmatte has to be fetched first.")]
Keep = Annotated[
    list[int] | None, typer.Option(min=1, help="Keep this part only, counted from left to right; may be given again.")
]
Invert = Annotated[bool, typer.Option("--invert", help="Keep the background instead.")]
Strokes = Annotated[Path | None, typer.Option(help="A JSON file with strokes of the brush, see the README.")]
GrowPx = Annotated[
    int, typer.Option(min=-MAX_GROW_PX, max=MAX_GROW_PX, help="Move the edge outwards, or inwards if negative.")
]
FeatherPx = Annotated[int, typer.Option(min=0, max=MAX_FEATHER_PX, help="Soften the edge over this width.")]


def edits_of(keep: list[int] | None, invert: bool, strokes: Path | None, grow_px: int, feather_px: int) -> Edits:
    painted: object = []
    if strokes is not None:
        try:
            painted = json.loads(strokes.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise typer.BadParameter(f"{strokes} is not a readable JSON file.", param_hint="--strokes") from error
    try:
        return edits_from_data(
            keep=keep or None, invert=invert, strokes=painted, grow_px=grow_px, feather_px=feather_px
        )
    except BackdropError as error:
        raise typer.BadParameter(str(error), param_hint="--strokes") from error


def placement_of(form: str, scale: float, right: float, down: float) -> Placement:
    try:
        return Placement(form, scale, right, down)
    except BackdropError as error:
        raise typer.BadParameter(str(error), param_hint="--format, --scale, --right, --down") from error


def each(photos: list[Path], work: Callable[[Path], None]) -> None:
    """Do every photo; a bad one gets one line on standard error and makes the exit status 1."""
    failed = False
    for photo in photos:
        try:
            work(photo)
        except (BackdropError, OSError) as error:
            print(f"{photo}: {error}", file=sys.stderr)
            failed = True
    if failed:
        raise typer.Exit(1)


def told(walk: Iterator[T]) -> Iterator[T]:
    """The same walk; on a terminal a line says how far it is, and goes when it is done."""
    if not sys.stderr.isatty():
        yield from walk
        return
    columns = shutil.get_terminal_size().columns - 1
    try:
        for item in walk:
            if isinstance(item, Progress):
                print(f"\r{item.words[:columns]:{columns}}", end="", file=sys.stderr, flush=True)
            yield item
    finally:
        print(f"\r{'':{columns}}\r", end="", file=sys.stderr, flush=True)


def names_of(photos: list[Path]) -> dict[Path, str]:
    """What each photo's files are called: its stem, with the suffix and then a number where others have the same."""
    stems = Counter(short_stem(photo).casefold() for photo in set(photos))
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for photo in photos:
        if photo in names:
            continue
        stem = short_stem(photo)
        name = stem if stems[stem.casefold()] == 1 else f"{stem}{photo.suffix.replace('.', '-')}"
        tries = (name if number == 1 else f"{name}-{number}" for number in count(1))
        names[photo] = next(one for one in tries if one.casefold() not in taken)
        taken.add(names[photo].casefold())
    return names
