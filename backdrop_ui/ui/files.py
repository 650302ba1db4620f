"""Folders whose files gradio serves, and deletes once they are old."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from gradio.utils import get_upload_folder


class _HandedOut(set[str]):
    """Gradio walks through it on a schedule that ends for good at the first error, while people are handed files."""

    def __iter__(self) -> Iterator[str]:
        """As it is now, whatever joins meanwhile."""
        return iter(tuple(super().__iter__()))


handed_out: set[str] = _HandedOut()
"""Files to delete when gradio deletes the page's own."""


def new_folder() -> Path:
    root = Path(get_upload_folder())
    root.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=root))


def hand_out(*paths: Path) -> None:
    """Let these be deleted with the page's own."""
    handed_out.update(map(str, paths))
