"""Where a trace begins, as a person names it: accounts, payments, people, victims, lists, findings.

Everything becomes seeds, and everything that a reader must know of them is said: whose accounts
are held with others, which have no dates, which rows of a list name nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.case.desk import Desk
from kg.case.holdings import Held, held_by, is_account
from kg.case.naming import one_of
from kg.case.start_lists import FINDING, meant, moves
from kg.case.victims import victims_seeds
from kg.errors import NoneNamed, NotFound, UsageError
from kg.ledger.base import FlowIndex
from kg.model import Problem, Said, Seed


@dataclass(slots=True)
class Starts:
    """The seeds of a trace, what must be said of them, and the rows of a list that name none.

    ``fed`` are the rows of a finding that its other rows feed.
    """

    seeds: list[Seed] = field(default_factory=list)
    warnings: list[Said] = field(default_factory=list)
    refused: tuple[Problem, ...] = ()
    named: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    fed: set[str] = field(default_factory=set)


def starts(
    desk: Desk,
    flows: FlowIndex,
    typed: Sequence[str],
    *,
    victims: bool = False,
    listed: str | Path = "",
    exclude: Iterable[str] = (),
) -> Starts:
    """Return the seeds of all that is named: victims first, then what is typed, then a list."""
    found = Starts()
    if victims:
        seeds, said = victims_seeds(desk)
        found.seeds += seeds
        found.warnings += said
        found.named.append("victims")
    for one in typed:
        _add(desk, flows, found, one_of(desk, one), "")
        found.named.append(one)
    if listed:
        _add_list(desk, flows, found, listed)
    return _checked(desk, found, set(exclude))


def _add_list(desk: Desk, flows: FlowIndex, found: Starts, listed: str | Path) -> None:
    read = meant(desk, flows, listed)
    for thing, place in read.things:
        _add(desk, flows, found, thing, place)
    found.refused = read.refused
    found.parameters |= {"start_file": read.name, "start_sha256": read.sha256}
    if read.refused:
        found.warnings.append(_unmeant(len(read.refused), read.rows))
    found.warnings += [Said(word, word) for word in read.warnings]


def _unmeant(count: int, rows: int) -> Said:
    return Said(
        f"起点清单共 {rows:,} 行，其中 {count:,} 行没有对应的起点，未追踪（已逐行列出）",
        f"{count:,} of the {rows:,} rows of the list name no start and were not traced; each is "
        "listed",
    )


def _add(desk: Desk, flows: FlowIndex, found: Starts, thing: str, named: str) -> None:
    """Add the seeds of one thing: a finding's rows, a payment, an account, a holder's accounts."""
    kind = desk.schema.kind_of_id(thing)
    if kind == FINDING:
        _add_finding(desk, flows, found, thing)
    elif desk.schema.kind(kind).is_link:
        found.seeds.append(Seed(account="", link=thing, named=named))
    elif is_account(desk, thing):
        found.seeds.append(Seed(account=thing, named=named))
    else:
        _add_holder(desk, flows, found, thing, named)


def _add_finding(desk: Desk, flows: FlowIndex, found: Starts, thing: str) -> None:
    """Add a finding's payments with their whole amounts, but for those that others of it feed.

    A row that is paid from what another row brought is followed, not begun: the same money would
    be there twice.
    """
    from kg.case.finding import finding
    from kg.trace.typologies.opening import entries

    handle = desk.handles.of(thing)
    one = finding(desk, handle)
    if one.first is None:
        what = "has no payments that a trace could begin with"
        raise UsageError(what, where=handle, hint="kg chain CASE DEVICE")
    begin = entries(flows, one)
    found.seeds += [Seed(account="", link=link, named=handle) for link in begin]
    found.fed |= set(one.links) - set(begin)
    if fed := len(one.links) - len(begin):
        found.warnings.append(
            Said(
                f"{handle} 共 {len(one.links):,} 行，以其中 {len(begin):,} 行为起点；另 {fed:,} "
                "行由这些行的钱付出，随追踪列出，不另作起点",
                f"{len(begin):,} of the {len(one.links):,} rows of {handle} are the starts; the "
                f"other {fed:,} are paid from what these brought and are followed, not begun anew",
            )
        )


def unreached(found: Starts, steps: Iterable[str]) -> list[Said]:
    """Say how many rows of a finding the trace did not come to."""
    gone = len(found.fed - set(steps))
    if not gone:
        return []
    return [
        Said(
            f"发现的成员行中有 {gone:,} 行在所设范围内没有追到（可放宽 --within、--hops）",
            f"{gone:,} rows of the finding were not reached within these limits (--within, --hops)",
        )
    ]


def _add_holder(desk: Desk, flows: FlowIndex, found: Starts, holder: str, named: str) -> None:
    """Add the accounts of a holder, each for the time in which it was theirs, whole."""
    held = held_by(desk, holder)
    moving = [one for one in held if moves(flows, one.account)]
    if not moving:
        what = "no account of theirs has a payment that flows in time"
        raise NotFound(what, where=called(desk, [holder]))
    found.seeds += [
        Seed(one.account, holder=holder, since=one.since, until=one.until, joint=one.joint,
             named=named)
        for one in moving
    ]  # fmt: skip
    still = [one.account for one in held if one not in moving]
    found.warnings += _said_of(desk, holder, moving, list(dict.fromkeys(still)))


def _said_of(desk: Desk, holder: str, held: Sequence[Held], still: Sequence[str]) -> list[Said]:
    who = called(desk, [holder])
    said = [_joint(desk, who, one) for one in held if one.joint]
    if undated := list(dict.fromkeys(one.account for one in held if not one.dated)):
        count = len(undated)
        said.append(
            Said(
                f"{who} 持有的 {count:,} 个账户没有起止日期，其全部转账都作为起点",
                f"{count:,} accounts of {who} are held without a date: all their payments begin",
            )
        )
    if still:
        names = called(desk, still)
        said.append(
            Said(
                f"{who} 名下 {names} 没有可按时间追踪的转账，不作起点",
                f"{names} of {who} has no payment that flows in time and begins nothing",
            )
        )
    return said


def _joint(desk: Desk, who: str, one: Held) -> Said:
    account, others = called(desk, [one.account]), called(desk, one.joint)
    return Said(
        f"{account} 登记由 {who} 与 {others} 共同持有：整户作为起点，不按人拆分",
        f"{account} is recorded to be held jointly by {who} and {others}: the whole account is a "
        "start, it is not split between them",
    )


def called(desk: Desk, things: Sequence[str]) -> str:
    """Return things by their handles: names would leave the case with the words."""
    return ", ".join(desk.handles.of(one) or one for one in things)


def _checked(desk: Desk, found: Starts, exclude: set[str]) -> Starts:
    """Drop starts that are named twice or excluded, and say so; refuse what leaves none."""
    distinct = {replace(one, named=""): one for one in reversed(found.seeds)}
    wanted = [one for one in reversed(list(distinct.values())) if one.account not in exclude]
    if twice := len(found.seeds) - len(distinct):
        found.warnings.append(
            Said(
                f"起点重复 {twice:,} 处，各只计一次", f"{twice:,} starts are named twice: once each"
            )
        )
    if shut := [one.account for one in distinct.values() if one.account in exclude]:
        names = called(desk, sorted(set(shut)))
        found.warnings.append(
            Said(f"{names} 按 --exclude 排除，不作起点", f"{names} is excluded and begins nothing")
        )
    if not found.seeds and found.refused:
        rows = tuple((one.locator, one.reason) for one in found.refused)
        name = found.parameters["start_file"]
        raise NoneNamed("no row of the list names a start", rows, where=name)
    if not found.seeds and found.named == ["victims"]:
        reported = len(found.warnings)
        what = f"of the {reported} losses that victims report none is one recorded payment"
        hint = "request the statements of the receiving accounts, or name a start"
        raise NotFound(what, hint=hint)
    if not wanted:
        raise UsageError("no start is left", hint="name an account, a transfer or a person")
    found.seeds = wanted
    return found
