"""The style sheet for Neo4j Browser: a rule for each class and relationship, broader ones first."""

from __future__ import annotations

import re

from kg.lpg import NodeShape
from kg.schema import load_schema
from kg.views.neo4j_style import grass

SCHEMA = load_schema()


def test_every_class_and_relationship_has_one_rule() -> None:
    rules = re.findall(r"^(\w+\.\w+) \{$", grass(SCHEMA), re.MULTILINE)
    shortcuts = {kind.name: kind.shortcut for kind in SCHEMA.kinds() if kind.shortcut}
    shape = NodeShape("c", SCHEMA, shortcuts)
    assert len(rules) == len(set(rules))
    assert {f"node.{kind.name}" for kind in SCHEMA.entity_kinds()} <= set(rules)
    wanted = {f"relationship.{name}" for name in shape.types()} - {"relationship.EXCLUDED"}
    assert {rule for rule in rules if rule.startswith("relationship")} == wanted


def test_a_narrower_class_comes_after_what_holds_it() -> None:
    text = grass(SCHEMA)
    assert text.index("node.MoneyParty ") < text.index("node.Account ")
    assert text.index("node.Account ") < text.index("node.BankAccount ")


def test_every_rule_is_closed() -> None:
    text = grass(SCHEMA)
    assert text.count("{\n") == len(re.findall(r"^\}$", text, re.MULTILINE))
