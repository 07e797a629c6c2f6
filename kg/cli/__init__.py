"""``kg``: one flat list of verbs, each in ``commands/<verb>.py``, what it prints in ``render/``.

Exit codes: 0 fine · 1 our bug · 2 usage or ambiguous · 3 problems under ``--strict`` or a load
refused · 4 store, disk or memory · 5 query · 6 evidence changed · 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import gc
from functools import partial
from importlib import import_module
from typing import Annotated

import typer

from kg.cli.ending import Verbs, run
from kg.cli.help import GROUPS, Command
from kg.cli.options import Lang
from kg.version import __version__

app = typer.Typer(
    name="kg",
    cls=Verbs,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
VERBS = tuple(verb for verbs in GROUPS.values() for verb in verbs)
"""In the order in which they are listed."""
for verb in VERBS:
    functions = vars(import_module(f"kg.cli.commands.{verb}"))
    app.command(verb, cls=Command)(functions.get(verb) or functions[f"{verb}_"])


def _say_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _all_commands(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_say_version)
    ] = False,
    lang: Lang = "",
) -> None:
    """See a whole cybercrime chain, every line of it explained down to a row of a file."""
    if lang:
        ctx.default_map = {verb: {"lang": lang} for verb in VERBS}


def main() -> None:
    """Run one command and leave with its exit code."""
    # facts hold no circles: looking for some after every 700 objects takes 8 % of an export's time
    gc.set_threshold(50_000, 20, 50)
    run(partial(app, prog_name="kg"))
