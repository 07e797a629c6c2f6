"""What follows from the facts of a case: rules that are data, and what they ask of a graph.

>>> [rule.concludes for rule in load_rules() if rule.name == "shares-phone"]
[('sharesPhone',)]
"""

from __future__ import annotations

from functools import lru_cache

from kg.rules.inference import Atom, Hub, Inference, Rule, Rules, Sort
from kg.rules.rule_toml import read_rules
from kg.schema import load_axioms, load_schema, rule_files

__all__ = ["Atom", "Hub", "Inference", "Rule", "Rules", "Sort", "load_rules", "read_rules"]


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """Return the rules that are shipped with the ontology, read once per process."""
    return read_rules(rule_files(), load_schema(), load_axioms())
