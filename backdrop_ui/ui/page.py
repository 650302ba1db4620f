"""The page: its parts put together, and what happens when a person does something."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

import gradio as gr

from ..photo import Limits
from ..pipeline import preset_wall
from . import api, brand, engine_models, fetching, handlers, making
from .events import QUICK, closed_aside
from .layout import choosing, results
from .requests import Values
from .shown import Updates, heard, status, viewing
from .stops import Stops
from .style import HEADER, THEME, tiles_css

PRIVACY = "Photos stay on the machine that runs this page. No account, no tracking; files are deleted after an hour."


SHOW_RESULTS = f"""photo => {{
  if (innerWidth < 768) document.querySelector("#results").scrollIntoView({{ behavior: "smooth", block: "start" }});
  return photo ? `{status("Waiting for its turn", 0.0)}` : {{ __type__: "update" }};
}}"""
"""On a phone the results are below the scenes: go there when a scene is tapped. The server says nothing before it
begins, and it may be busy with another person's picture.
"""

CHANGED = f"""() => document.getElementById("download")
  ? `{status("Changed: tap Make backdrop to see it.")}` : {{ __type__: "update" }}"""
"""Only once there is a picture that the change is not in."""

OWN_SCENE = f"""photo => photo
  ? `{status("Your own backdrop is here: Make backdrop puts it behind you.")}` : `{status("Now choose a photo.")}`"""

MOVE_SLIDER = """share => ({ __type__: "update", slider_position: share })"""
"""Within the browser: answers of a server may come in another order than the keys were pressed."""


_stops = Stops()


def build_page() -> gr.Blocks:
    """The whole page, ready to launch. Loads no model."""
    with gr.Blocks(title="Backdrop UI", analytics_enabled=False, delete_cache=(600, 3600)) as page:
        gr.HTML(HEADER, padding=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(scale=5, min_width=320, elem_id="choose"):
                parts = choosing()
            with gr.Column(scale=6, min_width=320, elem_id="results"):
                parts |= results()
        parts["made"] = gr.State([], time_to_live=3600)
        parts["fixing"] = gr.State(False)
        gr.HTML(f'<p class="privacy">{PRIVACY}</p>')
        _wire(parts)
        api.add_endpoints(page)
    return page


def page_css() -> str:
    """What `launch(css=...)` takes."""
    return tiles_css(list(preset_wall().presets.values())) + "".join(
        part.CSS for part in (brand, fetching, engine_models, making)
    )


def _wire(parts: dict[str, Any]) -> None:
    names = (
        "photo", "preset", "words", "form", "size", "scale", "right", "down", "plain", "upper", "lower", "variants",
        "seed", "look", "light", "front", "zones", "file_type", "cutout", "engine", "sketch", "scene",
        "mask", "made", "fixing", "brush", "grow", "feather", "invert", "matting", "colours", "logo", "logo_on",
    )  # fmt: skip
    inputs = {parts[name] for name in names}
    outputs = [part for name, part in parts.items() if name not in ("preset", "words", "heard", "alone")]

    def by_name(handler: Callable[[Values], Generator[Updates]]) -> Callable[..., Iterator[dict[Any, Any]]]:
        """Let a handler speak of names where gradio speaks of components, and end it when the person presses Stop."""

        def handle(data: dict[Any, Any], request: gr.Request) -> Iterator[dict[Any, Any]]:
            stopped, finished = _stops.start(request), 0
            with closed_aside(handler({name: data[parts[name]] for name in names})) as walk:
                for updates in walk:
                    finished = len(updates.get("made", ())) or finished
                    if stopped.is_set():
                        walk.close()
                        updates.update(making.stopped(finished, int(data[parts["variants"]])))
                    yield {parts[name]: value for name, value in updates.items()}

        return handle

    engine: dict[str, Any] = {
        "show_progress": "hidden", "concurrency_limit": 1, "concurrency_id": "engine", "api_visibility": "private",
    }  # fmt: skip

    gr.on([parts["photo"].change, parts["cutout"].change, parts["mask"].change],
          by_name(handlers.on_photo), inputs, outputs, **engine)  # fmt: skip
    parts["fix"].click(
        lambda: {parts[name]: value for name, value in viewing(False).items()},
        None, [parts["viewer"], parts["fixer"], parts["fix"], parts["fixing"]], **QUICK,
    )  # fmt: skip
    gr.on([parts["brush"].input, parts["grow"].release, parts["feather"].release, parts["invert"].input,
           parts["matting"].input],
          by_name(handlers.on_fix), inputs, outputs, trigger_mode="always_last", **engine)  # fmt: skip
    parts["fix_done"].click(by_name(handlers.on_fix_done), inputs, outputs, **engine)
    # Words change the scene that is tapped; without one they are the scene.
    parts["preset"].input(lambda: (None, ""), None, [parts["scene"], parts["plain"]], **QUICK)
    parts["words"].input(lambda: "", None, parts["plain"], **QUICK)
    parts["alone"].click(lambda: None, None, parts["preset"], **QUICK)
    gr.on(
        [parts["words"].blur, parts["words"].submit, parts["make"].click, parts["preset"].change, parts["plain"].input],
        listen, [parts["words"], parts["preset"], parts["plain"]], [parts["heard"], parts["alone"]],
        trigger_mode="always_last", **QUICK,
    )  # fmt: skip
    # Before what makes the picture: gradio turns to what comes after only once that is finished.
    gr.on([parts["preset"].input, parts["make"].click, parts["words"].submit], None, parts["photo"],
          parts["status"], js=SHOW_RESULTS, **QUICK)  # fmt: skip
    gr.on([parts["preset"].input, parts["make"].click, parts["words"].submit],
          by_name(handlers.on_make), inputs, outputs, trigger_mode="always_last", **engine)  # fmt: skip

    parts["scene"].upload(None, parts["photo"], parts["status"], js=OWN_SCENE, **QUICK)
    sliders = ("scale", "right", "down", "light", "sketch", "variants")
    choices = ("form", "plain", "look", "front", "file_type", "engine")
    gr.on([*(parts[name].release for name in sliders), *(parts[name].input for name in choices)],
          None, None, parts["status"], js=CHANGED, **QUICK)  # fmt: skip

    _stops.wire(parts["stop"], parts["status"])

    def pick(data: dict[Any, Any], event: gr.SelectData) -> dict[Any, Any]:
        updates = handlers.on_pick_variant({"made": data[parts["made"]]}, int(event.index))
        return {parts[name]: value for name, value in updates.items()}

    parts["gallery"].select(pick, {parts["made"]}, [parts["compare"], parts["download"]], **QUICK)
    # The slider's handle cannot be reached by keyboard; this one can.
    parts["position"].input(None, parts["position"], parts["compare"], js=MOVE_SLIDER, **QUICK)


def listen(words: str | None, preset: str | None, plain: str | None) -> tuple[str, dict[str, Any]]:
    """What the words say, and whether letting the tapped scene go is offered; they say nothing where no scene is."""
    said = "" if plain else (words or "").strip()
    return heard(said, preset), gr.update(visible=bool(preset and said))


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
