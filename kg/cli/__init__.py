"""``kg``: one flat list of verbs; an error is one sentence and an exit code.

Exit codes: 0 fine · 1 our bug · 2 usage or ambiguous · 3 problems under ``--strict`` or a load
refused · 4 store, disk or memory · 5 query · 6 evidence changed · 130 stopped by Ctrl-C.
"""

from __future__ import annotations

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
from kg.cli.ending import Verbs, run

app = typer.Typer(
    name="kg",
    cls=Verbs,
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
    """Run one command and leave with its exit code."""
    run(app)
