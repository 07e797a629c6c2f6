"""Things and relations of another model as rows: each with its kind, its ends and what it says.

A thing is a row, and so is a relation; a thing that names another one inside itself gives one more
row for each that it names. The columns are those of the layout ``graph-facts``: what has a property
of ours stands under its name, and all that the file says under its own, behind the model's name. An
end of a relation is given by its own id and, of accounts, telephones, wallets and addresses, by the
number that is the same in every file: so the payments of a bank and of another tool meet.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from kg.errors import LimitExceeded
from kg.limits import Limits
from kg.messages import Message, joined
from kg.model import stable_id
from kg.model.fact_tables import NUMBERS_EVERYWHERE
from kg.sources.formats.foreign_model import STRUCTURE, ForeignModel
from kg.sources.formats.records import RecordList, can_be_text
from kg.values import Refused
from kg.values.identities import normal_uscc, parse_resident_id

SIDES = ("own", "source", "target", "object")
MONEY = ("start", "end", "precision", "amount", "currency")
FIXED = (
    "id", "kind", "shown", "recorded as", "link", "link kind", "link recorded as", *MONEY, "proof",
    *(
        f"{side} {part}"
        for side in SIDES for part in ("id", "kind", "number", *NUMBERS_EVERYWHERE, "kg")
    ),
)  # fmt: skip
Properties = Mapping[str, Sequence[str]]
_OWN = "urn:crimechain:"
"""How an id begins that kg gave: it holds in every file of that case, masked or not."""
_MASKED = re.compile("[*…]")
_SHOWN = 2_000
_FEWEST_DIGITS = 6
"""An account number of fewer digits is taken for one of its file."""
_NAMED = 20
"""How many types are named in the report, the most frequent first; the others are counted."""


@dataclass(slots=True)
class ForeignFact:
    """A thing or a relation as the file has it.

    Args:
        place: Its place in the file.
        id: How the file calls it.
        type: The type that decides what it is.
        said: What stands of it in the row, by the name that the file has for it.
        text: How it stands in the file, for a problem.
        source: Of a relation, the id of the first end; blank of a thing.
        target: Of a relation, the id of the other end.
        object: Of a relation, the id of the third thing that it is about.
        kind: The kind, where the file says it in our words; else the tables decide.
        values: Values by our property, besides those that the tables find in ``said``.
        word: The file's own word for it, where the type is not that.
        money: Start, end, amount and currency of a relation, by these words; the precision of its
            times where the file says it in our words.
        proof: How far it is proven, where the file says so in our words.
        facts: Whether anything but the row is told.
    """

    place: int
    id: str
    type: str
    said: Properties
    text: str = ""
    source: str = ""
    target: str = ""
    object: str = ""
    kind: str = ""
    values: Properties = field(default_factory=dict)
    word: str = ""
    money: Mapping[str, str] = field(default_factory=dict)
    proof: str = ""
    facts: bool = True

    @property
    def is_link(self) -> bool:
        """Say whether it is a relation of two things."""
        return bool(self.source and self.target)


@dataclass(slots=True)
class _KnownThing:
    kind: str
    keys: dict[str, str]


@dataclass(slots=True)
class GraphRecords:
    """Gathers what a file tells in another model, and makes rows of it."""

    model: ForeignModel
    where: str
    limits: Limits
    facts: list[ForeignFact] = field(default_factory=list)
    refused: list[tuple[int, Message, str]] = field(default_factory=list)
    skipped: list[tuple[int, Message]] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    things: dict[str, _KnownThing] = field(default_factory=dict)
    read_as: Counter[tuple[str, str]] = field(default_factory=Counter)
    used: set[str] = field(default_factory=set)
    """Properties that were read in another form: numbers as things, words as states."""

    def refuse(self, place: int, reason: Message, text: str) -> None:
        """Add what should be a thing or a relation and cannot be one."""
        self.refused.append((place, reason, text[:_SHOWN]))

    def number(
        self,
        of: ForeignFact,
        name: str,
        texts: Sequence[str],
        written: str = "",
        told: Mapping[str, str] | None = None,
    ) -> None:
        """Add a relation to each number that a thing has in a property, where ours is a thing.

        Which properties are such the reading tables say, ``[numbers]``, or ``told``: kind, key and
        link. ``written`` is how the file writes the name, where that is otherwise.
        """
        if not (form := told or self.model.number_of(of.type, name)):
            return
        self.used.add(written or name)
        for text in texts:
            id_ = f"{name}:{text}"
            self.things.setdefault(id_, _KnownThing(form["kind"], {form["key"]: text}))
            link = ForeignFact(of.place, f"{of.id} {name}", form["link"], {}, of.text, of.id, id_)
            self.facts.append(replace(link, kind=form["link"], word=name))

    def end(self, id_: str, kind: str, keys: Mapping[str, str]) -> None:
        """Note the end of a relation that is told by a number or a name alone."""
        self.things.setdefault(id_, _KnownThing(kind, dict(keys)))

    def end_with(self, id_: str, kind: str, numbers: Sequence[str]) -> None:
        """Note the end of a relation by all the numbers that the relation tells of it."""
        known = self.things.setdefault(id_, _KnownThing(kind, {}))
        own = self.model.schema.kind(kind).key_properties
        held = (p for properties in NUMBERS_EVERYWHERE.values() for p in properties if p in own)
        self._learn_numbers(known, id_, dict.fromkeys(list(held)[:1], numbers))

    def records(self) -> RecordList:
        """Return the rows of all that was gathered, with what is to be said of them.

        Raises:
            LimitExceeded: There are more names of properties than columns are allowed.
        """
        for fact in self.facts:
            if not fact.is_link and fact.facts and fact.id:
                self._learn(fact)
        self._drop_relations_to_relations()
        rows = [(fact, self._cells(fact)) for fact in self.facts]
        names = dict.fromkeys((*FIXED, *(name for _, cells in rows for name in cells)))
        if len(names) > self.limits.columns:
            what = Message("too-many-names", count=len(names), limit=self.limits.columns)
            raise LimitExceeded(what, where=self.where)
        found = RecordList(tuple(names), self.limits, repeated=self._repeated(rows))
        for fact, cells in rows:
            found.add(fact.place, cells, fact.text[:_SHOWN])
        for place, reason, text in self.refused:
            found.refuse(place, "record", reason, text)
        found.skipped += self.skipped
        for warning in (*self._report(), *self.warnings):
            found.warn(warning)
        return found

    def _repeated(self, rows: Sequence[tuple[ForeignFact, Mapping[str, str]]]) -> frozenset[str]:
        """Return the columns under the file's own names whose texts most facts were made of."""
        prefix = f"{self.model.name}:"
        held, again = Counter[str](), Counter[str]()
        for fact, cells in rows:
            own = (text for name, text in cells.items() if not name.startswith(prefix))
            told = {text for cell in own for text in _texts(cell)} if fact.facts else set()
            held.update(fact.said.keys())
            again.update(name for name, texts in fact.said.items() if told.issuperset(texts))
        most = {name for name, count in again.items() if count * 2 > held[name]}
        return frozenset(prefix + name for name in most | self.used)

    def _drop_relations_to_relations(self) -> None:
        """Leave what a thing names and is no thing but a relation to the row that names it."""
        none = {fact.id for fact in self.facts if (fact.is_link and fact.said) or not fact.facts}
        none -= self.things.keys()
        self.facts = [
            fact
            for fact in self.facts
            if fact.said or not fact.is_link or not none & {fact.source, fact.target}
        ]

    def _learn(self, fact: ForeignFact) -> None:
        """Note what kind a thing is and by which numbers it is known; the first that says so."""
        known = self.things.get(fact.id)
        if known is None:
            kind = fact.kind or self.model.kind_of(fact.type, fact.said)
            known = self.things[fact.id] = _KnownThing(kind, {})
        self._learn_numbers(known, fact.id, self._values(fact))

    def _learn_numbers(self, known: _KnownThing, id_: str, values: Properties) -> None:
        is_own = id_.startswith(_OWN)
        for name, number in self._numbers(known.kind, values, id_):
            if not (is_own and _MASKED.search(number)):  # there the id is more certain
                known.keys.setdefault(name, number)
        if is_own:
            known.keys["kg"] = id_

    def _numbers(self, kind: str, values: Properties, id_: str) -> Iterator[tuple[str, str]]:
        """Yield the numbers that hold in every file and belong to a thing of that kind.

        Of several account numbers the one counts by which kg gave the id, else the longest.
        """
        own = self.model.schema.kind(kind).key_properties
        for name, properties in NUMBERS_EVERYWHERE.items():
            texts = [t for p in properties if p in own for t in values.get(p, ()) if can_be_text(t)]
            if name == "account":  # a number that others can have too holds in its file only
                texts = [t for t in texts if sum(map(str.isdigit, t)) >= _FEWEST_DIGITS]
                texts.sort(
                    key=lambda t: (stable_id("Account", "", t) != id_, -sum(map(str.isdigit, t)))
                )
            if texts:
                yield name, texts[0]

    def _values(self, fact: ForeignFact) -> dict[str, list[str]]:
        """Return the values by our properties: those told, then those that the tables find."""
        values = {name: list(texts) for name, texts in fact.values.items() if texts}
        for name, texts in fact.said.items() if not fact.kind else ():
            if own := self.model.property_of(fact.type, name):
                values.setdefault(own, []).extend(t for t in texts if t not in values.get(own, ()))
        for text in values.pop("certificateNumber", []):
            values.setdefault(_certificate(text), []).append(text)
        return values

    def _cells(self, fact: ForeignFact) -> dict[str, str]:
        said = {f"{self.model.name}:{name}": _cell(texts) for name, texts in fact.said.items()}
        if not fact.facts:
            self.read_as[fact.type, ""] += 1
            own = {f"{self.model.name}:id": fact.id, f"{self.model.name}:type": fact.type}
            return {name: text for name, text in (own | said).items() if text}
        own = self._link_cells(fact) if fact.is_link else self._thing_cells(fact)
        return {name: text for name, text in (own | said).items() if text}

    def _thing_cells(self, fact: ForeignFact) -> dict[str, str]:
        known = self.things[fact.id]
        self.read_as[fact.type, known.kind] += 1
        values = self._values(fact)
        names = list(dict.fromkeys(name for name in values.pop("name", []) if name.strip()))
        if names[1:]:
            values["alias"] = [*values.get("alias", []), *names[1:]]
        cells = {"id": fact.id, "kind": known.kind, "name": names[0] if names else ""}
        cells |= {f"own {part}": text for part, text in known.keys.items()}
        recorded = values.pop("recordedAs", [])
        if not fact.kind or fact.word:
            recorded = recorded or [fact.word or fact.type]
        cells["recorded as"] = _cell(recorded)
        kind = self.model.schema.kind(known.kind)
        own = kind.label_properties
        if "platformNumber" in kind.key_properties and not any(values.get(n) for n in own):
            cells["platformNumber"] = "" if cells["name"] else fact.id
        numbers = (text for name in own for text in values.get(name, ()))
        cells["shown"] = cells["name"] or next(numbers, "")
        return cells | {name: _cell(texts) for name, texts in values.items()}

    def _link_cells(self, fact: ForeignFact) -> dict[str, str]:
        ends = {"source": fact.source, "target": fact.target, "object": fact.object}
        cells: dict[str, str] = {}
        for side, id_ in ends.items():
            if id_:
                known = self.things.get(id_)
                kind = known.kind if known else self.model.general_thing
                cells |= {f"{side} id": id_, f"{side} kind": kind}
                # of what nothing describes no more is known than its number in the file
                keys = known.keys if known else {"kg" if id_.startswith(_OWN) else "number": id_}
                cells |= {f"{side} {part}": text for part, text in keys.items()}
        kinds = [cells[f"{side} kind"] for side in ("source", "target")]
        kind = fact.kind or self.model.link_of(fact.type, *kinds)
        self.read_as[fact.type, kind] += 1
        cells |= {"link": fact.id, "link kind": kind, "proof": fact.proof, **fact.money}
        values = self._values(fact)
        recorded = values.pop("recordedAs", [])
        if kind == self.model.general_link and not fact.kind:
            recorded = recorded or [fact.word or fact.type]
        cells["link recorded as"] = _cell(recorded)
        without = STRUCTURE - {"role"}  # which role it is a link says as a value
        return cells | {n: _cell(texts) for n, texts in values.items() if n not in without}

    def _report(self) -> Iterator[Message]:
        """Yield what was read as what, and how many ends no thing of the file describes."""
        told = [
            Message("type-read-as", type=type_, kind=self._label(kind), count=count)
            if kind
            else Message("type-kept-in-rows", type=type_, count=count)
            for (type_, kind), count in sorted(self.read_as.items(), key=lambda i: (-i[1], i[0]))
        ]
        if len(told) > _NAMED:
            told[_NAMED:] = [Message("more-types", count=len(told) - _NAMED)]
        if told:
            yield Message("types-read-as", types=joined("first-then", told))
        ends = {e for f in self.facts for e in (f.source, f.target, f.object) if e and f.facts}
        if strangers := len(ends - self.things.keys()):
            yield Message("links-name-unlisted-nodes", count=strangers)

    def _label(self, kind: str) -> Message:
        return self.model.schema.kind(kind).labelled()


def _cell(texts: Sequence[str]) -> str:
    """Return one text as it stands, several as a JSON list; so is one that looks like a list."""
    if len(texts) == 1 and not texts[0].startswith('["'):
        return texts[0]
    return json.dumps(list(texts), ensure_ascii=False, separators=(",", ":")) if texts else ""


def _texts(cell: str) -> list[str]:
    """Return the texts of a cell: see :func:`_cell`; what only begins like a list is one text."""
    if cell.startswith('["'):
        with suppress(ValueError, RecursionError):
            return list(map(str, json.loads(cell)))
    return [cell]


def _certificate(text: str) -> str:
    """Return which property holds a number: a resident's or a firm's if its check digit fits."""
    for name, read in (("residentId", parse_resident_id), ("uscc", normal_uscc)):
        with suppress(Refused):
            read(text)
            return name
    return "certificateNumber"
