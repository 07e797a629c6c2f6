"""Nodes as facts: the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from kg.errors import FormatError
from kg.lpg.labels import OWN, value_name
from kg.lpg.to_nodes import COUNTED, NAMED
from kg.messages import Message
from kg.model import Entity, Evidence, Judgement, Link, Precision, Proof, Source, Values
from kg.rdf import tidy_entity, tidy_link

Properties = Mapping[str, Any]


def entity_of(properties: Properties, proofs: Iterable[Evidence]) -> Entity:
    """Return the entity that a node holds."""
    entity = Entity(properties["id"], properties["kind"], _values(properties), tuple(proofs))
    return tidy_entity(entity)


def link_of(properties: Properties, ends: Mapping[str, str], proofs: Iterable[Evidence]) -> Link:
    """Return the link that a node and the relationships to its ends tell."""
    try:
        return _link(properties, ends, tuple(proofs))
    except (KeyError, ValueError, ArithmeticError) as error:
        hint = Message("said-by-program", text=f"{type(error).__name__}: {error}")
        raise FormatError(Message("not-whole-link"), where=properties["id"], hint=hint) from error


def evidence_of(properties: Properties) -> Evidence:
    """Return the evidence that a node holds."""
    return Evidence(**{name: properties.get(name, "") for name in NAMED})


def judgement_of(properties: Properties) -> Judgement:
    """Return the judgement that a node holds."""
    values = {field.name: properties[field.name] for field in fields(Judgement)}
    return Judgement(**{**values, "subjects": tuple(values["subjects"])})


def source_of(properties: Properties) -> Source:
    """Return the source that a node holds."""
    return Source(**{field: properties[name] for field, name in COUNTED.items()})


def _link(properties: Properties, ends: Mapping[str, str], proofs: tuple[Evidence, ...]) -> Link:
    exact = properties.get("amountExact")
    return tidy_link(
        Link(
            properties["id"],
            properties["kind"],
            ends["source"],
            ends["target"],
            ends.get("object", ""),
            start=properties.get("startTime"),
            end=properties.get("endTime"),
            precision=Precision(properties["precision"]),
            amount=None if exact is None else Decimal(exact),
            currency=properties.get("currency", ""),
            values=_values(properties),
            evidence=proofs,
            proof=Proof(properties["proof"]),
            confidence=properties["confidence"],
        )
    )


def _values(properties: Properties) -> Values:
    texts = {name: value for name, value in properties.items() if name not in OWN}
    return {
        value_name(name): (value,) if isinstance(value, str) else tuple(value)
        for name, value in texts.items()
    }
