"""Write the made parts of ``kg/docs``, or say whether they are what would be written."""

from __future__ import annotations

import sys
from pathlib import Path

from api import api_page
from layout_words import layout_page
from outputs import write_outputs
from rooms import rooms_picture

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "kg" / "docs"


def made_files() -> dict[Path, str]:
    """Return each file that a program writes, with its text."""
    made = {DOCS / "api.md": api_page()}
    for lang in ("en", "zh"):
        made[DOCS / f"architecture.{lang}.svg"] = rooms_picture(lang)
        made[DOCS / f"layout-language.{lang}.md"] = layout_page(lang)
    return made


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--outputs"]:
        return write_outputs(arguments[1:])
    stale = [
        (path, text)
        for path, text in made_files().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    for path, text in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
        if not arguments:
            path.write_text(text, "utf-8")
    if arguments and stale:
        sys.stdout.write("not as it would be written: python3 scripts/docs\n")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
