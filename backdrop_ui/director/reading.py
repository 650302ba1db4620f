"""Free text to an `Understanding`: words, phrases, numbers and negations; nothing here paints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from ..brief import Preset
from .colours import rgb
from .setting import Evidence, chosen_setting
from .understanding import Prop, Understanding
from .vocabulary import Places, Stems, places, stem, vocabulary
from .words import Word, split_words

LONGEST_PHRASE = 5
MOST_OF_A_KIND = 30
HINTS = ("hour", "weather", "season", "prop", "particle", "sky")
"""What may say something about the place; a colour or a style never does."""
_HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


@dataclass
class _Found:
    """What has been read so far."""

    evidence: Evidence = field(default_factory=Evidence)
    values: dict[str, list[str]] = field(default_factory=dict)
    colours: list[str] = field(default_factory=list)
    props: list[Prop] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    read_as: list[tuple[str, str]] = field(default_factory=list)
    count: int | None = None
    either: list[tuple[Stems, Word, Prop]] = field(default_factory=list)
    """Things that are a place too, like hot air balloons: which one shows when everything is read."""

    def add(self, slot: str, value: str) -> None:
        kept = self.values.setdefault(slot, [])
        if value not in kept:
            kept.append(value)


def understand(words: str, presets: Mapping[str, Preset], tapped: str | None = None) -> Understanding:
    """Read a person's words.

    Args:
        words: English, of any length; nothing in them can fail.
        presets: by id; their titles and tags are the places that can be named.
        tapped: the id of a preset that was chosen already, which the words then only change.
    """
    tidy = " ".join(words.split())
    found = _Found()
    where = places(presets.values())
    text = _HEX.sub(lambda hit: _take_hex(found, hit[0]), tidy)
    content, found.read_as = split_words(text, where)
    position = 0
    while position < len(content):
        position += _read_at(content, position, where, found)
    _things_or_places(found, where, tapped)
    return _settled(tidy, found, presets, tapped)


def _take_hex(found: _Found, colour: str) -> str:
    found.colours.append(colour.lower())
    return " "


def _read_at(words: list[Word], start: int, where: Places, found: _Found) -> int:
    """Read the longest phrase that begins here, with its small words or without; returns of how many words."""
    first = words[start]
    clause = list(takewhile(lambda word: (word.clause, word.negated) == (first.clause, first.negated), words[start:]))
    for length in range(min(LONGEST_PHRASE, len(clause)), 1, -1):
        if _read_phrase(tuple(word.stem for word in clause[:length]), first, clause[length:], where, found):
            return length
    if first.small and vocabulary().phrases.get((first.stem,), ("",))[0] != "count":
        return 1
    telling = [number for number, word in enumerate(clause) if not word.small or number == 0][:LONGEST_PHRASE]
    for length in range(len(telling), 0, -1):
        phrase = tuple(clause[number].stem for number in telling[:length])
        end = telling[length - 1] + 1
        if _read_phrase(phrase, first, clause[end:], where, found):
            return end
    if not (first.negated or first.small or first.text in found.unknown or first.text.isdecimal()):
        found.unknown.append(first.text)
    return 1


def _read_phrase(phrase: Stems, first: Word, after: list[Word], where: Places, found: _Found) -> bool:
    """Take a phrase as what it means; False if it means nothing."""
    known = vocabulary()
    place = phrase in where.of
    if place and len(phrase) > 1 and known.phrases.get(phrase, ("",))[0] == "prop" and not first.negated:
        found.either.append((phrase, first, _prop(found, known.phrases[phrase][1])))
        return True
    if phrase in known.phrases and not (place and len(phrase) > 1):
        slot, value = known.phrases[phrase]
        if slot == "absent" and not first.negated:
            return False
        _take(found, slot, value, first, after, where)
        if place and slot in HINTS:
            found.evidence.weak(phrase, where, first.negated)
        return True
    tags = [phrase] if place else [tag for tag in known.means.get(phrase, ()) if tag in where.of]
    for tag in tags:
        found.evidence.strong(tag, where, first.negated, first.text)
    if tags:
        found.count = None
    return bool(tags)


def _prop_at(words: list[Word]) -> bool:
    """Whether a colour stands before the name of a prop, which it then paints instead of the scene."""
    beginnings = (tuple(word.stem for word in words[:length]) for length in (1, 2, 3))
    return any(vocabulary().phrases.get(phrase, ("",))[0] == "prop" for phrase in beginnings)


def _take(found: _Found, slot: str, value: str, word: Word, after: list[Word], where: Places) -> None:
    if slot == "count":
        found.count = int(value)
        return
    if slot == "subject" or (slot == "absent" and not word.negated):
        return
    if word.negated:
        found.without.append(value)
    elif slot == "colour":
        if _prop_at(after):
            found.add("tint", value)
            return
        found.colours.append(value)
    elif slot == "prop":
        prop = _prop(found, value)
        if value not in [known.name for known in found.props]:
            found.props.append(prop)
        found.evidence.lean(value, where)
    else:
        found.add(slot, value)
        found.evidence.outdoors |= slot == "weather"
        if slot != "style":
            found.evidence.lean(value, where)
    found.count = None


def _prop(found: _Found, name: str) -> Prop:
    """The thing with the number and the colour that stand before it."""
    tints = found.values.pop("tint", [])
    count, found.count = found.count, None
    return Prop(name, None if count is None else min(count, MOST_OF_A_KIND), tints[0] if tints else None)


def _things_or_places(found: _Found, where: Places, tapped: str | None) -> None:
    """What can be both is a thing where a place is named otherwise."""
    elsewhere = tapped is not None or any(score > 0 for score in found.evidence.sure.values())
    for phrase, word, prop in found.either:
        if not elsewhere:
            found.evidence.strong(phrase, where, False, word.text)
        if elsewhere or prop.count or prop.tint:
            found.props.append(prop)


def _settled(words: str, found: _Found, presets: Mapping[str, Preset], tapped: str | None) -> Understanding:
    """Everything together: the last word on hour and season counts, and what is not wanted is not there."""
    place = chosen_setting(found.evidence, presets, tapped)
    without = tuple(dict.fromkeys(found.without))

    def kept(slot: str) -> tuple[str, ...]:
        return tuple(value for value in found.values.get(slot, []) if value not in without)

    names = [name for name in dict.fromkeys(found.colours) if name not in without]
    hour, season = kept("hour"), kept("season")
    title = presets[place.setting].title if place.setting is not None and place.setting in presets else ""
    in_title = set(vocabulary().stems(title))
    props = tuple(
        prop
        for prop in found.props
        if prop.name not in without and (prop.count or prop.tint or stem(prop.name) not in in_title)
    )
    return Understanding(
        words=words,
        setting=place.setting,
        tapped=tapped is not None,
        hour=hour[-1] if hour else None,
        weather=tuple(value for value in kept("weather")),
        season=season[-1] if season else None,
        moods=kept("mood"),
        colours=tuple((name, rgb(name)) for name in names[:4]),
        props=props,
        particles=kept("particle"),
        sky=kept("sky"),
        styles=kept("style"),
        without=without,
        read_as=tuple(dict.fromkeys(found.read_as)),
        left_out=place.left_out,
        unknown=tuple(found.unknown),
    )
