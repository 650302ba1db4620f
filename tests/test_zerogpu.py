"""Painting on a card that is lent for a call, by a stand-in for the package that lends it, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusion_toys import BRIEF, canvas_of, copy_of, needs_torch, own_engine

from backdrop_ui.engines.diffusion import DiffusionEngine, zerogpu
from backdrop_ui.engines.diffusion.catalogue import SETTING, Model, Weights, catalogue

pytestmark = needs_torch

ROOT = Path(__file__).parents[1]
SCRIPT = """
import json, sys
import numpy as np
from diffusion_toys import BRIEF, canvas_of, own_engine
from backdrop_ui import progress
from backdrop_ui.engines import ENGINES
from backdrop_ui.engines.diffusion import machine
from backdrop_ui.errors import BackdropError, Cancelled
import spaces

machine.computes_bfloat16 = lambda: False  # as the tests have it in their own process
progress.PROGRESS_EVERY_S = 0
told, stop_at = [], {stop_at!r}

def report(share, words, preview=None, left_s=None):
    told.append(words)
    if words.startswith(stop_at):
        raise Cancelled("Stopped.")

answer = {{"error": None}}
try:
    backdrops = own_engine().paint_batch(BRIEF, canvas_of(64, 48), (1, 2), report)
    np.save({out!r}, [backdrop.picture for backdrop in backdrops])
except BackdropError as error:
    answer["error"] = [type(error).__name__, str(error)]
answer |= {{"told": told, "lent": spaces.lent, "torch": "torch" in sys.modules, "slow": ENGINES["own"].too_slow()}}
print(json.dumps(answer))
"""


def on_a_space(folder: Path, stop_at: str = "never", **settings: str) -> dict[str, Any]:
    """What painting twice there came to; the pictures are in pictures.npy."""
    places = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "standins")))
    environment = {**os.environ, "PYTHONPATH": places, "SPACES_ZERO_GPU": "true", "OMP_NUM_THREADS": "1", **settings}
    script = SCRIPT.format(stop_at=stop_at, out=str(folder / "pictures.npy"))
    command = [sys.executable, "-W", "ignore", "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_the_pictures_are_those_that_are_painted_elsewhere(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = on_a_space(tmp_path, **{SETTING: str(toy)})
    assert there["error"] is None
    assert not there["torch"], "the network ran where the page is served"
    assert there["slow"] is None
    assert [words for words in there["told"] if words.startswith("Painting: step 1 of 3")]
    assert len(there["lent"]) == 1 and 20 <= there["lent"][0] <= 60
    monkeypatch.setenv(SETTING, str(toy))
    here = [backdrop.picture for backdrop in own_engine().paint_batch(BRIEF, canvas_of(64, 48), (1, 2))]
    np.testing.assert_allclose(np.load(tmp_path / "pictures.npy"), here, atol=1e-4)


def test_what_a_person_can_act_on_comes_through_in_its_words(toy: Path, tmp_path: Path) -> None:
    broken = copy_of(toy, tmp_path)
    (broken / "unet" / "config.json").write_text("{")
    name, words = on_a_space(tmp_path, **{SETTING: str(broken)})["error"]
    assert name == "EngineError"
    assert words.startswith("The AI model cannot be loaded") and "delete them and get them again" in words


def test_stop_gives_the_card_back(toy: Path, tmp_path: Path) -> None:
    there = on_a_space(tmp_path, stop_at="Painting: step 1", **{SETTING: str(toy)})
    assert there["error"] == ["Cancelled", "Stopped."]
    assert not any("step 3" in words for words in there["told"])


def test_a_card_that_is_not_lent_is_said_without_html(toy: Path, tmp_path: Path) -> None:
    refusal = "You have exceeded your <b>free</b> ZeroGPU quota."
    there = on_a_space(tmp_path, SPACES_REFUSES=refusal, **{SETTING: str(toy)})
    assert there["error"] == [
        "EngineError",
        "This Space's GPU could not be had for it (You have exceeded your free ZeroGPU quota.). "
        "Try again later, or choose the Painter.",
    ]


def test_elsewhere_nothing_is_asked_for() -> None:
    assert not zerogpu.HERE and "spaces" not in sys.modules


# ---- for how long it is asked ------------------------------------------------------------------------------------


@pytest.fixture
def engine(tmp_path: Path) -> DiffusionEngine:
    """A model of half a billion numbers, of which only the head of the file is here."""
    head = json.dumps({"all": {"dtype": "F16", "shape": [5 * 10**8], "data_offsets": [0, 10**9]}}).encode()
    (tmp_path / "unet").mkdir()
    (tmp_path / "unet" / "model.safetensors").write_bytes(len(head).to_bytes(8, "little") + head)
    return DiffusionEngine(model(Weights(repo=str(tmp_path))))


def model(weights: Weights, **changes: object) -> Model:
    row = next(model for model in catalogue() if model.name == "sdxl-lcm")
    return row.model_copy(update={"weights": weights, "adapters": (), **changes})


def seconds(engine: DiffusionEngine, side: int = 512, variants: int = 1) -> int:
    return zerogpu.seconds_for(engine, BRIEF, canvas_of(side, side), range(variants))


def test_the_time_asked_for_grows_with_the_work(engine: DiffusionEngine) -> None:
    least = seconds(engine)
    assert least >= zerogpu.START_S + 10**9 / zerogpu.READ_BYTES_S
    many_steps = DiffusionEngine(model(engine.model.weights, steps=400))
    guided = DiffusionEngine(model(engine.model.weights, steps=400, guidance=5.0))
    assert least < seconds(many_steps) < seconds(guided)
    assert seconds(many_steps) < seconds(many_steps, variants=2) < seconds(many_steps, variants=4)
    assert seconds(many_steps) < seconds(many_steps, side=1024) == seconds(many_steps, side=2048)


def test_a_model_that_is_not_here_costs_its_start_only(tmp_path: Path) -> None:
    gone = DiffusionEngine(model(Weights(repo=str(tmp_path / "nowhere"))))
    assert seconds(gone) == zerogpu.START_S


# ---- the real package --------------------------------------------------------------------------------------------


def test_the_real_package_leaves_the_function_alone_elsewhere() -> None:
    spaces = pytest.importorskip("spaces", reason="the package spaces is only on Spaces")
    assert spaces.GPU(duration=zerogpu.seconds_for)(zerogpu.painting) is zerogpu.painting
