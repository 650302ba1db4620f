"""`python -m backdrop_ui`: the command line."""

import sys
from io import TextIOWrapper

from .cli import app

if __name__ == "__main__":
    for console in (sys.stdout, sys.stderr):  # which may not know every letter of a file's name
        if isinstance(console, TextIOWrapper):
            console.reconfigure(errors="backslashreplace")
    app()
