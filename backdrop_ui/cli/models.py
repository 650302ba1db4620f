"""The commands that list what there is, and fetch models: `presets`, `engines`, `cutouts`; and `thumbnails`."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from ..cutout import MODELS, auto_choice, choose_model
from ..engines import ENGINES, Engine, choose_engine, objection
from ..engines.diffusion import DiffusionEngine, ai_model, fetch, offer_for
from ..errors import BackdropError, DownloadError
from ..pipeline import preset_wall
from ..progress import Report, stream
from ..thumbnails import write_thumbnails

Fetch = Annotated[str, typer.Option(metavar="NAME", help="Download this model, or go on with it.")]


BAR_COLUMNS = 12
"""What a bar takes at least beside its words: brackets, gaps, the percentage."""


def presets() -> None:
    """List the presets."""
    wall = preset_wall()
    for preset in wall.presets.values():
        print(f"{preset.id:32} {preset.pack:16} {preset.title}")
    for problem in wall.problems:
        print(problem, file=sys.stderr)


def engines(
    fetch: Fetch = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before the download.")] = False,
) -> None:
    """List what can paint: what for, licence, whether it is here, what auto makes of it. Or fetch an AI model."""
    if fetch:
        _fetch_engine(fetch, yes)
        return
    taken, _why = choose_engine()
    width = max(map(len, ENGINES))
    for engine in ENGINES.values():
        licence = engine.licence if engine.commercial else f"{engine.licence}, NOT FOR COMMERCIAL USE"
        state, more = _state(engine, taken)
        print(f"{engine.name:{width}}  {state}")
        for line in (f"{engine.title}: {engine.good_for}", f"Licence: {licence}", more):
            print(_indented(line))


def _indented(line: str) -> str:
    """A line under a name, broken where the terminal ends; a command too long for it stays whole, to be copied."""
    columns = shutil.get_terminal_size().columns
    indent = " " * 4
    return textwrap.fill(
        line, columns, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _state(engine: Engine, taken: Engine) -> tuple[str, str]:
    """Whether an engine is ready, and how it becomes so, or what auto makes of it."""
    lacking = engine.missing()
    if isinstance(engine, DiffusionEngine) and engine.to_fetch:
        size = f", {engine.model.size}" if engine.model.size else ""
        return f"to fetch{size}", f"python -m backdrop_ui engines --fetch {engine.name}"
    if lacking is not None:
        return "not ready", lacking
    return "ready", "auto takes this one" if engine is taken else objection(engine) or f"auto prefers {taken.name}"


def cutouts(fetch: Fetch = "") -> None:
    """List what can cut out: what for, whether it is on this machine, licence, speed. Or fetch one."""
    if fetch:
        _fetch_cutout(fetch)
        return
    for model in MODELS.values():
        facts, here = model.facts, model.megabytes_here()
        fetched = f"on this machine, {here} MB, {model.weights()}"
        where = f"to fetch, {facts.megabytes:g} MB" if here is None else fetched
        gpu = ", wants a GPU" if facts.wants_gpu else ""
        licence = facts.licence if facts.commercial else f"{facts.licence}, NOT FOR COMMERCIAL USE"
        print(f"{facts.name:22} {where}\n    {facts.good_for}{gpu}\n    {licence}; speed: {facts.speed}")
    print(auto_choice().why)


def paint_thumbnails() -> None:
    """Paint the presets' tiles anew, into assets/thumbnails."""
    for path in write_thumbnails(list(preset_wall().presets.values())):
        print(path)


def _fetch_cutout(name: str) -> None:
    """Download a cut-out model; what is here already is not asked for again."""
    with _said():
        model = choose_model(name)
        if model.weights() is None:
            _with_progress(name, model.fetch)
        print(model.weights())


def _fetch_engine(name: str, yes: bool) -> None:
    """Say what an AI model takes, ask, and download it."""
    with _said():
        engine = ai_model(ENGINES.get(name), name)
        offer = offer_for(engine.model)
        print(offer.words(), file=sys.stderr)
        if offer.lack:
            raise DownloadError(offer.lack)
        if offer.left and not yes and not typer.confirm("Fetch it?", err=True):
            raise typer.Exit(1)
        _with_progress(engine.model.title, lambda report: fetch(offer, report))
        print(engine.missing() or f"{engine.title}: on this machine")


def _with_progress(label: str, work: Callable[[Report], None]) -> None:
    # No wider than the terminal: a longer one would be drawn below itself again and again.
    with typer.progressbar(
        length=1000, label=label, show_eta=False, update_min_steps=0, width=0, file=sys.stderr
    ) as bar:
        for step in stream("fetch", f"Asking for {label}", work):
            room = shutil.get_terminal_size().columns - BAR_COLUMNS
            bar.label = textwrap.shorten(step.words, room, placeholder=" …") if sys.stderr.isatty() else step.words
            bar.update(round(step.share * 1000) - bar.pos)


@contextmanager
def _said() -> Iterator[None]:
    """One line on standard error for what a person can act on, and for Ctrl-C."""
    try:
        yield
    except BackdropError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as stop:
        print("\nStopped. What has arrived is kept: the same command goes on from there.", file=sys.stderr)
        raise typer.Exit(130) from stop
