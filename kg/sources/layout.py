"""Layouts: how a supplier's columns become facts, as data (``layouts/*.toml``).

A layout names its columns (with every header they come under and how their texts are read), its
parties (who is identified by which columns), and what a row says: flows, links, aliases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column: the headers it stands under, and how its texts are read.

    ``date`` names a second cell with the day, where the time of day stands in one of its own;
    ``decimals`` one with the number of decimals of a whole amount, ``otherwise`` the cell that
    stands for a blank one, ``after`` one whose text follows in the same name (a surname);
    ``pick`` is what of the cell is meant (the group of a pattern), so that two columns may
    share a cell; ``strip`` what of it is not meant (a currency beside an amount); ``head``
    finds the value in the title lines of a file that has no such column, ``file_name`` in the
    file's name; ``given`` is the question whose answer it is where nothing of the file tells it
    (``account``); ``until`` names the column, of a title line, that tells the last month of a
    statement whose days have no year; ``era`` the calendar of years that are not ours. ``form``
    is how numbers are written; where it is not said they are ``grouped``, unless a dot in the
    file may part thousands. ``information`` is the class of personal information that a sealed
    column holds. ``region`` is the country of telephone numbers that do not say theirs. A
    column that does not decide is read, but counts for nothing where layouts are compared. A
    cell of ``several`` may be a JSON list of texts: each is a value.
    """

    names: tuple[str, ...]
    type: str = "text"
    date: tuple[str, ...] = ()
    decimals: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    pick: str = ""
    strip: str = ""
    head: str = ""
    file_name: str = ""
    given: str = ""
    required: bool = False
    filled: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: str = "yuan"
    form: str = ""
    formats: tuple[str, ...] = ()
    day_first: bool | None = None
    epoch: str | None = None
    era: str = ""
    until: str = ""
    steps_from: str = ""
    step: str = "day"
    region: str = ""
    zone: str = ""
    lenient: bool = False
    information: str = ""
    decides: bool = True
    several: bool = False


@dataclass(frozen=True, slots=True)
class KindWhen:
    """A kind that holds instead where a column has a form or a word."""

    column: str
    kind: str
    form: str = ""
    like: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition of a row: a column holds one of some words, or none, or is like a pattern.

    Of a ``choice`` the words are the results that its cells stand for.
    """

    column: str
    words: tuple[str, ...] = ()
    like: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LayoutParty:
    """Somebody or something a row names: the first id all of whose parts are filled.

    A part is ``$column``, ``&party``, ``@source``, or plain text. A row names the party only
    where all conditions of ``where`` hold. ``kept_by`` is the institution that keeps the account,
    where the file is that institution's own. A ``spoken`` party is read from the words of people:
    ``text``, and where they have it its ``kind``, its ``number``, and the ``scope`` of the text.
    ``kind_from`` is the column whose cell is the name of the kind, as the ontology has it; where it
    names none, ``kind`` holds.
    """

    kind: str
    where: tuple[Where, ...] = ()
    id: tuple[tuple[str, ...], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    kept_by: str = ""
    kind_when: tuple[KindWhen, ...] = ()
    kind_from: str = ""
    spoken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class When:
    """A word in a column that decides something: a status, the class of an end."""

    column: str
    then: str
    words: tuple[str, ...] = ()
    like: str = ""


@dataclass(frozen=True, slots=True)
class LayoutFlow:
    """What moves from one party to another, once a row.

    The amount stands in one column, or in two of which one is filled: ``debit`` (out of the
    reporting account) and ``credit``. The direction is a column's word, else what ``directions``
    make of other columns, else the filled one of the two amounts, else, where amounts are
    ``signed``, their sign: minus is out, unless ``out_sign`` says plus. ``contract`` is the address
    of the contract that issued what moved: a known one's code is the currency whatever the row
    calls it, any other contract is a currency of its own. ``number`` columns make the id of what
    moved. ``issuer`` is who gave the ``serial``: rows of any file that share issuer and serial may
    tell one payment, and which of them do is settled in the ledger. ``precision`` is the column
    that says how finely the time is known, where its form does not: a choice of precisions.
    ``outcome`` columns say whether a payment was carried out, in words that are known of any file
    (:mod:`kg.sources.outcomes`); what ``status`` makes of a row comes first. Where
    ``where`` has conditions, only rows for which all hold tell the flow.
    """

    kind: str
    time: str
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    direction: str = ""
    reporter: bool = False
    end: str = ""
    precision: str = ""
    directions: tuple[When, ...] = ()
    amount: str = ""
    debit: str = ""
    credit: str = ""
    signed: bool = False
    out_sign: str = ""
    currency: str = ""
    default_currency: str = ""
    contract: str = ""
    balance: str = ""
    serial: str = ""
    issuer: str = ""
    number: tuple[str, ...] = ()
    scope: str = ""
    tx_count: str = ""
    counter_name: str = ""
    memo: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    status: tuple[When, ...] = ()
    outcome: tuple[str, ...] = ()
    ends: tuple[When, ...] = ()
    order: str = "none"
    summary: bool = False
    undated: bool = False
    zero: bool = False
    where: tuple[Where, ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LayoutFact:
    """A link that does not flow: who, what, whom, since when, how far proven.

    ``spoken`` is the column whose word is the kind, ``capacity`` the one whose word is a role. A
    row tells the link only where all conditions of ``where`` hold. ``says`` is, of a link of a
    fixed kind with spoken parties, the column whose word is the relation that it speaks of: its
    target and its object are read as the ends of that relation, whose class is kept as
    ``statedRelation``. ``precision`` is as of a flow. ``kind_from`` is the column whose cell is the
    name of the kind, as of a party; a row whose cell is blank or names none that does not flow
    tells nothing.
    """

    kind: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    object: str = ""
    start: str = ""
    end: str = ""
    precision: str = ""
    amount: str = ""
    currency: str = ""
    default_currency: str = ""
    proof: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    spoken: str = ""
    capacity: str = ""
    where: tuple[Where, ...] = ()
    says: str = ""
    kind_from: str = ""


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """What a relation of a graph is read as: the kind of a link, or of what moves.

    ``reversed`` says that the graph draws it the other way round: an account's ``OWNED_BY``.
    """

    kind: str
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class GraphBetween:
    """Nodes of a graph that stand for a relation: a payment that one account makes to another.

    ``source`` and ``target`` are the words of the relations that lead to the two ends, drawn either
    way.
    """

    kind: str
    source: tuple[str, ...]
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GraphWords:
    """What the words of a graph mean: labels of nodes, types of relations, names of properties.

    ``nodes`` are kinds by label, ``edges`` what relations are read as by type; ``between`` are
    labels of nodes that stand for a relation. ``properties`` are by ``name``, or ``label.name``,
    where only those of a label or a type are meant, a property of the ontology, the kind of a
    number that is a thing of its own (``PhoneNumber``), or blank for what stays in the row.
    ``node_word`` and ``edge_word`` are the attributes whose texts are the labels and the types,
    where the graph has no place of their own for them, the first that is filled.
    ``states`` are the words by which the graph says that nothing moved, under ``failed`` and
    ``reversed``. ``currency`` is that of amounts that name none; ``day_first`` how days are
    written, ``epoch`` what times count that are numbers.
    """

    nodes: Mapping[str, str] = field(default_factory=dict)
    edges: Mapping[str, GraphEdge] = field(default_factory=dict)
    between: Mapping[str, GraphBetween] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    node_word: tuple[str, ...] = ()
    edge_word: tuple[str, ...] = ()
    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency: str = ""
    day_first: bool | None = None
    epoch: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One supplier's form, with the hash of the text that describes it.

    ``never`` are headers that rule it out, ``never_like`` patterns of others that do, where the
    layout does not know them itself, and of lines above the header; ``foot`` are patterns of lines
    that are no rows; the columns of ``carry``, all blank together, go on from the row above.
    ``no_header`` is for tables without a header: a pattern for each of their columns, of what its
    cells look like; the columns are called ``column 1`` and so on. A file found by its header must
    have at least the share ``covers`` of its headers known. A ``generic`` layout is for files of
    which no more is known: columns that make a file another thing refuse it. Of a ``sealed``
    layout's rows no text is kept: telephones and identity numbers as keyed hashes, of all else
    whether it is filled. Identifiers that hold inside one file hold in all files of one ``scope``.
    ``records`` is, of a JSON file, the path to the list of its records. ``graph`` says what the
    words of a graph mean, whose columns and parties are those of ``graph-facts``.
    """

    name: str
    label: Mapping[str, str]
    zone: str
    columns: Mapping[str, LayoutColumn]
    parties: Mapping[str, LayoutParty] = field(default_factory=dict)
    flows: tuple[LayoutFlow, ...] = ()
    links: tuple[LayoutFact, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()
    never_like: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    carry: tuple[str, ...] = ()
    no_header: tuple[str, ...] = ()
    covers: float = 0.0
    sealed: bool = False
    generic: bool = False
    scope: str = ""
    records: str = ""
    graph: GraphWords | None = None
    blank: tuple[str, ...] = ("-", "--", "—", "/", "\\N", "NULL", "null", "None", "无", "空")
    sha256: str = ""

    @classmethod
    def usual_blanks(cls) -> tuple[str, ...]:
        """Return the words that mean blank where a layout lists none."""
        return cls("", {}, "", {}).blank

    def headers(self) -> Iterator[str]:
        """Yield every header under which one of the columns may stand."""
        for column in self.columns.values():
            yield from column.names

    def used(self) -> frozenset[str]:
        """Return the columns that some fact is made of; the others only stand in ``row``."""
        named = set(_texts([self.parties, self.flows, self.links, self.one_of]))
        named |= {text.removeprefix("$").removesuffix(".form") for text in named}
        filled = {name for name, column in self.columns.items() if column.filled}
        return frozenset((named & set(self.columns)) | filled)


def _texts(value: object) -> Iterator[str]:
    """Yield every text inside a part of a layout."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        yield from _texts([getattr(value, field.name) for field in fields(value)])
