"""The part of Cypher in which a case is asked, read to see that every pattern is bound to it.

Relationships never lead from one case to another. So a pattern is bound if one node or relationship
in it says ``{case: $case}``, or if a node in it is a variable that such a pattern bound. Everywhere
a pattern can stand it is held to that: in MATCH, in EXISTS, COUNT and COLLECT, in comprehensions
and as a predicate. What is not read here is refused; where Cypher would see a variable and this
reader is not sure, it takes it for unbound.

The subset: MATCH, OPTIONAL MATCH, UNWIND, WITH, RETURN, UNION and CALL { } with their expressions;
of patterns nodes, relationships of fixed or variable length, and shortestPath.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.query.cypher_subset.clauses import ClauseReader
from kg.query.tokens import Token

__all__ = ["check_bound"]


def check_bound(text: str, found: Sequence[Token]) -> None:
    """Read a query of which these are the tokens.

    :raises QueryRefused: a pattern is not bound to the case, or something is not of the subset; its
        place is named
    """
    ClauseReader(text, found).read()
