"""Large files from the web, for whatever room needs them: shown as they come, resumed, checked."""

from .file import NOT_ALLOWED, SET_UP_WRONG, SPARE_BYTES, fetch, words_for_seconds
from .partial import Part

__all__ = ["NOT_ALLOWED", "SET_UP_WRONG", "SPARE_BYTES", "Part", "fetch", "words_for_seconds"]
