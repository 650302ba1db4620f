"""What was understood of a person's words, and how that is said back to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..arrays import Rgb
from ..brief import Preset


@dataclass(frozen=True)
class Prop:
    """Things asked for. count: None where no number was given. tint: the colour written before them."""

    name: str
    count: int | None = None
    tint: str | None = None


@dataclass(frozen=True)
class Understanding:
    """A person's words as data.

    words: as written, spaces tidied. setting: id of the preset, None if no place was named. tapped: whether the
    setting was given rather than read. hour, season: of `vocabulary.yaml`, as are the values of weather, moods, props,
    particles, sky, styles and without (what is not wanted). colours: names or `#rrggbb`. read_as: corrected typing
    errors, (written, read). left_out: places that were named but are not in the setting. unknown: words nothing is
    known about.
    """

    words: str
    setting: str | None = None
    tapped: bool = False
    hour: str | None = None
    weather: tuple[str, ...] = ()
    season: str | None = None
    moods: tuple[str, ...] = ()
    colours: tuple[tuple[str, Rgb], ...] = ()
    props: tuple[Prop, ...] = ()
    particles: tuple[str, ...] = ()
    sky: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def changes_anything(self) -> bool:
        """Whether there is more in it than the setting."""
        return bool(self.chips({}))

    def chips(self, presets: Mapping[str, Preset]) -> tuple[str, ...]:
        """What was understood, a few words each, for people."""
        found: list[str] = []
        if self.setting is not None and self.setting in presets:
            found.append(presets[self.setting].title)
        found += [self.hour] if self.hour else []
        found += self.weather
        found += [self.season] if self.season else []
        found += [name for name, _ in self.colours]
        found += [_counted(prop) for prop in self.props]
        found += [*self.sky, *self.particles, *self.moods, *self.styles]
        found += [f"no {what}" for what in self.without]
        return tuple(found)

    def said(self, presets: Mapping[str, Preset]) -> tuple[str, ...]:
        """Sentences for people: what was understood, what was not."""
        sentences: list[str] = []
        if chips := self.chips(presets):
            sentences.append(f"Understood: {' · '.join(chips)}.")
        if self.setting is None and not self.changes_anything:
            studio = "" if self.tapped else ", so a plain studio is behind you"
            sentences.append(f"No preset is close to your words{studio}. Try words like: {_examples(presets)}.")
        for written, read in self.read_as:
            sentences.append(f"“{written}” was read as “{read}”.")
        if self.left_out:
            sentences.append(f"One place at a time: {_quoted(self.left_out)} is left out.")
        if self.unknown:
            sentences.append(f"The Painter does not know {_quoted(self.unknown)}: an AI model may.")
        return tuple(sentences)


ONE = ("cake", "rocket", "disco ball")
"""What there is one of unless a number is given."""


def _counted(prop: Prop) -> str:
    words = f"{prop.tint} {prop.name}" if prop.tint else prop.name
    if prop.count == 1:
        return f"1 {words}"
    if prop.count is None and prop.name in ONE:
        return words
    plural = f"{words[:-1]}ies" if words.endswith("y") else words if words.endswith("fish") else f"{words}s"
    plural = {"cactus": "cacti", "bunch of balloons": "bunches of balloons"}.get(words, plural)
    plural = plural.replace("blossom branchs", "blossom branches")
    return f"{prop.count} {plural}" if prop.count else plural


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _examples(presets: Mapping[str, Preset]) -> str:
    return ", ".join(preset.tags[0] for preset in list(presets.values())[:6] if preset.tags)
