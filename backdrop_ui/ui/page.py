"""The page's layout, and which component each name in the handlers means."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, cast, get_args

import gradio as gr
from cachetools import TTLCache
from gradio.data_classes import ImageData

from ..brief import MAX_PROMPT_CHARACTERS
from ..engines import ENGINES
from ..photo import Limits
from ..pipeline import MAX_VARIANTS, preset_wall
from ..placement import FORMATS
from ..provenance import FileType
from . import api, brand, brush, handlers, models
from .handlers import Values
from .shown import Updates, heard, status, viewing
from .style import ALL_PACKS, HEADER, HINT, THEME, tiles_css

PRIVACY = "Photos stay on the machine that runs this page. No account, no tracking; files are deleted after an hour."


SHOW_RESULTS = """() => {
  if (innerWidth < 768) document.querySelector("#results").scrollIntoView({ behavior: "smooth", block: "start" });
}"""
"""On a phone the results are below the scenes: go there when a scene is tapped."""


def photo_input(**options: Any) -> gr.Image:
    """An image input that hands the uploaded file on untouched: `photo.py` is the one place that opens it.

    An override on the object, because gradio writes a stub file next to any module that subclasses a component.
    """
    component = gr.Image(type="filepath", image_mode=None, buttons=[], **options)
    decode = component.preprocess

    def hand_on(payload: ImageData | None) -> str | None:
        inline = payload is not None and payload.url is not None and payload.url.startswith("data:")
        return str(payload.path) if payload is not None and not inline else decode(payload)

    component.preprocess = hand_on
    return component


_stops: TTLCache[str, threading.Event] = TTLCache(1000, ttl=24 * 3600)
"""Who pressed Stop, by session. Not gradio's `cancels`, after which the next tap can be lost."""


def build_page() -> gr.Blocks:
    """The whole page, ready to launch. Loads no model."""
    with gr.Blocks(title="Backdrop UI", analytics_enabled=False, delete_cache=(600, 3600)) as page:
        gr.HTML(HEADER, padding=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(scale=5, min_width=320, elem_id="choose"):
                parts = _choosing()
            with gr.Column(scale=6, min_width=320, elem_id="results"):
                parts |= _results()
        parts["made"] = gr.State([], time_to_live=3600)
        gr.HTML(f'<p class="privacy">{PRIVACY}</p>')
        _wire(parts)
        api.add_endpoints(page)
    return page


def page_css() -> str:
    """What `launch(css=...)` takes."""
    return tiles_css(list(preset_wall().presets.values())) + models.CSS + brand.CSS


def _choosing() -> dict[str, Any]:
    """The left half: photo, scenes, words, button, drawer."""
    parts: dict[str, Any] = {}
    parts["photo"] = photo_input(
        sources=["upload", "webcam", "clipboard"], label="Your photo", height=250, elem_id="photo"
    )
    gr.Examples([[str(path)] for path in example_photos()], [parts["photo"]], label="Or try one of these")
    presets = preset_wall().presets.values()
    gr.HTML('<p class="step">Tap a scene</p>', padding=False)
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
            placeholder="… or add words: at night, in the rain, teal and gold", show_label=False,
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
            [(form.capitalize(), form) for form in FORMATS], value="original", label="Format", scale=3, min_width=280
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
         ("Colours", handlers.COLOURS), ("Nothing", "nothing")],
        value="", label="Behind you", elem_id="plain",
    )  # fmt: skip
    with gr.Row(elem_id="plain-colours"):
        parts["upper"] = gr.ColorPicker("#f3ece2", label="Upper colour", min_width=110)
        parts["lower"] = gr.ColorPicker("#c9d3df", label="Lower colour", min_width=110)
    with gr.Row():
        parts["variants"] = gr.Slider(1, MAX_VARIANTS, value=1, step=1, label="Variants", elem_id="variant-count")
        # A text box: gradio's number turns "none given" into 0 when the drawer opens.
        parts["seed"] = gr.Textbox(label="Seed", placeholder="a new one each time", max_lines=1, elem_id="seed")
    with gr.Row():
        looks = [("Natural: light and shadow of the scene", "natural"), ("Off: subject pixels untouched", "off")]
        parts["look"] = gr.Radio(looks, value="natural", label="Look")
        parts["file_type"] = gr.Radio(list(get_args(FileType)), value="png", label="File")
    with gr.Row():
        parts["light"] = gr.Slider(0, 1, value=1, step=0.05, label="Light match", min_width=150)
        with gr.Column(min_width=150):
            parts["front"] = gr.Checkbox(True, label="Things in front of you")
            parts["zones"] = gr.Checkbox(False, label="Show a story's safe zone")
    with gr.Row():
        parts["cutout"] = gr.Dropdown(models.choices(), value="auto", label="Cut-out")
        parts["engine"] = gr.Dropdown(_choices_of_engines(), value="auto", label="Engine")
    parts["scene"] = photo_input(
        sources=["upload"], label="Your own backdrop", height=150, placeholder="Drop a picture"
    )
    logo = photo_input(sources=["upload"], label="Logo", height=120, placeholder="Drop a PNG", render=False)
    parts |= brand.add_section(logo)
    models.add_section(parts["cutout"])
    return parts


def _results() -> dict[str, Any]:
    """The right half: status, before/after, variants, downloads."""
    parts: dict[str, Any] = {}
    parts["hint"] = gr.HTML(HINT, padding=False)
    with gr.Column(elem_id="viewer") as parts["viewer"]:
        parts["compare"] = gr.ImageSlider(
            type="filepath", label="Before and after", interactive=False, visible=False, max_height=640,
            elem_id="compare", buttons=["fullscreen"], slider_position=50,
        )  # fmt: skip
        parts["position"] = gr.Slider(
            0, 100, value=50, step=1, label="Before ↔ after", show_label=False, container=False, visible=False,
            elem_id="position", buttons=[],
        )  # fmt: skip
        parts["gallery"] = gr.Gallery(
            label="Variants", columns=4, height="auto", allow_preview=False, visible=False, elem_id="variants",
            buttons=[], object_fit="cover",
        )  # fmt: skip
    with gr.Column(elem_id="fixer", elem_classes="away") as parts["fixer"]:
        parts |= _fixing()
    parts["status"] = gr.HTML(status("Choose a photo to start."), padding=False)
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
            [("by the photo's colours", "fast"), ("by ViTMatte, an AI model", "vitmatte")], value="fast", label="Edge",
            min_width=200,
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


def _wire(parts: dict[str, Any]) -> None:
    names = (
        "photo", "preset", "words", "form", "size", "scale", "right", "down", "plain", "upper", "lower", "variants",
        "seed", "look", "light", "front", "zones", "file_type", "cutout", "engine", "scene",
        "mask", "made", "brush", "grow", "feather", "invert", "matting", "colours", "logo", "logo_on",
    )  # fmt: skip
    inputs = {parts[name] for name in names}
    outputs = [part for name, part in parts.items() if name not in ("preset", "words", "heard", "alone")]

    def by_name(handler: Callable[[Values], Iterator[Updates]]) -> Callable[..., Iterator[dict[Any, Any]]]:
        """Let a handler speak of names where gradio speaks of components, and end it when the person presses Stop."""

        def handle(data: dict[Any, Any], request: gr.Request) -> Iterator[dict[Any, Any]]:
            _stops[str(request.session_hash)] = stopped = threading.Event()
            walk = cast(Generator[Updates], handler({name: data[parts[name]] for name in names}))
            for updates in walk:
                if stopped.is_set():
                    walk.close()
                    updates = handlers.stopped()  # noqa: PLW2901
                yield {parts[name]: value for name, value in updates.items()}

        return handle

    engine: dict[str, Any] = {
        "show_progress": "hidden", "concurrency_limit": 1, "concurrency_id": "engine", "api_visibility": "private",
    }  # fmt: skip
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}

    gr.on([parts["photo"].change, parts["cutout"].change, parts["mask"].change],
          by_name(handlers.on_photo), inputs, outputs, **engine)  # fmt: skip
    parts["fix"].click(
        lambda: {parts[name]: value for name, value in viewing(False).items()},
        None, [parts["viewer"], parts["fixer"], parts["fix"]], **quick,
    )  # fmt: skip
    gr.on([parts["brush"].input, parts["grow"].release, parts["feather"].release, parts["invert"].input,
           parts["matting"].input],
          by_name(handlers.on_fix), inputs, outputs, trigger_mode="always_last", **engine)  # fmt: skip
    parts["fix_done"].click(by_name(handlers.on_fix_done), inputs, outputs, **engine)
    # Words change the scene that is tapped; without one they are the scene.
    parts["preset"].input(lambda: (None, ""), None, [parts["scene"], parts["plain"]], **quick)
    parts["words"].input(lambda: "", None, parts["plain"], **quick)
    parts["alone"].click(lambda: None, None, parts["preset"], **quick)
    gr.on([parts["words"].blur, parts["words"].submit, parts["make"].click, parts["preset"].change],
          listen, [parts["words"], parts["preset"]], [parts["heard"], parts["alone"]], trigger_mode="always_last",
          **quick)  # fmt: skip
    gr.on([parts["preset"].input, parts["make"].click, parts["words"].submit],
          by_name(handlers.on_make), inputs, outputs, trigger_mode="always_last", **engine)  # fmt: skip
    gr.on([parts["preset"].input, parts["make"].click, parts["words"].submit], None, js=SHOW_RESULTS, **quick)

    def stop(request: gr.Request) -> str:
        _stops.get(str(request.session_hash), threading.Event()).set()
        return status("Stopping …")

    parts["stop"].click(stop, None, parts["status"], **quick)

    def pick(data: dict[Any, Any], event: gr.SelectData) -> dict[Any, Any]:
        updates = handlers.on_pick_variant({"made": data[parts["made"]]}, int(event.index))
        return {parts[name]: value for name, value in updates.items()}

    parts["gallery"].select(pick, {parts["made"]}, [parts["compare"], parts["download"]], **quick)
    # The slider's handle cannot be reached by keyboard; this one can.
    parts["position"].input(
        lambda share: gr.update(slider_position=share), parts["position"], parts["compare"], **quick
    )


def listen(words: str | None, preset: str | None) -> tuple[str, dict[str, Any]]:
    """What the words say, and whether letting the tapped scene go is offered."""
    return heard(words, preset), gr.update(visible=bool(preset and (words or "").strip()))


def _choices_of_engines() -> list[tuple[str, str]]:
    return [("auto (the best here)", "auto"), *((engine.title, engine.name) for engine in ENGINES.values())]


def example_photos() -> list[Path]:
    """Photos that come inside scikit-image: NASA's astronaut, a cat, a coffee cup. Found without importing it."""
    spec = importlib.util.find_spec("skimage")
    folder = Path(spec.origin).parent / "data" if spec and spec.origin else Path()
    return [path for name in ("astronaut", "chelsea", "coffee") if (path := folder / f"{name}.png").is_file()]


def launch_options() -> dict[str, Any]:
    """What every launch of the page has in common: style, limits, privacy."""
    return {
        "theme": THEME,
        "css": page_css(),
        "max_file_size": f"{Limits().max_bytes // 1_000_000}mb",
        "run_history": False,
        "enable_monitoring": False,
        "footer_links": ["api"],
        "show_error": True,
        "pwa": True,
        "ssr_mode": False,
    }
