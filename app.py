"""Open the page: `python app.py`, then http://127.0.0.1:7860."""

from __future__ import annotations

from backdrop_ui.ui.page import build_page, launch_options

demo = build_page().queue(max_size=32)

if __name__ == "__main__":
    demo.launch(**launch_options())
