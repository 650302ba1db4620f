"""rembg's models by name: one session kept per model, weights where rembg itself puts and looks for them."""

from __future__ import annotations

import os
import threading
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ..arrays import Array, to_8bit, to_float
from ..errors import Cancelled, CutoutError
from ..photo import Photo
from ..progress import Report
from .base import CutoutFacts, CutoutModel

CATALOGUE = (
    CutoutFacts("birefnet-general", "finest edges, slow without a GPU", "MIT", 973),
    CutoutFacts("birefnet-portrait", "people and hair, slow without a GPU", "MIT", 973),
    CutoutFacts("birefnet-general-lite", "fine edges, about 10 s without a GPU", "MIT", 224),
    CutoutFacts("isnet-general-use", "sharp edges of things and people", "Apache-2.0", 179),
    CutoutFacts("u2net", "people, animals, things", "Apache-2.0", 176),
    CutoutFacts("u2net_human_seg", "people only", "Apache-2.0", 176),
    CutoutFacts("silueta", "people, animals, things; small", "Apache-2.0", 44),
    CutoutFacts("u2netp", "people, animals, things; smallest and fastest", "Apache-2.0", 4.6),
)
"""Best first. Sizes as rembg's release page gives them."""


class RembgModel(CutoutModel):
    """One of rembg's models, run by onnxruntime."""

    def __init__(self, facts: CutoutFacts) -> None:
        self.facts = facts
        self._lock = threading.Lock()

    def missing(self) -> str | None:
        if any(path.is_file() for path in _places(self.facts.name)):
            return None
        return f"fetched on first use, {self.facts.megabytes:g} MB, into {_places(self.facts.name)[0].parent}"

    def _predict(self, photo: Photo, report: Report) -> Array:
        with self._lock:  # one download and one session, however many people ask at once
            session = self._session(report)
        report(0.8, "Cutting out")
        [mask] = session.predict(Image.fromarray(to_8bit(photo.pixels)))
        return to_float(np.asarray(mask.convert("L")))

    def _session(self, report: Report) -> Any:
        if self.missing() is not None:
            return self._download(report)
        report(0.1, f"Loading {self.facts.name}")
        try:
            return _session(self.facts.name)
        except Exception as error:  # whatever onnxruntime has against the file
            path = next(path for path in _places(self.facts.name) if path.is_file())
            raise CutoutError(
                f"The cut-out model {self.facts.name} cannot be loaded from {path}. Delete that file to "
                "have it fetched again, or choose the built-in model."
            ) from error

    def _download(self, report: Report) -> Any:
        import pooch

        pooch.get_logger().setLevel("WARNING")  # the progress is told by `report`
        done = threading.Event()
        watcher = threading.Thread(target=_watch_download, args=(self.facts, report, done), daemon=True)
        watcher.start()
        try:
            return _session(self.facts.name)
        except Exception as error:  # whatever the network, the disk or the checksum had against it
            raise CutoutError(
                f"The cut-out model {self.facts.name} ({self.facts.megabytes:g} MB) is not on this machine and "
                f"could not be downloaded. Check the connection, put {self.facts.name}.onnx into "
                f"{_places(self.facts.name)[0].parent}, or choose the built-in model."
            ) from error
        finally:
            done.set()
            watcher.join()


@cache
def _session(name: str) -> Any:
    from rembg.session_factory import new_session

    return new_session(name)


def _places(name: str) -> tuple[Path, Path]:
    """Where rembg keeps a model's weights, and where older versions of it kept them.

    The rules of rembg's `BaseSession.model_dir` and `resolve_existing`; importing rembg to ask it takes seconds.
    """
    data = os.getenv("XDG_DATA_HOME")
    legacy = os.getenv("U2NET_HOME") or os.path.join(data or "~", ".u2net")  # noqa: PTH118 (as rembg joins it)
    home = os.getenv("U2NET_HOME") or os.getenv("REMBG_HOME") or (f"{data}/rembg" if data else "~/.rembg")
    return (
        Path(home).expanduser() / "models" / name / f"{name}.onnx",
        Path(legacy).expanduser() / f"{name}.onnx",
    )


def _watch_download(facts: CutoutFacts, report: Report, done: threading.Event) -> None:
    """Tell how far rembg's download is, from the partial file that it grows beside the final one."""
    folder = _places(facts.name)[0].parent
    while not done.wait(0.5):
        sizes = [path.stat().st_size for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
        megabytes = max(sizes, default=0) / 1e6
        share = min(1.0, megabytes / facts.megabytes)
        try:
            report(0.75 * share, f"Downloading {facts.name}: {megabytes:.0f} of {facts.megabytes:g} MB")
        except Cancelled:
            return  # rembg cannot be stopped; the next report of the model itself does it
