"""The drawer's section on cut-out models: which there are, which are here, and fetching one."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from typing import Any

import gradio as gr

from ..cutout import BUILT_IN, MODELS, CutoutModel, auto_choice, choose_model
from . import fetching
from .events import QUICK, closed_aside
from .shown import LIVE, status
from .stops import Stops

NOTE = (
    "Fetched from rembg’s release on GitHub into the folder where rembg looks; the checksum is verified. Nothing is "
    "fetched until you ask for it or choose a model that is not here."
)


def choices() -> list[tuple[str, str]]:
    """What the cut-out dropdown offers, and what has to be fetched for it first."""

    def words(model: CutoutModel) -> str:
        facts = model.facts
        notes = [f"downloads {facts.megabytes:g} MB"] if model.missing() else []
        notes += [] if facts.commercial else ["not for commercial use"]
        name = "built-in" if model is BUILT_IN else facts.name
        return f"{name}: {facts.good_for}" + (f" ({', '.join(notes)})" if notes else "")

    return [("auto (the best here)", "auto"), *((words(model), name) for name, model in MODELS.items())]


def add_section(cutout: gr.Dropdown) -> None:
    """The collapsed section, below what stands in the drawer so far. Fetching refreshes `cutout`'s choices too."""
    with gr.Accordion("Cut-out models", open=False, elem_id="cutout-models-section"):
        with gr.Row(elem_classes="fetch-row"):
            wanted = gr.Dropdown(
                _to_fetch(), value=None, label="Fetch a model", scale=3, elem_id="fetch-model-name",
                elem_classes="fetch-name", filterable=False,
            )  # fmt: skip
            button = gr.Button("Fetch", variant="primary", scale=1, min_width=90, elem_id="fetch-model")
            stop = gr.Button("Stop", variant="stop", visible=False, scale=1, min_width=90, elem_id="stop-fetching")
        said = gr.HTML("", padding=False, elem_id="fetch-status", js_on_load=LIVE)
        table = gr.HTML(padding=False, elem_id="cutout-models", elem_classes="models")
    parts = {"table": table, "wanted": wanted, "fetch": button, "stop": stop, "status": said, "cutout": cutout}
    stops = Stops()

    def on_fetch(name: str | None, request: gr.Request) -> Iterator[dict[Any, Any]]:
        with closed_aside(fetch(name, stops.start(request))) as walk:
            for updates in walk:
                yield {parts[part]: value for part, value in updates.items()}

    # Without a trigger: when the page opens, since what is here may have changed since it was built.
    gr.on(None, lambda: {parts[part]: value for part, value in _what_is_here().items()}, None,
          [table, wanted, cutout], **QUICK)  # fmt: skip
    button.click(on_fetch, wanted, list(parts.values()), **fetching.SLOW)
    stops.wire(stop, said)


def fetch(name: str | None, stopped: threading.Event) -> Generator[dict[str, Any]]:
    """Fetch a model until `stopped`, yielding updates by part: the bar while it comes, and what is here then."""
    if not name:
        yield {"status": status("Choose a model to fetch first.", failed=True)}
        return

    def done() -> dict[str, Any]:
        words = f"{name} is on this machine now. Choose it under “Cut-out”, or leave auto."
        return {**_what_is_here(), "status": status(words), "wanted": gr.update(choices=_to_fetch(), value=None)}

    yield from fetching.downloading(lambda report: choose_model(name).fetch(report), stopped, done)


def _what_is_here() -> dict[str, Any]:
    return {
        "table": models_table(),
        "wanted": gr.update(choices=_to_fetch()),
        "cutout": gr.update(choices=choices()),
    }


def _to_fetch() -> list[tuple[str, str]]:
    return [
        (f"{name}, {model.facts.megabytes:g} MB", name) for name, model in MODELS.items() if model.missing() is not None
    ]


def models_table() -> str:
    """Every model with what speaks for and against it, those on this machine first, and what `auto` makes of them."""
    rows = {title: [_row(model) for model in MODELS.values() if (model.missing() is None) == here]
            for title, here in (("On this machine", True), ("To fetch", False))}  # fmt: skip
    return fetching.table(auto_choice().why, ("Model", "Size", "Licence", "Speed"), rows, NOTE)


def _row(model: CutoutModel) -> fetching.Row:
    facts, here = model.facts, model.megabytes_here()
    size = f"{facts.megabytes if here is None else here:g} MB"
    about = f"{facts.good_for}.{' Wants a GPU.' if facts.wants_gpu else ''}"
    cells = {"size": size, "licence": facts.licence, "speed": facts.speed}
    return fetching.Row(facts.name, about, facts.commercial, cells)
