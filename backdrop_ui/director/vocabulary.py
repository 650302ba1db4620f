"""The words the director knows: `vocabulary.yaml` by stems, and the titles and tags of the presets at hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from pathlib import Path

import yaml
from snowballstemmer import stemmer

from ..brief import Preset
from .colours import NAMED

Stems = tuple[str, ...]
"""A phrase as the stems of its words, small words left out."""

SLOTS = ("hour", "weather", "season", "mood", "style", "prop", "particle", "sky", "subject", "absent", "count")
FILE = Path(__file__).with_name("vocabulary.yaml")


def plain(words: str) -> str:
    """Lower case, without accents; typographic apostrophes become plain ones."""
    folded = unicodedata.normalize("NFKD", words.casefold().replace("’", "'"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def split(words: str) -> list[str]:
    """`"A t-rex's beach!"` to `["a", "t", "rex's", "beach"]`."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain(words))


@cache
def stem(word: str) -> str:
    word = re.sub(r"'s?$", "", word)
    return str(stemmer("english").stemWord(word))


@dataclass(frozen=True)
class Vocabulary:
    """phrases: (slot, value) by stems. means: stems to a tag's stems. leans: a value to a tag. fillers, negations,
    stops: single words. emoji: their words."""

    phrases: Mapping[Stems, tuple[str, str]]
    means: Mapping[Stems, tuple[Stems, ...]]
    leans: Mapping[str, Stems]
    fillers: frozenset[str]
    negations: frozenset[str]
    stops: frozenset[str]
    emoji: Mapping[str, str]
    spelled: frozenset[str]
    """Every word as it is written in the file, which typing errors are compared with."""

    def stems(self, words: str) -> Stems:
        """The stems of a phrase without small words; all of them where it has no others."""
        found = split(words)
        kept = [word for word in found if word not in self.fillers]
        return tuple(stem(word) for word in kept or found)


@cache
def vocabulary() -> Vocabulary:
    """`vocabulary.yaml`, read once."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    fillers = frozenset(split(data["fillers"]))
    bare = Vocabulary({}, {}, {}, fillers, frozenset(), frozenset(), {}, frozenset())
    phrases: dict[Stems, tuple[str, str]] = {}
    for name in sorted(NAMED, key=len):  # "orangered" has the stem of "orange"
        phrases.setdefault(tuple(stem(word) for word in split(name)), ("colour", name))
    for slot in SLOTS:
        for value, written in data[slot].items():
            for phrase in written:
                phrases[tuple(stem(word) for word in split(str(phrase)))] = (slot, str(value))
                if len(bare.stems(str(phrase))) > 1:
                    phrases.setdefault(bare.stems(str(phrase)), (slot, str(value)))
    means: dict[Stems, tuple[Stems, ...]] = {}
    for tag, written in data["means"].items():
        for phrase in written:
            key = bare.stems(str(phrase))
            means[key] = (*means.get(key, ()), bare.stems(tag))
    listed = [phrase for slot in SLOTS for written in data[slot].values() for phrase in written]
    listed += [phrase for written in data["means"].values() for phrase in written] + list(NAMED)
    return Vocabulary(
        phrases=phrases,
        means=means,
        leans={value: bare.stems(tag) for value, tag in data["leans"].items()},
        fillers=fillers,
        negations=frozenset(split(data["negations"])),
        stops=frozenset(split(data["stops"])),
        emoji=data["emoji"],
        spelled=frozenset(word for phrase in listed for word in split(str(phrase))),
    )


TITLE, TITLE_WORD = 1.7, 0.5
"""How much more a title says than a tag; and a word of a longer title, the longer the less: 1.25 if it has two."""


@dataclass(frozen=True)
class Places:
    """What the presets are called. of: how telling a phrase is of the presets it names, by id; the fewer, the more.
    spelled: their words as written."""

    of: Mapping[Stems, Mapping[str, float]]
    spelled: frozenset[str]


def places(presets: Iterable[Preset]) -> Places:
    """Titles as a whole and by their words, and tags."""
    return _places(tuple((preset.id, preset.title, preset.tags) for preset in presets))


@lru_cache(maxsize=8)
def _places(presets: tuple[tuple[str, str, tuple[str, ...]], ...]) -> Places:
    """Kept, as stemming the tags of all presets takes longer than reading a person's words."""
    known = vocabulary()
    of: dict[Stems, dict[str, float]] = {}
    spelled: set[str] = set()
    for key, written, tags in presets:
        spelled.update(split(" ".join((written, *tags))))
        named = {known.stems(tag): 1.0 for tag in tags}
        title = known.stems(written)
        for word in title:
            # A title like "Under the sea" has but one telling word, which alone does not mean that place.
            named[(word,)] = 1 + TITLE_WORD / len(title) if len(title) > 1 else max(named.get((word,), 0), 1.0)
        whole = tuple(stem(word) for word in split(written))
        named[whole] = TITLE
        if len(title) > 1:
            named[title] = TITLE
        for phrase, telling in named.items():
            of.setdefault(phrase, {})[key] = telling * (1 + 0.5 * (len(phrase) - 1))
    rare = {phrase: 1 + log((len(presets) + 1) / len(ids)) for phrase, ids in of.items()}
    weighed = {phrase: {key: share * rare[phrase] for key, share in ids.items()} for phrase, ids in of.items()}
    return Places(weighed, frozenset(spelled))
