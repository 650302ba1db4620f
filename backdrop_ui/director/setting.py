"""Which place is meant: evidence from the words, weighed by how telling they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..brief import Preset
from ..presets import FALLBACK
from .vocabulary import Places, Stems, vocabulary

PLAIN = 0.5
"""How much likelier the plain studio is meant than another studio that the words fit as well."""
WEAK = 0.12
"""What an hour, weather or thing says about the place, next to what the name of a place says."""


@dataclass
class Evidence:
    """sure: scores by preset from names of places. hints: from hours, weather, things. named: word and the presets
    that it names."""

    sure: dict[str, float] = field(default_factory=dict)
    hints: dict[str, float] = field(default_factory=dict)
    named: list[tuple[str, frozenset[str]]] = field(default_factory=list)

    outdoors: bool = False
    """Weather was named, which few rooms have."""

    def strong(self, phrase: Stems, where: Places, negated: bool, written: str) -> None:
        """A place was named, or is not wanted."""
        for preset, weight in where.of[phrase].items():
            self.sure[preset] = self.sure.get(preset, 0) + (-9 if negated else weight)
        if not negated:
            self.named.append((written, frozenset(where.of[phrase])))

    def weak(self, phrase: Stems, where: Places, negated: bool) -> None:
        """An hour, weather or thing was named that some presets have among their tags."""
        for preset, weight in where.of[phrase].items():
            self.hints[preset] = self.hints.get(preset, 0) + (-9 if negated else weight)

    def lean(self, value: str, where: Places) -> None:
        """A thing, weather or mood that belongs to some kind of place."""
        tag = vocabulary().leans.get(value) or vocabulary().stems(value)
        for preset, weight in where.of.get(tag, {}).items():
            self.hints[preset] = self.hints.get(preset, 0) + weight


@dataclass(frozen=True)
class Setting:
    setting: str | None
    left_out: tuple[str, ...]


def chosen_setting(evidence: Evidence, presets: Mapping[str, Preset], tapped: str | None) -> Setting:
    """The tapped preset, or the one with most evidence; hints decide only where no place was named."""
    best = tapped or _best(evidence, presets)
    tags = {vocabulary().stems(tag) for tag in presets[best].tags} if best is not None and best in presets else set()
    left_out = [word for word, ids in evidence.named if best not in ids and vocabulary().stems(word) not in tags]
    return Setting(best, tuple(dict.fromkeys(left_out)))


def _best(evidence: Evidence, presets: Mapping[str, Preset]) -> str | None:
    scores = {preset: score + WEAK * max(evidence.hints.get(preset, 0), -9) for preset, score in evidence.sure.items()}
    if scores.get(FALLBACK, 0) > 0:
        scores[FALLBACK] += PLAIN
    if scores and max(scores.values()) > 0:
        return max(scores, key=lambda preset: scores[preset])
    barred = {preset for preset, score in scores.items() if score < 0}
    hints = {preset: score for preset, score in evidence.hints.items() if score > 0 and preset not in barred}
    if evidence.outdoors:
        hints = {preset: score for preset, score in hints.items() if presets[preset].where == "outdoors"}
    return max(hints, key=lambda preset: hints[preset]) if hints else None
