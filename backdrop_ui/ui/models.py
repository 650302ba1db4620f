"""The drawer's section on cut-out models: which there are, which are here, and fetching one."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import gradio as gr

from ..cutout import MODELS, CutoutModel, auto_choice, choose_model
from ..errors import BackdropError
from ..progress import stream
from .handlers import status

AT_ONCE = 4
"""Downloads by different people; two of the same model wait for each other in `cutout/download.py`."""
NOTE = (
    "Fetched from rembg’s release on GitHub into the folder where rembg looks; the checksum is verified. Nothing is "
    "fetched until you ask for it or choose a model that is not here."
)

# The drawer is half a page wide on a desk, and the whole of a phone: there a row becomes a card.
CSS = """
#cutout-models table { width: 100%; border-collapse: collapse; font-size: 13px; line-height: 1.4; margin: 0; }
#cutout-models th { text-align: left; font-weight: 600; opacity: .65; padding: 4px 8px; white-space: nowrap; }
#cutout-models td { padding: 8px; vertical-align: top; border-top: 1px solid var(--border-color-primary); }
#cutout-models td:first-child, #cutout-models th:first-child { padding-left: 0; }
#cutout-models td:last-child, #cutout-models th:last-child { padding-right: 0; text-align: right; }
#cutout-models .name { font-weight: 650; white-space: nowrap; }
#cutout-models .for, #cutout-models .speed { opacity: .75; }
#cutout-models .size { white-space: nowrap; }
#cutout-models .tag { display: inline-block; padding: 0 8px; border-radius: 99px; white-space: nowrap; font-size: 12px;
  border: 1px solid var(--border-color-primary); }
#cutout-models .tag.here { border-color: transparent; background: #16a34a; color: #fff; }
#cutout-models .tag.no { border-color: transparent; background: #b45309; color: #fff; }
#cutout-models p { font-size: 13px; margin: 0 0 10px; }
#cutout-models .small { opacity: .7; margin: 10px 0 0; }
#fetch-model-row { align-items: end; }
@media (max-width: 767px) {
  #cutout-models thead { position: absolute; clip-path: inset(50%); }
  #cutout-models table, #cutout-models tbody { display: block; }
  #cutout-models tr { display: grid; grid-template-columns: 1fr auto; gap: 2px 10px; padding: 9px 0;
    border-top: 1px solid var(--border-color-primary); }
  #cutout-models td { border: 0; padding: 0; }
  #cutout-models td.what { grid-column: 1; grid-row: 1; }
  #cutout-models td:last-child { grid-column: 2; grid-row: 1; }
  #cutout-models td.size, #cutout-models td.licence, #cutout-models td.speed { grid-column: 1 / -1; }
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
        table = gr.HTML(padding=False, elem_id="cutout-models")
        with gr.Row(elem_id="fetch-model-row"):
            wanted = gr.Dropdown(_to_fetch(), label="Fetch a model", scale=3, elem_id="fetch-model-name")
            button = gr.Button("Fetch", variant="primary", scale=1, min_width=90, elem_id="fetch-model")
            stop = gr.Button("Stop", variant="stop", visible=False, scale=1, min_width=90, elem_id="stop-fetching")
        said = gr.HTML("", padding=False, elem_id="fetch-status")
    parts = {"table": table, "wanted": wanted, "fetch": button, "stop": stop, "status": said, "cutout": cutout}

    def on_fetch(name: str | None) -> Iterator[dict[Any, Any]]:
        for updates in fetch(name):
            yield {parts[part]: value for part, value in updates.items()}

    def on_stop() -> dict[Any, Any]:
        return {said: status("Stopped. What has arrived is kept: Fetch goes on from there."), **_at_rest(parts)}

    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    # Without a trigger: when the page opens, since what is here may have changed since it was built.
    gr.on(None, lambda: {parts[part]: value for part, value in _what_is_here().items()}, None,
          [table, wanted, cutout], **quick)  # fmt: skip
    fetching = button.click(
        on_fetch, wanted, list(parts.values()), show_progress="hidden", concurrency_limit=AT_ONCE,
        concurrency_id="fetch", api_visibility="private",
    )  # fmt: skip
    stop.click(on_stop, None, [said, button, stop], cancels=[fetching], **quick)


def fetch(name: str | None) -> Iterator[dict[str, Any]]:
    """Fetch a model, yielding updates by part: the bar while it comes, what is here when it has come."""
    if not name:
        yield {"status": status("Choose a model to fetch first.", failed=True)}
        return
    try:
        yield {"fetch": gr.update(visible=False), "stop": gr.update(visible=True)}
        for step in stream("fetch", f"Asking for {name}", choose_model(name).fetch):
            yield {"status": status(step.words, step.share)}
        done = f"{name} is on this machine now. Choose it under “Cut-out”, or leave auto. {auto_choice().why}"
        yield {
            "status": status(done),
            **_what_is_here(),
            **_AT_REST,
            "wanted": gr.update(choices=_to_fetch(), value=None),
        }
    except BackdropError as error:
        yield {"status": status(str(error), failed=True), **_AT_REST}


_AT_REST: dict[str, Any] = {"fetch": gr.update(visible=True), "stop": gr.update(visible=False)}


def _at_rest(parts: dict[str, Any]) -> dict[Any, Any]:
    return {parts[part]: value for part, value in _AT_REST.items()}


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
    """Every model with what speaks for and against it, and what `auto` makes of them."""
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Model", "Size", "Licence", "Speed", "Here"))
    rows = "".join(map(_row, MODELS.values()))
    return (
        f"<p>{escape(auto_choice().why)}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="small">{NOTE}</p>'
    )


def _row(model: CutoutModel) -> str:
    facts, here = model.facts, model.megabytes_here()
    gpu = " Wants a GPU." if facts.wants_gpu else ""
    warning = "" if facts.commercial else ' <span class="tag no">non-commercial</span>'
    where = '<span class="tag here">here</span>' if here else '<span class="tag">to fetch</span>'
    return (
        f'<tr><td class="what"><span class="name">{escape(facts.name)}</span> '
        f'<div class="for">{escape(facts.good_for)}.{gpu}</div></td>'
        f'<td class="size">{here or facts.megabytes:g} MB</td>'
        f'<td class="licence">{escape(facts.licence)}{warning}</td>'
        f'<td class="speed">{escape(facts.speed)}</td><td>{where}</td></tr>'
    )
