"""The demo as FtM entities, masked and shown: FollowTheMoney's graph has every payment of it."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import networkx as nx
import pytest
from told import exported, traced

from kg.exports.recount import check

ftm = pytest.importorskip(
    "followthemoney", reason="followthemoney is not installed (it builds on ICU)"
)
PAYMENTS = ("Transfer", "Pays")
PAID = re.compile(
    r'MATCH \(s \{ id: "([^"]+)" \}\), \(t \{ id: "([^"]+)" \}\) MERGE \(s\)-\[:PAYMENT '
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[nx.MultiDiGraph]:
    """Return the whole graph of the case that is exported."""
    told = traced(tmp_path_factory.mktemp("ftm"))
    yield told.case.sharing.networkx()
    told.case.close()


@pytest.fixture(scope="module", params=[False, True], ids=["masked", "shown"])
def lines(
    request: pytest.FixtureRequest,
    graph: nx.MultiDiGraph,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[dict]:
    folder = tmp_path_factory.mktemp("written")
    (path,) = exported(folder / "ftm", ".ftm", shown=request.param)
    (table, *_) = exported(folder / "csv", ".csv", shown=request.param)
    assert check(path) == check(table)
    assert check(path).edges == graph.number_of_edges()
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def between(graph: nx.MultiDiGraph) -> Counter[tuple[str, str]]:
    """Return between which things the case's payments run, by exact amount."""
    told = [one for *_, one in graph.edges(data=True) if one["kind"] in PAYMENTS]
    return Counter((one["amountExact"], one["currency"]) for one in told)


def made(exporter_type: type, lines: list[dict], *more: object) -> str:
    """Return what one of FollowTheMoney's exporters writes."""
    out = io.StringIO()
    exporter = exporter_type(out, *more)
    for line in lines:
        exporter.write(ftm.model.get_proxy(line))
    exporter.finalize()
    return out.getvalue()


def payments(lines: list[dict]) -> list[dict]:
    return [one["properties"] for one in lines if one["schema"] == "Payment"]


def parties(lines: list[dict]) -> Counter[tuple[str, str]]:
    """Return who pays whom in the file, as nodes of FtM's graph are called."""
    node = ftm.model.get("Payment").get("payer").type.node_id
    return Counter((node(one["payer"][0]), node(one["beneficiary"][0])) for one in payments(lines))


def test_every_payment_of_the_case_is_an_entity_with_its_exact_amount(
    graph: nx.MultiDiGraph, lines: list[dict]
) -> None:
    found = Counter((one["amount"][0], one["currency"][0]) for one in payments(lines))
    assert found == between(graph) and found.total() > 1_700


def test_the_networks_that_ftm_draws_have_every_payment_the_right_way(lines: list[dict]) -> None:
    from followthemoney.export.graph import NXGraphExporter
    from followthemoney.export.neo4j import CypherGraphExporter

    graph = nx.read_gexf(io.BytesIO(made(NXGraphExporter, lines).encode()))
    drawn = [(a, b, one) for a, b, one in graph.edges(data=True) if one["schema"] == "Payment"]
    assert Counter((a, b) for a, b, _ in drawn) == parties(lines)
    sums = sum(Decimal(one["amount"]) for *_, one in drawn)
    assert sums == sum(Decimal(one["amount"][0]) for one in payments(lines))
    script = made(CypherGraphExporter, lines)
    assert Counter(PAID.findall(script)) == parties(lines)


def test_the_way_of_a_payment_is_that_of_its_accounts(lines: list[dict]) -> None:
    """A party is the account itself, its one holder, or what stands for its holder."""
    held = {
        (one["properties"][thing][0], one["properties"][who][0])
        for one in lines
        for who, thing in (("owner", "asset"), ("subject", "object"))
        if who in one["properties"]
    }
    for paid in payments(lines):
        for side in ("payer", "beneficiary"):
            for account in paid.get(f"{side}Account", ()):
                assert (account, paid[side][0]) in held


def test_nothing_of_a_file_is_dropped_or_changed_by_ftm(lines: list[dict]) -> None:
    for line in lines:
        ftm.model.get(line["schema"]).validate(line)  # raises where a value is none of its type
        for cleaned in (True, False):
            proxy = ftm.model.get_proxy(line, cleaned=cleaned)
            assert {n: proxy.get(n) for n in line["properties"]} == line["properties"]
    assert len({line["id"] for line in lines}) == len(lines)


def test_who_stands_for_an_unknown_holder_has_no_name_and_says_so(lines: list[dict]) -> None:
    stubs = [one for one in lines if one["id"].startswith("holder-")]
    assert len(stubs) > 1_000
    for one in stubs:
        assert "name" not in one["properties"]
        assert one["properties"]["weakAlias"][0].startswith("〔持有人未载明〕")
