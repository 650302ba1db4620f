"""One model over many photos, in a process of its own, so that its memory is its own.

Reads a job as JSON from standard input, writes one mask a photo, answers with JSON on the last line of its output.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from backdrop_ui.arrays import Array, to_8bit
from backdrop_ui.cutout import MODELS, CutoutModel, is_nothing
from backdrop_ui.cutout.embedded import EmbeddedModel
from backdrop_ui.cutout.refine import refine
from backdrop_ui.photo import load_photo


@dataclass(frozen=True)
class Job:
    """model: a name of `MODELS`, or the path of an exported network. photos: mask's file by photo's path.

    folder: where the masks go. raw_folder: where those of the network alone go, unless None.
    """

    model: str
    photos: dict[str, str]
    folder: str
    raw_folder: str | None = None


@dataclass(frozen=True)
class Done:
    """What one model did. Seconds are by photo in the order of the job; shares are those of the subject in the photo.

    first_s: the first photo, with all loading. network_s: the time in onnxruntime alone. nothing: photos where it found
    nothing, so that their mask is empty. peak_mb: the most memory that the process held.
    """

    first_s: float = 0
    predict_s: list[float] = field(default_factory=list)
    refine_s: list[float] = field(default_factory=list)
    network_s: list[float] = field(default_factory=list)
    shares: dict[str, float] = field(default_factory=dict)
    nothing: list[str] = field(default_factory=list)
    peak_mb: float = 0


def run(job: Job) -> Done:
    """Do a job in a fresh process.

    Raises:
        SystemExit: with what the process said, if it failed.
    """
    command = [sys.executable, "-m", "benchmarks.cutouts.worker"]
    given = json.dumps(dataclasses.asdict(job))
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{job.model} failed:\n{done.stderr}")
    return Done(**json.loads(done.stdout.strip().splitlines()[-1]))


def pick(model: str) -> CutoutModel:
    """The model of that name, or the network in that file behind the same steps as the built-in one."""
    if model in MODELS:
        return MODELS[model]
    network = EmbeddedModel(Path(model))
    network.facts = dataclasses.replace(network.facts, name=Path(model).stem)
    return network


def raw_probability(model: CutoutModel, pixels: Array, probability: Array) -> Array:
    """What the network itself says, at the photo's size; rembg's models add nothing to that in `predict`."""
    if not isinstance(model, EmbeddedModel):
        return probability
    return np.asarray(cv2.resize(model.look(pixels), pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def work(job: Job) -> Done:
    """Cut out every photo once, after one for warming up."""
    model = pick(job.model)
    in_network = _time_network()
    start = time.perf_counter()
    model.predict(load_photo(Path(next(iter(job.photos)))))
    done = Done(first_s=time.perf_counter() - start)
    for path, file in job.photos.items():
        _one(model, Path(path), file, job, done, in_network)
    return dataclasses.replace(done, peak_mb=peak_megabytes())


def _one(model: CutoutModel, path: Path, file: str, job: Job, done: Done, in_network: list[float]) -> None:
    photo = load_photo(path)
    in_network.clear()
    start = time.perf_counter()
    probability = model.predict(photo)
    predicted = time.perf_counter()
    alpha = refine(photo.pixels, probability)
    done.refine_s.append(time.perf_counter() - predicted)
    done.predict_s.append(predicted - start)
    done.network_s.append(sum(in_network))
    done.shares[file] = float(alpha.mean())
    if is_nothing(alpha):
        done.nothing.append(file)
        alpha = np.zeros_like(alpha)
    _save(alpha, Path(job.folder) / file)
    if job.raw_folder:
        _save(raw_probability(model, photo.pixels, probability), Path(job.raw_folder) / file)


def _save(alpha: Array, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(to_8bit(alpha)).save(path, compress_level=1)


def _time_network() -> list[float]:
    """A list that from now on gets the seconds of each run of any network in this process."""
    import onnxruntime

    seconds: list[float] = []
    plain: Callable[..., Any] = onnxruntime.InferenceSession.run

    def timed(*given: Any, **named: Any) -> Any:
        start = time.perf_counter()
        outputs = plain(*given, **named)
        seconds.append(time.perf_counter() - start)
        return outputs

    onnxruntime.InferenceSession.run = timed
    return seconds


def peak_megabytes() -> float:
    """The most memory this process ever held. `getrusage` alone would count what its parent held, too, on Linux."""
    status = Path("/proc/self/status")
    if status.is_file():
        [peak] = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(peak) / 1000
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    print(json.dumps(dataclasses.asdict(work(Job(**json.loads(sys.stdin.read()))))))
