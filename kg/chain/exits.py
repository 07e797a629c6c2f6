"""Exits that a row names but that no followed payment reaches: an exchange, and who pays it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.chain.money import largest_ends
from kg.graph.base import Store
from kg.masking.protected import is_holding
from kg.model import Entity, Link

if TYPE_CHECKING:
    from kg.schema import Schema

EXIT = "Exit"
FAN = 500


def is_named_exit(entity: Entity, schema: Schema) -> bool:
    """Say whether somebody is an exit by kind alone, such as an exchange."""
    kind = schema.kind(entity.kind)
    return kind.stage == EXIT and kind.family == "actor"


def named_exits(store: Store, schema: Schema) -> list[Link]:
    """Return what the exits of a case are known to hold, with the payments that arrive there."""
    holdings = [link for link in store.links_of(_exits(store, schema)) if is_holding(link, schema)]
    return [*holdings, *_arriving(store, schema, sorted({link.target for link in holdings}))]


def _exits(store: Store, schema: Schema) -> list[str]:
    kinds = [kind for kind in schema.kinds() if kind.stage == EXIT and kind.family == "actor"]
    keys = {schema.kind(kind.key_kind).name for kind in kinds}
    ids = [one for one in store.ids() if schema.kind_of_id(one) in keys]
    return sorted(one.id for one in store.entities(ids) if is_named_exit(one, schema))


def _arriving(store: Store, schema: Schema, held: list[str]) -> list[Link]:
    kinds = [kind.name for kind in schema.link_kinds() if kind.flows and kind.family == "money"]
    found: list[Link] = []
    for one in held:
        paid = [link for link in store.links_of([one], kinds, FAN) if link.target == one]
        senders = largest_ends(paid, "source")
        found += [link for link in paid if link.source in senders]
    return found


def unreached(
    entities: Mapping[str, Entity], held: Mapping[str, set[str]], schema: Schema
) -> dict[str, set[str]]:
    """Return the named exits with what they hold, by id."""
    return {key: held[key] for key in sorted(held) if is_named_exit(entities[key], schema)}
