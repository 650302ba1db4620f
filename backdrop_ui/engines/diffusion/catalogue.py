"""The AI models as data: what each is made of, how it is run, under whose terms; `catalogue.yaml` holds them."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

SETTING = "BACKDROP_DIFFUSION_MODEL"
"""The environment variable that names a model of one's own: a folder, a `.safetensors` file, or a repository."""
OWN = "own"
OWN_LICENCE = "see the model's page"

FamilyName = Literal["sd", "sdxl", "flux2-klein", "qwen-edit"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Weights(_Data):
    """Files of a model. repo: on the Hugging Face Hub, or a folder here. file: one file of it, all unless given.

    variant: of the file names, "fp16" say. gigabytes: to fetch, 10**9 bytes, None where nobody published it.
    """

    repo: str
    file: str = ""
    variant: str = ""
    gigabytes: float | None = None


class Adapter(Weights):
    """What is put on or into a model: a LoRA, a tiny decoder, or a ControlNet that sees the mask.

    optional: the model runs without it, only not as well.
    """

    kind: Literal["lora", "decoder", "controlnet"]
    licence: str
    optional: bool = False


class Model(_Data):
    """One model and how it is run.

    steps: evaluations of the network for a picture. guidance: classifier-free, 1 = none. native_pixels: what it was
    trained at. multiple_of: of width and height, in pixels: a cell of its latent picture, the finest step at which it
    tells painted from kept. margin_cells: how far, in such cells, it may paint over the subject's soft edge. scheduler:
    "own" is the one it came with. commercial: whether all its licences allow commercial use.
    """

    name: str
    title: str
    good_for: str
    family: FamilyName | None = None
    licence: str
    commercial: bool = True
    weights: Weights
    adapters: tuple[Adapter, ...] = ()
    scheduler: Literal["own", "lcm", "lightning"] = "own"
    steps: int = Field(ge=1)
    guidance: float = Field(ge=1)
    native_pixels: int
    multiple_of: int
    margin_cells: float = Field(1.0, ge=0, le=8)

    @property
    def licences(self) -> tuple[str, ...]:
        """Of all that it is made of, each once."""
        return tuple(dict.fromkeys((self.licence, *(adapter.licence for adapter in self.adapters))))

    @property
    def size(self) -> str:
        """How much there is to fetch at least, in words; empty where that is not known of the model itself."""
        if self.weights.gigabytes is None:
            return ""
        sizes = [weights.gigabytes for weights in (self.weights, *self.adapters)]
        return f"{'over ' if None in sizes else ''}{sum(size or 0 for size in sizes):g} GB"

    def adapter(self, kind: str) -> Adapter | None:
        """The adapter of that kind, if it has one."""
        return next((adapter for adapter in self.adapters if adapter.kind == kind), None)


@cache
def catalogue() -> tuple[Model, ...]:
    """The models known by name, the best first."""
    entries = yaml.safe_load(Path(__file__).with_name("catalogue.yaml").read_text("utf-8"))
    return tuple(Model(**entry) for entry in entries)


def own_model() -> Model:
    """A person's own model, as the setting names it, read anew each time; how it is run follows from its files."""
    from .own import way_to_run  # which looks at files, and they are looked up by this module's terms

    repo = os.environ.get(SETTING, "").strip()
    return Model(
        name=OWN,
        title=display_name(repo) if repo else "your own model",
        good_for="any inpainting model that diffusers can load",
        licence=OWN_LICENCE,
        weights=Weights(repo=repo),
        **way_to_run(repo),
    )


def display_name(repo: str) -> str:
    """A repository's id, or a folder's or file's last name: where it lies is nobody else's business."""
    return repo if repo.count("/") == 1 else Path(repo).name.removesuffix(".safetensors")
