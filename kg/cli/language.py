"""The language in which this command speaks, before it is known what the command is."""

from __future__ import annotations

import sys

from kg.messages import languages, preferred_language


def asked_language() -> str:
    """Return the language of this command, which may have failed before it knew it itself."""
    typed = sys.argv[1:]
    given = [typed[n + 1] for n, word in enumerate(typed[:-1]) if word == "--lang"]
    given += [word.removeprefix("--lang=") for word in typed if word.startswith("--lang=")]
    return given[-1] if given and given[-1] in languages() else preferred_language()
