"""The command ``kg lake``: many files on disk, looked through, and out of which cases are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.commands.load import refuse_missing
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import FindRequest, LoadRequest, ReachRequest

REFUSED = 3
LOCAL = "local[2]"
"""The Spark that asks a database where no other is named."""
WORDS = "init|add|attach|info|find|reach LAKE [FILE…|TABLE|TYPOLOGY…|ACCOUNT…]"
_ASKED, _REACHED = FindRequest(), ReachRequest()


def lake(
    words: Annotated[list[str], typer.Argument(metavar=WORDS)],
    buckets: Annotated[int, typer.Option("--buckets")] = 16,
    layout: Annotated[str, typer.Option("--layout")] = "",
    encoding: Annotated[str, typer.Option("--encoding")] = "",
    scope: Annotated[str, typer.Option("--scope", metavar="NAME")] = "",
    account: Annotated[str, typer.Option("--account", metavar="NUMBER")] = "",
    limit: opt.Limit = None,
    since: Annotated[str, typer.Option("--since")] = "",
    until: Annotated[str, typer.Option("--until")] = "",
    floor: Annotated[str, typer.Option("--floor")] = str(_ASKED.floor),
    threshold: Annotated[list[str] | None, typer.Option("--threshold", metavar="NAME.X=V")] = None,
    hub: Annotated[int, typer.Option("--hub")] = _ASKED.hub,
    rows: Annotated[int, typer.Option("--rows")] = _ASKED.rows,
    start_file: Annotated[str, typer.Option("--from", metavar="FILE")] = "",
    into: Annotated[list[str] | None, typer.Option("--into", metavar="ACCOUNT")] = None,
    backward: Annotated[bool, typer.Option("--in")] = False,
    through: Annotated[list[str] | None, typer.Option("--through", metavar="ACCOUNT")] = None,
    skew: Annotated[int, typer.Option("--skew")] = _REACHED.skew,
    spark: Annotated[str, typer.Option("--spark", metavar="ADDRESS")] = "",
    table: Annotated[str, typer.Option("--table", metavar="NAME")] = "",
    where: Annotated[str, typer.Option("--where", metavar="SQL")] = "",
    jar: Annotated[list[Path] | None, typer.Option("--jar", metavar="FILE")] = None,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Make a lake, put files into it, say what it holds; look through all of it."""
    verb, places = words[0], [Path(word) for word in words[1:]]
    screen = Screen(lang, as_json)
    if verb == "init" and len(places) == 1:
        _init(places[0], buckets, screen)
    elif (verb == "add" and len(places) > 1) or (verb == "attach" and len(places) == 2):
        from kg.limits import limits_with

        asked = LoadRequest(layout=layout, encoding=encoding, scope=scope, account=account)
        asked = replace(asked, limits=limits_with(limit or ()))
        if verb == "add":
            _add(places[0], places[1:], asked, spark, screen)
        elif words[2].startswith("jdbc:"):
            _receive(places[0], (words[2], table, where, jar or ()), asked, spark, screen)
        else:
            _attach(places[0], places[1], asked, spark, screen)
    elif verb == "info" and places:
        _info(places[0], words[2:], screen)
    elif verb == "find" and places:
        find = FindRequest(
            words[2:], since, until, floor, thresholds=threshold or (), hub=hub, rows=rows
        )
        _find(places[0], find, spark, screen)
    elif verb == "reach" and places:
        asked_reach = ReachRequest(
            words[2:], into=into or (), direction="in" if backward else "out", floor=floor,
            hub=hub, through=through or (), skew=skew,
        )  # fmt: skip
        _reach(places[0], asked_reach, start_file, spark, screen)
    else:
        raise UsageError(
            Message("lake-wants-a-verb"), hint=Message("see-help-of", command="kg lake")
        )


def _init(folder: Path, buckets: int, screen: Screen) -> None:
    from kg.lake.layout import Lake

    lake = Lake.init(folder, buckets)
    screen.document({"lake": str(folder), "buckets": lake.settings.buckets})
    screen.say("lake-made", path=folder, buckets=lake.settings.buckets)


def _add(folder: Path, files: list[Path], request: LoadRequest, spark: str, screen: Screen) -> None:
    from kg.case.evidence.input_files import found_in
    from kg.cli.render.lake import show_added
    from kg.lake.add import add_files
    from kg.lake.layout import Lake

    refuse_missing(files)
    paths, left_out = found_in(files)
    lake = Lake(folder)
    added, refused = add_files(
        lake, paths, request, lambda step: screen.step("lake-add", step), spark
    )
    screen.steps_done()
    show_added(lake, added, refused, left_out, screen)
    if refused:
        raise typer.Exit(REFUSED)


def _attach(folder: Path, table: Path, request: LoadRequest, spark: str, screen: Screen) -> None:
    from kg.case.evidence.input_files import IgnoredPath
    from kg.cli.render.lake import show_added
    from kg.lake.add import attach_table
    from kg.lake.layout import Lake

    refuse_missing([table])
    lake = Lake(folder)
    attached = attach_table(lake, table, request, lambda step: screen.step("lake-add", step), spark)
    screen.steps_done()
    left_out = [IgnoredPath(name, Message("no-part-of-a-table")) for name in attached.left_out]
    show_added(lake, attached.added, attached.refused, left_out, screen)
    if attached.refused:
        raise typer.Exit(REFUSED)


def _receive(
    folder: Path,
    said: tuple[str, str, str, Sequence[Path]],
    request: LoadRequest,
    spark: str,
    screen: Screen,
) -> None:
    from kg.cli.render.lake import show_added
    from kg.lake.database import DatabaseTable, attach_database
    from kg.lake.layout import Lake

    table = DatabaseTable(*said)
    refuse_missing(list(table.drivers))
    attached = attach_database(
        Lake(folder), table, request, spark or LOCAL, lambda step: screen.step("lake-add", step)
    )
    screen.steps_done()
    show_added(Lake(folder), attached.added, attached.refused, [], screen)
    if attached.refused:
        raise typer.Exit(REFUSED)


def _info(folder: Path, accounts: list[str], screen: Screen) -> None:
    from kg.cli.render.lake import show_accounts, show_lake
    from kg.lake.layout import Lake
    from kg.lake.statistics import account_statistics

    if accounts:
        show_accounts(*account_statistics(Lake(folder), accounts), screen)
    else:
        show_lake(Lake(folder), screen)


def _find(folder: Path, request: FindRequest, spark: str, screen: Screen) -> None:
    from kg.case.money.lake_findings import find_in_lake
    from kg.cli.render.lake_find import show_lake_findings

    result = find_in_lake(
        folder, request, spark=spark, on_step=lambda step: screen.step("lake-find", step)
    )
    screen.steps_done()
    show_lake_findings(result, folder, screen)


def _reach(
    folder: Path, request: ReachRequest, start_file: str, spark: str, screen: Screen
) -> None:
    from kg.case.money.lake_reach import reach_in_lake
    from kg.cli.render.lake_reach import show_lake_reach
    from kg.cli.render.trace import say_if_cold
    from kg.trace.compiled import reach_is_cold

    say_if_cold(screen, reach_is_cold)
    result = reach_in_lake(
        folder, request, start_file=start_file, spark=spark,
        on_hop=lambda hop, accounts: screen.step("lake-reach", str(hop)),
    )  # fmt: skip
    screen.steps_done()
    show_lake_reach(result, request, folder, screen)
