"""What every cut-out model is: facts as attributes, one method to write, and checks around it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..arrays import Array
from ..errors import CutoutError
from ..photo import Photo
from ..progress import Report
from .finding import Finding
from .parts import Part


@dataclass(frozen=True)
class Matte:
    """What a model, or a person's own mask, says of a photo, before anything is fixed; it may be empty.

    photo: where it comes from. alpha: (H, W), 1 = subject, soft at edges. model: what cut it out. guessed: whether that
    is a model, not a person or the file itself. warnings: said to the person.
    """

    photo: Photo
    alpha: Array
    model: str
    guessed: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def bytes_held(self) -> int:
        """Memory this keeps, in bytes."""
        return self.photo.pixels.nbytes + self.alpha.nbytes


@dataclass(frozen=True)
class Subject:
    """A photo's subject, ready to be laid over anything.

    photo: where it comes from. alpha: (H, W), 1 = subject, soft at edges. foreground: (H, W, 3), sRGB in [0, 1]: the
    photo's own pixels where alpha = 1, the subject's estimated colours where alpha is between. model: what cut it out.
    warnings: said to the person. findings: the same with their kind and place. parts: of the cut-out before it was
    fixed.
    """

    photo: Photo
    alpha: Array
    foreground: Array
    model: str
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def bytes_held(self) -> int:
        """Memory this keeps, in bytes."""
        return self.photo.pixels.nbytes + self.alpha.nbytes + self.foreground.nbytes


@dataclass(frozen=True)
class CutoutFacts:
    """What a person needs to know to choose a model.

    megabytes: size of its weights, 10**6 bytes. commercial: whether the licence allows commercial use. speed: what is
    known of it, in words. wants_gpu: too slow for comfort without. specialist: for one kind of photo only.
    """

    name: str
    good_for: str
    licence: str
    megabytes: float
    commercial: bool = True
    speed: str = "not measured"
    wants_gpu: bool = False
    specialist: bool = False


class CutoutModel(ABC):
    """Finds the subject of a photo. An author sets `facts` and writes `_predict`."""

    facts: CutoutFacts

    def missing(self) -> str | None:
        """None when it is on this machine, else what is missing and how to get it."""
        return None

    def weights(self) -> Path | None:
        """The file of its weights, None when it has to be fetched."""
        return None

    def megabytes_here(self) -> float | None:
        """The size of that file, 10**6 bytes."""
        file = self.weights()
        return round(file.stat().st_size / 1e6, 1) if file else None

    def fetch(self, report: Report = lambda *_: None) -> None:  # noqa: ARG002 (for those that can be fetched)
        """Bring its weights onto this machine, where they are not. `report` gets the share of the download.

        Raises:
            CutoutError: if they cannot be had; what has arrived stays, for the next time.
        """
        if (lacking := self.missing()) is not None:
            raise CutoutError(f"{self.facts.name}: {lacking}.")

    def ran_on(self) -> tuple[str, str]:
        """The device that it runs on, in words, empty for the CPU; and what kept a GPU from being used."""
        return "", ""

    def predict(self, photo: Photo, report: Report = lambda *_: None) -> Array:
        """How surely each pixel belongs to the subject: (H, W) in [0, 1], the photo's size, soft.

        Raises:
            CutoutError: if the weights cannot be had.
            ValueError: if `_predict` returns another size.
        """
        probability = self._predict(photo, report)
        if probability.shape != photo.pixels.shape[:2]:
            raise ValueError(f"{self.facts.name}: expected {photo.pixels.shape[:2]}, got {probability.shape}")
        if not np.isfinite(probability).all():
            raise CutoutError(f"{self.facts.name} failed on this photo. Choose another cut-out model.")
        return np.clip(probability, 0, 1).astype(np.float32, copy=False)

    @abstractmethod
    def _predict(self, photo: Photo, report: Report) -> Array: ...
