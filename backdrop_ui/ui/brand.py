"""The drawer's section on a brand: its colours in words or picked, its logo, and what carries the logo."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gradio as gr

from ..brand import Brand, colours_of_logo, hex_of, parse_colours
from ..brand.colours import MAX_CHARACTERS
from ..brand.wishes import KEEP
from ..brief import MAX_BRAND_COLOURS
from ..errors import BackdropError
from .shown import status

PLACES = [("On the wall", "wall"), ("On the floor", "floor"), ("Only its colours", "none")]
NOTE = "The first colour covers the most. A scene without a wall or floor for the logo gets a banner."

CSS = """
#brand .small { font-size: 12.5px; opacity: .75; margin: 0; }
#brand-pickers { gap: 8px; flex-wrap: nowrap; }
#brand-pickers > * { min-width: 0 !important; flex: 1 1 0; padding: 0; }
#brand-pickers button { width: 100%; min-width: 0; height: 38px; border-radius: 10px; margin: 0;
  border: 1px solid var(--border-color-primary); }
"""


def add_section(logo: gr.Image) -> dict[str, Any]:
    """Lay the section out and tie its parts together; `logo` is the input for the file, rendered here."""
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    with gr.Accordion("Brand colours and logo", open=False, elem_id="brand"):
        text = gr.Textbox(
            label="Brand colours", placeholder="#0a3d62, gold", max_lines=1, elem_id="brand-colours",
            max_length=MAX_CHARACTERS,
        )  # fmt: skip
        with gr.Row(elem_id="brand-pickers"):
            pickers = [
                gr.ColorPicker(label=f"Brand colour {number + 1}", show_label=False, container=False)
                for number in range(MAX_BRAND_COLOURS)
            ]
        problem = gr.HTML(padding=False)
        logo.render()
        where = gr.Radio(PLACES, value="wall", label="The logo is", elem_id="logo-on")
        gr.HTML(f'<p class="small">{NOTE}</p>', padding=False)
    gr.on([text.blur, text.submit], on_colours, text, [problem, *pickers], **quick)
    for picker in pickers:
        picker.input(on_picked, pickers, [text, problem], **quick)
    logo.upload(on_logo, [logo, text], [text, problem, *pickers], **quick)
    return {"colours": text, "logo": logo, "logo_on": where}


def brand_of(values: dict[str, Any]) -> Brand:
    """What the section asks for. Emptied colours beside a logo mean the scene's own: the logo's were offered."""
    logo = Path(values["logo"]) if values.get("logo") else None
    colours = (values.get("colours") or "").strip()
    return Brand(colours or (KEEP if logo else ""), logo, values.get("logo_on") or "wall")


def on_colours(text: str) -> list[Any]:
    """What is wrong with the text, if anything, and its colours for the pickers; they stay where it cannot be read."""
    try:
        colours = [hex_of(colour) for colour in parse_colours(text or "")]
    except BackdropError as error:
        return [status(str(error), failed=True), *[gr.skip()] * MAX_BRAND_COLOURS]
    return ["", *colours, *[None] * (MAX_BRAND_COLOURS - len(colours))]


def on_picked(*colours: str | None) -> tuple[str, str]:
    """The pickers' colours as text; a picker that was not touched has none."""
    return ", ".join(_as_hex(colour) for colour in colours if colour), ""


def _as_hex(colour: str) -> str:
    """`"rgba(10.2, 61, 98, 1)"`, which a picker may say, to `"#0a3d62"`."""
    numbers = re.findall(r"[\d.]+", colour)
    if not colour.startswith("rgb") or len(numbers) < 3:
        return colour
    red, green, blue = (min(float(number) / 255, 1.0) for number in numbers[:3])
    return hex_of((red, green, blue))


def on_logo(path: str | None, text: str) -> list[Any]:
    """A logo arrived: offer its colours where none are given; what was given stays."""
    try:
        found = ", ".join(map(hex_of, colours_of_logo(Path(path)))) if path else ""
    except BackdropError as error:
        return [gr.skip(), status(str(error), failed=True), *[gr.skip()] * MAX_BRAND_COLOURS]
    text = text.strip() or found
    return [text, *on_colours(text)]
