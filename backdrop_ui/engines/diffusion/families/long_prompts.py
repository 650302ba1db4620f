"""Descriptions that are longer than a CLIP text encoder reads, 77 tokens: read piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any


def pieces_of(prompt: str, tokenizer: Any) -> list[str]:
    """A prompt cut between words so that the tokenizer can hold each piece whole; most prompts are one piece."""

    def fits(text: str) -> bool:
        return len(tokenizer(text).input_ids) <= tokenizer.model_max_length

    pieces: list[str] = []
    for part in chain.from_iterable(_parts_of(word, fits) for word in prompt.split()):
        longer = f"{pieces[-1]} {part}" if pieces else part
        if pieces and not fits(longer):
            pieces.append(part)
        else:
            pieces[-1:] = [longer]
    return pieces or [""]


def same_length(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """Both lists as long as the longer one: what guidance compares has to be of the same size."""
    length = max(len(first), len(second))
    return first + [""] * (length - len(first)), second + [""] * (length - len(second))


def _parts_of(word: str, fits: Callable[[str], bool]) -> list[str]:
    """A word, in halves as long as it is too long: some languages put no spaces between theirs."""
    if len(word) == 1 or fits(word):
        return [word]
    middle = len(word) // 2
    return _parts_of(word[:middle], fits) + _parts_of(word[middle:], fits)
