"""236,055 simulated payments in one case: two worlds that never touch, traced as a twin traces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from amlsim_file import Simulation

from kg.case import Case, new_case
from kg.limits import LIMITS
from kg.model import Trace
from tests.command_line import answer, kg
from tests.depth import by_depth

SETS = {
    "20K_cycle200": (117_805, Decimal("33003407.68"), 945),
    "20K_fanin200": (118_250, Decimal("33039037.18"), 954),
}
ALL = 236_055
DAYS = (1, 3, 7)
HOPS = 8
PART = 12_000
"""Payments in the case that is written to: of so many as well the graph holds but a part."""
COUNT = "PREFIX cc: <https://w3id.org/crimechain/> SELECT (COUNT(*) AS ?n) { ?l a cc:Transfer }"
TRACED = """
    PREFIX cc: <https://w3id.org/crimechain/>
    SELECT ?from ?to ?amount ?level ?rule ?version ?parameters WHERE {
      ?link a cc:TracedFlow ; cc:name ?name ; cc:source ?from ; cc:target ?to ;
        cc:amount ?amount ; cc:level ?level ; cc:rule ?rule ; cc:ruleVersion ?version ;
        cc:parameters ?parameters .
    }
"""

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def simulations(shared_data) -> dict[str, Simulation]:
    return {name: Simulation(shared_data("amlsim") / name) for name in SETS}


@pytest.fixture(scope="module")
def case(simulations, tmp_path_factory) -> Iterator[Case]:
    with new_case(tmp_path_factory.mktemp("amlsim") / "case") as case:
        for simulation in simulations.values():
            case.load(simulation.file)
        yield case


@pytest.fixture(scope="module")
def part(simulations, tmp_path_factory) -> Iterator[tuple[Case, Simulation]]:
    """Return a case of the first payments of one set, and these."""
    folder = tmp_path_factory.mktemp("part")
    simulation = simulations["20K_cycle200"].write_part(folder, by_depth(PART, ALL))
    with new_case(folder / "case") as case:
        case.evidence.load_all([simulation.file], limits=replace(LIMITS, promoted_flows=PART // 2))
        assert [source.promoted for source in case.evidence.sources()] == [False]
        yield case, simulation


@pytest.fixture(scope="module")
def start(part: tuple[Case, Simulation]) -> str:
    """Return the labelled account whose money goes through most payments in a week."""
    case, simulation = part
    known = [account for account in simulation.labelled if account in simulation.accounts]
    reach = {a: len(simulation.twin.forward([a], 7, HOPS)) for a in known[:200]}
    return _ids(case, simulation, [max(reach, key=lambda account: reach[account])])[0]


def test_the_files_say_what_the_issue_says(simulations) -> None:
    for name, simulation in simulations.items():
        total = Decimal(sum(row[2] for row in simulation.rows)) / 100
        assert (len(simulation.rows), total, len(simulation.labelled)) == SETS[name]


def test_both_sets_are_in_whole(case: Case, simulations) -> None:
    found = case.sql("SELECT sha256, count(*), sum(amount) FROM transfer GROUP BY sha256")
    wanted = {simulation.sha256: SETS[name][:2] for name, simulation in simulations.items()}
    assert {sha: (count, total) for sha, count, total in found.rows} == wanted
    assert list(case.evidence.problems()) == []
    assert [source.promoted for source in case.evidence.sources()] == [False, False]


def test_every_line_of_both_files_is_one_payment(case: Case, simulations) -> None:
    """Two equal payments stay two: every line has an id of its own."""
    found = case.sql("SELECT count(DISTINCT id), count(DISTINCT (sha256, row_no)) FROM transfer")
    assert found.rows == ((ALL, ALL),)
    twins = sum(len(s.rows) - len(set(s.rows)) for s in simulations.values())
    assert twins > 0


def test_the_sets_share_no_account(case: Case, simulations) -> None:
    found = case.sql(
        "WITH one AS (SELECT source AS account, sha256 FROM transfer UNION "
        "SELECT target, sha256 FROM transfer) "
        "SELECT count(*), count(DISTINCT account) FROM one"
    )
    accounts = sum(len(simulation.accounts) for simulation in simulations.values())
    assert found.rows == ((accounts, accounts),)
    both = set.intersection(*(simulation.accounts for simulation in simulations.values()))
    number = str(min(both))
    assert len([e for e in case.lookup.find(number) if e.first("accountNumber") == number]) == 2
    assert kg("trace", case.root, number).returncode == 2


@pytest.fixture(scope="module")
def places(case: Case) -> dict[str, tuple[str, int]]:
    """Return the file and the line of every payment of the case, by its id."""
    found = case.sql("SELECT id, sha256, row_no FROM transfer", rows=ALL, seconds=60).rows
    assert len(found) == ALL
    return {link: (sha256, line) for link, sha256, line in found}


@pytest.mark.slow
@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("direction", ["out", "in"])
@pytest.mark.parametrize("name", SETS)
def test_the_case_traces_from_labelled_accounts_what_the_twin_traces(
    case: Case, simulations, places, name: str, direction: str, days: int
) -> None:
    simulation = simulations[name]
    accounts = [account for account in simulation.labelled if account in simulation.accounts]
    assert len(accounts) == len(simulation.labelled) == SETS[name][2]
    accounts = accounts[:: by_depth(90, 1)]
    walk = simulation.twin.forward if direction == "out" else simulation.twin.backward
    reached = 0
    for account, thing in zip(accounts, _ids(case, simulation, accounts), strict=True):
        trace = case.trace(thing, direction=direction, within=f"{days}d", hops=HOPS)
        wanted = simulation.lines(walk([account], days, HOPS))
        found = [places[step.link] for step in trace.steps]
        assert len(found) == len(wanted)
        assert set(found) == {(simulation.sha256, line) for line in wanted}
        assert trace.unproven == 0
        reached += len(wanted)
    assert reached > 3 * len(accounts)


def _ids(case: Case, simulation: Simulation, accounts: list[int]) -> list[str]:
    """Return the ids of accounts in the case, found by a line of the file that names them."""
    places = {account: simulation.line_of(account) for account in accounts}
    numbers = ", ".join(str(line) for line, _ in places.values())
    found = case.sql(
        f"SELECT row_no, source, target FROM transfer "
        f"WHERE sha256 = '{simulation.sha256}' AND row_no IN ({numbers})"
    )
    ends = {line: {"source": source, "target": target} for line, source, target in found.rows}
    return [ends[line][side] for line, side in places.values()]


def test_each_payment_of_a_trace_is_found_again_in_the_file(
    part: tuple[Case, Simulation], start: str
) -> None:
    case, simulation = part
    trace = case.trace(start, within="7d", hops=HOPS)
    steps = trace.steps[:15]
    numbers = {e.id: e.first("accountNumber") for e in _ends(case, trace)}
    for step, found in zip(steps, case.lookup.explain_all([s.link for s in steps]), strict=True):
        (piece,) = found.pieces
        cells = simulation.cells[int(piece.locator.removeprefix("line ")) - 1]
        assert list(piece.cells) == cells
        assert (numbers[step.source], numbers[step.target]) == (cells[0], cells[1])
        assert Decimal(step.amount) / trace.scale["USD"] == Decimal(cells[2])


def _ends(case: Case, trace: Trace):
    return case.lookup.entities([end for s in trace.steps for end in (s.source, s.target)]).values()


def test_a_graph_that_holds_a_part_says_so(case: Case) -> None:
    asked = case.query(COUNT)
    assert asked.rows == ((0,),)
    assert [note.text("en") for note in asked.notes] == [
        f"graph holds 0 of {ALL:,} transfers, and 0 edges derived from what it holds; "
        "--sql sees all"
    ]
    assert case.sql("SELECT count(*) FROM transfer").notes == ()
    done = kg("query", case.root, "--sparql", COUNT)
    assert done.returncode == 0 and f"0 of {ALL:,} transfers" in done.stderr


def test_a_saved_trace_promotes_exactly_its_payments_until_it_is_undone(
    part: tuple[Case, Simulation], start: str
) -> None:
    case, simulation = part
    trace = case.trace(start, within="7d", hops=HOPS, name="a week")
    links = {step.link for step in trace.steps}
    assert len(links) > 10
    assert _promoted(case) == links
    held = f"graph holds {len(links)} of {len(simulation.rows):,}"
    assert case.query(COUNT).notes[0].text("en").startswith(held)
    _check_results(case, trace)
    assert case.verify().sources == 1

    assert "a week" in case.judgements.undo()
    assert _promoted(case) == set()
    assert case.query(TRACED).rows == ()
    assert case.verify().links == 0


def _promoted(case: Case) -> set[str]:
    asked = case.query(
        "PREFIX cc: <https://w3id.org/crimechain/> SELECT ?link { ?link a cc:Transfer }"
    )
    return {row[0] for row in asked.rows}


def _check_results(case: Case, trace: Trace) -> None:
    """The graph says for each pair of accounts what of the seed went there, and by which rule."""
    wanted: dict[tuple[str, str], int] = {}
    for step in trace.steps:
        wanted[step.source, step.target] = wanted.get((step.source, step.target), 0) + step.traced
    found = case.query(TRACED).rows
    assert {(a, b): amount * trace.scale["USD"] for a, b, amount, *_ in found} == wanted
    assert {(rule, version) for *_, rule, version, _ in found} == {("fifo", "3")}
    assert _parameters(case) == [dict(trace.parameters)]
    assert trace.parameters["within"] == "168h" and trace.parameters["hops"] == str(HOPS)


def _parameters(case: Case) -> list[dict[str, str]]:
    """Return the different parameters by which the graph's results were made."""
    return [json.loads(text) for text in {row[-1] for row in case.query(TRACED).rows}]


def test_the_command_line_saves_draws_and_takes_back(
    part: tuple[Case, Simulation], start: str, tmp_path
) -> None:
    case, _ = part
    words = ("--within", "3d", "--hops", 4, "--as", "three days")
    trace = answer("trace", case.root, start, *words)
    links = {step["link"] for step in trace["steps"]}
    assert _promoted(case) == links
    chain = answer("chain", case.root, "--trace", "three days", "--as", "picture")
    drawn = [k["id"] for e in chain["edges"] for k in e["links"] if k["kind"] == "Transfer"]
    assert sorted(drawn) == sorted(links)
    assert kg("export", case.root, tmp_path / "chain.html", "picture").returncode == 0
    assert kg("verify", case.root).returncode == 0
    assert kg("undo", case.root, "--yes").returncode == 0
    assert _promoted(case) == set()
    assert kg("verify", case.root).returncode == 0
    gone = kg("chain", case.root, "--trace", "three days")
    assert gone.returncode == 2 and "no trace is saved as 'three days'" in gone.stderr


def test_undo_brings_back_the_trace_that_another_of_its_name_replaced(
    part: tuple[Case, Simulation], start: str
) -> None:
    case, _ = part
    first = case.trace(start, within="1d", hops=2, name="same name")
    second = case.trace(start, within="7d", hops=4, name="same name")
    assert len(first.steps) < len(second.steps)
    assert _parameters(case) == [dict(second.parameters)]
    case.judgements.undo()
    assert _parameters(case) == [dict(first.parameters)]
    assert _promoted(case) == {step.link for step in first.steps}
    chain = case.chain(trace="same name", name="same name")
    drawn = {k.id for e in chain.edges for k in e.links if k.kind == "Transfer"}
    assert drawn == {step.link for step in first.steps}
    case.judgements.undo()
    assert case.query(TRACED).rows == ()
    assert case.verify().links == 0
