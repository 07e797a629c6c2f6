"""Labels, relationship types and property names: all of them follow from the ontology."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from kg.model import Link, Proof, snake_case
from kg.schema import Schema, load_schema

ENTITY, LINK, EVIDENCE, SOURCE, JUDGEMENT = "Entity", "Link", "Evidence", "Source", "Judgement"
KEYED = (ENTITY, LINK, EVIDENCE, SOURCE, JUDGEMENT)
"""The labels that nodes are keyed under, by (case, id)."""
ENDS = {"source": "SOURCE", "target": "TARGET", "object": "OBJECT"}
SUPPORTED_BY, FROM_SOURCE = "SUPPORTED_BY", "FROM_SOURCE"
ROLE_TYPE, ROLE = "RoleType", "ROLE"
"""The label of a node that stands for the class of a role, and what leads a link to it."""
EXCLUDED = "EXCLUDED"
"""The type of an excluded link's relationship: no path runs over it by the link's own type."""
TYPED = (
    "startTime", "endTime", "precision", "amount", "amountExact", "amountUnits", "unitDigits",
    "currency", "proof", "confidence",
)  # fmt: skip
"""The properties of a link on its node and on its relationship."""
OWN = frozenset(("case", "id", "kind", "digest", "linkId", "caption", "row", *TYPED))
"""What a node or a relationship says of itself; a value of that name stands under another."""
MOVED = "value_"
THING = "Thing"
"""What everything is; as a label it would say nothing."""


@dataclass(frozen=True, slots=True)
class NodeShape:
    """By what a case's facts become nodes: its key on the server, the ontology, its shortcuts."""

    case: str
    schema: Schema = field(default_factory=load_schema)
    shortcuts: Mapping[str, str] = field(default_factory=dict)

    def labels(self, kind: str, root: str) -> tuple[str, ...]:
        """Return the root that a kind is keyed under, the kind, and what it descends from."""
        line = (kind, *self.schema.kind(kind).ancestors)
        return (root, *(name for name in line if name not in (root, THING)))

    def role_labels(self, role: str) -> tuple[str, ...]:
        """Return the labels of a role's node: the role and all that it is a kind of.

        >>> NodeShape("case").role_labels("FraudLeader")
        ('RoleType', 'FraudLeader', 'Ringleader', 'Role')
        """
        known = self.labels(role, ROLE_TYPE) if self.schema.has_kind(role) else (ROLE_TYPE,)
        return known

    def type_of(self, kind: str) -> str:
        """Return the relationship type of a link class: its shortcut property, in capitals."""
        return snake_case(self.shortcuts.get(kind, kind)).upper()

    def type_for(self, link: Link) -> str:
        """Return the type of one link's relationship."""
        return EXCLUDED if link.proof is Proof.EXCLUDED else self.type_of(link.kind)

    def types(self) -> tuple[str, ...]:
        """Return every type that a native relationship may have."""
        kinds = (kind.name for kind in self.schema.link_kinds())
        return tuple(sorted({EXCLUDED, *map(self.type_of, kinds)}))


@lru_cache(maxsize=4096)
def property_name(name: str) -> str:
    """Return the property that holds a value; it needs no quotes that could be closed.

    What is no letter, digit, dash or underscore of any script is percent-encoded.

    >>> property_name("cardNumber"), property_name("id"), property_name("金额(元)")
    ('cardNumber', 'value_id', '金额%28元%29')
    """
    encoded = "".join(
        character if character.isalnum() or character in "_-" else _percent(character)
        for character in name
    )
    return MOVED + encoded if encoded in OWN or encoded.startswith(MOVED) else encoded


def value_name(name: str) -> str:
    """Return the name that :func:`property_name` was given."""
    return unquote(name.removeprefix(MOVED))


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())
