"""How gradio is to treat the page's events."""

from __future__ import annotations

from typing import Any

QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""For what is answered at once, whatever else is under way."""
