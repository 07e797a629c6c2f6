"""What asks for a result again gives its links in other hands: rdflib, Oxigraph, Neo4j's driver."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta, timezone
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from neo4j import GraphDatabase
from servers import clear_case, named_server
from told import Told, load, short, shorten, traced

from kg.case import Case, open_case
from kg.case.sharing import reproduce
from kg.demo import make
from kg.demo.exports import BANK_A
from kg.model import Chain, Finding, Trace
from tests.built import built
from tests.depth import by_depth

pytestmark = pytest.mark.slow
Ask = Callable[[str], set[str]]
TRACED = {
    "victims": {"victims": True},
    "onward": {"hops": 4},
    "back": {"direction": "in", "hops": 5, "within": "24h"},
    "narrow": {"floor": "1000", "since": "2024-04-15", "until": "2024-04-17", "within": "12h"},
    "strict": {"strict_order": True, "hops": 3},
}
FEW = (BANK_A, "被害人清单.xlsx", "关系表.xlsx")
STARTS, HOPS = by_depth(2, 5), (1, 2, 3)
EVERYTHING = 100_000


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Return a demo of this module's own, with its victims' money followed and a chain on it."""
    told: Told = by_depth(short, traced)(tmp_path_factory.mktemp("again"))
    yield told.case
    told.case.close()


def trig(case: Case, folder: Path, **how: bool) -> bytes:
    (path,) = case.export(folder / "all.trig", force=True, **how)
    return path.read_bytes()


@pytest.fixture(scope="module")
def document(case: Case, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the masked export of the whole case."""
    return trig(case, tmp_path_factory.mktemp("masked"))


@pytest.fixture(scope="module")
def masked(document: bytes) -> Ask:
    """Ask Oxigraph, which holds the masked export and nothing else."""
    return in_oxigraph(document)


def in_oxigraph(document: bytes) -> Ask:
    store = ox.Store()
    store.load(document, format=ox.RdfFormat.TRIG)
    return lambda text: {str(row["link"].value) for row in store.query(text)}


def links_of(result: Chain | Trace | Finding) -> set[str]:
    if isinstance(result, Chain):
        return {link.id for edge in result.edges for link in edge.links}
    return {step.link for step in result.steps} if isinstance(result, Trace) else set(result.links)


def mask_of(case: Case) -> Callable[[set[str]], set[str]]:
    from kg.masking import Masker
    from kg.schema import load_schema

    masker = Masker(case.folder.key(), load_schema())
    return lambda ids: {masker.id(one) for one in ids}


def an_account(case: Case, end: str = "source") -> str:
    """Return the account that most of the victims' money was paid from, or to, in most rows."""
    steps = case.trace(victims=True).steps
    return Counter(str(getattr(step, end)) for step in steps if step.level > 1).most_common(1)[0][0]


def is_computed(text: str) -> bool:
    assert ("looks for them" in text) != ("names each by its id" in text)
    return "looks for them" in text


@pytest.mark.parametrize("how", TRACED)
def test_a_trace_is_followed_by_its_text(case: Case, masked: Ask, how: str) -> None:
    wish = TRACED[how]
    end = "target" if wish.get("direction") == "in" else "source"
    start = () if wish.get("victims") else (an_account(case, end),)
    trace = case.trace(*start, **wish)
    text = case.sharing.reproduce(trace)
    assert masked(text) == mask_of(case)(links_of(trace)) != set()
    assert is_computed(text)


def test_chains_around_anything_are_found_by_their_text(case: Case, masked: Ask) -> None:
    ends = case.query("PREFIX cc: <https://w3id.org/crimechain/> SELECT ?s { ?l cc:source ?s }")
    starts = random.Random(7).sample(sorted({str(row[0]) for row in ends.rows}), STARTS)
    mask, computed = mask_of(case), 0
    for start in starts:
        for hops in HOPS:
            chain = case.chain(start, hops=hops, limit=EVERYTHING)
            text = case.sharing.reproduce(chain)
            assert masked(text) == mask(links_of(chain)), (start, hops)
            computed += is_computed(text)
    assert computed >= STARTS * len(HOPS) - 3  # only what has over a thousand links is listed


def test_the_whole_chain_is_found_with_what_is_left_off_left_off(case: Case, masked: Ask) -> None:
    chain = case.chain(trace="victims")
    text = case.sharing.reproduce(chain)
    assert chain.hidden and is_computed(text)
    assert masked(text) == mask_of(case)(links_of(chain))


def test_a_chain_that_leaves_very_many_off_names_its_links(
    case: Case, masked: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = case.chain(trace="victims", limit=20)
    few = len(links_of(chain)) + 1
    assert few < len(chain.bounds.left_off)
    monkeypatch.setattr(reproduce, "COMPUTED_LINKS", few)
    text = case.sharing.reproduce(chain)
    assert not is_computed(text) and "left off" in text
    assert masked(text) == mask_of(case)(links_of(chain))


def test_findings_are_found_by_where_and_when_they_are(case: Case, masked: Ask) -> None:
    found, mask = case.money.find().findings[:: by_depth(3, 1)], mask_of(case)
    texts = [case.sharing.reproduce(one) for one in found]
    for one, text in zip(found, texts, strict=True):
        assert masked(text) == mask(links_of(one)), one.typology
    assert sum(map(is_computed, texts)) >= len(found) // 2


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Return the case of few files of a demo with two victims."""
    folder = tmp_path_factory.mktemp("little")
    built(trace_few, folder)
    with open_case(folder / "case") as case:
        yield case


def trace_few(folder: Path) -> None:
    files = make(folder, victims=2)
    shorten(files / BANK_A, (folder / "answer.json").read_text("utf-8"))
    told = load(folder, [files / name for name in FEW])
    told.case.trace(victims=True, name="victims")
    told.case.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_gives_the_same_links(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """By default of a little case: rdflib takes half a minute for a chain of the whole demo."""
    case: Case = request.getfixturevalue(by_depth("little", "case"))
    graph, mask = rdflib.Dataset(), mask_of(case)
    graph.parse(data=trig(case, tmp_path), format="trig")
    for result in (case.chain(trace="victims"), case.trace(an_account(case), hops=3)):
        text = case.sharing.reproduce(result)
        assert is_computed(text)
        found = {str(row["link"]) for row in graph.query(text)}
        assert found == mask(links_of(result)) != set()


def test_what_is_written_is_what_is_shown(case: Case, tmp_path: Path) -> None:
    for name in by_depth(("whole",), ("victims", "whole")):
        (path,) = case.export(tmp_path / f"{name}.rq", name)
        assert path.read_text("utf-8") == case.sharing.reproduce(name)
        (path,) = case.export(tmp_path / f"{name}.cypher", name)
        assert path.read_text("utf-8") == case.sharing.reproduce(name, "cypher")


def a_payment(case: Case, folder: Path) -> Path:
    """Write a statement with one more payment out of the trace, a minute after money came."""
    step = case.trace(victims=True).steps[0]
    account = case.lookup.entities([step.target])[step.target]
    at = (step.start + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=8)))
    head = (
        "交易卡号,交易账号,交易户名,交易时间,收付标志,交易金额,交易余额,"
        "交易对手账卡号,对手户名,交易流水号,币种"
    )
    number = account.first("cardNumber") or account.first("accountNumber")
    when, other = f"{at:%Y-%m-%d %H:%M:%S}", "6222020000000009999"
    row = f"{number},{number},,{when},出,12.34,99.00,{other},测试,Z900001,CNY"
    path = folder / "more.csv"
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    return path


@pytest.mark.neo4j
@pytest.mark.deep  # two pushes of the whole demo take minutes; a short one is test_demo_replayed
def test_a_server_gives_the_same_and_new_links_are_found(
    case: Case, document: bytes, tmp_path: Path
) -> None:
    server = named_server()
    case.sharing.push(server.uri, password=server.password)
    try:
        chain, trace = case.chain(trace="victims"), case.trace(victims=True)
        around = case.chain(an_account(case), hops=1, limit=EVERYTHING)
        found = case.money.find().findings[:: by_depth(5, 1)]
        results = (chain, trace, around, *found)
        texts = [case.sharing.reproduce(one, "cypher", server=True) for one in results]
        for one, text in zip(results, texts, strict=True):
            assert in_the_driver(text) == links_of(one)
        sparql = [case.sharing.reproduce(one) for one in (trace, around)]
        before = in_oxigraph(document)
        case.load(a_payment(case, tmp_path))
        case.sharing.push(server.uri, password=server.password)
        after, mask = in_oxigraph(trig(case, tmp_path)), mask_of(case)
        (new,) = in_the_driver(texts[1]) - links_of(trace)
        assert after(sparql[0]) - before(sparql[0]) == mask({new})
    finally:
        clear_case(case.sharing.server_key())


def in_the_driver(text: str) -> set[str]:
    server = named_server()
    with GraphDatabase.driver(server.uri, auth=("neo4j", server.password)) as driver:
        return {str(record["link"]) for record in driver.execute_query(text).records}
