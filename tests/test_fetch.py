"""Fetching AI models: the toy model from a small hub on this machine, which breaks, refuses and lies."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import numpy as np
import pytest
from click.testing import Result
from diffusion_toys import BRIEF, canvas_of, needs_torch
from fakehub import Hub, hub_serving
from fileserver import Stopper
from huggingface_hub.errors import LocalEntryNotFoundError
from toys import build_toy
from typer.testing import CliRunner

from backdrop_ui.cli import app
from backdrop_ui.download import file as download
from backdrop_ui.engines import ENGINES
from backdrop_ui.engines.diffusion import DiffusionEngine, Offer, OwnEngine, fetch, offer_for
from backdrop_ui.engines.diffusion.catalogue import SETTING, Model, Weights, catalogue
from backdrop_ui.engines.diffusion.fetch import words_for_bytes
from backdrop_ui.engines.diffusion.hub import in_words, wanted_files
from backdrop_ui.errors import Cancelled, DownloadError, EngineError

pytestmark = needs_torch

REPO = "somebody/toy"
UNET = "unet/diffusion_pytorch_model.fp16.safetensors"


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model as its authors publish it: with a second, larger form of the weights and more that is not needed."""
    folder = tmp_path_factory.mktemp("models") / "toy"
    build_toy(folder)
    (folder / "README.md").write_text("# Toy")
    (folder / "whole-model.safetensors").write_bytes(bytes(50_000))
    (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(bytes(60_000))
    (folder / "unet" / "diffusion_pytorch_model.bin").write_bytes(bytes(60_000))
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.fixture(autouse=True)
def hub(toy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(download, "PAUSE_S", 0.01)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setenv(SETTING, REPO)
    with hub_serving() as hub:
        hub.add(REPO, toy)
        go_to(hub, monkeypatch)
        yield hub


def go_to(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """What HF_ENDPOINT does for a program that starts."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.url)
    template = f"{hub.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)


def model(**changes: object) -> Model:
    """The toy as a row of the catalogue."""
    row = next(model for model in catalogue() if model.name == "sd15-lcm")
    weights = Weights(repo=REPO, variant="fp16")
    return row.model_copy(update={"weights": weights, "adapters": (), **changes})


def offer() -> Offer:
    return offer_for(model())


# ---- before anything is downloaded -------------------------------------------------------------------------------


def test_an_offer_says_how_much_from_where_and_whose_terms_and_downloads_nothing(hub: Hub, cache: Path) -> None:
    made = offer()
    sizes = {name: len(content) for name, content in hub.repos[REPO].items()}
    expected = sum(size for name, size in sizes.items() if name.endswith((".json", ".txt", ".fp16.safetensors")))
    assert made.left == made.total == expected
    assert made.words() == (
        f"Stable Diffusion 1.5: {words_for_bytes(expected)} to fetch from {hub.url.removeprefix('http://')}. "
        "Licence: CreativeML OpenRAIL-M."
    )
    assert hub.asked == [] and not cache.exists()


def test_an_offer_marks_what_is_not_for_commercial_use() -> None:
    assert "Not for commercial use." in offer_for(model(commercial=False)).words()


@pytest.mark.parametrize(
    ("variant", "names", "wanted"),
    [
        ("fp16", ["unet/a.safetensors", "unet/a.fp16.safetensors", "unet/config.json"], [1, 2]),
        ("", ["unet/a.safetensors", "unet/a.fp16.safetensors", "unet/b.fp16.safetensors"], [0, 2]),
        ("", ["model_index.json", "all.safetensors", "unet/a.safetensors"], [0, 2]),
        ("", ["config.json", "all.safetensors", "all.bin", "all.ckpt", "card.md", "a/flax_model.msgpack"], [0, 1]),
        ("", ["a/m-00001-of-00002.safetensors", "a/m-00002-of-00002.safetensors"], [0, 1]),
        ("", ["a/m-1-of-2.safetensors", "a/m-2-of-2.safetensors", "a/m.fp16.safetensors"], [0, 1]),
        ("", ["a/m.safetensors", "a/m.fp16-1-of-2.safetensors", "a/m-1-of-2.fp16.safetensors"], [0]),
        ("fp16", ["a/m.fp16-00001-of-00002.safetensors", "a/m-00001-of-00002.safetensors"], [0]),
        ("", ["tokenizer/merges.txt", "tokenizer/spiece.model", "chat_template.jinja", "cat.png"], [0, 1, 2]),
    ],
)
def test_no_pickles_and_nothing_twice(variant: str, names: list[str], wanted: list[int]) -> None:
    assert wanted_files(Weights(repo=REPO, variant=variant), names) == [names[number] for number in wanted]


def test_one_file_of_a_repository_is_one_file() -> None:
    assert wanted_files(Weights(repo=REPO, file="b.safetensors"), ["a.safetensors", "b.safetensors"]) == [
        "b.safetensors"
    ]


@pytest.mark.parametrize(("size", "words"), [(400_000, "0.4 MB"), (3.5e8, "350 MB"), (2.68e9, "2.7 GB")])
def test_sizes_as_a_person_says_them(size: float, words: str) -> None:
    assert words_for_bytes(size) == words


# ---- all goes well -----------------------------------------------------------------------------------------------


def test_a_fetched_model_paints(hub: Hub) -> None:
    engine = DiffusionEngine(model(steps=1))
    assert engine.to_fetch
    told: list[tuple[float, str]] = []
    fetch(offer(), lambda *step: told.append(step))
    assert engine.missing() is None and not engine.to_fetch
    assert np.isfinite(engine.paint(BRIEF, canvas_of(16, 16), seed=1).picture).all()
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and 0 <= shares[0] < 0.1 and shares[-1] == pytest.approx(1)
    assert any(
        re.fullmatch(r"Fetching Stable Diffusion 1\.5: .* of .* MB at .* MB/s, .* left", words) for _, words in told
    )
    assert not any(name.endswith((".bin", ".md")) or name == "whole-model.safetensors" for name, _ in hub.asked)
    assert offer().left == 0


def test_the_cache_is_as_the_hubs_library_lays_it_out(hub: Hub, cache: Path) -> None:
    from huggingface_hub import scan_cache_dir, snapshot_download

    fetch(offer())
    found = scan_cache_dir(cache)
    assert found.warnings == []
    [repo] = found.repos
    assert repo.repo_id == REPO and {len(revision.files) for revision in repo.revisions} == {len(offer().files)}
    hub.asked.clear()
    snapshot_download(REPO, allow_patterns=["*.json", "*.txt", "*.fp16.safetensors"])
    assert hub.asked == [], "the library finds all of it"


def test_ones_own_repository_is_fetched_too() -> None:
    engine = OwnEngine()
    assert engine.to_fetch
    fetch(offer_for(engine.model))
    assert engine.missing() is None


def test_a_private_model_comes_for_who_is_signed_in(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.token = "hf_secret"
    with pytest.raises(DownloadError, match="for a private one sign in"):
        offer()
    monkeypatch.setenv("HF_TOKEN", hub.token)
    fetch(offer())
    assert DiffusionEngine(model()).missing() is None


# ---- stopping and resuming ---------------------------------------------------------------------------------------


def test_stop_keeps_what_arrived_and_it_is_not_asked_for_again(hub: Hub) -> None:
    with pytest.raises(Cancelled):
        fetch(offer(), Stopper(0.5))
    assert DiffusionEngine(model()).missing() is not None, "half a model is none"
    stopped = offer()
    assert 0.4 * stopped.total < stopped.total - stopped.left < stopped.total
    assert "have been fetched before." in stopped.words()
    hub.asked.clear()
    told: list[float] = []
    fetch(stopped, lambda share, _: told.append(share))
    assert told[0] >= 0.4, "it starts where it had stopped"
    assert DiffusionEngine(model()).missing() is None
    assert sum(1 for _, start in hub.asked if start) == 1, "one file is taken up in its middle"
    assert len(hub.asked) < len(stopped.files) / 2


def test_a_file_that_was_stopped_when_all_of_it_had_arrived_is_not_fetched_anew(hub: Hub) -> None:
    def stopped_while_checking(_: float, words: str) -> None:
        if words.startswith("Checking"):
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        fetch(offer(), stopped_while_checking)
    [name] = hub.large_asked
    hub.asked.clear()
    fetch(offer())
    assert (name, 0) not in hub.asked
    assert DiffusionEngine(model()).missing() is None


def test_a_broken_line_is_taken_up_again(hub: Hub) -> None:
    hub.drop_after = [30_000]
    fetch(offer())
    assert [start for _, start in hub.asked if start] == [30_000]
    assert DiffusionEngine(model()).missing() is None


# ---- what a person can act on ------------------------------------------------------------------------------------


def test_wrong_bytes_are_thrown_away_and_said(hub: Hub) -> None:
    made = offer()
    content = hub.repos[REPO][UNET]
    hub.repos[REPO][UNET] = content[:-1] + bytes([content[-1] ^ 1])
    with pytest.raises(DownloadError, match=r"Stable Diffusion 1\.5 \(unet\) did not arrive as it should"):
        fetch(made)
    [damaged] = [file for file in made.files if file.name == UNET]
    assert damaged.left == damaged.size
    assert DiffusionEngine(model()).missing() is not None


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ((401, "RepoNotFound"), "knows no model somebody/toy, or does not show it to everybody"),
        ((404, "RepoNotFound"), "knows no model somebody/toy, or does not show it to everybody"),
        ((401, ""), r"refuses how this machine is signed in \(it answered 401\)\. Renew it with `hf auth login`"),
        ((403, ""), r"refuses how this machine is signed in \(it answered 403\)"),
        ((503, ""), r"cannot give somebody/toy just now \(it answered 503\)\. Try again later"),
    ],
)
def test_a_refusal_is_said(hub: Hub, refusal: tuple[int, str], words: str) -> None:
    hub.refuse[REPO] = refusal
    with pytest.raises(DownloadError, match=words):
        offer()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full. Free some space"),
        (PermissionError(errno.EACCES, "Permission denied"), r"cannot be saved in .*hub\. Look at the folder's rights"),
        (httpx2.ReadTimeout("timed out"), "does not answer. Check the connection"),
        (ValueError("Unknown scheme for proxy URL"), r"a proxy or certificate is set on this machine \(Unknown scheme"),
    ],
)
def test_what_the_hubs_library_raises_is_said(error: Exception, words: str) -> None:
    with pytest.raises(DownloadError, match=words), in_words(REPO):
        raise error
    with pytest.raises(DownloadError, match=words), in_words(REPO):
        raise LocalEntryNotFoundError("Neither here nor there.") from error


def test_a_gated_model_says_where_its_terms_are(hub: Hub) -> None:
    hub.refuse[REPO] = (403, "GatedRepo")
    with pytest.raises(DownloadError, match=rf"accept its terms: do so at {hub.url}/{REPO}, then sign in on this"):
        fetch(offer())
    assert hub.asked == []


def test_a_repository_without_usable_weights_is_said(hub: Hub) -> None:
    hub.repos[REPO] = {"config.json": b"{}", "pytorch_model.bin": bytes(9)}
    with pytest.raises(DownloadError, match=r"has no weights as \.safetensors"):
        offer()


def test_a_repository_that_is_no_pipeline_is_said_before_anything_is_fetched(hub: Hub) -> None:
    hub.repos[REPO] = {"config.json": b"{}", "whole-model.safetensors": bytes(50_000)}
    with pytest.raises(DownloadError, match=r"is no diffusers model: it has no model_index\.json"):
        offer_for(OwnEngine().model)


def test_a_kind_that_cannot_be_used_is_said_before_its_weights_are_fetched(hub: Hub) -> None:
    index = hub.repos[REPO]["model_index.json"].replace(b"StableDiffusionInpaintPipeline", b"FluxFillPipeline")
    hub.repos[REPO] = hub.repos[REPO] | {"model_index.json": index}
    with pytest.raises(DownloadError, match=r"of a kind \(FluxFillPipeline\) that cannot be used here"):
        fetch(offer_for(OwnEngine().model))
    assert hub.large_asked == []


def test_a_copy_that_ended_halfway_is_not_the_file() -> None:
    made = offer()
    fetch(made)
    [unet] = [file for file in made.files if file.name == UNET]
    unet.place.unlink()  # a link
    unet.place.write_bytes(bytes(1000))
    assert not unet.is_here and not offer().left, "the blob is there still"
    unet.blob.unlink()
    assert offer().left == unet.size
    fetch(offer())
    assert unet.is_here and DiffusionEngine(model()).missing() is None


def test_where_there_are_no_links_a_file_is_there_once(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setattr("huggingface_hub.file_download.are_symlinks_supported", lambda _folder=None: False)
    made = offer()
    fetch(made)
    assert DiffusionEngine(model()).missing() is None
    assert all(file.is_here and not file.place.is_symlink() for file in made.files)
    assert sum(path.stat().st_size for path in cache.rglob("*.safetensors")) == sum(
        path.stat().st_size for path in cache.rglob("*") if path.is_file() and path.stat().st_size >= 20_000
    )


def test_a_page_in_the_hubs_place_is_said(hub: Hub) -> None:
    hub.portal = b"<html>Welcome! Please accept our terms.</html>"
    with pytest.raises(DownloadError, match=r"What answered is not 127\.0\.0\.1:\d+: .* then try again"):
        offer()


def test_offline_mode_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(DownloadError, match=r"Offline mode is on \(HF_HUB_OFFLINE\)"):
        offer()


def test_no_connection_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with hub_serving() as gone:
        go_to(gone, monkeypatch)
    with pytest.raises(DownloadError, match=r"no connection to 127\.0\.0\.1:\d+\. Check the connection"):
        offer()


def test_a_disk_too_small_is_said_before_anything_is_written(hub: Hub, cache: Path) -> None:
    hub.claimed[UNET] = 10**18
    made = offer()
    assert made.lack and "are needed on the disk" in made.lack
    with pytest.raises(DownloadError, match=r"needed on the disk, and .* free\. Make room there, or let .*HF_HOME"):
        fetch(made)
    assert hub.asked == [] and not cache.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_a_disk_that_fills_up_is_said() -> None:
    [unet] = [file for file in offer().files if file.name == UNET]
    unet.blob.parent.mkdir(parents=True)
    unet.blob.with_name(f"{unet.blob.name}.part").symlink_to("/dev/full")
    with pytest.raises(DownloadError, match=r"the disk is full\. Free some space"):
        fetch(offer())


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/no/such/folder",
        "~nobody-of-that-name/folder",
        "somebody/some--thing",
        "models/typo.safetensors",
        "here/toy",
    ],
)
def test_what_is_no_repository_cannot_be_fetched(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here" / "toy" / "unet").mkdir(parents=True)  # not whole
    assert not OwnEngine().to_fetch
    with pytest.raises(DownloadError, match=f"Let the setting {SETTING} name a folder"):
        offer_for(OwnEngine().model)


# ---- the command line --------------------------------------------------------------------------------------------


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["engines", *arguments], input=answer)


def test_the_command_says_what_it_takes_and_asks(hub: Hub) -> None:
    refused = run("--fetch", "own", answer="n\n")
    assert refused.exit_code == 1
    assert "MB to fetch from" in refused.stderr and "Licence: see the model's page" in refused.stderr
    assert hub.asked == []
    done = run("--fetch", "own", answer="y\n")
    assert done.exit_code == 0 and done.stdout.endswith(f"{REPO}, an AI model: on this machine\n")
    again = run("--fetch", "own", "--yes")
    assert again.exit_code == 0


def test_nobody_at_the_keyboard_is_no_yes(hub: Hub) -> None:
    assert run("--fetch", "own").exit_code == 1
    assert hub.asked == []


def test_the_command_says_what_went_wrong(hub: Hub) -> None:
    hub.refuse[REPO] = (404, "RepoNotFound")
    result = run("--fetch", "own", "--yes")
    assert result.exit_code == 1 and "knows no model" in result.stderr
    assert "'painter' is no AI model that can be fetched" in run("--fetch", "painter").stderr
    assert "'magic' is no AI model" in run("--fetch", "magic").stderr


def test_the_list_says_what_is_here_and_how_to_get_the_rest() -> None:
    def entries() -> dict[str, str]:
        blocks = run().stdout.replace("\n    ", "\t").splitlines()
        return {block.split()[0]: block for block in blocks}

    before = entries()
    assert list(before) == list(ENGINES)
    assert "to fetch\t" in before["own"] and "engines --fetch own" in before["own"]
    assert "13 GB" in before["flux2-klein-4b"] and "Apache-2.0" in before["flux2-klein-4b"]
    assert before["painter"].endswith("auto takes this one")
    fetch(offer_for(OwnEngine().model))
    assert "ready" in entries()["own"] and "to fetch" not in entries()["own"]


def test_as_a_program_of_its_own_with_the_settings_that_people_have(hub: Hub, tmp_path: Path) -> None:
    environment = {**os.environ, "HF_HOME": str(tmp_path / "home"), "HF_ENDPOINT": hub.url, "HF_HUB_OFFLINE": "0"}
    command = [sys.executable, "-m", "backdrop_ui", "engines", "--fetch", "own", "--yes"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "home" / "hub" / "models--somebody--toy" / "refs" / "main").is_file()


def test_what_is_no_ai_model_is_refused_by_name() -> None:
    from backdrop_ui.engines.diffusion import ai_model

    with pytest.raises(EngineError, match="Choose one of: "):
        ai_model(ENGINES["painter"], "painter")
