"""Is everything there: the concepts of the Opinions, the mapped ones, the edges, the templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary

SEED = {"A": 19, "B": 32, "S": 9, "H": 4, "G": 5, "X": 5, "L": 20, "P": 5, "T": 4}
"""How many concepts the Opinions name: actors, behaviours, assets, channels, stages, actions, law,
protective measures, technologies."""
CONCEPTS, EDGES, TEMPLATES = 155, 37, 12


@dataclass(frozen=True, slots=True)
class CoverageCount:
    """How many of a numbered list the ontology holds, which are missing, which stand twice."""

    what: str
    wanted: int
    found: int
    missing: tuple[str, ...]
    twice: tuple[str, ...]

    @property
    def full(self) -> bool:
        """Whether each stands exactly once."""
        return not self.missing and not self.twice


def counts(glossary: Glossary) -> tuple[CoverageCount, ...]:
    """Return the four counts that say whether the ontology is complete."""
    terms = glossary.terms()
    seed = [f"{kind}{number:02}" for kind, most in SEED.items() for number in range(1, most + 1)]
    concepts = [str(number) for number in range(1, CONCEPTS + 1)]
    edges = [f"E{number:02}" for number in range(1, EDGES + 1)]
    templates = [f"CT{number:02}" for number in range(1, TEMPLATES + 1)]
    return (
        _count("seed", seed, [term.seed_id for term in terms if term.seed_id]),
        _count("concepts", concepts, [str(concept) for term in terms for concept in term.concepts]),
        _count("edges", edges, _notations(terms, "StatedEdge")),
        _count("templates", templates, [t for t in templates if _has_steps(glossary, t)]),
    )


def _notations(terms: Iterable[Entry], list_name: str) -> list[str]:
    return [term.said.one("notation") for term in terms if list_name in term.parents]


def _has_steps(glossary: Glossary, template: str) -> bool:
    return glossary.has(template) and bool(glossary.pointing("ofTemplate", template))


def _count(what: str, expected: list[str], present: list[str]) -> CoverageCount:
    missing = tuple(name for name in expected if name not in present)
    twice = tuple(name for name in dict.fromkeys(present) if present.count(name) > 1)
    return CoverageCount(what, len(expected), len(expected) - len(missing), missing, twice)
