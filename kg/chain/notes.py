"""The sentences of a chain: grounds, banners, gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from kg.messages import Message
from kg.model import Hidden

if TYPE_CHECKING:
    from kg.schema import Schema

LISTED_SAID = 5
"""How many listed addresses a banner names."""
KINDS_SAID = 4
"""Of how many kinds a banner counts what is not drawn; the picture's bands count all."""
LEAD = Message("not-an-opinion")
REAL_VALUES = Message("holds-real-names-numbers")
REPORTS = Message("summary-reports-not-findings")
NO_GROUND = Message("nothing-places-it")
VICTIM_OF_TRACE = Message("trace-begins-with-loss")
PAID_BY_VICTIM = Message("account-victim-paid-from")


def by_role(schema: Schema, role: str, computed: bool) -> Message:
    """Say which role places it; an alleged one is never called more than that."""
    how = "placed-by-computed-role" if computed else "placed-by-alleged-role"
    return Message(how, role=schema.kind(role).labelled())


def by_links(schema: Schema, link: str, others: Sequence[str]) -> Message:
    """Say which class of link places it, and what else was possible."""
    kind = schema.kind(link).labelled()
    if not others:
        return Message("placed-by-link", link=kind)
    return Message("placed-by-best-link", link=kind, others=_stages(schema, others))


def by_level(level: Message) -> Message:
    """Say how far from the victims it stands, as their trace says it."""
    return Message("receiver-of-victims-money", level=level)


def by_kind(schema: Schema, kind: str) -> Message:
    """Say which kind of thing places it."""
    return Message("placed-by-kind", kind=schema.kind(kind).labelled())


def by_holder(why: Message) -> Message:
    """Say that it stands where its holder or user stands."""
    return Message("stands-as-its-holder", why=why)


def by_own_account(why: Message) -> Message:
    """Say that somebody stands where an account held stands; holding is not control."""
    return Message("stands-as-account-held", why=why)


def by_operator(why: Message) -> Message:
    """Say that something stands where whoever runs it stands."""
    return Message("stands-as-its-operator", why=why)


def by_member(why: Message) -> Message:
    """Say that an organisation stands where somebody inside it stands; it is not accused."""
    return Message("stands-as-its-member", why=why)


def left_off(schema: Schema, hidden: Sequence[Hidden], limit: int) -> Message:
    """Say in one line how many things a picture leaves off, and of which kinds the most are."""
    total, kinds = sum(h.count for h in hidden), Counter[str]()
    for group in hidden:
        kinds[group.kind] += group.count
    most = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    return Message(
        "left-off-picture-among-others" if len(most) > KINDS_SAID else "left-off-picture",
        most=limit,
        count=total,
        kinds=[
            Message("count-of-kind", count=kinds[kind], kind=schema.kind(kind).labelled())
            for kind in most[:KINDS_SAID]
        ],
    )


def set_aside(schema: Schema, hidden: Sequence[Hidden]) -> Message:
    """Say what is no part of a chain and so is only counted."""
    return Message(
        "counted-not-drawn",
        count=sum(group.count for group in hidden),
        kinds=[
            Message(
                "count-of-kind-at-stage",
                stage=schema.stage(group.stage).labelled(),
                count=group.count,
                kind=schema.kind(group.kind).labelled(),
            )
            for group in hidden
        ],
    )


def excluded(count: int) -> Message:
    """Say how many excluded links are not drawn."""
    return Message("excluded-links-not-drawn", count=count)


def crowded(names: Collection[str | Message], fan: int) -> Message:
    """Say behind what the chain was not followed."""
    return Message("crowded-not-followed", most=fan, names=sorted(names, key=str))


def pooled(names: Collection[str | Message]) -> Message:
    """Say at which payment companies the chain ends, and what would carry it on."""
    return Message("pooled-accounts-not-followed", names=sorted(names, key=str))


def only_in_ledger(count: int) -> Message:
    """Say that traced payments stand in the ledger and not yet in the graph."""
    return Message("traced-only-in-ledger", count=count)


def inferred(count: int) -> Message:
    """Say how many legs are drawn that no row records."""
    return Message("inferred-legs-dashed", count=count)


def unproven(count: int) -> Message:
    """Say how many followed payments have no proven order."""
    return Message("order-of-payments-not-proven", count=count)


def listed(messages: Sequence[tuple[str, Message]]) -> list[Message]:
    """Say which addresses published lists name, each by its handle; the panel says it of all."""
    if not messages:
        return []
    sentences = [_at_handle(handle, sentence) for handle, sentence in messages[:LISTED_SAID]]
    if (more := len(messages) - LISTED_SAID) > 0:
        sentences.append(Message("listed-more", count=more))
    return [reduce(lambda one, other: Message("listed-then", one=one, other=other), sentences)]


def _at_handle(handle: str, sentence: Message) -> Message:
    return Message("said-of-handle", handle=handle, said=sentence) if handle else sentence


def empty_stages(schema: Schema, stages: Sequence[str]) -> Message:
    """Say which stages have nobody."""
    return Message("stages-with-nobody", stages=_stages(schema, stages))


def unlinked_stages(schema: Schema, before: str, after: str) -> Message:
    """Say that no row links two stages that follow each other."""
    one, two = _stages(schema, (before, after))
    return Message("unlinked-stages", one=one, two=two)


def _stages(schema: Schema, names: Sequence[str]) -> list[Message]:
    return [schema.stage(name).labelled() for name in names]


def unlinked_holdings(holder: str | Message, one: str | Message, two: str | Message) -> Message:
    """Say that no row links the money of two things that one person holds."""
    return Message("unlinked-holdings", one=one, two=two, holder=holder)


def unreached_exit(exit_: str | Message, held: str | Message) -> Message:
    """Say that no row links what arrives at an exit with the money that was traced."""
    return Message("unlinked-exit", held=held, exit=exit_)


def single_source(count: int, total: int) -> Message:
    """Say how many of the drawn links rest on one file alone."""
    return Message("lines-rest-on-one-source", count=count, total=total)
