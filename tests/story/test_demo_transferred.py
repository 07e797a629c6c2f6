"""The demo handed over whole: what is asked of the case that is made of it is answered alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from told import short, traced

from kg.case import Case, new_case
from kg.exports.losses import transfer_forms
from kg.model import Chain, Trace
from kg.query.named import questions
from tests.depth import by_depth

RULES = ("fifo", "lifo", "haircut", "lowest", "poison", "floor")
ASKED = [
    one.code
    for one in questions()
    if not one.missing and not any(slot.required for slot in one.slots)
]
MASKS = ("未成年人", "某", "****")
"""Who was under 18 stays masked, as ``losses.toml`` says."""
pytestmark = pytest.mark.deep


@pytest.fixture(scope="module", params=[form.suffix for form in transfer_forms()])
def cases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Case, Case]]:
    place = tmp_path_factory.mktemp("handed")
    old = by_depth(short, traced)(place).case
    old.export(place / f"x{request.param}", for_transfer=True)
    with old, new_case(place / "again") as new:
        new.load(place / f"x{request.param}")
        yield old, new


def test_flows_links_and_things_are_as_many(cases: tuple[Case, Case]) -> None:
    for what in (
        "count(*), sum(amount) FROM transfer",
        "kind, count(*) FROM entity GROUP BY 1 ORDER BY 1",
        "kind, proof, count(*) FROM link GROUP BY ALL ORDER BY ALL",
        "date_trunc('day', start_time), count(*) FROM transfer GROUP BY 1 ORDER BY 1",
    ):
        one, other = (case.sql(f"SELECT {what}").rows for case in cases)
        assert one == other, what


@pytest.mark.parametrize("rule", RULES)
def test_traces_are_equal(rule: str, cases: tuple[Case, Case]) -> None:
    one, other = (paid(case.trace(victims=True, rule=rule)) for case in cases)
    assert one == other


def paid(trace: Trace) -> Counter[tuple[object, ...]]:
    return Counter((step.amount, step.traced, step.currency, step.level) for step in trace.steps)


def test_chains_are_equal(cases: tuple[Case, Case]) -> None:
    one, other = (arranged(case.chain(trace="victims", limit=2_000)) for case in cases)
    assert one == other


def arranged(chain: Chain) -> Counter[tuple[object, ...]]:
    return Counter((node.entity.kind, node.stage, *node.roles) for node in chain.nodes)


@pytest.mark.parametrize("question", ASKED)
def test_questions_are_answered_alike(question: str, cases: tuple[Case, Case]) -> None:
    one, other = (case.ask(question) for case in cases)
    assert (one.columns, len(one.rows)) == (other.columns, len(other.rows))
    new = (Counter(other.rows) - Counter(one.rows)).elements()
    assert [row for row in new if not names_a_minor(row)] == []


def names_a_minor(row: tuple[object, ...]) -> bool:
    """Say whether a row is about somebody whom only a masked name stands for."""
    return any(mask in str(cell) for cell in row for mask in MASKS)
