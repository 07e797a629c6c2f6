"""The list for supplementary investigation (补充侦查提纲): what lacks, why, how to fill it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.chain.elements import ElementRule, Elements
from kg.messages import Message
from kg.model import CellState, CellSubject, InquiryPoint, MatrixCell, MissingEvidence

if TYPE_CHECKING:
    from kg.schema import Schema
    from kg.schema.schema import ListedValue


def inquiries(
    cells: Sequence[MatrixCell], rules: Elements, schema: Schema
) -> tuple[InquiryPoint, ...]:
    """Return one inquiry for each cell of which somebody or something is not borne out.

    Args:
        cells: The cells, in the order of the rules.
        rules: What would fill each.
        schema: The ontology, which names the offences and their articles.
    """
    offences = {value.name: value for value in schema.listed("Offence")}
    pairs = zip(cells, rules.rules, strict=True)
    open_ = [(cell, rule, weak) for cell, rule in pairs if (weak := tuple(_weak(cell))) or
             cell.state is not CellState.CORROBORATED]  # fmt: skip
    return tuple(
        _inquiry(number, cell, rule, weak, rules, offences, schema)
        for number, (cell, rule, weak) in enumerate(open_, 1)
    )


def _weak(cell: MatrixCell) -> Iterator[CellSubject]:
    for subject in cell.subjects:
        if subject.id and subject.state is not CellState.CORROBORATED:
            yield subject


def _inquiry(
    number: int,
    cell: MatrixCell,
    rule: ElementRule,
    weak: tuple[CellSubject, ...],
    rules: Elements,
    offences: dict[str, ListedValue],
    schema: Schema,
) -> InquiryPoint:
    named = [offences[name] for name in rule.offences]
    concerned = tuple(
        Message("matrix-offence", offence=o.labelled(), article=o.code) for o in named
    )
    return InquiryPoint(
        number=number,
        stage=cell.stage,
        element=cell.element,
        state=cell.state,
        subjects=weak,
        offences=rule.offences,
        articles=tuple(offence.code for offence in named),
        why=Message(
            f"matrix-why-{cell.element}",
            stage=schema.stage(cell.stage).labelled(),
            offences=concerned,
        ),
        wanted=tuple(
            MissingEvidence(
                rules.fill[name], Message(f"matrix-fill-{name}"), Message(f"matrix-from-{name}")
            )
            for name in rule.fill
        ),
    )
