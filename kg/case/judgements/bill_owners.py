"""Whose a bill is that names no account: a person says it, as a file of one row."""

from __future__ import annotations

from kg.case.judgements.typed_facts import Added, put_row
from kg.case.judgements.typed_parties import party
from kg.case.storage.resolve import described
from kg.case.storage.session import Desk
from kg.errors import Ambiguous, NotFound, UsageError
from kg.messages import Message
from kg.model import Entity, Link, Proof, Source, stable_id

LAYOUT = "owners"
SHORTEST = 6


def own(desk: Desk, source: str, owner: str, number: str = "", evidence: str = "") -> Added:
    """Put the bill's own account into somebody's name; only a bill that names none has one."""
    bill = _source(desk, source)
    account = _own_account(desk, bill)
    _refuse_second(desk, account)
    person = party(desk, owner, number)
    if person.kind and not desk.schema.is_a(_kind(desk, person.kind), "Person"):
        raise UsageError(Message("not-a-person"), where=owner, hint=Message("bill-is-of-a-person"))
    row = {
        "账单文件哈希": bill.sha256,
        "户主": person.text,
        "户主证件号": person.number,
        "来源文书": evidence,
        "证明程度": Proof.SINGLE.value,
    }
    return put_row(desk, f"{bill.name} 户主 {owner}", row, LAYOUT)


def ownerless(desk: Desk) -> list[Source]:
    """Return the bills whose own account nobody is said to hold: they name no account at all."""
    index, kind = desk.index(), desk.schema.kind("PaymentAccount").key_kind
    bills = {stable_id(kind, one.sha256, "own"): one for one in desk.sources()}
    own = [one.id for one in index.entities(bills)]
    held = {link.target for link in index.links_of(own) if _holds(desk, link)}
    return [bills[account] for account in bills if account in own and account not in held]


def _source(desk: Desk, typed: str) -> Source:
    """Return the one file that a name, a number in the list or the start of a hash means."""
    typed = typed.strip()
    found = [
        one
        for one in desk.sources()
        if typed in (one.name, str(one.number))
        or (len(typed) >= SHORTEST and one.sha256.startswith(typed.lower()))
    ]
    if not found:
        names = [one.name for one in desk.sources()[:SHORTEST]]
        raise NotFound(
            Message("no-such-file-in-case"), where=typed, hint=Message("there-are", known=names)
        )
    if len(found) > 1:
        lines = tuple(f"{one.sha256[:12]}  {one.name}" for one in found)
        raise Ambiguous(
            Message("fits-files", typed=repr(typed), count=len(found)),
            lines,
            hint=Message("give-hash"),
        )
    return found[0]


def _own_account(desk: Desk, bill: Source) -> Entity:
    key_kind = desk.schema.kind("PaymentAccount").key_kind
    found = desk.index().entities([stable_id(key_kind, bill.sha256, "own")])
    if not found:
        what = Message("needs-no-owner")
        raise UsageError(what, where=bill.name, hint=Message("add-holding-example"))
    return found[0]


def _refuse_second(desk: Desk, account: Entity) -> None:
    """Refuse a second owner: the first word is taken back before another is said."""
    held = [link for link in desk.index().links_of([account.id]) if link.target == account.id]
    for link in held:
        if _holds(desk, link):
            (holder,) = desk.index().entities([link.source])
            raise UsageError(
                Message("has-owner-already", described=described(desk, holder)),
                hint=Message("exclude-earlier-owner", fact=desk.handles.of(link.id)),
            )


def _holds(desk: Desk, link: Link) -> bool:
    return desk.schema.is_a(link.kind, "Holding") and link.proof is not Proof.EXCLUDED


def _kind(desk: Desk, label: str) -> str:
    return desk.schema.resolve(label, "entity")[0].name
