"""How strong a line is drawn: its width by amount, its style by the best proof of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kg.model import ChainEdge, Proof
from kg.schema.meanings import INFERRED_LEG

THIN, THICK = 1.3, 6.5
MANY = 60
INFERRED = "inferred"
_ORDER = (
    Proof.EXCLUDED,
    Proof.DISPUTED,
    Proof.CLUE,
    Proof.SINGLE,
    Proof.CORROBORATED,
    Proof.VERIFIED,
)


def widths(edges: Sequence[ChainEdge]) -> list[float]:
    """Return a width for each edge, by the root of its amount inside one currency.

    Where many lines of money run, all are thinner.
    """
    largest: dict[str, Decimal] = {}
    for edge in edges:
        for code, amount in edge.totals.items():
            largest[code] = max(largest.get(code, Decimal(0)), abs(amount))
    money = sum(edge.family == "money" for edge in edges)
    thick = THIN + (THICK - THIN) * min(1.0, (MANY / max(money, 1)) ** 0.5)
    return [_width(edge, largest, thick) for edge in edges]


def _width(edge: ChainEdge, largest: dict[str, Decimal], thick: float) -> float:
    if edge.family != "money":
        return THIN
    shares = [abs(edge.totals[code]) / largest[code] for code in edge.totals if largest[code]]
    share = max(shares, default=Decimal(0))
    return round(THIN + (thick - THIN) * float(share.sqrt()), 2)


def edge_proof(edge: ChainEdge) -> str:
    """Return the best proof among the rows: one good row proves that the line exists."""
    proofs = [link.proof for link in edge.links]
    return str(max(proofs, key=_ORDER.index, default=Proof.CLUE))


def edge_style(edge: ChainEdge) -> str:
    """Return how a line is drawn: by its proof, or as inferred where no row records it."""
    return INFERRED if _is_inferred(edge) else edge_proof(edge)


def _is_inferred(edge: ChainEdge) -> bool:
    return edge.kind == INFERRED_LEG


def edge_marks(edge: ChainEdge) -> list[str]:
    """Return which doubts a line must show: those of single rows, and that no row records it."""
    proofs = {link.proof for link in edge.links}
    marks = [str(doubt) for doubt in (Proof.DISPUTED, Proof.EXCLUDED) if doubt in proofs]
    return [*([INFERRED] if _is_inferred(edge) else []), *marks]
