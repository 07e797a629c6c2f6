"""Layouts proposed for the tables of a file that none fits: one for each header of them.

Of several tables those of unknown headers are meant. An answer that changes nothing is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path

from kg.errors import LayoutError, SourceError, UsageError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.requests import TableAnswers
from kg.sources.detect_layout import best_fit, own_names
from kg.sources.layout_files import layouts
from kg.sources.open_tables import LISTS_TRIED
from kg.sources.proposal.answers import said_calendar
from kg.sources.proposal.format_layout import format_proposal
from kg.sources.proposal.graph_words import graph_proposal
from kg.sources.proposal.proposal import Proposal
from kg.sources.proposal.registers import LEAKED, leaked_list
from kg.sources.proposal.sample import TableSample, samples
from kg.sources.proposal.table_proposal import proposal_of_table

NO_ANSWERS = TableAnswers()


def propose(
    path: Path | str,
    answers: TableAnswers = NO_ANSWERS,
    *,
    limits: Limits = LIMITS,
    encoding: str = "",
    name: str = "",
    lang: str = "zh",
) -> Proposal:
    """Return a layout for each table of a file that none fits, with what it cannot decide.

    Args:
        path: The file.
        answers: What a person said of it.
        limits: The largest sizes that are read.
        encoding: The encoding of a text; blank: found out.
        name: What the layout is called.
        lang: The language of its remarks.

    Returns:
        The proposal for the largest of the tables, with those for others in ``more``.

    Raises:
        SourceError: The file holds no table, nothing in it can be told, or an answer changes
            nothing.
        UsageError: An answer cannot be understood.
    """
    found = samples(Path(path), limits=limits, encoding=encoding)
    try:
        return _proposed_for(found, answers, name, lang)
    except LayoutError as error:
        first = error
    for passed in range(1, LISTS_TRIED):
        try:
            found = samples(Path(path), limits=limits, encoding=encoding, lists_passed=passed)
        except SourceError:  # no further list is left, or the file is no JSON
            break
        with suppress(LayoutError):
            return _proposed_for(found, answers, name, lang)
    raise first


def _proposed_for(
    found: Sequence[TableSample], answers: TableAnswers, name: str, lang: str
) -> Proposal:
    """Return the proposal for the tables of a file, of which each answer changes something."""
    wanted = _wanted(found, answers.skip)
    unknown = [one for one in wanted if not _is_known(one)]
    largest = sorted(
        unknown or wanted, key=lambda one: -len(one.header) * min(len(list(one.rows)), 50)
    )
    meant = largest if unknown else largest[:1]
    proposal = _proposal_for(meant, found, answers, name, lang)
    for option, less in _without_one(answers):
        try:
            other = _proposal_for(meant, found, less, name, lang)
        except LayoutError:
            continue
        if other == proposal:
            raise LayoutError(Message("answer-of-no-use", option=option), where=proposal.file)
    return proposal


def _wanted(found: Sequence[TableSample], skip: Sequence[str]) -> list[TableSample]:
    """Return the tables of a file but for those that a person wants to be left out.

    Raises:
        UsageError: The file has no table of such a name, or nothing but these.
    """
    members = [one.member for one in found]
    wanted = [one for one in found if one.member not in skip]
    if unheard := [name for name in skip if name not in members]:
        raise UsageError(
            Message("no-table-called", name=repr(unheard[0])), where="--skip",
            hint=Message("one-of-known", known=[name for name in members if name]),
        )  # fmt: skip
    if not wanted:
        raise UsageError(Message("no-table-is-left"), where="--skip")
    return wanted


def _proposal_for(
    meant: Sequence[TableSample],
    found: Sequence[TableSample],
    answers: TableAnswers,
    name: str,
    lang: str,
) -> Proposal:
    """Return what is proposed for some tables of a file: once for those of the same header."""
    heard = {header for sample in meant for header in own_names(sample.header)}
    proposals: dict[object, Proposal] = {}
    refused: list[LayoutError] = []
    for sample in meant:
        head = (sample.header, sample.no_header, sample.layout)
        others = tuple(one.member for one in found if one not in meant)
        try:
            if head not in proposals:
                called = name if not proposals or not name else f"{name}-{len(proposals) + 1}"
                own = _meant_for(sample, answers, heard)
                proposals[head] = _proposed(sample, own, called, lang, others)
        except LayoutError as error:
            refused.append(error)
    if not proposals:
        raise refused[0]
    first, *more = proposals.values()
    left = tuple(
        Message("table-not-proposed", table=error.where, reason=error.what) for error in refused
    )
    return replace(first, more=tuple(more), left=left)


def _proposed(
    sample: TableSample, answers: TableAnswers, name: str, lang: str, others: tuple[str, ...]
) -> Proposal:
    """Return what is proposed for a table, by what it is: leaked, a graph, of a format, or any."""
    if answers.rows == LEAKED:
        return leaked_list(sample)
    if said_calendar(answers) and (sample.network or sample.layout):
        option = f"--dates {answers.dates}"
        raise LayoutError(Message("answer-of-no-use", option=option), where=sample.where)
    if sample.network and not sample.network.is_own:
        return graph_proposal(sample, sample.network, answers, name, lang, others)
    if sample.layout:
        return format_proposal(sample, answers, name, lang, others)
    return proposal_of_table(sample, answers, name, lang, others)


def _meant_for(sample: TableSample, answers: TableAnswers, heard: Collection[str]) -> TableAnswers:
    """Return the answers without the roles of columns that only other tables of the file have."""
    own = set(own_names(sample.header))
    others = {header.strip() for header in heard} - own
    return replace(
        answers,
        role=[text for text in answers.role if text.partition("=")[2].strip() not in others],
    )


def _without_one(answers: TableAnswers) -> Iterator[tuple[str, TableAnswers]]:
    """Yield each answer as it is typed, with all the answers but that one.

    Currency and zone are those of cells that name none: they are left where all cells name theirs.
    """
    for option in (field.name for field in fields(TableAnswers)):
        said = getattr(answers, option)
        if said and option not in ("role", "currency", "zone", "skip"):
            yield f"--{option} {said}", replace(answers, **{option: ""})
    for place, text in enumerate(answers.role):
        others = [*answers.role[:place], *answers.role[place + 1 :]]
        yield f"--role {text}", replace(answers, role=others)


def _is_known(sample: TableSample) -> bool:
    """Say whether kg has a layout for the table's header."""
    if sample.layout or sample.no_header:
        return False
    fits = best_fit([*sample.titles, sample.header], layouts())
    return any(fit.covers and not fit.missing and fit.row == len(sample.titles) for fit in fits)
