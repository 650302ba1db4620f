"""The benchmark of the AI models, on toys: what it counts, and what it computes from that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from diffusion_toys import needs_torch

from benchmarks.diffusion import ours, plain, table
from benchmarks.diffusion_cost import Cost

pytestmark = [needs_torch, pytest.mark.usefixtures("nothing_learnt")]


@pytest.fixture
def folder(toy_model: Callable[[str], Path], tmp_path: Path) -> Path:
    (tmp_path / "model").symlink_to(toy_model("toy"))
    (tmp_path / "decoder").symlink_to(toy_model("decoder"))
    return tmp_path


def test_the_plain_script_is_measured_in_part_and_ours_as_a_whole(folder: Path) -> None:
    theirs, own = plain("sd15", folder, 80, 64), ours("sd15", folder, 80, 64)
    assert (theirs.measured, theirs.evaluations) == (2 * 2, 2 * 50), "guidance evaluates twice"
    assert (own.measured, own.evaluations) == (4, 4)
    stages = {"the words", "the photo to latents", "the network", "latents to a picture", "the safety check"}
    for cost in (theirs, own):
        assert set(cost.seconds) == stages
        assert min(cost.seconds.values()) > 0
        assert 0 < cost.rest < cost.whole
        assert cost.peak > 0
    assert own.picture == own.whole


def test_what_was_not_measured_is_computed() -> None:
    theirs = Cost(100, 4, {"the network": 8.0, "the words": 1.0}, whole=10.0, precision="float32", peak=6 * 10**9)
    own = Cost(4, 4, {"the network": 4.0, "latents to a picture": 0.5}, whole=5.0, precision="bfloat16", peak=3 * 10**9)
    assert (theirs.evaluation, theirs.rest, theirs.picture) == (2.0, 1.0, 10 + 96 * 2)
    lines = table({"plain script": theirs, "Backdrop UI": own}, (512, 640)).splitlines()
    assert lines[0] == "| 512 x 640 | plain script | Backdrop UI | ratio |"
    assert "| one evaluation | 2.00 s | 1.00 s | 2.0 |" in lines
    assert "| the words | 1.00 s | 0.00 s |  |" in lines
    assert "| all the rest | 1.00 s, 0.5% of a picture | 0.50 s, 10.0% of a picture |  |" in lines
    assert "| a picture | 202 s | 5 s | 40.4 |" in lines
    assert "| most memory | 6.0 GB | 3.0 GB | 2.0 |" in lines
    assert len({line.count("|") for line in lines}) == 1
    assert len(table({"plain script": theirs}, (512, 640)).splitlines()[0].split("|")) == 5
