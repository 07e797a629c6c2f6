"""Facts that people type: each row's kind, ends and third party, settled by the ontology."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.messages import Column, Message
from kg.schema.meanings import ROLE_CLAIM
from kg.sources.layout import LayoutFact
from kg.sources.mapping import sql
from kg.sources.mapping.parties import Parties
from kg.sources.mapping.typed_rows import TypedRows
from kg.sources.mapping.typed_words import Somebody, WordReader, in_column
from kg.values import Refused

_PARTS = ("text", "kind", "number", "scope")


def is_typed(parties: Parties, fact: LayoutFact) -> bool:
    """Say whether a link has a word or a party that only the ontology can read."""
    return bool(fact.spoken) or any(parties.party(n).spoken for n in (*fact.source, *fact.target))


def typed_facts(frame: TypedRows, parties: Parties) -> list[Message]:
    """Settle the parties and kinds of typed links: table ``said_<n>`` for the n-th link.

    Returns what looks odd in them and is kept as written.
    """
    speech = WordReader(parties.schema)
    for number, fact in enumerate(frame.layout.links):
        if is_typed(parties, fact):
            _settle(frame, parties, speech, fact, number)
    rows = sorted(speech.entities.values(), key=lambda row: row[-1])
    if rows:
        frame.con.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)", rows)
    if pairs := speech.sole_bearers():
        frame.con.executemany("INSERT INTO alias VALUES (?, ?, ?)", pairs)
    if claims := list(_claims(speech)):
        query = (
            "INSERT INTO link (kind, source, target, object, precision, time_text, currency, "
            "proof, values, pos) VALUES (?, ?, ?, '', 'unknown', '', '', ?, ?, ?)"
        )
        frame.con.executemany(query, claims)
    return list(_odd(speech))


def _claims(speech: WordReader) -> Iterator[tuple[str, str, str, str, str, int]]:
    """Yield what rows call things by a role's word, as links of the things to themselves.

    They have the row's proof and no time: a row's time is that of the relation that it tells, not
    of what its ends are.
    """
    for (thing, role, proof), pos in speech.claims.items():
        values = json.dumps({"role": [role]}, separators=(",", ":"))
        yield ROLE_CLAIM, thing, thing, proof, values, pos


def _odd(speech: WordReader) -> Iterator[Message]:
    for column, count in sorted(Counter(column for column, _ in speech.odd).items()):
        first = min((odd for odd_column, odd in speech.odd if odd_column == column), key=str)
        odd_names = Message("names-look-odd", count=count, first=first)
        yield Message("of-column", column=Column(column), reason=odd_names)


def _settle(
    frame: TypedRows, parties: Parties, speech: WordReader, fact: LayoutFact, number: int
) -> None:
    """Read the typed words of one link's rows into its table; a row not understood is a problem."""
    frame.con.execute(
        f"CREATE OR REPLACE TABLE said_{number} (pos BIGINT, kind VARCHAR, source VARCHAR, "
        "target VARCHAR, object VARCHAR, role VARCHAR, stated VARCHAR)"
    )
    for row in list(_rows(frame, parties, fact)):
        try:
            with speech.whole_row():
                row_values = _row_values(speech, fact, row)
        except Refused as refused:
            bad = [row.pos, refused.code, refused.reason.to_json()]
            frame.con.execute("INSERT INTO bad VALUES (?, 200, ?, '', ?)", bad)
            continue
        query = f"INSERT INTO said_{number} VALUES (?, ?, ?, ?, ?, ?, ?)"
        frame.con.execute(query, [row.pos, *row_values])
    frame.con.execute(f"INSERT INTO typed SELECT pos FROM said_{number}")
    frame.refresh()


@dataclass(frozen=True, slots=True)
class _FactWords:
    """A row's words: its relation, the capacity in which somebody acts, who, whom, and what.

    ``proof`` is the code of how well the row proves them.
    """

    pos: int
    relation: str
    capacity: str
    proof: str
    parties: tuple[Somebody, ...]


def _rows(frame: TypedRows, parties: Parties, fact: LayoutFact) -> Iterator[_FactWords]:
    names = (fact.source[0], fact.target[0], fact.object)
    spoken = [parties.party(name).spoken if name else {} for name in names]
    columns = [columns_of_party.get(part, "") for columns_of_party in spoken for part in _PARTS]
    wanted = [fact.spoken or fact.says, fact.capacity, *columns]
    picked = [f"coalesce({frame.value(n)}, {frame.text(n)}, '')" for n in wanted]
    picked.append(proof_of(frame, fact))
    picked += [
        f"coalesce({frame.form(columns_of_party.get('number', ''))}, '')"
        for columns_of_party in spoken
    ]
    rows = frame.rows(filter(None, [*wanted, fact.proof, *(one.column for one in fact.where)]))
    holds = parties.all_hold(fact.where) or "true"
    query = f"SELECT p.pos, {', '.join(picked)} FROM {rows} WHERE {holds} ORDER BY p.pos"
    for pos, relation, capacity, *cells in frame.con.execute(query).fetchall():
        proof, *forms = cells[len(columns) :]
        row_parties = (_somebody(spoken[n], cells[4 * n : 4 * n + 4], forms[n]) for n in range(3))
        yield _FactWords(pos, relation, capacity, proof, tuple(row_parties))


def proof_of(frame: TypedRows, fact: LayoutFact) -> str:
    """Return SQL for how well a row proves a link: one source does where the row says nothing."""
    return f"coalesce({frame.value(fact.proof)}, 'single')"


def _somebody(spoken: Mapping[str, str], cells: Sequence[str], form: str) -> Somebody:
    text, kind, number, scope = map(str, cells)
    columns = (spoken.get("text", ""), spoken.get("kind", ""))
    return Somebody(text, kind, number, scope, form, columns)


def _row_values(
    speech: WordReader, fact: LayoutFact, row: _FactWords
) -> tuple[str, str, str, str, str, str]:
    """Return kind, ends, third party and role of a row, and the relation that it speaks of."""
    if fact.says:
        return _statement_values(speech, fact, row)
    subject, other, third = row.parties
    with in_column(fact.spoken):
        spoken = fact.spoken
        kind, role = (
            speech.relation(row.relation) if spoken else (speech.schema.kind(fact.kind), "")
        )
    source = speech.party(subject, kind.domain, row.pos, row.proof)
    if not other.text and not role:
        with in_column(other.columns[0]):
            raise Refused("missing", Message("blank-without-role"))
    expected = "Group" if role else kind.range
    target = speech.party(other, expected, row.pos, row.proof) if other.text else source
    thing = speech.party(third, kind.object_range, row.pos, row.proof) if third.text else ""
    with in_column(fact.capacity):
        role = role or speech.capacity(row.capacity)
    return kind.name, source, target, thing, role, ""


def _statement_values(
    speech: WordReader, fact: LayoutFact, row: _FactWords
) -> tuple[str, str, str, str, str, str]:
    """Return what a row has somebody say: of whom, of which relation, with whom or what.

    The ends of what is spoken of are read as that relation's own, so that they are the things that
    a row which records the relation names.
    """
    speaker, subject, other = row.parties
    kind = speech.schema.kind(fact.kind)
    with in_column(fact.says):
        stated, role = speech.relation(row.relation)
    source = speech.party(speaker, kind.domain, row.pos, row.proof)
    target = speech.party(subject, stated.domain, row.pos, row.proof)
    expected = "Group" if role else stated.range
    thing = speech.party(other, expected, row.pos, row.proof) if other.text else ""
    with in_column(fact.capacity):
        role = role or speech.capacity(row.capacity)
    return kind.name, source, target, thing, role, stated.name


def typed_joins(number: int) -> str:
    """Return the join that gives a typed link its settled parties."""
    return f"JOIN {sql.name(f'said_{number}')} AS said ON said.pos = p.pos"
