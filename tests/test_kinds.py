"""What a subject is: a person, an animal or a thing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pictures import box, orange_on_blue

from backdrop_ui.cutout import BUILT_IN, Matte, subject_from
from backdrop_ui.cutout.kinds import name_kinds, plural
from backdrop_ui.cutout.parts import KINDS, Part
from backdrop_ui.photo import Photo, load_photo

BOX = (0.0, 0.0, 1.0, 1.0)


def middle(width: int, height: int) -> np.ndarray:
    return box(width, height, width // 5, height // 8, width * 4 // 5, height * 7 // 8)


@pytest.mark.parametrize(("name", "kind"), [("astronaut", "person"), ("chelsea", "animal"), ("coffee", "thing")])
def test_real_subjects_are_called_what_they_are(real_photos: dict[str, Path], name: str, kind: str) -> None:
    photo = load_photo(real_photos[name])
    [part] = name_kinds(photo.pixels, middle(*photo.size), BUILT_IN)
    assert part.kind == kind


def test_each_part_is_looked_at_by_itself(real_photos: dict[str, Path]) -> None:
    """The astronaut beside the cup: two parts, two kinds, from left to right."""
    person, cup = (load_photo(real_photos[name]).pixels[:400, :400] for name in ("astronaut", "coffee"))
    pixels = np.concatenate([person, cup], axis=1)
    alpha = np.concatenate([middle(400, 400)] * 2, axis=1)
    assert [part.kind for part in name_kinds(pixels, alpha, BUILT_IN)] == ["person", "thing"]


def test_nothing_has_no_kind() -> None:
    assert name_kinds(orange_on_blue(40, 30), np.zeros((30, 40), np.float32), BUILT_IN) == ()


@pytest.mark.parametrize(
    ("kinds", "words"),
    [(("person", "person"), "people"), (("animal",), "animals"), (("person", "thing"), "separate parts"), ((), "")],
)
def test_several_of_a_kind_have_its_name(kinds: tuple[str, ...], words: str) -> None:
    parts = tuple(Part(number, 0.1, BOX, kind) for number, kind in enumerate(kinds, start=1))
    assert plural(parts) == (words or "separate parts")


def test_a_subject_carries_the_kinds_and_the_words_use_them(real_photos: dict[str, Path]) -> None:
    person = load_photo(real_photos["astronaut"]).pixels[:400, :300]
    photo = Photo(np.concatenate([person, person[:, ::-1]], axis=1), None, "twins")
    alpha = np.concatenate([middle(300, 400)] * 2, axis=1)
    subject = subject_from(Matte(photo, alpha, "mask"))
    assert [part.kind for part in subject.parts] == ["person", "person"]
    assert any("2 people" in words for words in subject.warnings)


def test_kinds_come_at_any_size() -> None:
    for size in ((17, 16), (300, 20), (900, 700)):
        [part] = name_kinds(orange_on_blue(*size), np.ones(size[::-1], np.float32), BUILT_IN)
        assert part.kind in KINDS
