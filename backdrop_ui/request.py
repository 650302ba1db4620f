"""What a person asks for, and what comes out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from .brand import NO_BRAND, Brand
from .composite import Look
from .director import Understanding
from .engines import licence_of
from .framing import Frame
from .placement import AUTOMATIC, Placement
from .provenance import FileType
from .ranking import Score
from .subjects import SubjectRequest

MAX_VARIANTS = 4
MAX_RETRIES = 4


@dataclass(frozen=True)
class BackdropRequest:
    """One photo's new backdrop. A preset (an id), a prompt, a scene (a picture) or plain says which; a prompt beside a
    preset changes it: "at night, in the rain".

    plain: instead of a scene, as `engines.plain.parse_plain` reads it. brand: colours and logo of the scene. sketch:
    how closely an AI model follows the Painter's picture of the scene, 0 = not at all, 1. seed: of the first variant,
    the next ones count up; None picks one. retries: how many pictures are painted again because an AI model made the
    subject grow, with seeds that follow from theirs, 4 at most; 0 leaves each seed its own picture. light, front: as
    `compose` has them. folder: where the files go. name: what their names start with, the photo's own name unless
    given.
    """

    subject: SubjectRequest
    folder: Path
    preset: str = ""
    prompt: str = ""
    scene: Path | None = None
    plain: str = ""
    brand: Brand = NO_BRAND
    engine: str = "auto"
    sketch: float = 0.0
    variants: int = 1
    seed: int | None = None
    retries: int = 1
    placement: Placement = AUTOMATIC
    look: Look = "natural"
    light: float = 1.0
    front: bool = True
    file_type: FileType = "png"
    name: str = ""


@dataclass(frozen=True)
class BackdropResult:
    """What came out. outputs: of an AI model the best first. scores: of the outputs, in their order, if an AI model
    painted around the subject, else empty. size: (width, height). seconds: by stage. subject_pixels_changed: the most
    in any variant. warnings: all that was said on the way; of_painting: those among them that the engine had while it
    painted. understood: of the person's words, where there were any.
    """

    photo: Path
    outputs: tuple[Path, ...]
    engine: str
    engine_title: str
    is_ai: bool
    cutout: str
    seed: int
    size: tuple[int, int]
    frame: Frame
    seconds: dict[str, float]
    subject_pixels_changed: int
    warnings: tuple[str, ...]
    of_painting: tuple[str, ...] = ()
    understood: Understanding | None = None
    scores: tuple[Score, ...] = ()

    def facts(self) -> dict[str, object]:
        """What a program is told besides the files, in JSON's types."""
        keep = ("engine", "cutout", "seed", "size", "seconds", "subject_pixels_changed", "warnings", "scores")
        facts = asdict(self)
        return {key: facts[key] for key in keep} | {"licence": licence_of(self.engine)}
