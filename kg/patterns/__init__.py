"""Patterns of roles: different things, how they are joined and not joined, and when.

A pattern is a file of TOML (:mod:`kg.patterns.read_pattern`). It is held to the ontology, compiled
to one SELECT over the views of the ledger (:mod:`kg.patterns.compile_sql`), and its matches are
told with the rows behind each link.
"""

from kg.patterns.compile_sql import PatternQuery, compile_pattern
from kg.patterns.pattern import RolePattern
from kg.patterns.read_pattern import find_pattern, read_pattern, ready_patterns

__all__ = [
    "PatternQuery",
    "RolePattern",
    "compile_pattern",
    "find_pattern",
    "read_pattern",
    "ready_patterns",
]
