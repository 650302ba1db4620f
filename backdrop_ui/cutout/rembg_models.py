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
from ..download import fetch
from ..errors import CutoutError, DownloadError
from ..photo import Photo
from ..progress import Report
from .base import CutoutModel
from .catalogue import RembgFacts
from .devices import best_device


class RembgModel(CutoutModel):
    """One of rembg's models, run by onnxruntime."""

    facts: RembgFacts

    def __init__(self, facts: RembgFacts) -> None:
        self.facts = facts
        self._lock = threading.Lock()

    def weights(self) -> Path | None:
        return next((path for path in _places(self.facts.name) if path.is_file()), None)

    def missing(self) -> str | None:
        if self.weights() is not None:
            return None
        return f"fetched on first use, {self.facts.megabytes:g} MB, into {_places(self.facts.name)[0].parent}"

    def fetch(self, report: Report = lambda *_: None) -> None:
        if self.weights() is not None:
            return
        place = _places(self.facts.name)[0]
        try:
            fetch(self.facts.url, place, self.facts.checksum, report)
        except DownloadError as error:
            raise CutoutError(
                f"{error} Or put {place.name} ({self.facts.megabytes:g} MB) into {place.parent} yourself, or choose "
                "the built-in model."
            ) from error

    def ran_on(self) -> tuple[str, str]:
        device = best_device()
        return (device.words if device.is_gpu else ""), device.problem

    def _predict(self, photo: Photo, report: Report) -> Array:
        self.fetch(lambda share, words: report(0.75 * share, words))
        report(0.75, f"Loading {self.facts.name}")
        with self._lock:  # one session, however many people ask at once
            session = self._loaded()
        report(0.8, "Cutting out")
        try:
            [mask] = session.predict(Image.fromarray(to_8bit(photo.pixels)))
        except Exception as error:  # out of memory, most likely
            raise CutoutError(
                f"{self.facts.name} failed on {best_device().words}, it may have run out of memory. "
                "Choose a smaller cut-out model."
            ) from error
        return to_float(np.asarray(mask.convert("L")))

    def _loaded(self) -> Any:
        path = self.weights()
        try:
            return _session(self.facts.name, path)
        except Exception as error:  # whatever onnxruntime has against the file, or the GPU against its size
            where = f" on {best_device().words}" if best_device().is_gpu else ""
            raise CutoutError(
                f"The cut-out model {self.facts.name} cannot be loaded from {path}{where}. Delete that file to "
                "have it fetched again, or choose the built-in model."
            ) from error


@cache
def _session(name: str, _path: Path | None) -> Any:
    """rembg's session, on the device that works here. It opens the file that is there, and checks nothing of it.

    Raises:
        RuntimeError: if it does not run where it was told to.
    """
    from rembg.session_factory import new_session

    device = best_device()
    session = new_session(name, providers=device.providers)
    if device.provider not in (used := session.inner_session.get_providers()):
        raise RuntimeError(f"expected {device.provider}, got {used}")
    session.inner_session.disable_fallback()  # onnxruntime would go on with the CPU after a failure, and only log it
    return session


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
