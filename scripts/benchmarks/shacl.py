"""The same shapes on the same facts: compiled to SPARQL in the worker, and pySHACL, the reference.

An invented case of so many triples (``--triples``, 1.1 million unless said): accounts, holders and
promoted transfers as kg writes them, one in every thousand spoilt in one of twelve ways. Findings
are compared first. pySHACL needs about five minutes for a million triples, kg seconds.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.model import Breach, Entity, Evidence, Link, Precision, stable_id
from kg.query import QueryRunner
from kg.rdf import fact_quads
from kg.rdf.terms import TYPE, decimal_literal, term, time_literal
from kg.rdf.to_quads import SUPPORTED_BY
from kg.shapes import Rows, breaches_in

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "shapes"))
SHA = "0123456789abcdef" * 4
START = datetime(2024, 3, 1, tzinfo=UTC)
TRANSFERS_AN_ACCOUNT = 8
QUADS_A_TRANSFER = 22  # with its share of an account and of its holder
SPOILT = 1_000
ALL = 10**6


def evidence(row: int) -> tuple[Evidence, ...]:
    return (Evidence(SHA, f"line {row}", "delimited"),)


def account(number: int) -> Entity:
    key = f"06{number:017d}"
    values = {"cardNumber": (key,), "bankName": ("云岫银行",)}
    return Entity(stable_id("Account", "", key), "BankAccount", values, evidence(number))


def holder(number: int) -> Iterator[Entity | Link]:
    key = f"990101{19500101 + number % 9000:08d}{number % 1000:03d}X"
    who = Entity(
        stable_id("Person", "", f"{number}"),
        "Person",
        {"name": (f"某{number}",), "residentId": (key,)},
        evidence(number),
    )
    yield who
    yield Link(
        id=stable_id("HoldsAccount", "", f"{number}"),
        kind="HoldsAccount",
        source=who.id,
        target=account(number).id,
        evidence=evidence(number),
    )


def transfer(number: int, accounts: int) -> Link:
    other = (number * 7919 + 13) % accounts
    start = START + timedelta(seconds=37 * number)
    return Link(
        id=stable_id("Transfer", "", f"{number}"),
        kind="Transfer",
        source=account(number % accounts).id,
        target=account(other).id,
        start=start,
        precision=Precision.SECOND,
        amount=Decimal(number % 90_000) / 100,
        currency="CNY",
        values={
            "status": ("ok",),
            "timeText": (start.isoformat(),),
            "memo": ("货款",),
            "channel": ("网银转账",),
            "ip": (f"203.0.113.{number % 250}",),
            "balance": (f"{number % 7_000}.50",),
        },
        evidence=evidence(number),
    )


def quads(triples: int) -> Iterator[Quad]:
    """Yield the quads of a case of about so many triples, some of its transfers spoilt."""
    count = triples // QUADS_A_TRANSFER
    accounts = max(count // TRANSFERS_AN_ACCOUNT, 2)
    described: set[Evidence] = set()
    for number in range(accounts):
        for fact in (account(number), *holder(number)):
            yield from fact_quads(fact, "holdsAccount", described)
    for number in range(count):
        own = list(fact_quads(transfer(number, accounts), "transferredTo", described))
        yield from own
        if number % SPOILT == 0:
            yield from _spoilt(own[0].subject, number // SPOILT)


def _spoilt(link: NamedNode, way: int) -> Iterator[Quad]:
    """Yield what breaks one rule or another about a transfer."""
    more: tuple[tuple[NamedNode, NamedNode | Literal], ...] = (
        (term("amount"), decimal_literal(Decimal(-5))),
        (term("currency"), Literal("XYZ")),
        (term("source"), link),
        (term("target"), Literal("nobody")),
        (term("confidence"), Literal(101)),
        (term("endTime"), time_literal(datetime(2020, 1, 1, tzinfo=UTC))),
        (term("ip"), Literal("256.1.1.1")),
        (term("proof"), Literal("certain")),
        (term("object"), Literal("a text")),
        (term("status"), Literal("flowing")),
        (TYPE, term("Person")),
        (SUPPORTED_BY, link),
    )
    predicate, value = more[way % len(more)]
    yield Quad(link, predicate, value, DefaultGraph())


def timed(name: str, seconds: float) -> None:
    print(f"{name:36} {seconds:9.2f} s", flush=True)


def by_kg(place: Path) -> tuple[set[tuple[str, ...]], float]:
    """Return what the compiled shapes find in a store on disk, asked in the worker."""
    started = time.perf_counter()
    with QueryRunner() as questions:

        def ask(text: str, limit: int) -> Rows:
            answer = questions.sparql(text, graph=place, rows=limit, seconds=600, union=True)
            return answer.rows, answer.truncated

        found = list(itertools.chain.from_iterable(one.breaches for one in breaches_in(ask, ALL)))
    return {_told(breach) for breach in found}, time.perf_counter() - started


def _told(breach: Breach) -> tuple[str, ...]:
    return (
        breach.shape,
        breach.thing,
        breach.path,
        breach.component,
        breach.severity,
        breach.value,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_100_000)
    parser.add_argument("--without-reference", action="store_true", help="time kg alone")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "store"
        started = time.perf_counter()
        store = Store(str(place))
        store.bulk_extend(quads(wish.triples))
        store.flush()
        count = len(store)
        del store
        print(f"{count:,} triples written in {time.perf_counter() - started:.0f} s", flush=True)
        found, ours = by_kg(place)
        timed(f"kg check, {len(found):,} findings", ours)
        if not wish.without_reference:
            compare(place, found, ours)


def compare(place: Path, found: set[tuple[str, ...]], ours: float) -> None:
    from reference import as_graph, reference_findings

    started = time.perf_counter()
    graph = as_graph(Store.read_only(str(place)))
    read = time.perf_counter() - started
    timed(f"pySHACL reads {len(graph):,} triples", read)
    started = time.perf_counter()
    told = reference_findings(graph)
    theirs = time.perf_counter() - started
    timed(f"pySHACL checks, {len(told):,} findings", theirs)
    if told != found:
        sys.exit(f"the findings differ: {sorted(told ^ found)[:5]}")
    whole = (read + theirs) / ours
    print(f"same findings; checking alone {theirs / ours:.0f}x, with reading {whole:.0f}x")


if __name__ == "__main__":
    main()
