"""Whose a statement is that names no holder: a person says it, as a file of one row."""

from __future__ import annotations

from kg.case.judgements.typed_facts import AddedFact, put_row
from kg.case.judgements.typed_parties import TypedParty, party
from kg.case.storage.resolve import described
from kg.case.storage.session import Session
from kg.errors import Ambiguous, NotFound, UsageError
from kg.messages import Message
from kg.model import Entity, Link, Proof, Source, stable_id

LAYOUT, RELATIONS = "owners", "relations"
SHORTEST = 6


def set_owner(
    session: Session, source: str, owner: str, number: str = "", evidence: str = ""
) -> AddedFact:
    """Put a statement's own account into somebody's name, where the file names no holder of it.

    Args:
        session: The case.
        source: The file's name, its number in the case, or the beginning of its hash.
        owner: A name, or a handle of a person.
        number: The number of the owner's certificate; blank: unknown.
        evidence: The document that says so; blank: none.

    Raises:
        NotFound: No such file is in the case.
        Ambiguous: Several files, or several accounts of the file, may be meant.
        UsageError: Its account has a holder already, or it has none of its own.
    """
    bill = _source(session, source)
    account = _nameless_account(session, bill)
    person = party(session, owner, number)
    if account is None:
        account = _statement_account(session, bill)
        held = _held_in(session, account, person, evidence or bill.name)
        return put_row(session, f"{bill.name} 户主 {owner}", held, RELATIONS)
    _refuse_second(session, account)
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


def _nameless_account(session: Session, bill: Source) -> Entity | None:
    """Return the account of a bill that names none of its own."""
    key_kind = session.schema.kind("PaymentAccount").key_kind
    entities = session.index().entities([stable_id(key_kind, bill.sha256, "own")])
    return entities[0] if entities else None


def _statement_account(session: Session, bill: Source) -> Entity:
    """Return the one account or telephone whose statement a file is, and which nobody holds."""
    shelf = next(shelf for shelf in session.ledger().shelves() if shelf.sha256 == bill.sha256)
    index = session.index()
    accounts = index.entities(shelf.reporters())
    links = index.links_of([account.id for account in accounts])
    held = {link.target for link in links if _holds(session, link)}
    free = [account for account in accounts if account.id not in held]
    if not free:
        what = Message("needs-no-owner")
        raise UsageError(what, where=bill.name, hint=Message("add-holding-example"))
    if len(free) > 1:
        raise Ambiguous(
            Message("statement-of-several", name=repr(bill.name), count=len(free)),
            tuple(described(session, account) for account in free),
            hint=Message("add-holding-example"),
        )
    return free[0]


def _held_in(
    session: Session, account: Entity, person: TypedParty, evidence: str
) -> dict[str, str]:
    """Return the row that puts an account or a telephone into a person's name."""
    kind = session.schema.kind(account.kind)
    is_phone = session.schema.is_a(account.kind, session.schema.kind("PhoneNumber").name)
    link = session.schema.kind("UsesPhone" if is_phone else "HoldsAccount")
    thing = party(session, session.handles.of(account.id))
    return {
        "主体": person.text, "关系": link.label("zh"), "客体": thing.text, "来源文书": evidence,
        "证明程度": Proof.SINGLE.value, "主体类型": person.kind, "客体类型": kind.label("zh"),
        "主体证件号": person.number, "客体证件号": "",
    }  # fmt: skip


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
