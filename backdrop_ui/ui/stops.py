"""Who pressed Stop, by session. Not gradio's `cancels`, after which a tap can be lost and a last word come too late."""

from __future__ import annotations

import threading

import gradio as gr
from cachetools import TTLCache


class Stops:
    """The Stop button of one kind of work."""

    def __init__(self) -> None:
        self._pressed: TTLCache[str, threading.Event] = TTLCache(1000, ttl=24 * 3600)

    def start(self, request: gr.Request) -> threading.Event:
        """What is set when this person presses Stop from now on."""
        self._pressed[str(request.session_hash)] = event = threading.Event()
        return event

    def press(self, request: gr.Request) -> None:
        self._pressed.get(str(request.session_hash), threading.Event()).set()
