"""What a shape demands: of which things, along which path, and how it is said when they fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import SchemaError
from kg.messages import Message

Term = NamedNode | Literal
SHACL = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Onward:
    """A path along one property, and from there on along another, once or more often.

    Only ``sh:disjoint`` is asked of what it leads to: that nothing leads back.
    """

    first: NamedNode
    then: NamedNode

    @property
    def value(self) -> str:
        """The property that the path begins with: by it a breach is told."""
        return self.first.value


ShapePath = NamedNode | Onward


@dataclass(frozen=True, slots=True)
class Target:
    """Which things a shape is about: those of a class, or those with a property at one end."""

    by: str
    term: NamedNode


@dataclass(frozen=True, slots=True)
class Constraint:
    """One demand of a shape, with the terms or the inner shapes that it names."""

    name: str
    terms: tuple[Term, ...] = ()
    shapes: tuple[Shape, ...] = ()

    @property
    def component(self) -> str:
        """What SHACL calls the part that found a breach, without its namespace and suffix.

        >>> Constraint("minCount").component
        'MinCount'
        """
        return self.name[:1].upper() + self.name[1:]

    @property
    def term(self) -> Term:
        """The one term that the demand names."""
        return self.terms[0]

    @property
    def number(self) -> int:
        """The whole number that the demand names."""
        return int(self.term.value)

    @property
    def has_value(self) -> bool:
        """Whether a breach names a value: counts and missing values have none to name."""
        return self.name not in ("minCount", "maxCount", "hasValue")


SILENT = Message("as-stored", zh="", en="")


@dataclass(frozen=True, slots=True)
class Shape:
    """Demands on things (or, with a ``path``, on their values), their weight and their words."""

    name: str
    path: ShapePath | None = None
    targets: tuple[Target, ...] = ()
    severity: str = "Violation"
    said: Message = SILENT
    constraints: tuple[Constraint, ...] = ()

    @property
    def path_name(self) -> str:
        """The local name of the path, or nothing for a shape that is about the things themselves.

        >>> Shape("s", NamedNode("https://w3id.org/crimechain/source")).path_name
        'source'
        """
        return self.path.value.replace("#", "/").rpartition("/")[2] if self.path else ""


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE, FIRST, REST, NIL = (f"{RDF}{name}" for name in ("type", "first", "rest", "nil"))
AGAIN = SHACL + "oneOrMorePath"
TARGETS = {"targetClass": "class", "targetSubjectsOf": "subjects", "targetObjectsOf": "objects"}
COUNTS, BOUNDS = ("minCount", "maxCount"), ("minInclusive", "maxInclusive")
STRICT_BOUNDS = ("minExclusive", "maxExclusive")
VALUES = ("datatype", "nodeKind", "class", "hasValue", "pattern")
PAIRS = ("lessThanOrEquals", "disjoint")
TERMS = frozenset((*COUNTS, *BOUNDS, *STRICT_BOUNDS, *VALUES, *PAIRS))
LISTS, INNER, INNER_LISTS = ("in",), ("not", "node", "property"), ("or", "and")
KINDS = ("NodeShape", "PropertyShape")
PLAIN_WORDS = ("path", "severity", "message")
SEVERITIES = ("Violation", "Warning", "Info")
Words = Mapping[str, list[Term | BlankNode]]
Statements = dict[str, dict[str, list[Term | BlankNode]]]


def read_shapes(triples: Iterable[Triple]) -> tuple[Shape, ...]:
    """Return the shapes that have a target, in the order of their names."""
    statements = _statements_of(triples)
    reading = _ShapeReader(statements)
    return tuple(reading.shape(name) for name in sorted(statements) if _is_aimed(statements[name]))


def shape_triples(files: Iterable[Path]) -> Iterator[Triple]:
    """Yield what files of shapes say."""
    for file in files:
        try:
            yield from (quad.triple for quad in parse(path=str(file), format=RdfFormat.TURTLE))
        except (SyntaxError, OSError) as error:
            where = f"shapes/{file.name}"
            raise SchemaError(
                Message("not-turtle"),
                where=where,
                hint=Message("said-by-program", text=str(error)),
            ) from error


def _statements_of(triples: Iterable[Triple]) -> Statements:
    statements: Statements = {}
    for triple in triples:
        value = triple.object
        assert not isinstance(value, Triple) and not isinstance(triple.subject, Triple)
        properties = statements.setdefault(triple.subject.value, {})
        properties.setdefault(triple.predicate.value, []).append(value)
    return statements


def _is_aimed(properties: Words) -> bool:
    return any(SHACL + word in properties for word in TARGETS)


def _is_shape(properties: Words, *kinds: str) -> bool:
    required = {SHACL + kind for kind in kinds or KINDS}
    return any(kind.value in required for kind in properties.get(TYPE, ()))


class _ShapeReader:
    """The shapes of one set of statements, each read when it is named."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def shape(self, name: str, outer: tuple[str, ...] = ()) -> Shape:
        """Return the shape of that name; one inside itself has no meaning."""
        properties = self._statements.get(name, {})
        if name in outer or not _is_shape(properties):
            where = outer[-1] if outer else name
            raise SchemaError(
                Message("names-no-shape"),
                where=where,
                hint=Message("shape-is-called", name=name),
            )
        words = {
            predicate.removeprefix(SHACL): values
            for predicate, values in properties.items()
            if predicate.startswith(SHACL)
        }
        path = self._path(words, name)
        if (path is None) is _is_shape(properties, "PropertyShape"):
            raise SchemaError(Message("path-is-of-property-shape"), where=name)
        if path and words.keys() & {*INNER, *INNER_LISTS}:
            raise SchemaError(Message("inner-shape-of-value"), where=name)
        if isinstance(path, Onward) and words.keys() - TARGETS.keys() - {*PLAIN_WORDS, "disjoint"}:
            raise SchemaError(Message("shape-path-not-property"), where=name)
        if not path and words.keys() & {*COUNTS, *PAIRS}:
            raise SchemaError(Message("count-without-path"), where=name)
        return Shape(
            name=name,
            path=path,
            targets=tuple(_targets(words)),
            severity=_severity(words, name),
            said=_message(words, name),
            constraints=tuple(self._constraints(words, (*outer, name))),
        )

    def _path(self, words: Words, name: str) -> ShapePath | None:
        """Return the path of a shape: a property, or ``( first [ sh:oneOrMorePath then ] )``."""
        paths = words.get("path", [])
        read = [path if isinstance(path, NamedNode) else self._onward(path) for path in paths]
        if len(read) > 1 or None in read:
            raise SchemaError(Message("shape-path-not-property"), where=name)
        return read[0] if read else None

    def _onward(self, head: Term | BlankNode) -> Onward | None:
        steps = []
        while head.value in self._statements:
            cell = self._statements[head.value]
            steps += cell.get(FIRST, [])
            head = cell.get(REST, [head])[0]
            if REST not in cell:
                return None
        if len(steps) != 2 or not isinstance(steps[0], NamedNode):
            return None
        (again,) = self._statements.get(steps[1].value, {}).get(AGAIN, [None])
        return Onward(steps[0], again) if isinstance(again, NamedNode) else None

    def _constraints(self, words: Words, outer: tuple[str, ...]) -> Iterator[Constraint]:
        for word in sorted(words.keys() - TARGETS.keys() - set(PLAIN_WORDS)):
            for value in words[word]:
                yield self._constraint(word, value, outer)

    def _constraint(self, word: str, value: Term | BlankNode, outer: tuple[str, ...]) -> Constraint:
        if word == "minCount" and value.value == "0":
            raise SchemaError(Message("mincount-demands-nothing"), where=outer[-1])
        if word in TERMS:
            return Constraint(word, (_plain(value, outer[-1]),))
        if word in LISTS:
            return Constraint(word, tuple(self._items(value, outer[-1])))
        if word not in (*INNER, *INNER_LISTS) or (word == "property" and len(outer) == 1):
            raise SchemaError(Message("shape-word-unknown", word=word), where=outer[-1])
        items = [value] if word in INNER else self._items(value, outer[-1])
        shapes = tuple(self.shape(item.value, outer) for item in items)
        if any(shape.targets for shape in shapes):
            raise SchemaError(Message("inner-shape-with-target", word=word), where=outer[-1])
        return Constraint(word, (), shapes)

    def _items(self, head: Term | BlankNode, where: str) -> list[Term]:
        items: list[Term] = []
        while head.value != NIL:
            properties = self._statements.get(head.value, {})
            if len(properties.get(FIRST, ())) != 1 or len(properties.get(REST, ())) != 1:
                raise SchemaError(Message("list-is-broken"), where=where)
            items.append(_plain(properties[FIRST][0], where))
            head = properties[REST][0]
        return items


def _plain(value: Term | BlankNode, where: str) -> Term:
    if isinstance(value, BlankNode):
        raise SchemaError(Message("shape-without-name"), where=where)
    return value


def _targets(words: Words) -> Iterator[Target]:
    for word, by in TARGETS.items():
        named = [term for term in words.get(word, ()) if isinstance(term, NamedNode)]
        yield from (Target(by, term) for term in sorted(named, key=str))


def _severity(words: Words, name: str) -> str:
    if not words.keys() & TARGETS.keys():
        return SEVERITIES[0]
    named = [value.value.removeprefix(SHACL) for value in words.get("severity", ())]
    if len(named) != 1 or named[0] not in SEVERITIES:
        raise SchemaError(
            Message("shape-without-severity"),
            where=name,
            hint=Message("one-of-known", known=SEVERITIES),
        )
    return named[0]


def _message(words: Words, name: str) -> Message:
    texts = {
        literal.language: literal.value
        for literal in words.get("message", ())
        if isinstance(literal, Literal)
    }
    zh = texts.get("zh-hans", texts.get("zh-Hans", ""))
    return Message("as-stored", zh=zh, en=texts.get("en", ""))
