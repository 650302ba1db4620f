"""What the drawer has on AI: which engine paints, how closely it follows the Painter, and fetching an AI model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from html import escape
from typing import Any

import gradio as gr

from ..engines import ENGINES, Engine, choose_engine, objection
from ..engines.diffusion import DiffusionEngine, ai_model, offer_for
from ..engines.diffusion import fetch as bring
from ..engines.diffusion.catalogue import OWN, SETTING
from ..engines.diffusion.fetch import words_for_bytes
from ..errors import BackdropError
from . import fetching
from .shown import status
from .stops import Stops

NOTE = (
    "Fetched from the Hugging Face Hub into its own folder (the setting HF_HOME moves it); checksums are verified. "
    "Nothing is fetched until you have seen how much it is and said so. A model of your own: let the setting "
    f"{SETTING} name its folder or repository."
)
FREE = "Only an AI model does: 0 paints freely, 1 keeps close to the Painter's picture of the scene."
PAINTER = "The Painter paints. Choose an AI model as the engine to use this."

CSS = """
#ai-models thead .size { width: 24%; }
#ai-models thead .licence { width: 30%; }
#ai-offer .offer { padding: 10px 14px; border-radius: 12px; background: #e11d481a; font-size: 14px; line-height: 1.5; }
#ai-offer a { text-decoration: underline; }
"""


def choices() -> list[tuple[str, str]]:
    """What the engine dropdown offers: what for, whose terms, and what has to be fetched first."""

    def words(engine: Engine) -> str:
        notes = [engine.licence] if engine.is_ai else []
        notes += [] if engine.commercial else ["not for commercial use"]
        if isinstance(engine, DiffusionEngine) and engine.to_fetch:
            notes.append(f"to fetch, {engine.model.size}" if engine.model.size else "to fetch")
        return f"{engine.title}: {engine.good_for}" + (f" ({', '.join(notes)})" if notes else "")

    offered = [engine for engine in ENGINES.values() if engine.missing() is None or engine in _to_fetch()]
    return [("auto (the best here)", "auto"), *((words(engine), engine.name) for engine in offered)]


def add_section() -> dict[str, Any]:
    """Engine, sketch and the collapsed section of AI models; the first two by name for the handlers."""
    with gr.Row():
        engine = gr.Dropdown(choices(), value="auto", label="Engine", scale=3, min_width=260, elem_id="engine")
        sketch = gr.Slider(
            0, 1, value=0, step=0.05, label="Follow the Painter", info=FREE, scale=2, min_width=220, elem_id="sketch",
            buttons=[],
        )  # fmt: skip
    with gr.Accordion("AI models", open=False, elem_id="ai-models-section"):
        wanted = gr.Dropdown(_fetchable(), value=None, label="Fetch an AI model", elem_id="ai-model-name")
        offer = gr.HTML("", padding=False, elem_id="ai-offer")
        with gr.Row(elem_classes="fetch-row"):
            button = gr.Button("Fetch", variant="primary", visible=False, min_width=120, elem_id="fetch-ai-model")
            stop = gr.Button("Stop", variant="stop", visible=False, min_width=90, elem_id="stop-ai-fetching")
        said = gr.HTML("", padding=False, elem_id="ai-fetch-status")
        table = gr.HTML(padding=False, elem_id="ai-models", elem_classes="models")
    _wire({"engine": engine, "sketch": sketch, "wanted": wanted, "offer": offer, "fetch": button, "stop": stop,
           "status": said, "table": table})  # fmt: skip
    return {"engine": engine, "sketch": sketch}


def _wire(parts: dict[str, Any]) -> None:
    stops = Stops()
    everything = list(parts.values())

    def by_part(updates: dict[str, Any]) -> dict[Any, Any]:
        return {parts[part]: value for part, value in updates.items()}

    def on_wanted(name: str | None) -> Iterator[dict[Any, Any]]:
        yield from map(by_part, ask(name))

    def on_fetch(name: str | None, request: gr.Request) -> Iterator[dict[Any, Any]]:
        yield from map(by_part, fetch(name, stops.start(request)))

    # Without a trigger: when the page opens, since what is here may have changed since it was built.
    gr.on(None, lambda: by_part(_what_is_here()), None, everything, **fetching.QUICK)
    parts["engine"].input(
        lambda name: by_part({"sketch": _sketch_for(name)}), parts["engine"], everything, **fetching.QUICK
    )
    parts["wanted"].input(on_wanted, parts["wanted"], everything, **fetching.SLOW)
    parts["fetch"].click(on_fetch, parts["wanted"], everything, **fetching.SLOW)
    parts["stop"].click(stops.press, None, None, **fetching.QUICK)


def ask(name: str | None) -> Iterator[dict[str, Any]]:
    """Before anything is downloaded: how much it is, and whose terms it comes under."""
    yield {
        "offer": "",
        "status": status("Asking how large it is", 0.0) if name else "",
        "fetch": gr.update(visible=False),
    }
    if not name:
        return
    try:
        made = offer_for(ai_model(ENGINES.get(name), name).model)
    except BackdropError as error:
        yield {"status": status(str(error), failed=True)}
        return
    pages = ", ".join(f'<a href="{escape(made.page(repo))}" target="_blank">{escape(repo)}</a>' for repo in made.repos)
    size = words_for_bytes(made.left)
    yield {
        "status": "",
        "offer": f'<div class="offer">{escape(made.words())} Terms and authors: {pages}.</div>',
        "fetch": gr.update(value=f"Fetch {size}" if made.left else "Finish", visible=True),
    }


def fetch(name: str | None, stopped: threading.Event) -> Iterator[dict[str, Any]]:
    """Fetch a model until `stopped`, yielding updates by part."""
    if not name:
        yield {"status": status("Choose a model to fetch first.", failed=True)}
        return

    def done() -> dict[str, Any]:
        words = f"{ENGINES[name].title}, is on this machine now. Choose it under “Engine”."
        cleared = {
            "offer": "",
            "wanted": gr.update(choices=_fetchable(), value=None),
            "fetch": gr.update(visible=False),
        }
        return {**_what_is_here(), **cleared, "status": status(words)}

    yield from fetching.downloading(
        name, lambda report: bring(offer_for(ai_model(ENGINES.get(name), name).model), report), stopped, done
    )


def _what_is_here() -> dict[str, Any]:
    return {
        "table": models_table(),
        "wanted": gr.update(choices=_fetchable()),
        "engine": gr.update(choices=choices()),
        "sketch": _sketch_for("auto"),
    }


def _sketch_for(name: str) -> dict[str, Any]:
    """The slider, told apart for engines that have a use for it."""
    engine = choose_engine()[0] if name == "auto" else ENGINES.get(name)
    is_ai = engine is not None and engine.is_ai
    return gr.update(interactive=is_ai, info=FREE if is_ai else PAINTER)


def _ai_models() -> list[DiffusionEngine]:
    return [engine for engine in ENGINES.values() if isinstance(engine, DiffusionEngine)]


def _to_fetch() -> list[DiffusionEngine]:
    return [engine for engine in _ai_models() if engine.to_fetch]


def _fetchable() -> list[tuple[str, str]]:
    def words(engine: DiffusionEngine) -> str:
        return f"{engine.model.title}, {engine.model.size}" if engine.model.size else engine.model.title

    return [(words(engine), engine.name) for engine in _to_fetch()]


def models_table() -> str:
    """Every AI model with what speaks for and against it, those on this machine first."""
    models = [engine for engine in _ai_models() if engine.name != OWN or engine.model.weights.repo]
    here = [_row(engine) for engine in models if engine.missing() is None]
    rest = [_row(engine) for engine in models if engine.missing() is not None]
    groups = {"On this machine": here, "To fetch": rest}
    return fetching.table(f"auto takes: {choose_engine()[1]}", ("Model", "Size", "Licence"), groups, NOTE)


def _row(engine: DiffusionEngine) -> fetching.Row:
    lacking = engine.missing()
    if lacking is None:
        about = f"{engine.good_for}. {objection(engine) or ''}".strip()
    else:
        about = f"{engine.good_for}." if engine.to_fetch else lacking
    cells = {"size": engine.model.size or "–", "licence": ", ".join(engine.model.licences)}
    return fetching.Row(engine.model.title, about, engine.commercial, cells)
