"""The command line: the same pipeline as the page."""

from __future__ import annotations

import typer

from .make import backdrop, cut_out
from .models import cutouts, engines, paint_thumbnails, presets

app = typer.Typer(help="Give a photo a new backdrop.", no_args_is_help=True, add_completion=False)

for command, name in (
    (backdrop, "backdrop"),
    (cut_out, "cutout"),
    (presets, "presets"),
    (engines, "engines"),
    (cutouts, "cutouts"),
    (paint_thumbnails, "thumbnails"),
):
    app.command(name)(command)
