"""A layout proposed for a file: its columns, ten mapped rows, and what must be answered."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import typer

from kg.cli.render.mapped_rows import show_mapped
from kg.cli.screen import Screen, json_form
from kg.errors import LayoutUnknown, SourceError
from kg.requests import LoadRequest
from kg.requests.command import command
from kg.sources.proposal.proposal import Proposal, TableQuestion
from kg.text import visible

_UNUSED = ("other", "skip", "fee", "price", "quantity", "ip", "mac", "other_time", "counter_bank")
_ANY_ACCOUNT = "?"


def show_proposals(
    refusals: Sequence[SourceError], case: Path, request: LoadRequest, screen: Screen
) -> list[tuple[Path, LoadRequest]]:
    """Show the layout proposed for each refused file; on a terminal, ask what it does not tell.

    Returns:
        The files whose layout was accepted, each with the request that loads it so.
    """
    accepted: list[tuple[Path, LoadRequest]] = []
    for refusal in refusals:
        if not isinstance(refusal, LayoutUnknown) or not isinstance(refusal.proposal, Proposal):
            continue
        path, proposal = Path(refusal.path), refusal.proposal
        if not show_proposal(path, proposal, request, screen):
            screen.say("proposal-correct", file=shlex.quote(short(path)))
            continue
        if answered := _accepted(path, proposal, request, screen):
            accepted.append((path, answered))
            continue
        screen.say("proposal-command", command=answer_command(path, proposal, request, case))
        screen.say("proposal-correct", file=shlex.quote(short(path)))
    return accepted


def _accepted(
    path: Path, proposal: Proposal, request: LoadRequest, screen: Screen
) -> LoadRequest | None:
    """Ask the person before the screen; return the request with the answers, None if refused."""
    from kg.case.evidence.proposed_layouts import proposal_for

    if not is_asked_here(screen):
        return None
    try:
        answered = asked(proposal, request, screen)
        if proposal.all_questions:  # the rows as they are with the answers
            _show_rows(path, proposal_for(path, answered), answered, screen)
        is_accepted = typer.confirm(screen.word("proposal-accept"), default=False)
    except typer.Abort as ended:
        if isinstance(ended.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        screen.line()  # the input ended: nobody answers
        return None
    return answered if is_accepted else None


def proposal_documents(
    refusals: Sequence[SourceError], case: Path, request: LoadRequest
) -> list[dict[str, object]]:
    """Return, for each file that a layout is proposed for, the proposal and the command for it."""
    return [
        {
            "file": refusal.proposal.file,
            "proposal": json_form(refusal.proposal),
            "command": answer_command(Path(refusal.path), refusal.proposal, request, case),
        }
        for refusal in refusals
        if isinstance(refusal, LayoutUnknown) and isinstance(refusal.proposal, Proposal)
    ]


def is_asked_here(screen: Screen) -> bool:
    """Say whether a person sits before the screen who can answer."""
    return screen.is_terminal and sys.stdin.isatty() and not screen.as_json


def show_proposal(path: Path, proposal: Proposal, request: LoadRequest, screen: Screen) -> bool:
    """Show what the columns are taken for and on what ground, the first rows, the questions.

    Returns:
        Whether some row was mapped, or may be once the questions are answered.
    """
    for one in proposal.every:
        _show_columns(one, screen)
    is_of_use = _show_rows(path, proposal, request, screen)
    for one in proposal.every:
        if one.account:
            screen.say("proposal-account", account=one.account)
        for message in (*one.proven, *one.assumed):
            screen.line(f"  {screen.message(message)}")
    for message in proposal.left:
        screen.line(f"  ✗ {screen.message(message)}")
    if proposal.all_questions:
        screen.say("proposal-asked")
    for number, question in enumerate(proposal.all_questions, 1):
        screen.say("proposal-question", number=number, what=question.what)
        for answer in question.answers:
            screen.say(
                "proposal-answer", option=f"--{question.option}", answer=shlex.quote(answer.text),
                meaning=answer.meaning,
            )  # fmt: skip
    if proposal.more:
        screen.say("proposal-skip", sheet=shlex.quote(proposal.more[-1].member))
    return is_of_use


def _show_columns(proposal: Proposal, screen: Screen) -> None:
    """Show what the columns of one table are taken for, or the words of a graph."""
    if proposal.words:
        _show_words(proposal, screen)
        return
    head = "proposal-title" if proposal.header_row else "proposal-title-headless"
    title = screen.word(head, file=proposal.file, row=str(proposal.header_row))
    rows = [
        (
            visible(column.header), screen.word_or(f"role-{column.role}", column.role),
            screen.word(f"ground-{column.ground}"), f"{column.certainty}%",
        )
        for column in proposal.columns
        if column.role not in _UNUSED
    ]  # fmt: skip
    screen.table(title, ("header", "role", "ground", "certainty"), rows)


def _show_words(proposal: Proposal, screen: Screen) -> None:
    title = screen.word("proposal-graph-title", file=proposal.file)
    rows = [
        (
            visible(word.word), screen.word(f"graph-part-{word.part}"), word.count,
            screen.message(word.meaning), screen.word(f"ground-{word.ground}"),
            f"{word.certainty}%",
        )
        for word in proposal.words
    ]  # fmt: skip
    heads = ("graph-word", "graph-part", "graph-count", "role", "ground", "certainty")
    screen.table(title, heads, rows)


def _show_rows(path: Path, proposal: Proposal, request: LoadRequest, screen: Screen) -> bool:
    """Show ten rows as they would be mapped, of a long table without reading all of it.

    They are as the command below loads them, which takes the first answer to each question; the
    account may still be unknown.

    Returns:
        Whether not every row of them was a problem.
    """
    from kg.case.evidence.load_files import try_load
    from kg.case.evidence.proposed_layouts import proposal_for, refuse_a_reading_of_nothing
    from kg.sources.proposal.sample import first_rows

    text = proposal.layouts
    for question in proposal.all_questions:
        if question.option != "account":
            request = answered(request, question, question.answers[0].text)
    with suppress(SourceError):  # what the first answers lead to may have to be asked in turn
        text = proposal_for(path, request).layouts
    asks_account = any(question.option == "account" for question in proposal.all_questions)
    if asks_account:
        text = text.replace(
            'type = "account", given = "account"', 'type = "user", given = "account"'
        )
    account = request.account or (_ANY_ACCOUNT if asks_account else "")
    with tempfile.TemporaryDirectory(prefix="kg-proposal-") as folder:
        layout = Path(folder) / f"{proposal.name}.toml"
        layout.write_text(text, "utf-8")
        trial = replace(request, layout=str(layout), account=account, propose=False)
        try:
            tried = try_load(first_rows(path, Path(folder)), trial)
            show_mapped(tried, screen)
        except SourceError as refused:
            screen.line(f"  ✗ {screen.error(refused)}")
            return True
        try:
            refuse_a_reading_of_nothing(tried.run.reading)
        except SourceError as refused:
            screen.line(f"  ✗ {screen.error(refused)}")
            return False
    return True


def answer_command(path: Path, proposal: Proposal, request: LoadRequest, case: Path) -> str:
    """Return the command that answers all questions, their first answers as examples."""
    given = replace(request, propose=True)
    for question in proposal.all_questions:
        given = answered(given, question, question.answers[0].text)
    words = shlex.split(command(given))
    return shlex.join(["kg", "load", str(case), short(path), *words[3:]])


def short(path: Path) -> str:
    """Return a path as one types it: without the folder that one is in."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def answered(request: LoadRequest, question: TableQuestion, answer: str) -> LoadRequest:
    """Return the request with an answer to a question."""
    if question.option == "role":
        return replace(request, role=(*request.role, answer))
    return replace(request, **{question.option: answer})  # type: ignore[arg-type]


def asked(proposal: Proposal, request: LoadRequest, screen: Screen) -> LoadRequest:
    """Ask each question on the terminal; return the request that holds the answers."""
    given = replace(request, propose=True)
    for question in proposal.all_questions:
        screen.line(f"  {screen.message(question.what)}")
        answer = typer.prompt(
            f"  --{question.option} ({' | '.join(one.text for one in question.answers)})"
        )
        given = answered(given, question, answer.strip())
    return given
