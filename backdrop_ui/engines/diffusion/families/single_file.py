"""A whole model in one `.safetensors` file, as people share them: the weights, not how it is built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ....errors import EngineError
from ..files import configuration_of, lack_of_file
from ..plan import Plan


def open_single_file(pipeline_class: str, file: Path, plan: Plan) -> Any:
    """The pipeline of a file, without a safety checker: such files have none. Nothing is looked up online.

    Raises:
        EngineError: if nothing here says how such a model is built.
    """
    import diffusers
    import torch

    configuration = configuration_of(file)
    if configuration is None:
        raise EngineError(lack_of_file(file) or f"{file.name} cannot be read. Get it again.")
    return getattr(diffusers, pipeline_class).from_single_file(
        str(file),
        config=str(configuration),
        dtype=getattr(torch, plan.loaded_as),
        local_files_only=True,
    )
