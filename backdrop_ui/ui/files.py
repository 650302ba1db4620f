"""Folders whose files gradio serves, and deletes once they are old."""

from __future__ import annotations

import tempfile
from pathlib import Path

from gradio.utils import get_upload_folder

handed_out: set[str] = set()
"""Files to delete when gradio deletes the page's own."""


def new_folder() -> Path:
    root = Path(get_upload_folder())
    root.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=root))


def hand_out(*paths: Path) -> None:
    """Let these be deleted with the page's own."""
    handed_out.update(map(str, paths))
