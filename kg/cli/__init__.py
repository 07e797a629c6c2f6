"""``kg``: one flat list of verbs, each in ``commands/<verb>.py``, what it prints in ``render/``.

Exit codes: 0 fine · 1 our bug · 2 usage or ambiguous · 3 problems under ``--strict`` or a load
refused · 4 store, disk or memory · 5 query · 6 evidence changed · 130 stopped by Ctrl-C.
"""

from __future__ import annotations

from importlib import import_module

import typer

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
VERBS = (
    *("open", "new", "load", "problems", "pairs", "promote", "verify", "rebuild"),
    *("unload", "undo", "redo", "add", "owner", "mark"),
    *("search", "explain", "trace", "chain", "query", "reach", "ask", "check", "find"),
    *("contacts", "renumbered", "show", "sources", "log", "export", "demo", "push"),
    *("template", "layout", "help", "docs", "ontology"),
)
"""In the order in which they are listed."""
for verb in VERBS:
    functions = vars(import_module(f"kg.cli.commands.{verb}"))
    app.command(verb)(functions.get(verb) or functions[f"{verb}_"])


def main() -> None:
    """Run one command and leave with its exit code."""
    run(app)
