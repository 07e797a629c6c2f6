"""A finding's rows: what was paid at its accounts in its time, or who used its thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kg.query.reproduce.spelling import SPARQL, QuerySpelling, moment, part

WAYS = ("into", "out", "at", "among")
"""Into its centre, out of it, either, or from one of its accounts to another."""
_SPARQL = {
    "into": "?to IN ({centre})",
    "out": "?from IN ({centre})",
    "at": "?from IN ({centre}) || ?to IN ({centre})",
    "among": "?from IN ({accounts}) && ?to IN ({accounts})",
}
_CYPHER = {
    "into": "b.id IN {centre}",
    "out": "a.id IN {centre}",
    "at": "a.id IN {centre} OR b.id IN {centre}",
    "among": "a.id IN {accounts} AND b.id IN {accounts}",
}


@dataclass(frozen=True)
class AccountPayments:
    """The payments of some accounts, one way, from a first to a last moment."""

    way: str
    centre: tuple[str, ...]
    accounts: tuple[str, ...]
    first: datetime
    last: datetime
    computed: bool = True

    def text(self, form: str, spelled: QuerySpelling) -> str:
        """Return the text that looks for them."""
        ids, ends = (spelled.iris, _SPARQL) if form == SPARQL else (spelled.texts, _CYPHER)
        kinds = spelled.kinds if form == SPARQL else spelled.labels
        links = part(
            "members",
            form,
            case=spelled.owner,
            flows=kinds(spelled.payments),
            ends=ends[self.way].format(centre=ids(self.centre), accounts=ids(self.accounts)),
            first=moment(self.first, form),
            last=moment(self.last, form),
        )
        return part("payments", form, links=links)


@dataclass(frozen=True)
class DeviceUses:
    """Who signs in with a device or a network address, or uses a telephone."""

    centre: tuple[str, ...]
    kinds: tuple[str, ...]
    computed: bool = True

    def text(self, form: str, spelled: QuerySpelling) -> str:
        """Return the text that looks for them."""
        ids = spelled.iris(self.centre) if form == SPARQL else spelled.texts(self.centre)
        kinds = spelled.kinds if form == SPARQL else spelled.labels
        links = part("uses", form, case=spelled.owner, uses=kinds(self.kinds), centre=ids)
        return part("payments", form, links=links)
