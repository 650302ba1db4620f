"""Text to words: clauses, emoji, typing errors, and how far a "no" reaches; what they mean is read in `reading.py`."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from .vocabulary import Places, split, stem, vocabulary

NEGATED_WORDS = 3
"""How far a "no" reaches, unless a comma or a word like "but" ends it before."""
COMMON = 400
"""How often a word stands in a few million lines of film subtitles; rarer ones are names, or typing errors of many."""
_CLAUSE_ENDS = re.compile(r"[.,;:!?()\n|/&+]+|[–—]|\s-\s")


@dataclass(frozen=True)
class Word:
    """small: it says nothing by itself. clause: how many ends of clauses came before; phrases reach over none."""

    text: str
    stem: str
    small: bool
    negated: bool
    clause: int


def _with_emoji_as_words(text: str) -> str:
    bare = text.replace("\ufe0f", "")
    return "".join(f" , {vocabulary().emoji[letter]} , " if letter in vocabulary().emoji else letter for letter in bare)


def split_words(text: str, where: Places) -> tuple[list[Word], list[tuple[str, str]]]:
    """The words, each with whether a "no" stands before it; and the typing errors mended, as (written, meant)."""
    known = vocabulary()
    read: list[Word] = []
    mended: list[tuple[str, str]] = []
    for clause, part in enumerate(_CLAUSE_ENDS.split(_free_of(_with_emoji_as_words(text)))):
        negated = 0
        for written in split(part):
            if written in known.negations:
                negated = NEGATED_WORDS
                continue
            small = written in known.fillers or written in known.stops
            word = written if small else _mended(written, where)
            if word != written:
                mended.append((written, word))
            if written in known.stops and 0 < negated < NEGATED_WORDS:
                negated = 0
            read.append(Word(word, stem(word), small, negated > 0, clause))
            negated -= not small
    return read, mended


def _free_of(text: str) -> str:
    return re.sub(r"\b([\w]+)[ -]free\b", r" , no \1 , ", re.sub(r"\bfree (from|of)\b", "without", text))


def _mended(word: str, where: Places) -> str:
    known = vocabulary()
    if len(word) < 5 or not word.isascii() or not word.isalpha() or _is_known(word, where):
        return word
    most = 1 if len(word) < 9 else 2
    near = [
        (OSA.distance(word, other, score_cutoff=most), -len(other), other)
        for other in known.spelled | where.spelled
        if len(other) >= 5 and abs(len(other) - len(word)) <= most and word[0] in other[:2] and other[0] in word[:2]
    ]
    best = min(near, default=(9, 0, ""))
    return word if best[0] > most or _english(word) else best[2]


def _english(word: str) -> bool:
    """Whether it is a word as it stands: a glass is no grass."""
    return _times_written()[word] >= COMMON


@cache
def _times_written() -> Counter[str]:
    """How often English words are written. Read when first asked, which takes a good part of a second."""
    from spellchecker import SpellChecker

    return Counter(SpellChecker(language="en").word_frequency.dictionary)


def _is_known(word: str, where: Places) -> bool:
    single = (stem(word),)
    return word in vocabulary().spelled or word in where.spelled or single in where.of or single in vocabulary().means
