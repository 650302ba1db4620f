"""What the drawer's two sections on models share: their table, and a download with a bar and Stop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from ..errors import BackdropError, Cancelled
from ..progress import Report, stream
from .shown import marked, status

AT_ONCE = 4
"""Downloads by different people; two of the same file wait for each other in `download`."""
NOT_ON_A_SPACE = (
    "This page runs for many people, so its owner chooses what is fetched. Duplicate this Space, or run the page on a "
    "machine of your own, to fetch models."
)
SLOW: dict[str, Any] = {
    "show_progress": "hidden", "concurrency_limit": AT_ONCE, "concurrency_id": "fetch", "api_visibility": "private",
}  # fmt: skip

# The drawer is half a page wide on a desk, and the whole of a phone: there a row becomes a card.
CSS = """
.models table { width: 100%; border: 0; border-collapse: collapse; table-layout: fixed; margin: 0;
  font-size: 13px; line-height: 1.4; }
.models thead .model { width: 40%; }
.models thead .size { width: 16%; }
.models thead .licence { width: 19%; }
.models tr { border: 0; background: none; }
.models th, .models td { border: 0; padding: 7px 10px 7px 0; text-align: left; vertical-align: top; }
.models th:last-child, .models td:last-child { padding-right: 0; }
.models td { border-top: 1px solid var(--border-color-primary); }
.models thead th { font-weight: 500; opacity: .75; padding-bottom: 0; }
.models .group th { font-weight: 650; padding: 16px 0 6px; font-size: 13.5px; }
.models .name { font-weight: 650; margin-right: 6px; }
.models .for, .models td.speed, .models td.auto { opacity: .75; }
.models .size, .models .name, .models td > span:not(.name) { white-space: nowrap; }
.models code { overflow-wrap: anywhere; }
.models .tag { display: inline-block; padding: 0 8px; border-radius: 99px; white-space: nowrap; font-size: 12px;
  font-weight: 600; background: #b45309; color: #fff; }
.models p { font-size: 13.5px; margin: 0; }
.models p.small { font-size: 12.5px; opacity: .7; margin: 12px 0 0; }
.fetch-row { align-items: end; gap: 10px; }
.fetch-row:not(:has(button, input)) { display: none; }
.fetch-name { padding-left: 0; padding-right: 0; }
@media (min-width: 768px) { #ai-models .size { white-space: normal; } }
@media (max-width: 767px) {
  .models thead { position: absolute; clip-path: inset(50%); }
  .models table, .models tbody, .models .group, .models .group th { display: block; }
  .models tbody .model { display: grid; grid-template-columns: auto 1fr auto; column-gap: 6px; padding: 8px 0;
    border-top: 1px solid var(--border-color-primary); }
  .models .model td { border: 0; padding: 0; }
  .models .model td:first-child { grid-area: 1 / 1 / 2 / 3; }
  .models .model .size { grid-area: 1 / 3; }
  .models .model .licence { grid-area: 2 / 1; white-space: nowrap; }
  .models .model .licence::after { content: " ·"; }
  .models .model td:last-child { grid-area: 2 / 2 / 3 / 4; }
  .fetch-row { flex-direction: column; align-items: stretch; }
}
"""


@dataclass(frozen=True)
class Row:
    """One model. about: what for. cells: by the class of their column."""

    name: str
    about: str
    commercial: bool
    cells: Mapping[str, str]


def table(intro: str, heads: Sequence[str], groups: Mapping[str, Sequence[Row]], note: str) -> str:
    """Every model with what speaks for and against it. heads: the columns, the last words' in lower case the class."""
    head = "".join(f'<th scope="col" class="{head.lower()}">{head}</th>' for head in heads)
    bodies = "".join(_group(title, rows, len(heads)) for title, rows in groups.items() if rows)
    return (
        f"<p>{escape(intro)}</p><table><thead><tr>{head}</tr></thead>{bodies}</table>"
        f'<p class="small">{escape(note)}</p>'
    )


def _group(title: str, rows: Sequence[Row], columns: int) -> str:
    head = f'<tr class="group"><th colspan="{columns}" scope="rowgroup">{escape(title)}</th></tr>'
    return f"<tbody>{head}{''.join(map(_row, rows))}</tbody>"


def _row(row: Row) -> str:
    warning = "" if row.commercial else '<span class="tag">non-commercial</span>'
    cells = "".join(f'<td class="{column}">{_whole(words)}</td>' for column, words in row.cells.items())
    return (
        f'<tr class="model"><td><span class="name">{escape(row.name)}</span>{warning}'
        f'<div class="for">{marked(row.about)}</div></td>{cells}</tr>'
    )


def _whole(words: str) -> str:
    """Words that a line breaks between and not within, as it would at the hyphen of Apache-2.0."""
    return " ".join(f"<span>{escape(word)}</span>" for word in words.split())


def downloading(
    work: Callable[[Report], None], stopped: threading.Event, done: Callable[[], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Run a download until `stopped`, yielding updates by part: the bar while it comes, and `done()` then."""

    def work_unless_stopped(report: Report) -> None:
        def report_unless_stopped(share: float, words: str) -> None:
            if stopped.is_set():
                raise Cancelled("Stopped. What has arrived is kept: Fetch goes on from there.")
            report(share, words)

        work(report_unless_stopped)

    if os.environ.get("SPACE_ID"):  # as Hugging Face sets it: strangers would fill its disk
        yield {"status": status(NOT_ON_A_SPACE, failed=True)}
        return
    yield _buttons(at_work=True)
    try:
        for step in stream("fetch", "Asking for it", work_unless_stopped):
            yield {"status": status(step.words, step.share)}
    except BackdropError as error:
        yield {"status": status(str(error), failed=not isinstance(error, Cancelled)), **_buttons(at_work=False)}
    except Exception:  # a fault of this program: nobody is left with a Stop that stops nothing
        yield {"status": status("It could not be fetched.", failed=True), **_buttons(at_work=False)}
        raise
    else:
        yield _buttons(at_work=False)
        yield done()


def _buttons(at_work: bool) -> dict[str, Any]:
    """Fetch or Stop; meanwhile no other model can be asked for, which would bring a second Fetch button."""
    return {
        "fetch": gr.update(visible=not at_work),
        "stop": gr.update(visible=at_work),
        "wanted": gr.update(interactive=not at_work),
    }
