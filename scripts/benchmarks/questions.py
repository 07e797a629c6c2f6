"""Every named question on a store of a million triples: p95 beside the bare engine.

The demo's case answers them; around it stand the accounts, people, payments, calls, posts and
sign-ins of a large case that have nothing to do with it. Every question is asked with the
parameters of the demo's answer, in a warm worker and by the engine itself.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from pyoxigraph import Quad, Store

import kg
from kg.case.desk import reading
from kg.case.folder import CaseFolder
from kg.case.questioning import understood
from kg.demo import make
from kg.model import Entity, Evidence, Link, Precision, Proof, stable_id
from kg.query import Questions
from kg.query.named import bound_sparql, questions
from kg.rdf import fact_quads
from kg.schema import load_schema

CROWD = {"Transfer": 40_000, "Call": 8_000, "Post": 2_000, "Login": 2_000}
KNOWN = {"UsesPhone": 4_000, "HoldsAccount": 6_000}
THINGS, START = 6_000, datetime(2024, 1, 1, tzinfo=UTC)
ENDS = {
    "Transfer": ("BankAccount", "BankAccount"),
    "Call": ("PhoneNumber", "PhoneNumber"),
    "Post": ("SocialAccount", "Content"),
    "Login": ("SocialAccount", "Device"),
    "UsesPhone": ("Person", "PhoneNumber"),
    "HoldsAccount": ("Person", "BankAccount"),
}
NUMBERS = {
    "BankAccount": "cardNumber",
    "PhoneNumber": "msisdn",
    "SocialAccount": "platformNumber",
    "Device": "imei",
    "Person": "name",
    "Content": "platformNumber",
}


def main() -> None:
    """Build the store, ask everything, print the table; exit 1 where a target is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--keep", type=Path, help="build here, and use what stands here already")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as fresh:
        folder = chosen.keep or Path(fresh)
        asked = texts(folder)
        sys.exit(compare(folder / "million", asked, chosen.rounds))


def texts(folder: Path) -> dict[str, str]:
    """Return the text of every question, bound to the demo; the store is built if need be."""
    demo = folder / "demo"
    if not (folder / "million").exists():
        files = make(demo, seed=1)
        with kg.open_case(demo / "case") as case:
            case.load_all([files])
            case.trace(victims=True, name="victims")
        build(demo / "case", folder / "million")
    told = json.loads((demo / "answer.json").read_text("utf-8"))["questions"]
    found = {}
    with reading(CaseFolder(demo / "case")) as desk:
        leak = next(one for one in desk.store.ids() if ":leaks_data:" in one)
        for one in questions():
            given = {
                name: leak if text.startswith("@") else text
                for name, text in told.get(one.code, {}).get("with", {}).items()
            }
            if not one.missing:
                found[f"{one.code} {one.name}"] = bound_sparql(one, understood(desk, one, given))
    return found


def build(case: Path, million: Path) -> None:
    """Write the case's graph and the crowd around it into one store."""
    store = Store(str(million))
    with reading(CaseFolder(case)) as desk:
        lines = b"".join(desk.store.dump())
    store.bulk_load(lines, format=_nquads())
    store.bulk_extend(crowd())
    store.flush()
    store.optimize()
    print(f"{len(store):,} quads")


def _nquads() -> object:
    from pyoxigraph import RdfFormat

    return RdfFormat.N_QUADS


def crowd() -> Iterator[Quad]:
    """Yield entities and links of many unconcerned people."""
    rng, schema = Random(1), load_schema()  # noqa: S311  a bench, not a secret
    evidence = [Evidence("c" * 64, f"line {n}", "delimited", "") for n in range(60_000)]
    things = {
        kind: [_thing(schema.kind(kind).key_kind, kind, n, evidence[n]) for n in range(THINGS)]
        for kind in NUMBERS
    }
    for group in things.values():
        for thing in group:
            yield from fact_quads(thing)
    number = 0
    for kind, count in {**CROWD, **KNOWN}.items():
        source, target = (things[end] for end in ENDS[kind])
        for place in range(count):
            number += 1
            one, other = rng.choice(source), rng.choice(target)
            if kind in KNOWN:  # a number of one's own
                one, other = source[place], target[place]
            link = _link(kind, rng, one, other, evidence, number)
            yield from fact_quads(link, schema.kind(kind).shortcut, set())


def _thing(key: str, kind: str, number: int, evidence: Evidence) -> Entity:
    text = f"{kind}{number}"
    return Entity(stable_id(key, "bench", text), kind, {NUMBERS[kind]: (text,)}, (evidence,))


def _link(
    kind: str, rng: Random, source: Entity, target: Entity, evidence: list[Evidence], number: int
) -> Link:
    paid = kind == "Transfer"
    return Link(
        id=stable_id(kind, "bench", str(number)),
        kind=kind,
        source=source.id,
        target=target.id,
        start=START + timedelta(seconds=rng.randrange(100 * 86_400)) if kind in CROWD else None,
        precision=Precision.SECOND,
        amount=Decimal(rng.randrange(1, 5_000_000)) / 100 if paid else None,
        currency="CNY" if paid else "",
        values={"status": ("ok",), "memo": ("转账",), "channel": ("网银",)} if paid else {},
        evidence=(evidence[number % len(evidence)],),
        proof=Proof.SINGLE,
    )


def compare(million: Path, asked: dict[str, str], rounds: int) -> int:
    """Print what each question takes in the worker and bare; return 1 where that is too much."""
    bare = Store.read_only(str(million))
    slow = 0
    heads = f"{'question':28} {'rows':>5} {'bare p95':>9} {'worker p95':>10}"
    print(f"{heads} {'p95 x':>6} {'p50 x':>6}  ms")
    with Questions() as worker:
        for name, text in asked.items():
            ask = lambda text=text: worker.sparql(text, graph=million, seconds=60).rows  # noqa: E731
            answer = lambda text=text: list(bare.query(text))  # noqa: E731
            assert len(ask()) == len(answer()), name
            ours, theirs = p95(ask, rounds), p95(answer, rounds)
            good = ours[0] < 100 and all(a <= 1.2 * b for a, b in zip(ours, theirs, strict=True))
            slow += not good
            print(
                f"{name:28} {len(answer()):5} {theirs[0]:9.1f} {ours[0]:10.1f} "
                f"{ours[0] / theirs[0]:6.2f} {ours[1] / theirs[1]:6.2f}  {'' if good else 'over'}"
            )
    print(f"{len(asked) - slow} of {len(asked)} below 100 ms and 1.2x the bare engine")
    return min(slow, 1)


def p95(ask: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the time in milliseconds that 95 of 100 askings stay below, and the median."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return times[max(0, int(len(times) * 0.95) - 1)], times[len(times) // 2]


if __name__ == "__main__":
    main()
