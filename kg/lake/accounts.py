"""The accounts of a lake as a person names them, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.errors import Ambiguous, UsageError
from kg.lake.layout import NUMBER, Lake
from kg.ledger.holders import holders
from kg.ledger.index_tables import IndexTables
from kg.ledger.search import find, number_typed
from kg.messages import Message
from kg.model import Entity
from kg.schema import load_schema
from kg.schema.meanings import HOLDING
from kg.sources import read_starts

CANDIDATES = 20
"""So many things are listed where a text fits several."""
NamedAccounts = Mapping[str, tuple[Entity, tuple[str, ...]]]
"""By id: an account, and the names of who holds it."""


class LakeAccounts:
    """Finds the accounts of a lake by number and holder, and says what they are called.

    Args:
        lake: A lake that holds files.
    """

    def __init__(self, lake: Lake) -> None:
        self.tables = IndexTables(lake.tables, lake.ledger().shelves())
        self._holding = load_schema().kinds_below(HOLDING)

    def named(self, text: str) -> list[str]:
        """Return the account that a text means, or all of whoever holds some; none if nobody.

        Raises:
            Ambiguous: It fits several things.
        """
        return self.accounts_of(self._numbered(text) or find(self.tables, text), text)

    def _numbered(self, text: str) -> list[Entity]:
        """Return the things whose number a text is: the first reading of :func:`find`."""
        rows = self.tables.con.execute(
            f"SELECT id FROM {NUMBER} WHERE word = $1", [number_typed(text)]
        ).fetchall()
        things = self.tables.entities(thing for (thing,) in rows)
        return sorted(things, key=lambda thing: (thing.kind, thing.first("name"), thing.id))

    def accounts_of(self, things: list[Entity], text: str) -> list[str]:
        """Return the account that the one thing is, or those that it holds.

        Raises:
            Ambiguous: There are several things; ``text`` is what was typed.
        """
        if len(things) > 1:
            lines = [
                f"{thing.kind}  {thing.first('name')}  {thing.id}" for thing in things[:CANDIDATES]
            ]
            raise Ambiguous(
                Message("fits-things", typed=repr(text), count=len(things)),
                tuple(lines),
                hint=Message("use-one-below"),
            )
        return [account for thing in things for account in self._held(thing.id) or [thing.id]]

    def things(self, ids: Iterable[str]) -> list[Entity]:
        """Return what things of a case are in the lake, where one may go by another number."""
        rows = self.tables.con.execute(
            "SELECT coalesce(c.id, w.id) FROM (SELECT unnest($1::VARCHAR[]) AS id) w"
            " LEFT JOIN canon c ON c.raw = w.id",
            [sorted(set(ids))],
        ).fetchall()
        return self.tables.entities(thing for (thing,) in rows)

    def described(self, ids: Iterable[str]) -> NamedAccounts:
        """Return accounts, or other things, with the names of who holds them."""
        wanted = set(ids)
        held = holders(self.tables, self._holding, wanted)
        people = self.tables.entities({one for some in held.values() for one in some})
        names = {person.id: person.first("name") for person in people}
        return {
            thing.id: (
                thing,
                tuple(sorted(filter(None, {names.get(one, "") for one in held.get(thing.id, ())}))),
            )
            for thing in self.tables.entities(wanted)
        }

    def numbers(self, things: NamedAccounts) -> dict[str, str]:
        """Return the number of each account by which ``kg extract`` finds it and no other."""
        numbers = {thing: entity.first("accountNumber") for thing, (entity, _) in things.items()}
        if not self.tables.want(filter(None, numbers.values())):
            return {}
        rows = self.tables.con.execute(
            f"SELECT word FROM {NUMBER} WHERE word IN (FROM wanted)"
            " GROUP BY word HAVING count(*) = 1"
        ).fetchall()
        sure = {word for (word,) in rows}
        return {thing: number for thing, number in numbers.items() if number in sure}

    def _held(self, holder: str) -> list[str]:
        marks = ", ".join("?" * len(self._holding))
        query = (
            f"SELECT DISTINCT target FROM link WHERE source = ? AND kind IN ({marks}) ORDER BY 1"
        )
        rows = self.tables.con.execute(query, [holder, *sorted(self._holding)]).fetchall()
        return [account for (account,) in rows]


def listed_starts(path: Path | str) -> list[str]:
    """Return the accounts of a list with one a row.

    Raises:
        UsageError: It names payments: what begins at an account cannot begin there.
    """
    listed = read_starts(path)
    if any(row.column == "serial" and row.text for row in listed.rows):
        raise UsageError(Message("extract-from-accounts"), where=listed.name)
    return [row.text for row in listed.rows if row.text]
