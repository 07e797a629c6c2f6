"""4,507 real reports of banks: nothing lost, nothing invented, every line found in the file."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import fincen_file
import pytest
from fincen_file import Row
from panels import click_all, summed, told_sums

from kg.case import Case, new_case
from kg.errors import Ambiguous, NotFound
from kg.model import LoadReport
from kg.records import to_plain
from tests.command_line import answer, kg

pytestmark = pytest.mark.shared

BANK = "amsterdam-trade-bank-nv"
ALSO = "amsterdam-trade-bank-nv-amsterdam-netherlands-nld"
BANKS = """
    PREFIX cc: <https://w3id.org/crimechain/>
    SELECT ?payer ?payee (SUM(?amount) AS ?sum) (COUNT(?link) AS ?rows) WHERE {
      ?link a cc:Transfer ; cc:source ?from ; cc:target ?to ; cc:amount ?amount .
      ?from cc:platformNumber ?payer . ?to cc:platformNumber ?payee .
    } GROUP BY ?payer ?payee
"""


@pytest.fixture(scope="module")
def file(shared_data) -> Path:
    return shared_data("fincen") / fincen_file.NAME


@pytest.fixture(scope="module")
def told(file: Path) -> list[Row]:
    return list(fincen_file.rows(file))


@pytest.fixture(scope="module")
def loaded(file: Path, tmp_path_factory) -> Iterator[tuple[Case, LoadReport]]:
    with new_case(tmp_path_factory.mktemp("fincen") / "case") as case:
        yield case, case.load(file)


@pytest.fixture(scope="module")
def case(loaded) -> Case:
    return loaded[0]


def test_the_file_says_what_the_issue_says(told: list[Row]) -> None:
    assert len(told) == 4_507
    assert sum(row.amount for row in told) == Decimal("35682247985.01")
    assert sum(row.count or 0 for row in told) == 18_153
    assert sum(row.count is None for row in told) == 111
    assert sum(row.is_undated for row in told) == 6
    assert sum(row.is_inverted for row in told) == 15
    assert len(fincen_file.spellings(told)) == 2_277
    assert len(fincen_file.sums(told)) == 2_690
    assert sum(payer == payee for payer, payee in fincen_file.sums(told)) == 1


def test_every_row_is_stored_or_a_problem(loaded, told: list[Row]) -> None:
    case, report = loaded
    source = report.source
    assert source.read == source.stored + source.problems == len(told)
    assert (source.problems, source.skipped) == (0, 0)
    assert source.problems == len(list(case.evidence.problems()))
    assert [str(warning).split()[0] for warning in report.warnings] == ["6", "15"]


def test_sql_counts_what_the_file_says(case: Case, told: list[Row]) -> None:
    found = case.sql(
        "SELECT count(*), sum(amount), sum(tx_count), count(*) - count(tx_count), "
        "count(DISTINCT (source, target)), count(*) FILTER (source = target) FROM transfer"
    )
    assert found.rows == (
        (
            len(told),
            sum(row.amount for row in told),
            sum(row.count or 0 for row in told),
            sum(row.count is None for row in told),
            len(fincen_file.sums(told)),
            sum(row.payer == row.payee for row in told),
        ),
    )
    banks = case.sql(
        "SELECT count(*) FROM (SELECT source FROM transfer UNION SELECT target FROM transfer)"
    )
    assert banks.rows == ((len(fincen_file.spellings(told)),),)


def test_each_row_is_on_its_line_with_its_amount_and_its_status(
    case: Case, told: list[Row]
) -> None:
    wanted = {row.line: (row.amount, row.count, _status(row)) for row in told}
    found = case.sql("SELECT row_no, amount, tx_count, status FROM transfer", rows=5_000)
    assert {line: tuple(rest) for line, *rest in found.rows} == wanted


def _status(row: Row) -> str:
    if row.is_undated:
        return "undated"
    return "inverted" if row.is_inverted else "summary"


def test_the_graph_sums_by_pair_as_the_ledger_and_the_file_do(case: Case, told: list[Row]) -> None:
    rows = Counter((row.payer, row.payee) for row in told)
    totals = fincen_file.sums(told)
    wanted = {(*pair, total, rows[pair]) for pair, total in totals.items()}
    asked = case.query(BANKS, rows=5_000)
    assert not asked.truncated
    assert set(asked.rows) == wanted
    summed = case.sql(
        "SELECT source, target, sum(amount), count(*) FROM transfer GROUP BY ALL", rows=5_000
    )
    number = {
        e.id: e.first("platformNumber") for e in case.lookup.entities(_ends(summed.rows)).values()
    }
    assert {(number[a], number[b], *rest) for a, b, *rest in summed.rows} == wanted


def _ends(rows) -> list[str]:
    return sorted({end for row in rows for end in row[:2]})


def test_a_graph_that_holds_everything_has_nothing_to_add(case: Case) -> None:
    assert case.query("SELECT ?s WHERE { ?s a ?kind } LIMIT 1").notes == ()


def test_every_spelling_under_one_id_is_a_name_of_one_bank(case: Case, told: list[Row]) -> None:
    names = fincen_file.spellings(told)
    ends = case.sql("SELECT source AS id FROM transfer UNION SELECT target FROM transfer")
    banks = case.lookup.entities([row[0] for row in ends.rows]).values()
    assert {e.first("platformNumber"): set(e.values["name"]) for e in banks} == names
    assert {e.kind for e in banks} == {"Bank"}


def test_search_lists_the_bank_by_each_of_its_spellings(case: Case, told: list[Row]) -> None:
    names = fincen_file.spellings(told)
    many = sorted(bank for bank, said in names.items() if len(said) > 1)
    assert len(many) > 100
    for bank in random.Random(2).sample(many, 12):
        for spelling in names[bank]:
            found = {
                e.first("platformNumber"): set(e.values["name"]) for e in case.lookup.find(spelling)
            }
            alike = {b for b, said in names.items() if spelling.lower() in map(str.lower, said)}
            assert set(found) == alike
            assert found[bank] == names[bank]


def test_reports_are_not_traced_in_time(case: Case, told: list[Row]) -> None:
    for direction in ("out", "in"):
        trace = case.trace(BANK, direction=direction)
        assert trace.steps == ()
        said = " ".join(warning.text("en") for warning in trace.warnings)
        for count in ("6 rows", "15 rows", "4,486 rows"):
            assert count in said


@pytest.mark.parametrize("status", ["undated", "inverted", "summary"])
def test_a_single_report_is_no_start_of_a_trace(case: Case, status: str) -> None:
    link = case.sql(f"SELECT min(id) FROM transfer WHERE status = '{status}'").rows[0][0]
    with pytest.raises(NotFound, match="does not flow in time"):
        case.trace(link)


def test_a_name_of_two_banks_lists_both(case: Case) -> None:
    with pytest.raises(Ambiguous) as refused:
        case.chain("Amsterdam Trade Bank NV", hops=1)
    assert len(refused.value.candidates) == 2
    listed = kg("chain", case.root, "Amsterdam Trade Bank NV", "--hops", 1)
    assert listed.returncode == 2
    assert [line.split()[-1] for line in listed.stderr.splitlines() if BANK in line] == [BANK, ALSO]
    assert "Traceback" not in listed.stderr


def test_the_chain_around_one_bank(case: Case, told: list[Row]) -> None:
    mine = [row for row in told if BANK in (row.payer, row.payee)]
    banks = {bank for row in mine for bank in (row.payer, row.payee)}
    assert (len(banks), len(mine)) == (7, 11)
    chain = case.chain(BANK, hops=1)
    assert {node.entity.first("platformNumber") for node in chain.nodes} == banks
    assert {node.stage for node in chain.nodes} == {"Undetermined"}
    assert {node.basis for node in chain.nodes} == {"none"}
    links = [link for edge in chain.edges for link in edge.links]
    assert sorted(link.evidence[0].locator for link in links) == sorted(
        f"line {row.line}" for row in mine
    )
    assert sum(link.amount or 0 for link in links) == sum(row.amount for row in mine)
    assert chain.hidden == ()
    assert any("reports, not findings" in banner.text("en") for banner in chain.banners)
    assert any("是报告内容，不是查明的事实" in banner.text("zh") for banner in chain.banners)


def test_the_command_line_tells_the_same_chain(case: Case) -> None:
    told = answer("chain", case.root, BANK, "--hops", 1)
    assert len(told["nodes"]) == 7
    assert sum(len(edge["links"]) for edge in told["edges"]) == 11
    done = kg("chain", case.root, BANK, "--hops", 1)
    assert "reports, not findings" in done.stdout
    assert "undetermined stage\t7" in done.stdout


@pytest.mark.browser
def test_the_page_says_the_same(case: Case, browser, tmp_path: Path) -> None:
    wrong: list[str] = []
    out = tmp_path / "bank.html"
    case.export(out, case.chain(BANK, hops=1, name="bank"))
    context = browser.new_context(offline=True)
    tab = context.new_page()
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text))
    tab.goto(out.as_uri())
    assert tab.locator("html[data-ready=yes]").count() == 1
    assert tab.locator("[data-node]").count() == 7
    assert _rows_of_lines(tab) == 11
    heads = tab.locator(".heads").text_content()
    assert "相隔 1 步" in heads and "数据源头" not in heads
    tab.locator(".counter").first.click()
    assert "是报告内容，不是查明的事实" in tab.locator("aside").inner_text()
    tab.locator(".language").click()
    assert "reports, not findings" in tab.locator("aside").inner_text()
    context.close()
    assert not wrong


@pytest.mark.browser
def test_every_panel_has_the_numbers_of_show(case: Case, browser, tmp_path: Path) -> None:
    """Reports are in the sums and in no up- or downstream: they do not flow in time."""
    chain = case.chain(BANK, hops=1, name="panels")
    case.export(tmp_path / "panels.html", chain)
    context = browser.new_context(offline=True)
    tab = context.new_page()
    tab.goto((tmp_path / "panels.html").as_uri())
    for node, found in zip(chain.nodes, click_all(tab, "zh"), strict=True):
        wanted = summed(to_plain(case.lookup.show(node.handle)), case.lookup.handle)
        assert told_sums(found, node.handle) == wanted and wanted
        assert found["lines"] == []
    assert "不按时间追踪" in tab.locator("aside").inner_text()
    context.close()


def test_open_draws_what_most_money_came_through(file: Path, told: list[Row], tmp_path) -> None:
    done = kg("open", file, "--case", tmp_path / "case")
    assert done.returncode == 0, done.stderr
    sums: Counter[str] = Counter()
    for row in told:
        for bank in (row.payer, row.payee):
            sums[bank] += row.amount  # type: ignore[assignment]
    both = {row.payer for row in told} & {row.payee for row in told}
    most = max(both, key=lambda bank: sums[bank])
    shown = answer("chain", tmp_path / "case", most, "--hops", "2")
    assert "most money came and went" in done.stdout
    assert f"{len(shown['nodes'])} entities" in done.stdout
    assert (tmp_path / "case" / "chain.html").exists()


def _rows_of_lines(tab) -> int:
    """Open the panel of every line and count the rows of the file that it shows."""
    rows = 0
    for at in range(tab.locator("[data-edge]").count()):
        tab.locator(f"[data-edge='{at}']").dispatch_event("click")
        rows += tab.locator("aside .row").count()
    return rows


def test_a_thousand_links_are_found_again_where_explain_says(case: Case, told: list[Row]) -> None:
    ids = sorted(row[0] for row in case.sql("SELECT id FROM transfer").rows)
    chosen = random.Random(20).sample(ids, 1_000)
    ends = {row[0]: row[1:] for row in _ends_of(case, chosen)}
    stored = _stored(case)
    for found in case.lookup.explain_all(chosen):
        (piece,) = found.pieces
        row = stored[piece.locator]
        assert (row.payer, row.payee, row.amount) == ends[found.id]
        assert piece.cells == row.cells
        assert piece.state.text("en") == "the file is as it was loaded"
    assert [stored[locator] for locator in sorted(stored)] == sorted(
        told, key=lambda row: f"line {row.line}"
    )


def _stored(case: Case) -> dict[str, Row]:
    """Read the file that the case keeps, by itself, and name its rows as a person would."""
    (source,) = case.evidence.sources()
    (path,) = (case.root / "sources").glob(f"{source.sha256}*")
    return {f"line {row.line}": row for row in fincen_file.rows(path)}


def _ends_of(case: Case, links: list[str]) -> list[tuple[str, str, str, Decimal]]:
    listed = ", ".join(f"'{link}'" for link in links)
    found = case.sql(f"SELECT id, source, target, amount FROM transfer WHERE id IN ({listed})")
    number = {
        e.id: e.first("platformNumber")
        for e in case.lookup.entities([end for row in found.rows for end in row[1:3]]).values()
    }
    return [(link, number[a], number[b], amount) for link, a, b, amount in found.rows]


def test_explain_in_the_terminal_prints_file_hash_and_place(case: Case, told: list[Row]) -> None:
    row = random.Random(5).choice(told)
    link = case.sql(f"SELECT id FROM transfer WHERE row_no = {row.line}").rows[0][0]
    (piece,) = answer("explain", case.root, case.lookup.handle(link))["pieces"]
    assert (piece["file"], piece["locator"]) == (fincen_file.NAME, f"line {row.line}")
    assert tuple(piece["cells"]) == row.cells


def test_the_commands_of_the_issue(file: Path, tmp_path: Path) -> None:
    case = tmp_path / "c"
    assert kg("new", case).returncode == 0
    assert kg("load", case, file).returncode == 0
    again = kg("load", case, file)
    assert again.returncode == 0 and "already" in again.stdout
    found = answer("query", case, "--sql", "SELECT sum(amount), sum(tx_count) FROM transfer")
    ((amount, count),) = found["rows"]
    assert (Decimal(amount), count) == (Decimal("35682247985.01"), 18_153)
    assert kg("verify", case).returncode == 0
    assert kg("query", case, "--sql", "DROP VIEW transfer").returncode == 5
