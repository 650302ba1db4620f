"""The cut-out models: facts that agree with rembg, what `auto` makes of them, devices, fetching, and the lists."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from fileserver import Served, serving
from pictures import SHARED
from typer.testing import CliRunner

from backdrop_ui.arrays import Array
from backdrop_ui.cli import app
from backdrop_ui.cutout import MODELS, CutoutFacts, CutoutModel, auto_choice, choice, choose_model, cut_out, devices
from backdrop_ui.cutout.catalogue import CATALOGUE, RELEASE
from backdrop_ui.cutout.choice import choose_best
from backdrop_ui.cutout.devices import CPU, GPUS, Device, best_device, choose_device
from backdrop_ui.cutout.embedded import WEIGHTS, EmbeddedModel
from backdrop_ui.cutout.rembg_models import RembgModel
from backdrop_ui.errors import Cancelled, CutoutError
from backdrop_ui.photo import Photo
from backdrop_ui.progress import Report
from backdrop_ui.ui import models as page

U2NETP = SHARED / "weights" / "u2net" / "u2netp.onnx"
NAMES = [facts.name for facts in CATALOGUE]
GPU = Device("CUDAExecutionProvider", GPUS["CUDAExecutionProvider"])


# ---- facts -------------------------------------------------------------------------------------------------------


def rembg_sources() -> dict[str, tuple[str, str]]:
    """Address and checksum by model, read from the source of the installed rembg without importing it."""
    spec = importlib.util.find_spec("rembg")
    assert spec and spec.origin
    found = {}
    for path in (Path(spec.origin).parent / "sessions").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        urls = [text for text in texts if text.startswith("https://") and text.endswith(".onnx")]
        sums = [text for text in texts if re.fullmatch(r"(md5|sha256):[0-9a-f]+", text)]
        names = [
            node.value.value
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef) and function.name == "name"
            for node in ast.walk(function)
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant)
        ]
        if len(urls) == len(sums) == len(names) == 1:
            found[names[0]] = urls[0], sums[0]
    return found


@pytest.mark.parametrize("facts", CATALOGUE, ids=NAMES)
def test_address_and_checksum_are_those_of_the_installed_rembg(facts: CutoutFacts) -> None:
    assert (facts.url, facts.checksum) == rembg_sources()[facts.name]  # type: ignore[attr-defined]


def test_what_rembg_has_besides_was_left_out_on_purpose() -> None:
    """A model that a newer rembg brings shows up here."""
    assert set(rembg_sources()) - set(NAMES) == {"u2net_cloth_seg"}


@pytest.mark.parametrize("facts", CATALOGUE, ids=NAMES)
def test_facts_are_complete(facts: CutoutFacts) -> None:
    assert facts.good_for and facts.licence and facts.speed and facts.megabytes > 0
    assert facts.url.startswith(RELEASE)  # type: ignore[attr-defined]


def test_only_brias_model_is_not_for_commercial_use() -> None:
    assert [(one.name, one.licence) for one in CATALOGUE if not one.commercial] == [("bria-rmbg", "CC BY-NC 4.0")]


# ---- what auto means ---------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where rembg's models are in this test."""
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))
    return tmp_path


def put(home: Path, *names: str) -> None:
    for name in names:
        (home / f"{name}.onnx").write_bytes(b"weights")


@pytest.fixture
def a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "best_device", lambda: GPU)


def test_without_a_gpu_auto_leaves_out_what_wants_one_and_says_so(home: Path) -> None:
    put(home, "birefnet-general", "u2net")
    chosen = auto_choice()
    assert chosen.model is MODELS["u2net"] is choose_model("auto")
    assert chosen.why == "auto takes u2net, the best model on this machine besides birefnet-general " + (
        "(slow without a GPU)."
    )


@pytest.mark.usefixtures("a_gpu")
def test_with_a_gpu_auto_takes_it(home: Path) -> None:
    put(home, "birefnet-general", "u2net")
    assert auto_choice().model is MODELS["birefnet-general"]
    assert auto_choice().why == "auto takes birefnet-general, the best model on this machine."


@pytest.mark.usefixtures("a_gpu")
def test_auto_never_takes_what_is_not_for_commercial_use_even_with_a_gpu(home: Path) -> None:
    put(home, "bria-rmbg")
    assert auto_choice().model is choose_best([MODELS["bria-rmbg"], MODELS["embedded"]]).model is MODELS["embedded"]
    why = choose_best([MODELS["bria-rmbg"], MODELS["embedded"]]).why
    assert "bria-rmbg (not for commercial use: CC BY-NC 4.0)" in why


@pytest.mark.usefixtures("a_gpu")
@pytest.mark.parametrize("name", ["isnet-anime", "u2net_human_seg", "birefnet-portrait", "birefnet-cod"])
def test_auto_leaves_specialists_to_those_who_name_them(home: Path, name: str) -> None:
    put(home, name)
    assert auto_choice().model is MODELS["embedded"]
    assert f"{name} (made for one kind of photo" in auto_choice().why


def test_a_gpu_that_does_not_start_is_part_of_the_reason(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, "birefnet-general")
    monkeypatch.setattr(choice, "best_device", lambda: Device(CPU, "the CPU", "The driver is too old."))
    assert "birefnet-general (slow without a GPU. The driver is too old.)" in auto_choice().why


def test_something_must_always_be_there(home: Path) -> None:  # noqa: ARG001
    with pytest.raises(ValueError, match="always there"):
        choose_best([MODELS["u2net"]])


# ---- devices -----------------------------------------------------------------------------------------------------


def test_without_an_offer_it_is_the_cpu() -> None:
    device = choose_device([CPU, "AzureExecutionProvider", "CoreMLExecutionProvider"])
    assert (device, device.is_gpu, device.providers) == (Device(CPU, "the CPU"), False, [CPU])


@pytest.mark.filterwarnings("ignore:Specified provider")
@pytest.mark.parametrize("provider", GPUS)
def test_a_gpu_that_is_offered_and_does_not_start_is_said(provider: str) -> None:
    """With the real onnxruntime: where that provider is not to be had, the session runs on the CPU without a word."""
    if best_device().provider == provider:
        pytest.skip("that GPU works here")
    device = choose_device([provider, CPU])
    assert device.provider == CPU
    assert device.problem.startswith(f"onnxruntime offers {GPUS[provider]}, but it did not start: ")
    assert device.problem.endswith("The CPU is used.")


def test_a_gpu_that_starts_is_taken_with_the_cpu_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The CPU stands in for the GPU: its provider starts everywhere."""
    monkeypatch.setattr(devices, "GPUS", {CPU: "the GPU"})
    assert choose_device([CPU]).words == "the GPU"
    assert GPU.providers == ["CUDAExecutionProvider", CPU] and GPU.is_gpu


class OnAGpu(EmbeddedModel):
    """The built-in model, which says that it ran elsewhere."""

    def ran_on(self) -> tuple[str, str]:
        return GPU.words, ""


class OnNoGpu(EmbeddedModel):
    def ran_on(self) -> tuple[str, str]:
        return "", "The GPU did not start."


@pytest.mark.parametrize(
    ("model", "said", "warnings"),
    [
        (EmbeddedModel(), "embedded", ()),
        (OnAGpu(), "embedded on the NVIDIA GPU (CUDA)", ()),
        (OnNoGpu(), "embedded", ("The GPU did not start.",)),
    ],
)
def test_the_subject_says_what_ran_where(
    photo: Photo, monkeypatch: pytest.MonkeyPatch, model: CutoutModel, said: str, warnings: tuple[str, ...]
) -> None:
    monkeypatch.setitem(MODELS, "embedded", model)
    subject = cut_out(photo, "embedded")
    assert (subject.model, subject.warnings) == (said, warnings)


# ---- fetching ----------------------------------------------------------------------------------------------------


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The built-in weights, as another model's: real ones, and small."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(WEIGHTS.read_bytes()) as served:
        yield served


@pytest.fixture
def small(served: Served, home: Path, monkeypatch: pytest.MonkeyPatch) -> RembgModel:  # noqa: ARG001
    """silueta, fetched from this machine."""
    model = served_here("silueta", served)
    monkeypatch.setitem(MODELS, "silueta", model)
    return model


def served_here(name: str, served: Served) -> RembgModel:
    [facts] = [facts for facts in CATALOGUE if facts.name == name]
    return RembgModel(replace(facts, url=served.url, checksum=f"md5:{hashlib.md5(served.content).hexdigest()}"))


def test_a_model_lands_where_rembg_looks(small: RembgModel, home: Path) -> None:
    assert (small.weights(), small.megabytes_here()) == (None, None)
    assert "44.2 MB" in str(small.missing())
    small.fetch()
    assert small.weights() == home / "models" / "silueta" / "silueta.onnx"
    assert (small.missing(), small.megabytes_here()) == (None, round(WEIGHTS.stat().st_size / 1e6, 1))
    from rembg.sessions.silueta import SiluetaSession

    assert SiluetaSession.download_models() == str(small.weights())


def test_choosing_a_missing_model_fetches_it_with_progress(small: RembgModel, photo: Photo) -> None:
    told: list[tuple[float, str]] = []
    assert small.predict(photo, lambda *step: told.append(step)).shape == photo.pixels.shape[:2]
    assert small.weights()
    loading = [words for _, words in told].index("Loading silueta")
    assert loading > 3
    assert all(words.startswith(("Downloading silueta: ", "Checking")) for _, words in told[:loading])
    assert all(0 <= share <= 0.75 for share, _ in told[:loading])


@pytest.mark.usefixtures("home")
def test_a_model_that_fails_on_a_photo_says_so(served: Served, photo: Photo) -> None:
    with pytest.raises(
        CutoutError, match="isnet-general-use failed on the CPU"
    ):  # these weights want another size of picture
        served_here("isnet-general-use", served).predict(photo)


def test_stop_keeps_the_part_and_the_next_try_goes_on(small: RembgModel, served: Served, photo: Photo) -> None:
    def stop(share: float, _: str) -> None:
        if share > 0.3:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        small.predict(photo, stop)
    assert small.weights() is None
    small.fetch()
    assert small.weights()
    assert [one.range is None for one in served.asked] == [True, False]


def test_what_cannot_be_fetched_says_where_to_put_it_by_hand(small: RembgModel, served: Served, home: Path) -> None:
    served.status = 404
    with pytest.raises(CutoutError) as caught:
        small.fetch()
    for part in ("could not be downloaded", "silueta.onnx (44.2 MB)", str(home / "models" / "silueta"), "built-in"):
        assert part in str(caught.value)


@pytest.mark.skipif(not U2NETP.is_file(), reason="needs ../shared/weights")
def test_a_fetched_model_cuts_out(home: Path, photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    [facts] = [facts for facts in CATALOGUE if facts.name == "u2netp"]
    with serving(U2NETP.read_bytes()) as served:
        checksum = f"md5:{hashlib.md5(served.content).hexdigest()}"
        probability = RembgModel(replace(facts, url=served.url, checksum=checksum)).predict(photo)
    assert (home / "models" / "u2netp" / "u2netp.onnx").is_file()
    height, width = probability.shape
    assert probability[height // 2, width // 2] > probability[2, 2] + 0.4


def test_weights_of_another_checksum_that_are_here_are_used(home: Path) -> None:
    put(home, "u2netp")
    MODELS["u2netp"].fetch()
    assert (home / "u2netp.onnx").read_bytes() == b"weights"


class Unfetchable(CutoutModel):
    facts = CutoutFacts("unfetchable", "tests", "MIT", 1)

    def missing(self) -> str:
        return "ask its author for it"

    def _predict(self, photo: Photo, report: Report) -> Array: ...


def test_a_model_that_knows_no_address_says_what_is_missing() -> None:
    with pytest.raises(CutoutError, match="unfetchable: ask its author for it"):
        Unfetchable().fetch()


# ---- the command line --------------------------------------------------------------------------------------------


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["cutouts", *arguments])


def test_the_list_has_every_model_with_its_facts(home: Path) -> None:
    put(home, "u2net")
    said = run().stdout
    assert [line.split()[0] for line in said.splitlines()[:-1:3]] == list(MODELS)
    assert f"on this machine, 0.0 MB, {home / 'u2net.onnx'}" in said
    assert "to fetch, 44.2 MB" in said
    assert said.count("NOT FOR COMMERCIAL USE") == 1
    assert said.endswith(f"{auto_choice().why}\n")
    for facts in CATALOGUE:
        assert facts.good_for in said and f"{facts.licence}" in said and f"speed: {facts.speed}" in said


def test_fetching_by_command_prints_where_it_is(small: RembgModel, served: Served) -> None:
    for _ in range(2):
        result = run("--fetch", "silueta")
        assert (result.exit_code, result.stdout) == (0, f"{small.weights()}\n")
    assert len(served.asked) == 1


def test_fetching_by_command_says_what_went_wrong(small: RembgModel, served: Served) -> None:
    served.status = 404
    result = run("--fetch", "silueta")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "silueta.onnx could not be downloaded" in result.stderr
    assert small.weights() is None
    assert "no cut-out model 'magic'" in run("--fetch", "magic").stderr


# ---- the page ----------------------------------------------------------------------------------------------------


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def rows(html: str) -> dict[str, dict[str, str]]:
    """The table as text: by group and model, what is said of it."""
    groups = re.findall(r'<tr class="group"><th[^>]*>(.*?)</th></tr>(.*?)</tbody>', html)
    return {
        title: {words(row).split()[0]: words(row) for row in body.split('<tr class="model">')[1:]}
        for title, body in groups
    }


def test_the_table_shows_what_is_here_and_on_whose_terms(home: Path) -> None:
    put(home, "u2net")
    shown = rows(page.models_table())
    assert list(shown["On this machine"]) == ["u2net", "embedded"]
    assert list(shown["To fetch"]) == [name for name in MODELS if name not in ("u2net", "embedded")]
    everything = shown["On this machine"] | shown["To fetch"]
    assert "Wants a GPU" in everything["bria-rmbg"] and "1024.3 MB" in everything["bria-rmbg"]
    assert [name for name, row in everything.items() if "non-commercial" in row] == ["bria-rmbg"]
    for facts in CATALOGUE:
        assert all(part in everything[facts.name] for part in (facts.good_for, facts.licence, facts.speed))


def test_the_dropdown_says_what_choosing_costs(home: Path) -> None:
    put(home, "u2net")
    shown = {name: said for said, name in page.choices()}
    assert list(shown) == ["auto", *MODELS]
    assert shown["u2net"] == "u2net: people, animals, things"
    assert shown["silueta"].endswith("(downloads 44.2 MB)")
    assert shown["bria-rmbg"].endswith("(downloads 1024.3 MB, not for commercial use)")


def test_fetching_on_the_page_ends_with_the_model_here(small: RembgModel) -> None:
    steps = list(page.fetch("silueta", threading.Event()))
    assert steps[0]["stop"]["visible"] and not steps[0]["fetch"]["visible"]
    assert "progress" in steps[1]["status"]
    at_rest, last = steps[-2:]
    assert not at_rest["stop"]["visible"] and at_rest["fetch"]["visible"]
    assert "silueta is on this machine now" in last["status"]
    assert "silueta" not in [name for _, name in last["wanted"]["choices"]]
    assert ("silueta: people, animals, things; a small u2net", "silueta") in last["cutout"]["choices"]
    assert "silueta" in rows(last["table"])["On this machine"]
    assert small.weights()


def test_stop_on_the_page_says_that_what_came_is_kept(small: RembgModel) -> None:
    stopped = threading.Event()
    steps = page.fetch("silueta", stopped)
    next(steps), next(steps)
    stopped.set()
    last = list(steps)[-1]
    assert "Stopped. What has arrived is kept" in last["status"] and "failed" not in last["status"]
    assert last["fetch"]["visible"] and not last["stop"]["visible"]
    assert small.weights() is None


def test_fetching_on_the_page_says_what_went_wrong(small: RembgModel, served: Served) -> None:
    served.status = 503
    last = list(page.fetch("silueta", threading.Event()))[-1]
    assert "failed" in last["status"] and "Try again later" in last["status"]
    assert last["fetch"]["visible"] and not last["stop"]["visible"]
    assert small.weights() is None
    assert "Choose a model" in list(page.fetch(None, threading.Event()))[-1]["status"]


def test_a_page_that_is_built_looks_for_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """onnxruntime is not loaded by opening the page: `tests/test_imports.py`."""
    monkeypatch.setattr(choice, "best_device", lambda: pytest.fail("asked for a GPU"))
    assert auto_choice().model is MODELS["embedded"]
    assert np.isfinite([facts.megabytes for facts in CATALOGUE]).all()
