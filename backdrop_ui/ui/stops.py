"""Who pressed Stop, by session. Not gradio's `cancels`, after which a tap can be lost and a last word come too late."""

from __future__ import annotations

import threading

import gradio as gr
from cachetools import TTLCache

from .events import QUICK
from .shown import status

STOPPING = f"() => `{status('Stopping …')}`"
"""Said by the page itself, as soon as Stop is pressed: a server's answer may come after the last word, or late."""


class Stops:
    """The Stop button of one kind of work."""

    def __init__(self) -> None:
        self._events: TTLCache[str, threading.Event] = TTLCache(1000, ttl=24 * 3600)
        self._turn = threading.Lock()
        """Handlers run in threads of their own, which the cache alone does not bear."""

    def wire(self, button: gr.Button, line: gr.HTML) -> None:
        """Let the button be Stop, and the line say that it was pressed."""
        button.click(None, None, line, js=STOPPING, **QUICK)
        button.click(self.press, None, None, **QUICK)

    def start(self, request: gr.Request) -> threading.Event:
        """What is set when this person presses Stop from now on."""
        with self._turn:
            self._events[str(request.session_hash)] = event = threading.Event()
        return event

    def press(self, request: gr.Request) -> None:
        with self._turn:
            event = self._events.get(str(request.session_hash))
        if event is not None:
            event.set()
