"""Large files from the web, for whatever room needs them: shown as they come, resumed, checked."""

from .file import SPARE_BYTES, fetch, words_for_seconds

__all__ = ["SPARE_BYTES", "fetch", "words_for_seconds"]
