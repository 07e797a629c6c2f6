"""What rows say that tell calls: who called whom, or whom one telephone called and was called by.

Switches and carriers name the ends of a call in words of their own, and what it cost beside them:
that is no payment between the two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from kg.messages import Message
from kg.sources.proposal.cell_forms import MOSTLY, directions_of, is_phone, share
from kg.sources.proposal.column_roles import TableColumn
from kg.sources.proposal.guess_column import drafting_rules
from kg.sources.proposal.own_account import OwnAccount, own_account
from kg.sources.proposal.party_entries import phone_party
from kg.sources.proposal.table_draft import TableDraft
from kg.sources.proposal.zone_choice import set_phone_region

_OF_CALLS = re.compile(r"(?i)call|disposition|billsec|dialled|通话|话单|呼叫")
"""Headers that only tables of calls have, beside what a call costs."""
_EXTENSION = re.compile(r"\+?\d{2,15}")
"""A telephone number, or the short one of a desk."""


def take_call_ends(draft: TableDraft) -> None:
    """Take who sends and who receives for caller and called where rows last some time.

    Switches (Asterisk, FreeSWITCH) call both ends so; what a call costs is no payment.
    """
    ends = [draft.of(role) for role in ("source", "target")]
    called = draft.of("called")
    if called and draft.of("own") and draft.of("direction") and not draft.of("caller"):
        called.role = "counter"
    if not draft.of("duration") or not draft.of("time") or draft.of("caller"):
        return
    is_of_calls = any(_OF_CALLS.search(c.header) for c in draft.columns)
    if draft.moved and not is_of_calls and not _are_costs(draft):
        return  # how long a loan runs is a duration too
    numbered = [c for c in ends if c and share(c.cells, _is_extension) >= MOSTLY]
    if len(numbered) == len(ends):
        numbered[0].role, numbered[1].role = "caller", "called"
        for column in draft.moved:
            if column.ground != "answer":
                column.role = "other"


def call_tables(draft: TableDraft, *, money: bool) -> dict[str, Any] | None:
    """Return the telephones and the flow of rows that tell calls, as tables of a layout.

    Args:
        draft: The table.
        money: Whether a column says how much moved: then a number and a word for the way beside it
            are those of a payment.

    Raises:
        LayoutError: No column says when a call was.
    """
    _take_talk_time(draft)
    charges = money and _are_charges(draft)
    _take_called(draft)
    caller, called = draft.of("caller"), draft.of("called")
    if caller and called:
        if _first_number_is_own(draft, caller, called):
            return _own_calls(draft)
        return _calls_of_many(draft)
    if draft.of("time") and (charges or not money) and _has_phones(draft):
        for column in draft.moved if charges else ():
            column.role, column.ground = "other", "unused"
        return _own_calls(draft)
    return None


def _are_charges(draft: TableDraft) -> bool:
    """Say whether amounts beside telephones and how long something lasted are what calls cost."""
    _take_ways(draft)
    counter, direction = draft.of("counter"), draft.of("direction")
    if not draft.of("duration") or counter is None or share(counter.cells, is_phone) < MOSTLY:
        return False
    if any(c.ground == "answer" for c in draft.moved) or draft.of("balance"):
        return False
    rules = drafting_rules()["calls"]
    words = {cell.casefold() for cell in direction.cells} if direction else set()
    codes = set(rules["words"])
    is_of_calls = bool(words & codes) or any(_OF_CALLS.search(c.header) for c in draft.columns)
    return is_of_calls or _are_costs(draft)


def _are_costs(draft: TableDraft) -> bool:
    """Say whether every column of amounts is headed as what a call costs."""
    costs = drafting_rules()["calls"]["costs"]
    return all(re.search(costs, column.header) for column in draft.moved)


def _take_ways(draft: TableDraft) -> None:
    """Take for the ways of calls a column that says them, and beside them only of messages."""
    if draft.of("direction") or not draft.of("duration"):
        return
    rules = drafting_rules()["calls"]
    for column in draft.filled("other", "memo"):
        words = {cell.casefold() for cell in column.cells}
        rest = words - set(rules["words"])
        if rest != words and all(re.search(rules["messages"], word) for word in rest):
            column.role, column.ground = "direction", "cells"
            return


def _take_own(draft: TableDraft) -> None:
    """Take for whose calls they are the only telephone of no other use that stands in every row."""
    if draft.of("own"):
        return
    free = [c for c in draft.filled("other", "phone") if c.ground != "answer" and c.filled == 1]
    phones = [c for c in free if share(c.cells, is_phone) == 1]
    own = drafting_rules()["calls"]["own"]
    found = [c for c in phones if re.search(own, c.header) or _is_mobile(c)]
    if len(found) == 1:
        found[0].role, found[0].ground = "own", "cells"


def _is_mobile(column: TableColumn) -> bool:
    """Say whether a column holds one mobile telephone, again and again."""
    return len(set(column.cells)) == 1 and bool(column.party and column.party.sort == "phone")


def _take_called(draft: TableDraft) -> None:
    """Take the telephones of whom a caller reached for those called, whatever they are named.

    What such a call costs is no payment between the two.
    """
    caller = draft.of("caller")
    if caller is None or draft.of("called") or share(caller.cells, is_phone) < MOSTLY:
        return
    for role in ("target", "counter"):
        column = draft.of(role)
        if column is not None and share(column.cells, is_phone) >= MOSTLY:
            column.role = "called"
            return


def _take_talk_time(draft: TableDraft) -> None:
    """Of several columns of how long something lasted take that of the talk, not of the ringing."""
    talk = drafting_rules()["calls"]["talk"]
    columns = sorted(
        draft.filled("duration"),
        key=lambda c: (c.ground != "answer", not re.search(talk, c.header), c.place),
    )
    for column in columns[1:]:
        column.role, column.ground = "other", "unused"


def _details(draft: TableDraft) -> dict[str, Any]:
    """Return what of a flow says how long was spoken, and whether a call was answered."""
    details: dict[str, Any] = {}
    if draft.of("duration"):
        details["extras"] = {"duration": "duration"}
    outcome = drafting_rules()["calls"]["outcome"]
    for column in draft.filled("status", "other"):
        if share(column.cells, lambda cell: bool(re.search(outcome, cell))) >= MOSTLY:
            column.ground = "header" if column.role == "status" else "cells"
            column.role = column.key = "status"
            details["channel"] = ["status"]
            break
    return details


def _first_number_is_own(draft: TableDraft, caller: TableColumn, called: TableColumn) -> bool:
    """Say whether the first of two numbers is the one asked about, whichever way a call went.

    Carriers write their customer as the A party of incoming calls too, beside a word for the
    way. Whose number stands where in calls of either way tells it; else it is asked.
    """
    way = draft.of("direction")
    words = directions_of(way.cells) if way and way.ground != "answer" else None
    if not (way and words) or "answer" in (caller.ground, called.ground):
        return False
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in draft.sample.rows:
        for end in (caller, called):
            seen[words.get(row[way.place]) or "", end.role].add(row[end.place])
    first_in, first_out = seen["in", "caller"], seen["out", "caller"]
    stays = bool(first_in & first_out) or (bool(first_in) and len(first_in | first_out) == 1)
    turns = bool(first_out & seen["in", "called"])
    if not first_in or (turns and not stays):
        return False
    if stays == turns:
        draft.ask_whose_number([caller], ("own", "caller"))
    caller.role, called.role = "own", "counter"
    return True


def _calls_of_many(draft: TableDraft) -> dict[str, Any]:
    """Return calls of which each row names both ends."""
    if draft.of("time") is None:
        raise draft.nothing_told(time=False, money=True)
    flow: dict[str, Any] = {
        "kind": "Call", "source": ["caller"], "target": ["called"], "time": "time",
    }  # fmt: skip
    flow |= _details(draft)
    set_phone_region(draft, *draft.all_of("caller", "called"))
    parties = {role: phone_party(role) for role in ("caller", "called")}
    return {"parties": parties, "flows": [flow]}


def _has_phones(draft: TableDraft) -> bool:
    """Say whether rows name a telephone, which words say to have called or been called."""
    counter, direction = draft.of("counter"), draft.of("direction")
    phones = counter and counter.party and counter.party.sort in ("phone", "number")
    return bool(phones and direction and directions_of(direction.cells))


def _own_calls(draft: TableDraft) -> dict[str, Any]:
    """Return the calls of one telephone, which other one was called or called."""
    counter, direction = draft.of("counter"), draft.of("direction")
    assert counter and direction
    _take_own(draft)
    choices = _ways_of_calls(direction)
    direction.about |= {"type": "choice", "choices": choices, "required": True, "filled": True}
    counter.about["type"] = "phone"
    columns = _own_telephone(draft, counter)
    flow: dict[str, Any] = {
        "kind": "Call", "own": ["own"], "other": ["counter"], "direction": "direction",
        "reporter": True, "time": "time", "order": "monotone",
    }  # fmt: skip
    flow |= _details(draft)
    top = {"one_of": [["own"]]} if columns else {}
    parties = {role: phone_party(role) for role in ("own", "counter")}
    return {"top": top, "columns": columns, "parties": parties, "flows": [flow]}


def _own_telephone(draft: TableDraft, counter: TableColumn) -> dict[str, Any]:
    """Find whose calls they are; return the column of the layout that tells it, if none does."""
    phones = [one for one in draft.filled("phone") if one.filled >= MOSTLY]
    column = draft.of("own") or next(iter(phones), None)
    if column is not None and column.cells:
        column.role = "own"
        column.about["type"] = "phone"
        set_phone_region(draft, counter, column)
        draft.own = OwnAccount(column.cells[0] if len(set(column.cells)) == 1 else "")
        return {}
    draft.own = own_account(draft.sample, draft.answers.account, phone=True)
    set_phone_region(draft, counter)
    about = {"names": [], "type": "phone", "given": "account", **draft.own.told_by}
    if region := counter.about.get("region"):
        about["region"] = region
    if not draft.own.number:
        draft.ask_account(Message("own-not-said"))
    return {"own": about}


def _ways_of_calls(direction: TableColumn) -> dict[str, list[str]]:
    """Return the words for calls out, calls in, and what is neither; those of messages are none."""
    choices: dict[str, list[str]] = {}
    messages = drafting_rules()["calls"]["messages"]
    for word, side in (directions_of(direction.cells) or {}).items():
        if re.search(messages, word):
            continue
        choices.setdefault(side or "neither", []).append(word)
    for side in ("out", "in"):
        choices.setdefault(side, drafting_rules()["directions"][side][:1])
    return choices


def _is_extension(cell: str) -> bool:
    return _EXTENSION.fullmatch(cell) is not None
