"""Rules as they are written, ``ontology/rules/*.toml``: held to the ontology, spelt out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import SchemaError
from kg.messages import Message
from kg.rules.inference import Atom, Hub, Inference, Rule
from kg.schema import Schema
from kg.schema.turtle import Axioms

IS, ENDS = "is", ("source", "target", "object")
WORDS = ("zh", "en")
KEYS = frozenset(("version", "form", "then", "where", "apart", "hub", "concludes", "without"))
NAME = re.compile(r"[a-z][a-z0-9-]*")
NEVER = ("controls", "Controls")
"""What no rule may conclude: who holds a thing need not command it."""


def read_rules(files: Iterable[Path], schema: Schema, axioms: Axioms) -> tuple[Rule, ...]:
    """Return the rules of these files, or say which one cannot be, and why."""
    rules = [
        _rule(name, table, schema, axioms)
        for file in files
        for name, table in _tables(file).items()
    ]
    _refuse_two_of_one_name(rules)
    return tuple(sorted(rules, key=lambda rule: rule.name))


def _tables(file: Path) -> Mapping[str, Mapping[str, Any]]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SchemaError(
            Message("not-rules"),
            where=file.name,
            hint=Message("said-by-program", text=str(error)),
        ) from error


def _rule(name: str, table: Mapping[str, Any], schema: Schema, axioms: Axioms) -> Rule:
    if not NAME.fullmatch(name) or not {"version", *WORDS} <= table.keys():
        raise SchemaError(Message("rule-needs-name-and-words"), where=name)
    if strange := table.keys() - KEYS - {*WORDS}:
        raise SchemaError(Message("rule-lacks", min=repr(min(strange))), where=name)
    form = FORMS.get(table.get("form", ""), _as_written)
    inferences = tuple(form(name, table, schema, axioms))
    shortcuts = _shortcuts(schema) if table.get("form") == "shortcut" else ()
    _refuse_control(inferences)
    return Rule(name, table["version"], table["zh"], table["en"], inferences, shortcuts)


def _refuse_control(inferences: Iterable[Inference]) -> None:
    for inference in inferences:
        if inference.name in NEVER:
            what = Message("never-concluded", name=inference.name)
            raise SchemaError(what, where=inference.rule, hint=Message("evidence-is-needed"))


def _shortcuts(schema: Schema) -> tuple[str, ...]:
    return tuple(sorted(kind.shortcut for kind in schema.kinds() if kind.shortcut))


def _as_written(
    name: str, table: Mapping[str, Any], schema: Schema, axioms: Axioms
) -> Iterable[Inference]:
    """Yield the one inference that a rule spells out itself."""
    if "form" in table or not {"then", "where"} <= table.keys():
        raise SchemaError(Message("rule-needs-then-and-where"), where=name)
    subject, verb, thing = _three(table["then"], name)
    is_kind = verb == IS
    inference = Inference(
        rule=name,
        subject=subject,
        name=schema.kind(thing).name if is_kind else schema.property(verb).name,
        object="" if is_kind else thing,
        atoms=tuple(_atom(text, name, schema) for text in table["where"]),
        apart=tuple(table.get("apart", ())),
    )
    inference = replace(
        inference, hubs=tuple(_hub(inference, hub) for hub in _several(table.get("hub", [])))
    )
    _refuse_unknown_names(inference)
    yield inference


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _hub(inference: Inference, table: Mapping[str, Any]) -> Hub:
    """Return a hub, with the end of the conclusion that is counted in it."""
    for end in filter(None, (inference.subject, inference.object)):
        if inference.meets(end, table["name"]):
            return Hub(table["name"], table["most"], end)
    raise SchemaError(Message("nothing-meets-in", told=table["name"]), where=inference.rule)


def _refuse_unknown_names(inference: Inference) -> None:
    """Refuse a name that no condition speaks of, and a pair that is none."""
    named = {
        inference.subject,
        inference.object,
        *(hub.name for hub in inference.hubs),
        *inference.apart,
    } - {""}
    if unknown := named - {*inference.names}:
        raise SchemaError(Message("where-does-not-explain", min=min(unknown)), where=inference.rule)
    if len(inference.apart) not in (0, 2):
        raise SchemaError(Message("apart-needs-two"), where=inference.rule)


def _atom(text: str, rule: str, schema: Schema) -> Atom:
    subject, verb, thing = _three(text, rule)
    if verb == IS:
        return Atom(subject, kinds_below(schema, schema.kind(thing).name), "", "kind")
    if verb in ENDS:
        return Atom(subject, (verb,), thing, "end")
    shortcuts = set(_shortcuts(schema))
    names = tuple(schema.property(name).name for name in verb.split("|"))
    if strange := set(names) - shortcuts:
        raise SchemaError(Message("not-a-direct-edge", min=min(strange)), where=rule)
    return Atom(subject, names, thing, "edge")


def _three(text: str, rule: str) -> tuple[str, str, str]:
    words = text.split()
    if len(words) != 3:
        raise SchemaError(Message("not-a-pattern-of-three", text=repr(text)), where=rule)
    return words[0], words[1], words[2]


def _refuse_two_of_one_name(rules: Iterable[Rule]) -> None:
    """Refuse two rules with one conclusion: an edge must tell the rule behind it."""
    seen: dict[str, str] = {}
    for rule in rules:
        for name in (rule.name, *rule.concludes):
            if seen.setdefault(name, rule.name) != rule.name:
                raise SchemaError(
                    Message("concluded-twice", name=name, seen=seen[name]), where=rule.name
                )


Form = Callable[[str, Mapping[str, Any], Schema, Axioms], Iterable[Inference]]


def kinds_below(schema: Schema, name: str) -> tuple[str, ...]:
    """Return a kind and all that descend from it, as far as they can stand in a case."""
    return _below(schema).get(name, ())


@lru_cache(maxsize=2)
def _below(schema: Schema) -> Mapping[str, tuple[str, ...]]:
    kinds: dict[str, tuple[str, ...]] = {}
    for kind in schema.kinds():
        for ancestor in () if kind.abstract else (kind.name, *kind.ancestors):
            kinds[ancestor] = (*kinds.get(ancestor, ()), kind.name)
    return kinds


def _nothing(
    name: str, table: Mapping[str, Any], schema: Schema, axioms: Axioms
) -> Iterator[Inference]:
    """Yield nothing: shortcut edges are written and taken away with their links."""
    yield from ()


def _superclass(
    name: str, table: Mapping[str, Any], schema: Schema, axioms: Axioms
) -> Iterator[Inference]:
    """Yield one inference for each kind that others descend from."""
    facts = [kind for kind in schema.kinds() if kind.is_entity or kind.is_link]
    for above in facts:
        below = tuple(lower for lower in kinds_below(schema, above.name) if lower != above.name)
        if below and above.name not in table["without"]:
            yield Inference(name, "x", above.name, "", (Atom("x", below, "", "kind"),))


def _superproperty(
    name: str, table: Mapping[str, Any], schema: Schema, axioms: Axioms
) -> Iterator[Inference]:
    for above in table["concludes"]:
        atom = Atom("x", axioms.below[above], "y", "edge")
        yield Inference(name, "x", schema.property(above).name, "y", (atom,))


def _inverse(
    name: str, table: Mapping[str, Any], schema: Schema, axioms: Axioms
) -> Iterator[Inference]:
    for property_ in table["concludes"]:
        other = axioms.inverse[property_]
        atom = Atom("x", axioms.below.get(other, (other,)), "y", "edge")
        yield Inference(name, "y", schema.property(property_).name, "x", (atom,))


FORMS: Mapping[str, Form] = {
    "shortcut": _nothing,
    "superclass": _superclass,
    "superproperty": _superproperty,
    "inverse": _inverse,
}
