"""ViTMatte with a toy of the real architecture: seeded random weights, saved and loaded the way the real ones are."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from pictures import box, disc, noise, orange_on_blue

from backdrop_ui.arrays import Array
from backdrop_ui.cutout import MATTINGS, cut_out, vitmatte
from backdrop_ui.cutout.band import band_of
from backdrop_ui.cutout.vitmatte import refine_with_vitmatte
from backdrop_ui.errors import CutoutError
from backdrop_ui.photo import Photo

SIZE = (150, 100)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ViTMatte of 77,000 random parameters."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("vitmatte")
    torch.manual_seed(0)
    backbone = transformers.VitDetConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=64,
        pretrain_image_size=64,
        num_channels=4,
        window_size=2,
        window_block_indices=[0],
        use_relative_position_embeddings=True,
        out_features=["stage2"],
    )
    sizes = {"convstream_hidden_sizes": [8, 8, 8], "fusion_hidden_sizes": [16, 16, 8, 8]}
    model = transformers.VitMatteForImageMatting(
        transformers.VitMatteConfig(backbone_config=backbone, hidden_size=32, **sizes)
    )
    for parameter in model.decoder.parameters():  # as they start, they say 0.5 of every pixel
        torch.nn.init.normal_(parameter, std=0.4)
    model.save_pretrained(folder)
    transformers.VitMatteImageProcessorPil().save_pretrained(folder)
    return folder


@pytest.fixture
def chosen(toy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(vitmatte.SETTING, str(toy))
    return toy


def vague(size: tuple[int, int] = SIZE) -> Array:
    return cv2.GaussianBlur(disc(*size), (0, 0), 3).astype(np.float32)


@pytest.mark.usefixtures("chosen")
@pytest.mark.parametrize("size", [SIZE, (33, 200), (64, 96)])
def test_the_band_is_the_models_and_the_rest_is_sure(size: tuple[int, int]) -> None:
    assert vitmatte.missing() is None
    probability = vague(size)
    alpha = refine_with_vitmatte(orange_on_blue(*size), probability)
    assert alpha.shape == size[::-1] and alpha.dtype == np.float32
    assert alpha.min() >= 0 and alpha.max() <= 1
    trimap = band_of(probability).trimap
    assert (alpha[trimap == 0] == 0).all() and (alpha[trimap == 1] == 1).all()
    assert len(np.unique(alpha[trimap == 0.5])) > 20


@pytest.mark.usefixtures("chosen")
def test_the_same_photo_gives_the_same_alpha() -> None:
    first, second = (refine_with_vitmatte(noise(*SIZE), vague()) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.usefixtures("chosen")
def test_the_model_sees_the_photo_and_the_trimap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The part around the band, padded to whole patches: normalised colours, and 0, a half and 1."""
    seen = []
    processor, model = vitmatte._loaded(str(vitmatte._folder()))

    def spy(**inputs: object) -> object:
        seen.append(inputs["pixel_values"])
        return model(**inputs)

    spy.device = model.device
    monkeypatch.setattr(vitmatte, "_loaded", lambda _: (processor, spy))
    probability = cv2.GaussianBlur(box(400, 300, 180, 130, 220, 170), (0, 0), 2).astype(np.float32)
    refine_with_vitmatte(noise(400, 300), probability)
    [tensor] = seen
    assert tensor.shape[1] == 4 and tensor.shape[2] % 32 == tensor.shape[3] % 32 == 0
    assert tensor.shape[3] < 200  # not the whole photo
    assert {round(float(value), 1) for value in tensor[0, 3].unique()} == {0.0, 0.5, 1.0}
    assert -1 <= float(tensor[0, :3].min()) < -0.9 and 0.9 < float(tensor[0, :3].max()) <= 1


@pytest.mark.usefixtures("chosen")
@pytest.mark.parametrize("value", [0.0, 1.0])
def test_certainty_asks_nobody(value: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitmatte, "_alpha", pytest.fail)
    certain = np.full((60, 80), value, np.float32)
    np.testing.assert_array_equal(refine_with_vitmatte(noise(80, 60), certain), certain)


@pytest.mark.usefixtures("chosen")
def test_it_is_used_when_asked_for_and_only_then(photo: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(MATTINGS) == {"fast", "vitmatte"}
    fast, fine = cut_out(photo, "embedded"), cut_out(photo, "embedded", matting="vitmatte")
    assert not np.array_equal(fast.alpha, fine.alpha)
    assert "ViTMatte" in fine.model and "ViTMatte" not in fast.model
    monkeypatch.setattr(vitmatte, "_alpha", pytest.fail)
    np.testing.assert_array_equal(cut_out(photo, "embedded").alpha, fast.alpha)


def test_an_unknown_matting_is_answered_with_the_known_ones(photo: Photo) -> None:
    with pytest.raises(CutoutError, match=r"no way to refine called 'magic'\. Choose one of: fast, vitmatte\."):
        cut_out(photo, "embedded", matting="magic")


def test_absent_weights_say_how_to_get_them(photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("transformers")
    monkeypatch.setenv(vitmatte.SETTING, str(tmp_path / "nothing here"))
    with pytest.raises(CutoutError, match=r"not on this machine.*hf download hustvl/vitmatte-small-composition-1k"):
        cut_out(photo, "embedded", matting="vitmatte")


def test_half_a_download_counts_as_absent(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_bytes((toy / "config.json").read_bytes())
    monkeypatch.setenv(vitmatte.SETTING, str(tmp_path))
    assert "model.safetensors" in str(vitmatte.missing())


def test_broken_weights_are_no_accident(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in toy.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"half a download")
    monkeypatch.setenv(vitmatte.SETTING, str(tmp_path))
    with pytest.raises(CutoutError, match="cannot be loaded"):
        refine_with_vitmatte(noise(*SIZE), vague())
