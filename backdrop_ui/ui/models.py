"""The drawer's section on cut-out models: which there are, which are here, and fetching one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from html import escape
from typing import Any

import gradio as gr
from cachetools import TTLCache

from ..cutout import MODELS, CutoutModel, auto_choice, choose_model
from ..errors import BackdropError, Cancelled
from ..progress import Report, stream
from .shown import status

AT_ONCE = 4
"""Downloads by different people; two of the same model wait for each other in `cutout/download.py`."""
NOTE = (
    "Fetched from rembg’s release on GitHub into the folder where rembg looks; the checksum is verified. Nothing is "
    "fetched until you ask for it or choose a model that is not here."
)

# The drawer is half a page wide on a desk, and the whole of a phone: there a row becomes a card.
CSS = """
#cutout-models table { width: 100%; border: 0; border-collapse: collapse; table-layout: fixed; margin: 0;
  font-size: 13px; line-height: 1.4; }
#cutout-models thead .model { width: 40%; }
#cutout-models thead .size { width: 16%; }
#cutout-models thead .licence { width: 19%; }
#cutout-models tr { border: 0; background: none; }
#cutout-models th, #cutout-models td { border: 0; padding: 7px 10px 7px 0; text-align: left; vertical-align: top; }
#cutout-models th:last-child, #cutout-models td:last-child { padding-right: 0; }
#cutout-models td { border-top: 1px solid var(--border-color-primary); }
#cutout-models thead th { font-weight: 500; opacity: .6; padding-bottom: 0; }
#cutout-models .group th { font-weight: 650; padding: 16px 0 6px; font-size: 13.5px; }
#cutout-models .name { font-weight: 650; margin-right: 6px; }
#cutout-models .for, #cutout-models td.speed { opacity: .75; }
#cutout-models .size, #cutout-models .name { white-space: nowrap; }
#cutout-models .tag { display: inline-block; padding: 0 8px; border-radius: 99px; white-space: nowrap; font-size: 12px;
  font-weight: 600; background: #b45309; color: #fff; }
#cutout-models p { font-size: 13.5px; margin: 0; }
#cutout-models p.small { font-size: 12.5px; opacity: .7; margin: 12px 0 0; }
#fetch-model-row { align-items: end; gap: 10px; }
#fetch-model-name { padding-left: 0; padding-right: 0; }
@media (max-width: 767px) {
  #cutout-models thead { position: absolute; clip-path: inset(50%); }
  #cutout-models table, #cutout-models tbody, #cutout-models .group, #cutout-models .group th { display: block; }
  #cutout-models tbody .model { display: grid; grid-template-columns: auto 1fr auto; column-gap: 6px; padding: 8px 0;
    border-top: 1px solid var(--border-color-primary); }
  #cutout-models .model td { border: 0; padding: 0; }
  #cutout-models .model td:first-child { grid-area: 1 / 1 / 2 / 3; }
  #cutout-models .model .size { grid-area: 1 / 3; }
  #cutout-models .model .licence { grid-area: 2 / 1; white-space: nowrap; }
  #cutout-models .model .licence::after { content: " ·"; }
  #cutout-models .model .speed { grid-area: 2 / 2 / 3 / 4; }
  #fetch-model-row { flex-direction: column; align-items: stretch; }
}
"""


def choices() -> list[tuple[str, str]]:
    """What the cut-out dropdown offers, and what has to be fetched for it first."""

    def words(model: CutoutModel) -> str:
        facts = model.facts
        notes = [f"downloads {facts.megabytes:g} MB"] if model.missing() else []
        notes += [] if facts.commercial else ["not for commercial use"]
        return f"{facts.name}: {facts.good_for}" + (f" ({', '.join(notes)})" if notes else "")

    return [("auto (the best here)", "auto"), *((words(model), name) for name, model in MODELS.items())]


def add_section(cutout: gr.Dropdown) -> None:
    """The collapsed section, below what stands in the drawer so far. Fetching refreshes `cutout`'s choices too."""
    with gr.Accordion("Cut-out models", open=False, elem_id="cutout-models-section"):
        with gr.Row(elem_id="fetch-model-row"):
            wanted = gr.Dropdown(_to_fetch(), value=None, label="Fetch a model", scale=3, elem_id="fetch-model-name")
            button = gr.Button("Fetch", variant="primary", scale=1, min_width=90, elem_id="fetch-model")
            stop = gr.Button("Stop", variant="stop", visible=False, scale=1, min_width=90, elem_id="stop-fetching")
        said = gr.HTML("", padding=False, elem_id="fetch-status")
        table = gr.HTML(padding=False, elem_id="cutout-models")
    parts = {"table": table, "wanted": wanted, "fetch": button, "stop": stop, "status": said, "cutout": cutout}

    def on_fetch(name: str | None, request: gr.Request) -> Iterator[dict[Any, Any]]:
        _stops[str(request.session_hash)] = stopped = threading.Event()
        for updates in fetch(name, stopped):
            yield {parts[part]: value for part, value in updates.items()}

    def on_stop(request: gr.Request) -> None:
        _stops.get(str(request.session_hash), threading.Event()).set()

    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    # Without a trigger: when the page opens, since what is here may have changed since it was built.
    gr.on(None, lambda: {parts[part]: value for part, value in _what_is_here().items()}, None,
          [table, wanted, cutout], **quick)  # fmt: skip
    button.click(
        on_fetch, wanted, list(parts.values()), show_progress="hidden", concurrency_limit=AT_ONCE,
        concurrency_id="fetch", api_visibility="private",
    )  # fmt: skip
    stop.click(on_stop, None, None, **quick)


_stops: TTLCache[str, threading.Event] = TTLCache(1000, ttl=24 * 3600)
"""Who pressed Stop, by session. Not gradio's `cancels`, after which a last “Downloading …” can overwrite “Stopped”."""


def fetch(name: str | None, stopped: threading.Event) -> Iterator[dict[str, Any]]:
    """Fetch a model until `stopped`, yielding updates by part: the bar while it comes, and what is here then."""
    if not name:
        yield {"status": status("Choose a model to fetch first.", failed=True)}
        return

    def work(report: Report) -> None:
        def report_unless_stopped(share: float, words: str) -> None:
            if stopped.is_set():
                raise Cancelled("Stopped. What has arrived is kept: Fetch goes on from there.")
            report(share, words)

        choose_model(name).fetch(report_unless_stopped)

    at_rest = {"fetch": gr.update(visible=True), "stop": gr.update(visible=False)}
    try:
        yield {"fetch": gr.update(visible=False), "stop": gr.update(visible=True)}
        for step in stream("fetch", f"Asking for {name}", work):
            yield {"status": status(step.words, step.share)}
        done = f"{name} is on this machine now. Choose it under “Cut-out”, or leave auto."
        yield {
            "status": status(done),
            **_what_is_here(),
            "wanted": gr.update(choices=_to_fetch(), value=None),
            **at_rest,
        }
    except Cancelled as stop:
        yield {"status": status(str(stop)), **at_rest}
    except BackdropError as error:
        yield {"status": status(str(error), failed=True), **at_rest}


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
    heads = "".join(
        f'<th scope="col" class="{head.lower()}">{head}</th>' for head in ("Model", "Size", "Licence", "Speed")
    )
    here = [model for model in MODELS.values() if model.missing() is None]
    groups = _group("On this machine", here) + _group("To fetch", [one for one in MODELS.values() if one not in here])
    return (
        f"<p>{escape(auto_choice().why)}</p><table><thead><tr>{heads}</tr></thead>{groups}</table>"
        f'<p class="small">{NOTE}</p>'
    )


def _group(title: str, models: list[CutoutModel]) -> str:
    if not models:
        return ""
    head = f'<tr class="group"><th colspan="4" scope="rowgroup">{title}</th></tr>'
    return f"<tbody>{head}{''.join(map(_row, models))}</tbody>"


def _row(model: CutoutModel) -> str:
    facts, here = model.facts, model.megabytes_here()
    gpu = " Wants a GPU." if facts.wants_gpu else ""
    warning = "" if facts.commercial else '<span class="tag">non-commercial</span>'
    return (
        f'<tr class="model"><td><span class="name">{escape(facts.name)}</span>{warning}'
        f'<div class="for">{escape(facts.good_for)}.{gpu}</div></td>'
        f'<td class="size">{facts.megabytes if here is None else here:g} MB</td>'
        f'<td class="licence">{escape(facts.licence)}</td>'
        f'<td class="speed">{escape(facts.speed)}</td></tr>'
    )
