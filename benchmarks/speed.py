"""How long a person waits: `python -m benchmarks.speed` prints the table that the README shows.

Every figure comes from fresh processes with the built-in parts, nothing downloaded. The page is measured against a bare
gradio page, run turn by turn in the same minutes, because absolute seconds say little on a shared machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

HEAVY = ("torch", "diffusers", "transformers", "rembg", "numba")

BARE = """
import time; start = time.perf_counter()
import gradio as gr
with gr.Blocks() as page: pass
page.launch(prevent_thread_lock=True, quiet=True)
import urllib.request; urllib.request.urlopen(page.local_url).read()
print(time.perf_counter() - start)
"""

OURS = """
import json, sys, time; start = time.perf_counter()
import app
from backdrop_ui.ui.page import launch_options
app.demo.launch(prevent_thread_lock=True, quiet=True, **launch_options())
import urllib.request; urllib.request.urlopen(app.demo.local_url).read()
print(json.dumps([time.perf_counter() - start, [name for name in HEAVY if name in sys.modules]]))
"""

WALK = """
import json, resource, sys, time
from pathlib import Path
from backdrop_ui.ui import page
from backdrop_ui.pipeline import BackdropRequest, make_backdrops
from backdrop_ui.progress import finish
from backdrop_ui.subjects import SubjectRequest
photo, folder, presets = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(",")
page.build_page()
seconds = []
for preset in presets:
    start = time.perf_counter()
    request = BackdropRequest(SubjectRequest(photo, "embedded"), folder, preset=preset, seed=1, file_type=sys.argv[4])
    finish(make_backdrops(request))
    seconds.append(time.perf_counter() - start)
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def run(code: str, *arguments: str) -> str:
    """Run code in a fresh process and return the last line that it prints."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip().splitlines()[-1]


def photo_of(width: int, height: int, path: Path) -> Path:
    """The astronaut that ships inside scikit-image, enlarged to the size in question."""
    from backdrop_ui.ui.layout import example_photos

    with Image.open(example_photos()[0]) as image:
        enlarged = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    noise = np.random.default_rng(0).normal(0, 3, (height, width, 1))  # a file as hard to store as a real photo
    Image.fromarray(np.clip(np.asarray(enlarged) + noise, 0, 255).astype(np.uint8)).save(path, quality=92)
    return path


def page_rows(rounds: int) -> list[tuple[str, str, str]]:
    bare, ours, heavy = [], [], []
    for _ in range(rounds):
        bare.append(float(run(BARE)))
        seconds, loaded = json.loads(run(OURS.replace("HEAVY", repr(HEAVY))))
        ours.append(seconds)
        heavy += loaded
    first, second = statistics.median(ours), statistics.median(bare)
    return [
        ("page answers, against a bare gradio page", f"{first:.1f} s / {second:.1f} s = {first / second:.2f}", "2.5"),
        ("heavy libraries loaded by then", ", ".join(sorted(set(heavy))) or "none", "none"),
    ]


def walk_rows(folder: Path, presets: str, rounds: int) -> list[tuple[str, str, str]]:
    small = str(photo_of(1080, 1350, folder / "small.jpg"))
    large = str(photo_of(3000, 4000, folder / "large.jpg"))
    first, following, whole, peaks = [], [], [], []
    for _ in range(rounds):
        seconds, _ = json.loads(run(WALK, small, str(folder), presets, "jpg"))
        first.append(seconds[0])
        following.append(seconds[1:])
        seconds, peak = json.loads(run(WALK, large, str(folder), presets.split(",", maxsplit=1)[0], "jpg"))
        whole.append(seconds[0])
        peaks.append(peak)
    by_preset = np.median(following, axis=0)
    return [
        ("first backdrop, 1080 x 1350", f"{statistics.median(first):.1f} s", "4 s"),
        ("next backdrop on that photo, median preset", f"{np.median(by_preset):.1f} s", "2.5 s"),
        ("next backdrop on that photo, slowest preset", f"{by_preset.max():.1f} s", "2.5 s"),
        ("12 megapixels at full size", f"{statistics.median(whole):.1f} s", "8 s"),
        ("peak memory for that", f"{max(peaks) / 1000:.2f} GB", "1.5 GB"),
    ]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often to measure; the table has medians")
    rounds = parser.parse_args().rounds
    from backdrop_ui.pipeline import preset_wall

    presets = ",".join(["on-a-red-carpet", *(name for name in preset_wall().presets if name != "on-a-red-carpet")])
    with tempfile.TemporaryDirectory() as folder:
        rows = page_rows(rounds) + walk_rows(Path(folder), presets, rounds)
    print("| what | measured | at most |\n| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
