"""Real data handed over whole: banks' reports and a graph of the police, in every lossless form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import fincen_file
import pole_files
import pytest

from kg.case import Case, new_case, open_case
from kg.exports.losses import transfer_forms
from kg.query.named import questions
from tests.built import built
from tests.depth import by_depth

BANK = "amsterdam-trade-bank-nv"
RULES = ("fifo", "lifo", "haircut", "lowest", "poison", "floor")
ASKED = [
    one.code
    for one in questions()
    if not one.missing and not any(slot.required for slot in one.slots)
]
DIGESTS = (
    "entity: id, kind, name, values",
    "link: id, kind, source, target, object, start_time, end_time, amount, currency, proof, values",
    "transfer: id, source, target, start_time, end_time, amount, currency, tx_count, row_no",
)
"""What is equal to the last value: the tables, and the columns of each."""
pytestmark = [pytest.mark.shared, pytest.mark.slow, pytest.mark.deep]


def load_reports(place: Path, file: Path) -> None:
    with new_case(place / "case") as case:
        case.load(file)
        case.trace(BANK, name="money")
        case.chain(BANK, hops=1, name="ring")
        report = case.sql("SELECT min(id) FROM transfer").rows[0][0]
        case.judgements.mark(str(report), "disputed", reason="to be asked")


def load_police(place: Path, zipped: Path) -> None:
    by_depth(pole_files.load_thin, pole_files.load)(place, zipped)


REAL = {
    "fincen": (fincen_file.NAME, load_reports),
    "pole": (pole_files.NAME, load_police),
}
EACH = [(data, form.suffix) for data in REAL for form in transfer_forms()]


@pytest.fixture(scope="module", params=EACH, ids=lambda each: "".join(each))
def cases(
    request: pytest.FixtureRequest,
    shared_data: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Case, Case]]:
    data, suffix = request.param
    name, load = REAL[data]
    place: Path = tmp_path_factory.mktemp("handed")
    built(load, place, shared_data(data) / name)
    with open_case(place / "case") as old, new_case(place / "again") as new:
        old.export(place / f"x{suffix}", for_transfer=True)
        new.load(place / f"x{suffix}")
        (place / f"x{suffix}").unlink()
        yield old, new


@pytest.mark.parametrize("digest", DIGESTS)
def test_things_links_and_flows_are_equal(digest: str, cases: tuple[Case, Case]) -> None:
    table, _, columns = digest.partition(": ")
    query = f"SELECT count(*), bit_xor(hash({columns})) FROM {table}"
    one, other = (case.sql(query).rows for case in cases)
    assert one == other


def test_what_was_saved_is_equal(cases: tuple[Case, Case]) -> None:
    one, other = (
        sorted(path.name for path in (case.sessions.root / "saved").rglob("*")) for case in cases
    )
    assert one == other


@pytest.mark.parametrize("rule", RULES)
def test_traces_are_equal(rule: str, cases: tuple[Case, Case]) -> None:
    if not cases[0].sql("SELECT 1 FROM transfer LIMIT 1").rows:
        pytest.skip("no money is in it")
    one, other = (case.trace(BANK, rule=rule) for case in cases)
    assert (one.steps, one.warnings) == (other.steps, other.warnings)


@pytest.mark.parametrize("question", ASKED)
def test_questions_are_answered_alike(question: str, cases: tuple[Case, Case]) -> None:
    one, other = (case.ask(question) for case in cases)
    assert (one.columns, Counter(one.rows)) == (other.columns, Counter(other.rows))


def test_a_fact_leads_to_the_file_as_received(cases: tuple[Case, Case]) -> None:
    query = "SELECT id FROM link UNION ALL SELECT id FROM transfer ORDER BY 1 LIMIT 1"
    fact = str(cases[0].sql(query).rows[0][0])
    one, other = (case.lookup.explain(fact).pieces for case in cases)
    assert [piece.locator for piece in one] == [piece.locator for piece in other]
