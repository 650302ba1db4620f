"""Open the page: `python app.py`, then http://127.0.0.1:7860."""

from __future__ import annotations

from threading import Thread

from backdrop_ui.engines import prepare_all
from backdrop_ui.ui.page import build_page, launch_options

demo = build_page().queue(max_size=32)

if __name__ == "__main__":
    demo.launch(prevent_thread_lock=True, **launch_options())
    Thread(target=prepare_all, daemon=True).start()
    demo.block_thread()
