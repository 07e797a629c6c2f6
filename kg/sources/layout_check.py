"""What must be right in a layout before the first row is read: its words, names and patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache

from kg.errors import KgError
from kg.limits import LIMITS
from kg.messages import Message, languages
from kg.model import Precision, Status
from kg.schema import Kind, load_schema
from kg.sources.formats.foreign_model import EDGE_PARTS, EDGE_STATES, STRUCTURE, foreign_model
from kg.sources.formats.json_records import is_path
from kg.sources.layout import (
    GraphWords,
    KindWhen,
    Layout,
    LayoutColumn,
    LayoutFact,
    LayoutFlow,
    LayoutParty,
    When,
    Where,
)
from kg.sources.layout_parts import LayoutFault, nearest
from kg.sources.patterns import PatternRefused, read_pattern, shown
from kg.text.toml import KeyPath
from kg.values.currencies import SCALES
from kg.values.eras import ERAS
from kg.values.moments import EPOCHS
from kg.values.money import FORMS, UNITS
from kg.values.phones import NO_REGION, REGIONS

TYPES = (
    *("text", "name", "account", "certificate", "phone", "wallet", "number", "user"),
    *("ip", "mac"),
    *("time", "amount", "currency", "token", "integer", "choice", "proof"),
)
#: What every row is found again by; no column of a layout may be called so.
PLACES = ("pos", "row_no", "member")
QUESTIONS = ("account",)
STEPS = ("day", "hour")
"""What a layout may ask of the person who loads the file: the options of ``kg load``."""
_NAME = re.compile(r"[^\W\d][\w-]*")


def check(layout: Layout) -> None:
    """Refuse unknown columns, kinds, properties and words, cycles, patterns that cannot be run.

    Raises LayoutFault with the key of the first thing that is wrong.
    """
    for lang in layout.label:
        _check_word(lang, languages(), "language-code", ("label", lang))
    if not 0 <= layout.covers <= 1:
        raise LayoutFault(("covers",), Message("between-0-and-1"))
    if layout.records and not is_path(layout.records):
        raise LayoutFault(("records",), Message("no-path-to-records"))
    if layout.scope != " ".join(layout.scope.split()):
        raise LayoutFault(("scope",), Message("spaces-around-scope"))
    _check_names(layout)
    for name, column in layout.columns.items():
        _check_column(layout, column, ("columns", name))
    for name, party in layout.parties.items():
        check_party(layout, party, ("parties", name))
    _check_nesting(layout)
    for number, flow in enumerate(layout.flows):
        check_flow(layout, flow, ("flows", number))
    for number, fact in enumerate(layout.links):
        check_fact(layout, fact, ("links", number))
    for number, group in enumerate(layout.one_of):
        _check_columns(layout, group, ("one_of", number))
    _check_columns(layout, layout.carry, ("carry",))
    _check_patterns(layout.no_header, None, ("no_header",))
    _check_sealed(layout)
    _check_patterns(layout.never_like, 0, ("never_like",))
    _check_patterns(layout.foot, 0, ("foot",))
    for number, pair in enumerate(layout.aliases):
        _check_parties(layout, pair, ("aliases", number))
    if layout.graph:
        check_graph(layout.graph, ("graph",))


def _check_names(layout: Layout) -> None:
    """Hold the names that a layout gives to what can be a column of a table beside kg's own."""
    for group, names in (("columns", layout.columns), ("parties", layout.parties)):
        seen: dict[str, str] = {}
        for name in names:
            path = (group, name)
            if group == "columns" and name.casefold() in PLACES:
                raise LayoutFault(path, Message("name-of-a-rows-place", name=name))
            if not _NAME.fullmatch(name):
                raise LayoutFault(path, Message("is-no-name", text=repr(name)))
            other = seen.setdefault(name.casefold(), name)
            if other != name:
                raise LayoutFault(
                    path, Message("differ-by-case", one=repr(name), other=repr(other))
                )


def _check_sealed(layout: Layout) -> None:
    """Hold a sealed layout to saying nothing of anybody, and its columns to known classes."""
    if layout.sealed and (layout.parties or layout.flows or layout.links or layout.aliases):
        raise LayoutFault(("sealed",), Message("layout-sealed-names-nobody"))
    classes = tuple(value.code for value in load_schema().listed("InformationClass"))
    for name, column in layout.columns.items():
        path = ("columns", name, "information")
        if column.information and not layout.sealed:
            raise LayoutFault(path, Message("information-of-a-sealed-layout"))
        if column.information:
            _check_word(column.information, classes, "information-class", path)


def _check_column(layout: Layout, column: LayoutColumn, path: KeyPath) -> None:
    _check_word(column.type, TYPES, "column-type", (*path, "type"))
    _check_word(column.unit, UNITS, "unit", (*path, "unit"))
    _check_word(column.form, ("", *FORMS), "form", (*path, "form"))
    if column.epoch is not None:
        _check_word(column.epoch, EPOCHS, "epoch", (*path, "epoch"))
    _check_word(column.era, ("", *ERAS), "era", (*path, "era"))
    if not (column.names or column.given or column.head or column.file_name):
        raise LayoutFault(path, Message("has-no-names"))
    if column.given:
        _check_word(column.given, QUESTIONS, "question", (*path, "given"))
    _check_word(column.step, STEPS, "step", (*path, "step"))
    if column.region:
        _check_region(column, path)
    if column.decimals and (column.type, column.form) != ("amount", "scientific"):
        raise LayoutFault((*path, "decimals"), Message("decimals-of-scientific"))
    _check_choices(column, path)
    for key in ("pick", "head", "file_name"):
        if pattern := getattr(column, key):
            _check_pattern(pattern, 1, (*path, key))
    if column.strip:
        _check_pattern(column.strip, None, (*path, "strip"))
    if column.type == "time":
        _check_time(layout, column, path)


def _check_choices(column: LayoutColumn, path: KeyPath) -> None:
    if column.type == "choice" and not column.choices:
        raise LayoutFault(path, Message("lists-no-choices"))
    for result, words_of_result in column.choices.items():
        if not words_of_result:
            raise LayoutFault((*path, "choices", result), Message("lists-no-words"))


def _check_region(column: LayoutColumn, path: KeyPath) -> None:
    if column.type != "phone":
        raise LayoutFault((*path, "region"), Message("region-of-phones"))
    _check_word(column.region, [*sorted(REGIONS), NO_REGION], "region", (*path, "region"))


def _check_time(layout: Layout, column: LayoutColumn, path: KeyPath) -> None:
    from kg.values import Refused
    from kg.values.moments import named_zone

    zone = column.zone or layout.zone
    if not zone:
        hint = Message("add-zone", zone='"Asia/Shanghai"')
        raise LayoutFault(path, Message("states-no-zone"), hint)
    try:
        named_zone(zone)
    except Refused as error:
        where = (*path, "zone") if column.zone else ("zone",)
        raise LayoutFault(where, error.reason) from error
    if column.steps_from and not _is_date(column.steps_from):
        where = (*path, "steps_from")
        what = Message("is-not-a-date", text=repr(column.steps_from))
        raise LayoutFault(where, what, Message("write-2024-01-31"))
    if column.until and not (column.formats and layout.columns.get(column.until)):
        raise LayoutFault((*path, "until"), Message("until-needs-a-month-and-formats"))
    _check_formats(column.formats, path)


def _check_formats(formats: Sequence[str], path: KeyPath) -> None:
    for number, form in enumerate(formats):
        where = (*path, "formats", number)
        if not re.search("%[djcxs]|%-[dj]", form):
            what = Message("form-tells-no-day", form=repr(form))
            raise LayoutFault(where, what, Message("name-the-day-column"))
        if not _is_format(form):
            what = Message("is-no-form-of-time", text=repr(form))
            raise LayoutFault(where, what, Message("write-a-form-of-time"))


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_format(form: str) -> bool:
    """Say whether a time written in a form can be read in it again."""
    moment = datetime(2024, 1, 31, 13, 5, 7)  # noqa: DTZ001  only its digits matter
    if not re.search("%-?[CDFGYcsxy]", form):
        form = f"%Y {form}"  # Python 3.15 reads no day without its year
    try:
        datetime.strptime(moment.strftime(form), form)  # noqa: DTZ007  the zone is the layout's
    except (ValueError, re.error):
        return False
    return True


def _parties_of(party: LayoutParty) -> Iterator[str]:
    for parts in party.id:
        yield from (part[1:] for part in parts if part.startswith("&"))


def _check_nesting(layout: Layout) -> None:
    """Refuse ids in a circle, and ids of ids that grow beyond ``layout_id_parts``.

    The SQL of an id repeats that of each id in it, once for each kind and three times besides.
    """
    sizes: dict[str, int] = {}

    def size(name: str, path: tuple[str, ...]) -> int:
        where = ("parties", name, "id")
        if name in path:
            circle = " → ".join((*path, name))
            raise LayoutFault(where, Message("ids-in-a-circle", path=circle))
        if len(path) > LIMITS.toml_depth:
            raise LayoutFault(where, Message("ids-nest-too-deep", limit=LIMITS.toml_depth))
        if name not in sizes:
            party = layout.parties[name]
            inner = sum(3 * size(other, (*path, name)) for other in _parties_of(party))
            sizes[name] = (sum(map(len, party.id)) + inner) * (2 + len(party.kind_when))
        if sizes[name] > LIMITS.layout_id_parts:
            what = Message("id-of-too-many-parts", limit=LIMITS.layout_id_parts)
            raise LayoutFault(where, what)
        return sizes[name]

    for name in layout.parties:
        size(name, ())


ORDERS = ("none", "file", "monotone")
DIRECTIONS = ("out", "in")
CERTIFICATES = ("residentId", "uscc", "certificateNumber")
SPOKEN = ("text", "kind", "number", "scope")
_OF_CERTIFICATE = "?certificate"


def check_party(layout: Layout, party: LayoutParty, path: KeyPath) -> None:
    """Refuse a party of no known kind, without an id, or of unknown columns and properties."""
    _check_party_kind(party.kind, (*path, "kind"))
    for number, when in enumerate(party.kind_when):
        _check_kind_when(layout, when, (*path, "kind_when", number))
    for prop, column in party.values.items():
        if prop != _OF_CERTIFICATE:
            _check_property(prop, (*path, "values", prop))
        _check_columns(layout, [column.removesuffix(".form")], (*path, "values", prop))
    _check_columns(layout, filter(None, [party.name]), (*path, "name"))
    _check_columns(layout, filter(None, [party.kind_from]), (*path, "kind_from"))
    if party.kind_from and party.kind_when:
        raise LayoutFault((*path, "kind_from"), Message("kind-from-alone"))
    for number, where in enumerate(party.where):
        _check_where(layout, where, (*path, "where", number))
    for part, column in party.spoken.items():
        _check_word(part, SPOKEN, "spoken-part", (*path, "spoken", part))
        _check_columns(layout, [column], (*path, "spoken", part))
    for number, parts in enumerate(party.id):
        _check_id(layout, parts, (*path, "id", number))
    if not party.id and not party.spoken:
        raise LayoutFault(path, Message("has-no-id"))


def _check_kind_when(layout: Layout, when: KindWhen, path: KeyPath) -> None:
    _check_party_kind(when.kind, (*path, "kind"))
    _check_columns(layout, [when.column], (*path, "column"))
    _check_single_test({"form": when.form, "like": when.like}, path)
    if when.form and layout.columns[when.column].type != "wallet":
        _check_word(when.form, CERTIFICATES, "form", (*path, "form"))


def _check_where(layout: Layout, where: Where, path: KeyPath) -> None:
    _check_columns(layout, [where.column], (*path, "column"))
    _check_single_test({"words": where.words, "unless": where.unless, "like": where.like}, path)


def _check_when(layout: Layout, when: When, path: KeyPath) -> None:
    _check_columns(layout, [when.column], (*path, "column"))
    _check_single_test({"words": when.words, "like": when.like}, path)


def _check_single_test(tests: dict[str, str | tuple[str, ...]], path: KeyPath) -> None:
    """Hold a condition to one test of its column, and a pattern in it to what can be run."""
    if sum(map(bool, tests.values())) != 1:
        raise LayoutFault(path, Message("needs-one-of", names=tests))
    if like := tests["like"]:
        _check_pattern(str(like), None, (*path, "like"))


def _check_id(layout: Layout, parts: Sequence[str], path: KeyPath) -> None:
    if not parts:
        raise LayoutFault(path, Message("has-no-parts"))
    columns = (part[1:].removesuffix(".form") for part in parts if part.startswith("$"))
    _check_columns(layout, columns, path)
    _check_parties(layout, (part[1:] for part in parts if part.startswith("&")), path)


def check_flow(layout: Layout, flow: LayoutFlow, path: KeyPath) -> None:
    """Refuse a flow that says too little or too much of who, when, how much and which way."""
    if not _kind_of(flow.kind, (*path, "kind")).flows:
        raise LayoutFault(
            (*path, "kind"), Message("does-not-flow", kind=flow.kind), Message("make-it-a-link")
        )
    for key in ("source", "target", "own", "other"):
        _check_parties(layout, getattr(flow, key), (*path, key))
    single = ("time", "end", "direction", "currency", "balance", "amount", "debit", "credit")
    for key in (*single, "contract", "serial", "tx_count", "counter_name"):
        _check_columns(layout, filter(None, [getattr(flow, key)]), (*path, key))
    _check_columns(layout, [flow.time], (*path, "time"))
    for key in ("number", "memo", "channel", "outcome"):
        _check_columns(layout, getattr(flow, key), (*path, key))
    for key, known in _DECIDED.items():
        for number, when in enumerate(getattr(flow, key)):
            _check_when(layout, when, (*path, key, number))
            _check_word(when.then, known(), _WORD_OF[key], (*path, key, number, "then"))
    _check_precision(layout, flow.precision, path)
    for prop, column in flow.extras.items():
        _check_property(prop, (*path, "extras", prop))
        _check_columns(layout, [column], (*path, "extras", prop))
    for number, where in enumerate(flow.where):
        _check_where(layout, where, (*path, "where", number))
    _check_word(flow.order, ORDERS, "order", (*path, "order"))
    _check_currency(flow.default_currency, (*path, "default_currency"))
    _check_ends(flow, path)
    if flow.contract and layout.columns[flow.contract].type != "wallet":
        raise LayoutFault((*path, "contract"), Message("needs-a-wallet-column"))
    if flow.issuer and not (flow.serial and flow.own and not flow.number):
        raise LayoutFault((*path, "issuer"), Message("issuer-needs-serial"))
    _check_amounts(layout, flow, path)
    money = (flow.amount, flow.debit, flow.credit)
    if any(money) and not (flow.currency or flow.default_currency or flow.contract):
        raise LayoutFault(
            path, Message("amount-without-currency"), Message("write-default-currency")
        )


def _check_amounts(layout: Layout, flow: LayoutFlow, path: KeyPath) -> None:
    for key in ("amount", "debit", "credit"):
        column = getattr(flow, key)
        if column and layout.columns[column].type not in ("amount", "integer"):
            raise LayoutFault((*path, key), Message("needs-an-amount-column"))
    _check_word(flow.out_sign, ("", "minus", "plus"), "sign", (*path, "out_sign"))


def _ends() -> tuple[str, ...]:
    schema = load_schema()
    kinds = schema.entity_kinds()
    return tuple(kind.name for kind in kinds if schema.is_money_end(kind.name))


_DECIDED: dict[str, Callable[[], Sequence[str]]] = {
    "directions": lambda: DIRECTIONS,
    "status": lambda: tuple(Status),
    "ends": cache(_ends),
}
"""What the words of a column may decide of a flow, and what each may be."""
_WORD_OF = {"directions": "direction", "status": "status", "ends": "end"}


def _check_ends(flow: LayoutFlow, path: KeyPath) -> None:
    """Hold a flow to one way of naming its ends, its direction and its amount."""
    aimed = any((flow.direction, flow.directions, flow.signed, flow.debit))
    if bool(flow.own) == bool(flow.source) or (flow.own and not aimed):
        raise LayoutFault(path, Message("needs-two-ends"))
    if bool(flow.debit) != bool(flow.credit) or (flow.debit and flow.amount):
        raise LayoutFault(path, Message("needs-one-amount"))
    if flow.signed and (flow.debit or flow.direction or not flow.own):
        raise LayoutFault(path, Message("signed-alone"))


def check_fact(layout: Layout, fact: LayoutFact, path: KeyPath) -> None:
    """Refuse a link of no known kind, without ends, or of unknown columns and properties."""
    if fact.kind and _kind_of(fact.kind, (*path, "kind")).flows:
        raise LayoutFault(
            (*path, "kind"), Message("kind-flows", kind=fact.kind), Message("make-it-a-flow")
        )
    if fact.kind_from and (fact.spoken or fact.says):
        raise LayoutFault((*path, "kind_from"), Message("kind-from-alone"))
    if not fact.kind and not fact.spoken:
        raise LayoutFault((*path, "kind"), Message("has-no-kind"))
    for number, where in enumerate(fact.where):
        _check_where(layout, where, (*path, "where", number))
    for key in ("source", "target"):
        _check_parties(layout, getattr(fact, key), (*path, key))
        if not getattr(fact, key):
            raise LayoutFault((*path, key), Message("names-no-party"))
    _check_parties(layout, filter(None, [fact.object]), (*path, "object"))
    columns_of = ("start", "end", "amount", "currency", "proof", "spoken", "capacity", "says")
    for key in (*columns_of, "kind_from"):
        _check_columns(layout, filter(None, [getattr(fact, key)]), (*path, key))
    _check_precision(layout, fact.precision, path)
    for prop, column in fact.values.items():
        _check_property(prop, (*path, "values", prop))
        _check_columns(layout, [column], (*path, "values", prop))
    _check_currency(fact.default_currency, (*path, "default_currency"))


def check_graph(graph: GraphWords, path: KeyPath) -> None:
    """Refuse words of a graph that are read as what the ontology does not have."""
    for label, name in graph.nodes.items():
        _check_graph_node(name, (*path, "nodes", label))
    for type_, edge in graph.edges.items():
        _check_graph_link(edge.kind, (*path, "edges", type_, "kind"))
    for label, between in graph.between.items():
        where = (*path, "between", label)
        _check_graph_link(between.kind, (*where, "kind"))
        for side in ("source", "target"):
            if not getattr(between, side):
                raise LayoutFault((*where, side), Message("names-no-relation"))
        if label in graph.nodes:
            raise LayoutFault(where, Message("label-is-a-node-too", label=repr(label)))
    for name, ours in graph.properties.items():
        where = (*path, "properties", name)
        if ours in STRUCTURE - {*EDGE_PARTS, "role"}:
            raise LayoutFault(where, Message("is-a-part-of-relations", name=ours))
        if ours and ours not in foreign_model("network").things:
            _check_property(ours, where)
    for state in graph.states:
        _check_word(state, EDGE_STATES, "state", (*path, "states", state))
    _check_currency(graph.currency, (*path, "currency"))
    if graph.epoch is not None:
        _check_word(graph.epoch, EPOCHS, "epoch", (*path, "epoch"))


def _check_graph_node(name: str, path: KeyPath) -> None:
    kind = _kind_of(name, path)
    if not kind.is_entity or kind.abstract:
        raise LayoutFault(path, Message("is-no-kind-of-node", kind=name), _see_ontology())


def _check_graph_link(name: str, path: KeyPath) -> None:
    kind = _kind_of(name, path)
    if not (kind.domain and kind.range) or kind.abstract:
        raise LayoutFault(path, Message("is-no-kind-of-relation", kind=name), _see_ontology())


def _see_ontology() -> Message:
    return Message("see-kg-ontology")


_PRECISIONS = [one for one in Precision if one != Precision.UNKNOWN]
"""What a time that is there may be known to."""


def _check_precision(layout: Layout, column: str, path: KeyPath) -> None:
    """Refuse a column that does not say how finely a time is known."""
    if not column:
        return
    _check_columns(layout, [column], (*path, "precision"))
    if layout.columns[column].type != "choice":
        raise LayoutFault((*path, "precision"), Message("needs-a-choice-column"))
    for result in layout.columns[column].choices:
        _check_word(result, _PRECISIONS, "precision", (*path, "precision"))


def _check_word(word: str, known: Iterable[str], what: str, path: KeyPath) -> None:
    """Refuse a word that is none of the known ones.

    ``what`` is what it should be, as the id of the message that there is no such says it.
    """
    if word not in known:
        raise LayoutFault(path, Message(f"no-{what}", word=repr(word)), nearest(word, known))


def _check_columns(layout: Layout, names: Iterable[str], path: KeyPath) -> None:
    """Refuse names that are no columns of the layout."""
    for name in names:
        _check_word(name, layout.columns, "column", path)


def _check_parties(layout: Layout, names: Iterable[str], path: KeyPath) -> None:
    """Refuse names that are no parties of the layout."""
    for name in names:
        _check_word(name, layout.parties, "party", path)


def _kind_of(name: str, path: KeyPath) -> Kind:
    """Return the ontology's kind of a name."""
    try:
        return load_schema().kind(name)
    except KgError as error:
        raise LayoutFault(path, error.what, error.hint) from error


def _check_party_kind(name: str, path: KeyPath) -> None:
    """Refuse what is no kind of somebody or something."""
    kind = _kind_of(name, path)
    if not (kind.is_entity or kind.held_by):
        raise LayoutFault(path, Message("is-no-party-kind", kind=name), _see_ontology())


def _check_property(name: str, path: KeyPath) -> None:
    """Refuse a name that is no property of the ontology."""
    try:
        load_schema().property(name)
    except KgError as error:
        raise LayoutFault(path, error.what, error.hint) from error


def _check_currency(code: str, path: KeyPath) -> None:
    """Refuse a code of a currency that kg does not count in; none may be given."""
    if code:
        _check_word(code, SCALES, "currency-code", path)


def _check_patterns(texts: Sequence[str], groups: int | None, path: KeyPath) -> None:
    """Refuse a list of patterns in which one cannot be run, or picks not just so many pieces."""
    for number, text in enumerate(texts):
        _check_pattern(text, groups, (*path, number))


def _check_pattern(text: str, groups: int | None, path: KeyPath) -> None:
    """Refuse a pattern that cannot be run, or that does not pick exactly so many pieces."""
    try:
        groups_in_text = read_pattern(text).groups
    except PatternRefused as error:
        raise LayoutFault(path, error.why) from error
    if groups is not None and groups != groups_in_text:
        what = Message("number-of-groups", text=shown(text), found=groups_in_text, groups=groups)
        raise LayoutFault(path, what)
