"""The README's pictures, from a real run: `python -m benchmarks.pictures`.

Starts the app, does in Chromium what a person does, on a desk and on a phone, and makes a sheet of results. Shows only
the photos that come inside scikit-image. Needs Chromium and playwright (requirements-dev.txt).
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect, sync_playwright

from backdrop_ui.pipeline import BackdropRequest, make_backdrops, preset_wall
from backdrop_ui.placement import Format, Placement
from backdrop_ui.progress import finish
from backdrop_ui.subjects import SubjectRequest
from backdrop_ui.thumbnails import SEED, paint_thumbnail
from backdrop_ui.ui.layout import example_photos
from backdrop_ui.ui.page import build_page, launch_options

FOLDER = Path(__file__).parent.parent / "assets" / "readme"
PATIENCE_MS = 120_000
SHEET: tuple[tuple[int, str, Format, int], ...] = (
    (0, "on-a-red-carpet", "portrait", 1),
    (0, "chased-by-dinosaurs", "portrait", 2),
    (0, "surrounded-by-puppies", "portrait", 1),
    (0, "tropical-beach-sunset", "portrait", 1),
    (0, "venice-canal", "portrait", 1),
    (2, "cosy-cafe", "portrait", 1),
    (2, "kitchen-counter", "portrait", 3),
    (0, "autumn-forest", "portrait", 1),
    (1, "enchanted-forest", "portrait", 1),
    (0, "on-the-moon", "portrait", 1),
)
"""Photo, preset, format, seed."""
PRESETS_ACROSS = 5


def screenshot(browser: Browser, url: str, path: Path, width: int, height: int, *, phone: bool, brush: bool) -> None:
    """What a person sees after two taps, or with the brush in the hand."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, is_mobile=phone, has_touch=phone, device_scale_factor=2
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    page.wait_for_selector("#presets label")
    page.set_input_files("#photo input[type=file]", example_photos()[0])
    expect(page.locator(".status")).to_contain_text("Your cut-out is ready", timeout=PATIENCE_MS)
    page.locator('#presets label[data-testid="On a red carpet-radio-label"]').click()
    expect(page.locator(".status")).to_contain_text("Done in", timeout=PATIENCE_MS)
    if brush:
        page.locator("#fix").click()
        page.locator("#brush canvas").hover()
    page.wait_for_timeout(1500)
    with Image.open(io.BytesIO(page.screenshot(full_page=phone))) as image:
        image.convert("RGB").resize((image.width * 3 // 4, image.height * 3 // 4), Image.Resampling.LANCZOS).save(
            path, quality=86, method=6
        )
    context.close()


def results_sheet(path: Path) -> None:
    """Ten results in two rows."""
    tiles = []
    with tempfile.TemporaryDirectory() as folder:
        for photo, preset, form, seed in SHEET:
            request = BackdropRequest(
                SubjectRequest(example_photos()[photo]),
                Path(folder),
                preset=preset,
                seed=seed,
                placement=Placement(form),
            )
            with Image.open(finish(make_backdrops(request)).outputs[0]) as image:
                tiles.append(np.asarray(image.convert("RGB").resize((288, 360), Image.Resampling.LANCZOS)))
    half = len(tiles) // 2
    rows = [np.hstack(tiles[:half]), np.hstack(tiles[half:])]
    Image.fromarray(np.vstack(rows)).save(path, quality=84, method=6)


def presets_sheet(path: Path) -> None:
    """Every preset that ships, with its name: the tiles of the page, and a second seed beside each."""
    width, height = 132, 165
    tiles = []
    for preset in preset_wall().presets.values():
        tile = Image.new("RGB", (2 * width + 6, height + 20), "white")
        for number, seed in enumerate((SEED, SEED + 1)):
            with Image.open(io.BytesIO(paint_thumbnail(preset, seed))) as image:
                tile.paste(image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS), (number * width, 0))
        ImageDraw.Draw(tile).text((2, height + 3), preset.title, "#333333", font_size=12)
        tiles.append(np.asarray(tile))
    tiles += [np.full_like(tiles[0], 255)] * (-len(tiles) % PRESETS_ACROSS)
    rows = [np.hstack(tiles[at : at + PRESETS_ACROSS]) for at in range(0, len(tiles), PRESETS_ACROSS)]
    Image.fromarray(np.vstack(rows)).save(path, quality=82, method=6)


def main() -> None:
    """Make all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    results_sheet(FOLDER / "results.webp")
    presets_sheet(FOLDER / "presets.webp")
    demo = build_page()
    _, url, _ = demo.queue().launch(prevent_thread_lock=True, quiet=True, **launch_options())
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        screenshot(browser, url, FOLDER / "page.webp", 1280, 860, phone=False, brush=False)
        screenshot(browser, url, FOLDER / "phone.webp", 390, 844, phone=True, brush=False)
        screenshot(browser, url, FOLDER / "brush.webp", 1280, 860, phone=False, brush=True)
        browser.close()
    demo.close()


if __name__ == "__main__":
    main()
