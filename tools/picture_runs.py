"""Draw the pictures of the README anew, each from a real run of the gate.

python tools/picture_runs.py
"""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = 120
PICTURES = {
    "run": ("--threshold", "85"),
    "failed": (
        "--subject",
        "saboteurs/ignores_gaps",
        "--venue",
        "binance",
        "--suite",
        "market_data_integrity",
    ),
}


def said_by(arguments: tuple[str, ...]) -> str:
    """What the gate prints on a terminal that wide, colours included."""
    # Colours, but nothing that is drawn over itself while it changes.
    terminal = os.environ | {"FORCE_COLOR": "1", "TTY_INTERACTIVE": "0", "COLUMNS": str(COLUMNS)}
    command = [sys.executable, "tools/run_readiness.py", *arguments]
    done = subprocess.run(  # noqa: S603 - our own program
        command, cwd=ROOT, env=terminal, stdout=subprocess.PIPE, text=True, check=False
    )
    return done.stdout


def picture(title: str, said: str) -> str:
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi(said))
    return console.export_svg(title=title)


def main() -> int:
    for name, arguments in PICTURES.items():
        title = f"run_readiness {' '.join(arguments)}"
        print(f"playing {title}", flush=True)
        (ROOT / "docs" / f"{name}.svg").write_text(picture(title, said_by(arguments)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
