"""Does the derived graph say what follows from the facts: every edge of a link, every conclusion.

Asked of the engine as differences, so that only what is wrong comes back. A graph that was written
by other rules than today's is held to its links alone: its next write brings the rest up to date.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad, QuerySolutions
from pyoxigraph import Store as Engine

from kg.graph.base import Misderived, Shortcuts
from kg.graph.in_force import rule_quads, told_rules
from kg.graph.inferring import Inferring
from kg.model import Proof
from kg.rdf import DERIVED
from kg.rdf.terms import TYPE, local_name, term, text_literal
from kg.rules import Rules

SOURCE, TARGET, PROOF = term("source"), term("target"), term("proof")
LINKED = f"""?link {SOURCE} ?one ; {TARGET} ?other ; a ?kind VALUES ?kind {{{{ {{kinds}} }}}}
MINUS {{{{ ?link {PROOF} {text_literal(Proof.EXCLUDED)} }}}}"""
TOLD = f"GRAPH {DERIVED} {{{{ ?one {{edge}} ?other }}}}"
LACKING = f"SELECT DISTINCT ?one ?other WHERE {{{{ {LINKED} MINUS {{{{ {TOLD} }}}} }}}}"
UNFOUNDED = f"SELECT ?one ?other WHERE {{{{ {TOLD} MINUS {{{{ {LINKED} }}}} }}}}"


class Rederiving:
    """What one engine's derived graph lacks, and what it tells without ground."""

    def __init__(self, engine: Engine, shortcuts: Shortcuts, rules: Rules) -> None:
        self._engine = engine
        self._shortcuts = shortcuts
        self._rules = rules

    def misderived(self) -> Iterator[Misderived]:
        """Yield everything that is wrong; nothing in a whole graph."""
        yield from self._edges()
        if set(told_rules(self._engine)) == set(rule_quads(self._rules)):
            for quad, lacking in Inferring(self._engine, self._rules).differing():
                yield _wrong(quad, lacking=lacking)

    def _edges(self) -> Iterator[Misderived]:
        for edge in sorted(set(self._shortcuts.values())):
            kinds = " ".join(
                str(term(kind)) for kind, one in sorted(self._shortcuts.items()) if one == edge
            )
            for query, lacking in ((LACKING, True), (UNFOUNDED, False)):
                found = self._engine.query(query.format(kinds=kinds, edge=term(edge)))
                assert isinstance(found, QuerySolutions)
                for one, other in found:
                    yield Misderived(one.value, edge, other.value, lacking)


def _wrong(quad: Quad, *, lacking: bool) -> Misderived:
    one, thing = quad.subject, quad.object
    assert isinstance(one, NamedNode)
    assert isinstance(thing, NamedNode)
    if quad.predicate == TYPE:
        return Misderived(one.value, local_name(thing), "", lacking)
    return Misderived(one.value, local_name(quad.predicate), thing.value, lacking)
