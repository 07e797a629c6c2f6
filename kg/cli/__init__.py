"""``kg``: one flat list of verbs; an error is one sentence and an exit code.

Exit codes: 0 fine · 1 our bug · 2 usage or ambiguous · 3 problems under ``--strict`` or a load
refused · 4 store · 5 query · 6 evidence changed.
"""

from __future__ import annotations

import os
import sys

import typer

from kg.cli import (
    asking,
    cases,
    checking,
    contacting,
    finding,
    handing_on,
    inquiring,
    judging,
    ontology,
    papers,
    putting_right,
    reaching,
    searching,
    serving,
)
from kg.cli.showing import preferred_language
from kg.errors import Ambiguous, KgError, NoneNamed

app = typer.Typer(
    name="kg",
    help="See a whole cybercrime chain, every line of it explained down to a row of a file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
ROOMS = (
    *(cases, putting_right, judging, asking, reaching, inquiring, checking),
    *(searching, contacting, finding, handing_on, serving, papers, ontology),
)
"""In the order in which the verbs are listed."""
for room in ROOMS:
    room.register(app)


def main() -> None:
    """Run one command and leave with its exit code; Ctrl-C and a closed pipe end quietly."""
    _speak_utf8()
    try:
        app()
    except KgError as error:
        sys.exit(tell(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # the reader (| head) has seen enough; nothing more can be written
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def tell(error: KgError) -> int:
    """Print an error as one sentence in the asked language, with its candidates if it has any."""
    from kg.cli.reasons import Reasons

    reasons = Reasons(asked_language())
    sys.stderr.write(f"kg: {reasons.error(error)}\n")
    if isinstance(error, Ambiguous):
        for candidate in error.candidates:
            sys.stderr.write(f"  {candidate}\n")
    if isinstance(error, NoneNamed):
        for place, why in error.rows:
            sys.stderr.write(f"  {reasons.place(place)}  {reasons(why)}\n")
    return error.exit_code


def asked_language() -> str:
    """Return the language of this command, which may have failed before it knew it itself."""
    words = sys.argv[1:]
    given = [words[n + 1] for n, word in enumerate(words[:-1]) if word == "--lang"]
    given += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return given[-1] if given else preferred_language()


def _speak_utf8() -> None:
    """Write UTF-8 also where the console's own code page (cp936) could not hold a name."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
