"""What every test can ask for. Nothing here needs the network, a GPU or downloaded weights."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pictures import SHARED, SIZE, disc, orange_on_blue, read_8bit
from PIL import Image

from backdrop_ui.arrays import resize, to_8bit, to_float
from backdrop_ui.engines import ENGINES, Engine, register
from backdrop_ui.engines.diffusion import engine as engine_module
from backdrop_ui.engines.diffusion import machine
from backdrop_ui.engines.diffusion.catalogue import Adapter, Model, Weights, catalogue
from backdrop_ui.engines.diffusion.loading import LOADED
from backdrop_ui.engines.diffusion.plan import plan_for
from backdrop_ui.photo import Photo

os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(autouse=True)
def no_weights(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every test sees a machine without downloaded cut-out models, unless it sets `U2NET_HOME` itself."""
    empty = tmp_path_factory.getbasetemp() / "no-weights"
    empty.mkdir(exist_ok=True)
    monkeypatch.setenv("U2NET_HOME", str(empty))
    monkeypatch.setenv("BACKDROP_DIFFUSION_MODEL", str(empty / "no-model"))
    monkeypatch.setenv("BACKDROP_OPENVINO", "off")
    return empty


@pytest.fixture(scope="session")
def toy_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Path]]:
    """The folder of a toy model by the name of what `toys` or `toy_families` builds; each is built once."""
    import torch
    import toy_families
    import toys

    folder = tmp_path_factory.mktemp("models")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # many threads wait for each other more than they work at this size

    def built(name: str) -> Path:
        if not (folder / name).exists():
            getattr(toys if name == "toy" else toy_families, f"build_{name}")(folder / name)
        return folder / name

    yield built
    torch.set_num_threads(threads)


@pytest.fixture
def toy(toy_model: Callable[[str], Path]) -> Path:
    """The toy of Stable Diffusion 1.5 for inpainting."""
    return toy_model("toy")


@pytest.fixture
def model(toy_model: Callable[[str], Path]) -> Model:
    """The toy as it stands in the catalogue: the scheduler for few steps, and a tiny decoder."""
    known = next(model for model in catalogue() if model.name == "sd15-lcm")
    decoder = Adapter(kind="decoder", repo=str(toy_model("decoder")), licence="MIT")
    return known.model_copy(update={"weights": Weights(repo=str(toy_model("toy"))), "adapters": (decoder,)})


@pytest.fixture
def nothing_learnt() -> Iterator[None]:
    """No model is loaded, and no plan has proved to fit, before or after."""
    LOADED.fitted.clear()
    LOADED._loaded = None
    yield
    LOADED.fitted.clear()
    LOADED._loaded = None


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change what every plan of the engine says."""

    def change(**facts: Any) -> None:
        monkeypatch.setattr(engine_module, "plan_for", lambda *known: replace(plan_for(*known), **facts))

    return change


@pytest.fixture(autouse=True)
def one_number_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test computes in float32, whatever the processor does besides, unless it says otherwise."""
    monkeypatch.setattr(machine, "computes_bfloat16", lambda: False)


@pytest.fixture
def shared() -> Path:
    """The folder of test data that is too large, or too varied in licence, for the repository."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder ../shared")
    return SHARED


@pytest.fixture
def real_photos() -> dict[str, Path]:
    """Photos that come inside scikit-image, by name."""
    spec = importlib.util.find_spec("skimage")
    assert spec is not None and spec.origin is not None
    return {name: Path(spec.origin).parent / "data" / f"{name}.png" for name in ("astronaut", "chelsea", "coffee")}


@pytest.fixture
def astronaut(real_photos: dict[str, Path]) -> Photo:
    """A person before a flag and a shuttle, 192 x 192."""
    return Photo(resize(to_float(read_8bit(real_photos["astronaut"])), 192, 192), None, "astronaut")


@pytest.fixture
def photo() -> Photo:
    """An orange disc on a blue slope."""
    return Photo(orange_on_blue(*SIZE), None, "disc")


@pytest.fixture
def photo_file(photo: Photo, tmp_path: Path) -> Path:
    path = tmp_path / "disc.png"
    Image.fromarray(to_8bit(photo.pixels)).save(path)
    return path


@pytest.fixture
def mask_file(tmp_path: Path) -> Path:
    """The alpha of `photo_file`'s disc, as a person would bring it."""
    path = tmp_path / "mask.png"
    Image.fromarray(to_8bit(disc(*SIZE))).save(path)
    return path


@pytest.fixture
def add_engine() -> Iterator[Callable[[Engine], None]]:
    """Register an engine the real way, for the length of one test."""
    before = dict(ENGINES)
    yield register
    ENGINES.clear()
    ENGINES.update(before)
