"""What every family of models knows about itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from ....brief import SceneBrief
from ..catalogue import Model
from ..job import Job
from ..plan import Plan


class Family(ABC):
    """Loads a model's pipeline and says how to call it. Calling and decoding are the engine's."""

    pipeline_class: ClassVar[str]
    """The name of diffusers' class."""

    @abstractmethod
    def load(self, model: Model, folder: Path, plan: Plan) -> Any:
        """The pipeline with its adapters, where the plan wants it. Nothing is looked up online."""

    @abstractmethod
    def words(self, pipeline: Any, brief: SceneBrief, plan: Plan) -> dict[str, Any]:
        """The arguments that say what to paint; they depend on nothing but these three, and may be kept."""

    @abstractmethod
    def picture(self, pipeline: Any, job: Job, plan: Plan, seeds: Sequence[int]) -> dict[str, Any]:
        """The arguments that say where and how to paint it, one variant for each seed."""
