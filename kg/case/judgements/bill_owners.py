"""Whose a bill is that names no account: a person says it, as a file of one row."""

from __future__ import annotations

from kg.case.judgements.typed_facts import AddedFact, put_row
from kg.case.judgements.typed_parties import party
from kg.case.storage.resolve import described
from kg.case.storage.session import Session
from kg.errors import Ambiguous, NotFound, UsageError
from kg.messages import Message
from kg.model import Entity, Link, Proof, Source, stable_id

LAYOUT = "owners"
SHORTEST = 6


def set_owner(
    session: Session, source: str, owner: str, number: str = "", evidence: str = ""
) -> AddedFact:
    """Put the bill's own account into somebody's name; only a bill that names none has one."""
    bill = _source(session, source)
    account = _own_account(session, bill)
    _refuse_second(session, account)
    person = party(session, owner, number)
    if person.kind and not session.schema.is_person(_kind(session, person.kind)):
        raise UsageError(Message("not-a-person"), where=owner, hint=Message("bill-is-of-a-person"))
    row = {
        "账单文件哈希": bill.sha256,
        "户主": person.text,
        "户主证件号": person.number,
        "来源文书": evidence,
        "证明程度": Proof.SINGLE.value,
    }
    return put_row(session, f"{bill.name} 户主 {owner}", row, LAYOUT)


def ownerless(session: Session) -> list[Source]:
    """Return the bills whose own account nobody is said to hold: they name no account at all."""
    index, kind = session.index(), session.schema.kind("PaymentAccount").key_kind
    bills = {stable_id(kind, source.sha256, "own"): source for source in session.sources()}
    own = [entity.id for entity in index.entities(bills)]
    owned = {link.target for link in index.links_of(own) if _holds(session, link)}
    return [bills[account] for account in bills if account in own and account not in owned]


def _source(session: Session, typed: str) -> Source:
    """Return the one file that a name, a number in the list or the start of a hash means."""
    typed = typed.strip()
    sources = [
        source
        for source in session.sources()
        if typed in (source.name, str(source.number))
        or (len(typed) >= SHORTEST and source.sha256.startswith(typed.lower()))
    ]
    if not sources:
        names = [source.name for source in session.sources()[:SHORTEST]]
        raise NotFound(
            Message("no-such-file-in-case"), where=typed, hint=Message("there-are", known=names)
        )
    if len(sources) > 1:
        lines = tuple(f"{source.sha256[:12]}  {source.name}" for source in sources)
        raise Ambiguous(
            Message("fits-files", typed=repr(typed), count=len(sources)),
            lines,
            hint=Message("give-hash"),
        )
    return sources[0]


def _own_account(session: Session, bill: Source) -> Entity:
    key_kind = session.schema.kind("PaymentAccount").key_kind
    entities = session.index().entities([stable_id(key_kind, bill.sha256, "own")])
    if not entities:
        what = Message("needs-no-owner")
        raise UsageError(what, where=bill.name, hint=Message("add-holding-example"))
    return entities[0]


def _refuse_second(session: Session, account: Entity) -> None:
    """Refuse a second owner: the first word is taken back before another is said."""
    holdings = [
        link for link in session.index().links_of([account.id]) if link.target == account.id
    ]
    for link in holdings:
        if _holds(session, link):
            (holder,) = session.index().entities([link.source])
            raise UsageError(
                Message("has-owner-already", described=described(session, holder)),
                hint=Message("exclude-earlier-owner", fact=session.handles.of(link.id)),
            )


def _holds(session: Session, link: Link) -> bool:
    return session.schema.is_holding(link.kind) and link.proof is not Proof.EXCLUDED


def _kind(session: Session, label: str) -> str:
    return session.schema.resolve(label, "entity")[0].name
