"""What stands where on the page: every component by the name that the handlers know it by."""

from __future__ import annotations

import importlib.util
from abc import ABCMeta
from pathlib import Path
from typing import Any, get_args

import gradio as gr
from gradio.data_classes import ImageData

from ..brief import MAX_PROMPT_CHARACTERS
from ..pipeline import MAX_VARIANTS, preset_wall
from ..placement import FORMATS
from ..provenance import FileType
from . import brand, brush, engine_models, models
from .requests import COLOURS
from .shown import LIVE, status
from .style import ALL_PACKS, HINT


def _hand_on(component: gr.Image, payload: ImageData | None) -> Any:
    """An uploaded file's path, untouched: `photo.py` is the one place that opens it."""
    inline = payload is not None and payload.url is not None and payload.url.startswith("data:")
    return str(payload.path) if payload is not None and not inline else gr.Image.preprocess(component, payload)


PhotoImage: type[gr.Image] = ABCMeta.__new__(
    type(gr.Image), "Image", (gr.Image,), {"preprocess": _hand_on, "__module__": gr.Image.__module__}
)
"""Gradio builds a component anew from its class with each update: what is changed in one alone would be lost. Its
metaclass is left out, which writes a stub file beside any module with a subclass."""


TAP_AGAIN = """
let chosen = null;
const again = tile => ["input", "change"].forEach(kind => tile.dispatchEvent(new Event(kind, { bubbles: true })));
document.addEventListener("pointerdown", event => {
  const tile = event.target.closest?.("#presets label")?.querySelector("input");
  chosen = tile?.checked ? tile : null;
}, true);
document.addEventListener("click", event => { if (chosen && event.target === chosen) again(chosen); }, true);
document.addEventListener("keydown", event => {
  if (event.key === " " && !event.repeat && event.target.matches?.("#presets input:checked")) again(event.target);
}, true);
"""
"""A tile that is chosen already can be tapped again: for the next photo, after Stop, for another of its kind."""


def photo_input(**options: Any) -> gr.Image:
    """An image input that hands on the uploaded file."""
    return PhotoImage(type="filepath", image_mode=None, buttons=[], **options)


def choosing() -> dict[str, Any]:
    """The left half: photo, scenes, words, button, drawer."""
    parts: dict[str, Any] = {}
    parts["photo"] = photo_input(
        sources=["upload", "webcam", "clipboard"], label="Your photo", height=250, elem_id="photo"
    )
    gr.Examples([[str(path)] for path in example_photos()], [parts["photo"]], label="Or try one of these")
    presets = preset_wall().presets.values()
    gr.HTML('<p class="step">Tap a scene</p>', padding=False, js_on_load=TAP_AGAIN)
    gr.Radio(
        [ALL_PACKS, *dict.fromkeys(preset.pack for preset in presets)], value=ALL_PACKS, label="Show scenes of",
        elem_id="packs", container=False, interactive=True,
    )  # fmt: skip
    parts["preset"] = gr.Radio(
        [(preset.title, preset.id) for preset in presets], label="Tap a scene", elem_id="presets", container=False,
    )  # fmt: skip
    for problem in preset_wall().problems:
        gr.HTML(status(problem, failed=True))
    with gr.Row(elem_id="say", equal_height=True):
        parts["words"] = gr.Textbox(
            placeholder="… or words: at night, in the rain", show_label=False,
            label="Your own words, alone or to change the tapped scene", max_length=MAX_PROMPT_CHARACTERS,
            container=False, scale=5, elem_id="words",
        )  # fmt: skip
        parts["make"] = gr.Button("Make backdrop", variant="primary", scale=2, min_width=150, elem_id="make")
    parts["heard"] = gr.HTML("", padding=False, elem_id="heard")
    parts["alone"] = gr.Button("Only my words, without the tapped scene", size="sm", visible=False, elem_id="alone")
    with gr.Accordion("More options", open=False, elem_id="drawer"):
        parts |= _drawer()
    return parts


def _drawer() -> dict[str, Any]:
    parts: dict[str, Any] = {}
    with gr.Row(equal_height=True):
        parts["form"] = gr.Radio(
            [(form.capitalize(), form) for form in FORMATS],
            value="original",
            label="Format",
            scale=3,
            min_width=280,
            elem_id="form",
        )
        parts["size"] = gr.Textbox(
            label="Or exact pixels", placeholder="1200x628", max_lines=1, scale=1, min_width=120, elem_id="size"
        )
    with gr.Row():
        parts["scale"] = gr.Slider(0.3, 2.5, value=1, step=0.05, label="Subject size", min_width=150)
        parts["right"] = gr.Slider(-0.5, 0.5, value=0, step=0.01, label="Left ↔ right", min_width=150)
        parts["down"] = gr.Slider(-0.5, 0.5, value=0, step=0.01, label="Up ↔ down", min_width=150)
    parts["plain"] = gr.Radio(
        [("A scene", ""), ("Own background, grown", "keep"), ("Own background, blurred", "blur"),
         ("Colours", COLOURS), ("Nothing", "nothing")],
        value="", label="Behind you", elem_id="plain",
    )  # fmt: skip
    with gr.Row(elem_id="plain-colours"):
        parts["upper"] = gr.ColorPicker("#f3ece2", label="Upper colour", min_width=110)
        parts["lower"] = gr.ColorPicker("#c9d3df", label="Lower colour", min_width=110)
    with gr.Row():
        parts["variants"] = gr.Slider(1, MAX_VARIANTS, value=1, step=1, label="Variants", elem_id="variant-count")
        # A text box: gradio's number turns "none given" into 0 when the drawer opens.
        parts["seed"] = gr.Textbox(label="Seed", placeholder="new each time", max_lines=1, elem_id="seed")
    with gr.Row():
        looks = [("Natural: light and shadow of the scene", "natural"), ("Off: subject pixels untouched", "off")]
        parts["look"] = gr.Radio(looks, value="natural", label="Look")
        parts["file_type"] = gr.Radio(list(get_args(FileType)), value="png", label="File")
    with gr.Row():
        parts["light"] = gr.Slider(0, 1, value=1, step=0.05, label="Light match", min_width=150)
        with gr.Column(min_width=150):
            parts["front"] = gr.Checkbox(True, label="Things in front of you")
            parts["zones"] = gr.Checkbox(False, label="Show a story's safe zone")
    parts["scene"] = photo_input(
        sources=["upload"], label="Your own backdrop", height=150, placeholder="Drop a picture", elem_id="scene"
    )
    logo = photo_input(sources=["upload"], label="Logo", height=120, placeholder="Drop a PNG", render=False)
    parts |= brand.add_section(logo)
    parts |= engine_models.add_section()
    parts["cutout"] = gr.Dropdown(models.choices(), value="auto", label="Cut-out", filterable=False)
    models.add_section(parts["cutout"])
    return parts


def results() -> dict[str, Any]:
    """The right half: status, before/after, variants, downloads."""
    parts: dict[str, Any] = {}
    parts["hint"] = gr.HTML(HINT, padding=False)
    with gr.Column(elem_id="viewer") as parts["viewer"]:
        with gr.Column(elem_id="stage"):
            parts["compare"] = gr.ImageSlider(
                type="filepath", label="Before and after", interactive=False, visible=False, max_height=640,
                elem_id="compare", buttons=["fullscreen"], slider_position=50,
            )  # fmt: skip
            parts["making"] = gr.HTML("", padding=False, elem_id="making")
        parts["position"] = gr.Slider(
            0, 100, value=50, step=1, label="Before ↔ after", show_label=False, container=False, visible=False,
            elem_id="position", buttons=[],
        )  # fmt: skip
        parts["gallery"] = gr.Gallery(
            label="Variants", show_label=False, columns=4, height="auto", allow_preview=False, visible=False,
            elem_id="variants", buttons=[], object_fit="cover",
        )  # fmt: skip
    with gr.Column(elem_id="fixer", elem_classes="away") as parts["fixer"]:
        parts |= _fixing()
    parts["status"] = gr.HTML(status("Choose a photo to start."), padding=False, elem_id="status", js_on_load=LIVE)
    with gr.Row():
        parts["download"] = gr.DownloadButton("Download", variant="primary", visible=False, elem_id="download")
        parts["cutout_download"] = gr.DownloadButton("Cut-out PNG", visible=False, elem_id="cutout-download")
        parts["fix"] = gr.Button("Fix cut-out", visible=False, elem_id="fix")
        parts["stop"] = gr.Button("Stop", variant="stop", visible=False, elem_id="stop")
    parts["about"] = gr.HTML("", padding=False)
    return parts


def _fixing() -> dict[str, Any]:
    """What takes the place of the pictures while a person fixes the cut-out."""
    parts: dict[str, Any] = {"brush": brush.brush()}
    with gr.Row():
        parts["grow"] = gr.Slider(-20, 20, value=0, step=1, label="Grow, px", buttons=["reset"])
        parts["feather"] = gr.Slider(0, 20, value=0, step=1, label="Soften, px", buttons=["reset"])
    with gr.Row():
        parts["invert"] = gr.Checkbox(label="Invert: keep the background", min_width=200)
        parts["matting"] = gr.Dropdown(
            [("photo's colours", "fast"), ("ViTMatte, an AI", "vitmatte")], value="fast", label="Edge",
            min_width=200, filterable=False,
        )  # fmt: skip
    with gr.Accordion("Your own mask", open=False, elem_id="own-mask"):
        parts["mask"] = photo_input(
            sources=["upload"],
            label="A mask of the photo's size",
            height=140,
            placeholder="White is kept",
            elem_id="mask",
        )
        parts["mask_download"] = gr.DownloadButton("Save the mask as it is now", interactive=False)
    parts["fix_done"] = gr.Button("Done", variant="primary", elem_id="fix-done")
    return parts


def example_photos() -> list[Path]:
    """Photos that come inside scikit-image: NASA's astronaut, a cat, a coffee cup. Found without importing it."""
    spec = importlib.util.find_spec("skimage")
    folder = Path(spec.origin).parent / "data" if spec and spec.origin else Path()
    return [path for name in ("astronaut", "chelsea", "coffee") if (path := folder / f"{name}.png").is_file()]
