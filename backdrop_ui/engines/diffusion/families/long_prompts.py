"""Descriptions that are longer than a CLIP text encoder reads, 77 tokens: read piece by piece."""

from __future__ import annotations

from typing import Any


def pieces_of(prompt: str, tokenizer: Any) -> list[str]:
    """A prompt cut between words so that the tokenizer can hold each piece whole; most prompts are one piece."""
    pieces: list[str] = []
    for word in prompt.split():
        longer = f"{pieces[-1]} {word}" if pieces else word
        if pieces and len(tokenizer(longer).input_ids) > tokenizer.model_max_length:
            pieces.append(word)
        else:
            pieces[-1:] = [longer]
    return pieces or [""]


def same_length(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """Both lists as long as the longer one: what guidance compares has to be of the same size."""
    length = max(len(first), len(second))
    return first + [""] * (length - len(first)), second + [""] * (length - len(second))
