"""What the drawer has on AI: which engine paints, how closely it follows the Painter, and fetching an AI model."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from html import escape
from typing import Any

import gradio as gr

from ..engines import ENGINES, choose_engine
from ..engines.diffusion import DiffusionEngine, Offer, ai_model, offer_for, zerogpu
from ..engines.diffusion import fetch as bring
from ..engines.diffusion.catalogue import OWN, SETTING
from ..engines.diffusion.fetch import words_for_bytes
from ..engines.diffusion.machine import has_accelerator
from ..errors import BackdropError
from ..progress import Report
from . import fetching
from .events import QUICK, closed_aside
from .shown import LIVE, status
from .stops import Stops

INTRO = "AI models paint what your words say, on this machine."
SLOW_HERE = "It has no graphics card (GPU) for them, so a picture takes minutes instead of seconds."
NOTE = (
    "Models come from the Hugging Face Hub into its folder on this machine (the setting HF_HOME moves it), and their "
    "checksums are verified. Nothing is fetched until you have seen how much it is and said so. For a model of your "
    f"own, let the setting {SETTING} name its folder, file or repository."
)
ASKED_FIRST = "You see its size and its terms before anything is fetched."
FOLLOW = "0 paints freely, 1 keeps close to the Painter's picture of the scene."

CSS = """
#ai-models .name { white-space: normal; }
#ai-models thead .size { width: 22%; }
@media (max-width: 767px) {
  #ai-models .model td:first-child { grid-area: 1 / 1 / 2 / 4; }
  #ai-models .model .licence { grid-area: 2 / 1 / 3 / 3; white-space: normal; }
  #ai-models .model .licence::after { content: none; }
  #ai-models .model .size { grid-area: 2 / 3; }
}
/* Not away: what was not displayed is not read aloud when it says something. */
#ai-offer:not(:has(.offer)), #ai-fetch-status:not(:has(.status)) { position: absolute; }
#ai-models thead .licence { width: 28%; }
#ai-offer .offer { padding: 10px 14px; border-radius: 12px; background: #e11d481a; font-size: 14px; line-height: 1.5; }
"""


def choices() -> list[tuple[str, str]]:
    """What the engine dropdown offers: what can paint now; the others are fetched first, in the section below it."""
    ready = [engine for engine in ENGINES.values() if engine.missing() is None]
    return [("auto (the best here)", "auto"), *((engine.title, engine.name) for engine in ready)]


def add_section() -> dict[str, Any]:
    """Engine, sketch and the collapsed section of AI models; the first two by name for the handlers."""
    engine = gr.Dropdown(choices(), value="auto", label="Engine", info=about_engine("auto"), elem_id="engine",
                         filterable=False)  # fmt: skip  # or a phone would bring up its keyboard
    sketch = gr.Slider(
        0, 1, value=0, step=0.05, label="Follow the Painter", info=FOLLOW, visible=_is_ai("auto"), elem_id="sketch",
        buttons=[],
    )  # fmt: skip
    with gr.Accordion("AI models", open=False, elem_id="ai-models-section"):
        wanted = gr.Dropdown(
            _fetchable(), value=None, label="Fetch an AI model", info=ASKED_FIRST, elem_id="ai-model-name",
            elem_classes="fetch-name", filterable=False,
        )  # fmt: skip
        offer = gr.HTML("", padding=False, elem_id="ai-offer", js_on_load=LIVE)
        with gr.Row(elem_classes="fetch-row"):
            button = gr.Button("Fetch", variant="primary", visible=False, min_width=120, elem_id="fetch-ai-model")
            stop = gr.Button("Stop", variant="stop", visible=False, min_width=90, elem_id="stop-ai-fetching")
        said = gr.HTML("", padding=False, elem_id="ai-fetch-status", js_on_load=LIVE)
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

    def on_fetch(name: str | None, engine: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
        with closed_aside(fetch(name, engine, stops.start(request))) as walk:
            for updates in walk:
                yield by_part(updates)

    # Without a trigger: when the page opens, since what is here may have changed since it was built.
    gr.on(None, lambda engine: by_part(_what_is_here(engine)), parts["engine"], everything, **QUICK)
    parts["engine"].input(
        lambda engine: by_part(_chosen(engine)), parts["engine"], [parts["engine"], parts["sketch"]], **QUICK
    )
    # A choice that was ignored while another one is asked about would be fetched under the other one's terms.
    parts["wanted"].input(on_wanted, parts["wanted"], everything, trigger_mode="always_last", **fetching.SLOW)
    parts["fetch"].click(on_fetch, [parts["wanted"], parts["engine"]], everything, **fetching.SLOW)
    stops.wire(parts["stop"], parts["status"])


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
    yield {"status": status(made.lack, failed=True) if made.lack else "", **_offered(made)}


def _offered(offer: Offer) -> dict[str, Any]:
    """What an offer says, and the button that takes it up if there is room for it."""
    pages = ", ".join(
        f'<a href="{escape(offer.page(repo))}" target="_blank">{escape(repo)}</a>' for repo in offer.repos
    )
    some = offer.left < offer.total
    button = f"Fetch {'the other ' if some else ''}{words_for_bytes(offer.left)}" if offer.left else "Finish"
    return {
        "offer": f'<div class="offer">{escape(offer.words())} Terms and authors: {pages}.</div>',
        "fetch": gr.update(value=button, visible=not offer.lack),
    }


def fetch(name: str | None, engine: str, stopped: threading.Event) -> Generator[dict[str, Any]]:
    """Fetch a model until `stopped`, yielding updates by part. engine: what is chosen to paint meanwhile."""
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
        return {**_what_is_here(engine), **cleared, "status": status(words)}

    model = ai_model(ENGINES.get(name), name).model
    taken: list[Offer] = []

    def work(report: Report) -> None:
        taken.append(offer_for(model))
        bring(taken[0], report)

    yield from fetching.downloading(work, stopped, done)
    if taken and taken[0].left:
        yield _offered(taken[0])  # what has arrived meanwhile is not asked for again


def _what_is_here(engine: str) -> dict[str, Any]:
    chosen = _chosen(engine)
    chosen["engine"]["choices"] = choices()
    return {**chosen, "table": models_table(), "wanted": gr.update(choices=_fetchable())}


def _chosen(engine: str) -> dict[str, Any]:
    """What is said of the engine that is chosen; the sketch is for those that have a use for it."""
    return {"engine": gr.update(info=about_engine(engine)), "sketch": gr.update(visible=_is_ai(engine))}


def about_engine(name: str) -> str:
    """What an engine is good for and under whose terms its pictures come; for auto, which one it takes and why."""
    if name == "auto":
        return f"Takes: {choose_engine()[1]}"
    engine = ENGINES[name]
    words = f"{engine.good_for[:1].upper()}{engine.good_for[1:]}."
    terms = f"Licence: {engine.licence}{'' if engine.commercial else ', not for commercial use'}."
    return f"{words} {terms}" if engine.is_ai else words


def _is_ai(name: str) -> bool:
    engine = choose_engine()[0] if name == "auto" else ENGINES[name]
    return engine.is_ai


def _ai_models() -> list[DiffusionEngine]:
    return [engine for engine in ENGINES.values() if isinstance(engine, DiffusionEngine)]


def _to_fetch() -> list[DiffusionEngine]:
    return [engine for engine in _ai_models() if engine.to_fetch]


def _fetchable() -> list[tuple[str, str]]:
    return [(engine.model.title, engine.name) for engine in _to_fetch()]


def models_table() -> str:
    """Every AI model with what speaks for and against it, those on this machine first."""
    groups: dict[str, list[fetching.Row]] = {"On this machine": [], "Not ready": [], "To fetch": []}
    for engine in _ai_models():
        if engine.name != OWN or engine.model.weights.repo:
            state = "On this machine" if engine.missing() is None else "To fetch" if engine.to_fetch else "Not ready"
            groups[state].append(_row(engine))
    intro = INTRO if zerogpu.HERE or has_accelerator() else f"{INTRO} {SLOW_HERE}"
    return fetching.table(intro, ("Model", "Size", "Licence"), groups, NOTE)


def _row(engine: DiffusionEngine) -> fetching.Row:
    lacking = None if engine.to_fetch else engine.missing()
    about = lacking or f"{engine.good_for}."
    size = engine.model.size or ("shown when chosen" if engine.to_fetch else "")
    cells = {"size": size, "licence": ", ".join(engine.model.licences)}
    return fetching.Row(engine.model.title, about, engine.commercial, cells)
