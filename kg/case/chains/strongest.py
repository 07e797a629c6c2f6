"""Where a case is drawn that no victim's report begins: around whatever stands out most in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.case.storage.resolve import saved_path
from kg.case.storage.session import Session
from kg.ledger import all_rows
from kg.messages import Message

if TYPE_CHECKING:
    from kg.ledger.index import Index

MONEY = "transfer"
MOST_MONEY = Message("most-money-came-went")
MOST_LINKS = Message("most-relations-recorded")
TRACE, TRACE_HOPS = "strongest", 3
"""The trace of an account's money where the graph holds no payment of it, and how far it goes."""
CANDIDATES = 50
"""So many of those with most relations are looked at for one that is no crowd's meeting place."""
CROWD = 500
"""Whatever has more relations than this joins too many to say anything of each."""


@dataclass(frozen=True, slots=True)
class StrongestStart:
    """The thing around which a case is drawn, and why it is this one.

    ``trace`` names a trace of its money where only the ledger has its payments: the graph gets
    them with the trace, which is to be saved under that name unless it ``is_saved``.
    """

    thing: str
    why: Message
    trace: str = ""
    is_saved: bool = False


def strongest(session: Session) -> StrongestStart | None:
    """Return what to draw a case around: most money, else most relations, else anything at all.

    The account with most money in the currency of most payments, one that both received and paid
    if there is one. Where no payment is in the case, the person, organisation or number with the
    most others beside it. None where nothing is in the case.
    """
    index = session.index()
    if MONEY in index.flow_classes and (account := _most_money(index)):
        is_saved = saved_path(session.folder, "trace", TRACE).exists()
        if is_saved or not session.store.links_of([account], None, 1):
            return StrongestStart(account, MOST_MONEY, TRACE, is_saved)
        return StrongestStart(account, MOST_MONEY)
    if thing := _most_links(session, index):
        return StrongestStart(thing, MOST_LINKS)
    ids = [id_ for id_ in session.store.ids() if not _is_link(session, id_)]
    return StrongestStart(ids[0], MOST_LINKS) if ids else None


def _most_money(index: Index) -> str:
    rows = index.con.execute(
        "WITH counted AS (FROM {flow} WHERE judged IS DISTINCT FROM 'excluded'),"
        " usual AS (SELECT currency FROM counted GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1),"
        " ends AS (SELECT source AS id, currency, amount, 'paid' AS way FROM counted"
        " UNION ALL SELECT target, currency, amount, 'got' FROM counted)"
        " SELECT id FROM ends SEMI JOIN usual USING (currency)"
        " WHERE id NOT LIKE 'urn:crimechain:money_end:%' GROUP BY id"
        " ORDER BY count(DISTINCT way) DESC, sum(amount::DOUBLE) DESC, id LIMIT 1".replace(
            "{flow}", all_rows.flow_table(MONEY)
        )
    ).fetchall()
    return str(rows[0][0]) if rows else ""


def _most_links(session: Session, index: Index) -> str:
    """Return what has most others beside it: an actor, else a number, an account, a thing."""
    tables = ["link", *(all_rows.flow_table(kind) for kind in index.flow_classes)]
    pairs = " UNION ALL ".join(f"SELECT source, target FROM {table}" for table in tables)
    rows = index.con.execute(
        f"WITH pairs AS ({pairs}), sides AS (SELECT source AS id, target AS other FROM pairs"
        " UNION ALL SELECT target, source FROM pairs),"
        " counted AS (SELECT id, count(DISTINCT other) AS many FROM sides WHERE id <> other"
        " GROUP BY id) SELECT id, kind, many FROM counted JOIN entity USING (id)"
        " QUALIFY row_number() OVER (PARTITION BY kind ORDER BY many DESC, id)"
        f" <= {CANDIDATES}"
    ).fetchall()
    ranked = sorted(
        rows, key=lambda row: (_order(session, row[1]), row[2] > CROWD, -row[2], row[0])
    )
    return next((str(row[0]) for row in ranked if session.store.links_of([row[0]], None, 1)), "")


def _order(session: Session, kind: str) -> int:
    families = ("actor", "communication", "money")
    family = session.schema.kind(kind).family
    return families.index(family) if family in families else len(families)


def _is_link(session: Session, identifier: str) -> bool:
    return session.schema.kind(session.schema.kind_of_id(identifier)).is_link
