"""Invented ledgers as lakes: statements of several files that tell one another's payments."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from kg.lake.duck_engine import DuckEngine
from kg.lake.engine import Engine
from kg.lake.extract import cut_rows, write_extract
from kg.lake.layout import Lake, LakeFile, LakeSettings
from kg.lake.search import Found, LakeBounds, LakeSearch
from kg.lake.tables import LakeTables, tables_digest
from kg.ledger import Index, Ledger
from kg.ledger.build_index import IndexTerms
from kg.ledger.holders import holders
from kg.ledger.source_tables import derived
from kg.limits import LIMITS
from kg.sources.extract_file import read_extract
from tests.ledger.shelving import Reading, account

ACCOUNTS = 9
AMOUNTS = ("100", "100", "100", "70.5", "70.5", "3", "3", "2.125")
HOUR = 3600
ALIASED = ("a1", "a7")
ALIASES = tuple(map(account, ALIASED))


def readings(seed: int, payments: int = 40, files: int = 4) -> list[Reading]:
    """Return statements of some files: payments told once, twice, again, taken back, by day only.

    Account 8 pays so many others that a small hub bound stops there.
    """
    chance = random.Random(seed)
    told = [Reading(name=f"{seed}-{n}.csv", salt=str(seed)) for n in range(files)]
    places = [dict[str, int]() for _ in told]
    for number in range(payments):
        payer, payee = chance.sample(range(ACCOUNTS), 2)
        if chance.random() < 0.1:
            payee = payer
        at, amount = number * chance.choice([0, 60, HOUR]), chance.choice(AMOUNTS)
        _tell(chance, told, places, f"a{payer}", f"a{payee}", amount, at)
    if chance.random() < 0.5:
        told[0].aliases.append(ALIASED)
    for number in range(ACCOUNTS):
        told[number % files].entity(f"a{number}", accountNumber=f"a{number}")
    # far from all others, and in a finer unit: what is counted in it is decided elsewhere
    told[0].flow("z1", "z2", "0.0001", 0, by="z1")
    told[1].entity("p1", kind="Person", name="someone")
    told[1].link("HoldsAccount", "p1", "a2")
    return told


COMPANY, POOL, SHOP = "company 甲付", "pool", "shop"
USERS = {"u1": "a2", "u2": "a4", "u3": "a2"}
"""Accounts at a payment company, each with the card that it is bound to: two have one card."""


def readings_with_rails(seed: int) -> list[Reading]:
    """Return the readings, and what a payment company tells: the other side of rows of cards."""
    chance = random.Random(f"rails {seed}")
    told = readings(seed)
    company = Reading(name=f"{seed}-company.csv", layout="company", salt=str(seed))
    company.entity(COMPANY, kind="PaymentCompany", name="甲付")
    company.entity(POOL)
    company.entity(SHOP, kind="PaymentAccount", bankName="甲付")
    company.link("HoldsAccount", COMPANY, POOL)
    for user, card in USERS.items():
        company.entity(user, kind="PaymentAccount", bankName="甲付")
        company.link("BindsCard", user, card)
    for number in range(12):
        user, amount = chance.choice([*USERS]), chance.choice(AMOUNTS)
        card, at, late = USERS[user], number * HOUR, chance.choice([-110, -3, 0, 3, 110, 130])
        bank = told[chance.randrange(len(told))]
        more = {"userCard": card} if chance.random() < 0.7 else {}
        kind = chance.choice(["top up", "withdrawal", "paid on", "alone"])
        if kind == "withdrawal":
            bank.flow(POOL, card, amount, at, by=card)
            company.flow(user, card, amount, at + late, by=user, **more)
            continue
        bank.flow(card, POOL, amount, at, by=card)
        if kind == "top up":
            company.flow(card, user, amount, at + late, by=user, **more)
        elif kind == "paid on":
            company.flow(user, SHOP, amount, at + late, by=user, **more)
    return [*told, company]


def _tell(
    chance: random.Random,
    told: list[Reading],
    places: list[dict[str, int]],
    payer: str,
    payee: str,
    amount: str,
    at: int,
) -> None:
    serial = str(chance.randrange(1000)) if chance.random() < 0.15 else ""
    more: dict[str, Any] = {"serial": serial, "issuer": "bank" if serial else ""}
    if chance.random() < 0.2:
        more |= {"precision": "day"}
        at -= at % 86_400
    sides = chance.choice([[payer], [payee], [payer, payee], [payer, payee], [""]])
    for side in sides:
        file = chance.randrange(len(told))
        late = chance.choice([0, 0, 5, 90])
        order: dict[str, Any] = {}
        if side and chance.random() < 0.5:
            places[file][side] = places[file].get(side, 0) + 1
            order = {"seq": places[file][side], "balance": None}
        told[file].flow(payer, payee, amount, at + late, by=side, **more, **order)
        if chance.random() < 0.1 and not serial:
            told[file].flow(payer, payee, amount, at + late + 30, by=side, status="reversal")
        if chance.random() < 0.1:
            other = (file + 1) % len(told)
            told[other].flow(payer, payee, amount, at + late, by=side, **more)
    if chance.random() < 0.05:
        told[0].flow(payer, payee, amount, None, by=payer, status="undated")


def whole_ledger(
    folder: Path, told: Iterable[Reading], same: Iterable[tuple[str, str]] = ()
) -> Ledger:
    """Return a ledger of all rows."""
    empty = Ledger(folder / "whole")
    shas = []
    for reading in told:
        empty.publish(reading.write(folder / "scratch" / reading.sha256), reading)
        shas.append(reading.sha256)
    return Ledger(folder / "whole", shas, same=same)


def lake_of(folder: Path, told: Iterable[Reading], buckets: int = 16) -> Lake:
    """Return a lake of the same rows."""
    lake = Lake.init(folder / "lake", buckets)
    files = []
    for reading in told:
        lake.ledger().publish(reading.write(folder / "scratch-lake" / reading.sha256), reading)
        files.append(LakeFile(reading.sha256, reading.name, len(reading.flows)))
    shelves = lake.ledger([file.sha256 for file in files]).shelves()
    terms = IndexTerms((), LIMITS.pair_seconds, LIMITS.rail_seconds)
    digest = tables_digest(shelves, terms, buckets)
    derived(
        lake.folder / "tables" / digest,
        lambda work: LakeTables(work, shelves, buckets, lambda step: None).run(terms),
    )
    lake.save(LakeSettings(buckets=buckets, files=tuple(files), tables=digest))
    return lake


def extracted(
    folder: Path,
    lake: Lake,
    starts: Iterable[str],
    bounds: LakeBounds,
    engine: Engine | None = None,
    same: Iterable[tuple[str, str]] = (),
) -> tuple[Ledger, Found]:
    """Cut the part of a lake that a trace can follow, and return it as a ledger."""
    engine = engine or DuckEngine()
    groups = [frozenset(pair) for pair in same]
    found = LakeSearch(lake, engine, "transfer", bounds, groups).run(starts)
    cut = {"transfer": cut_rows(lake, engine, "transfer", found.followed)}
    out = folder / "extract"
    out.mkdir(parents=True)
    written = write_extract(lake, engine, cut, found.followed, {}, out, same=groups)
    return loaded(folder / "part", [file.path for file in written], same), found


def loaded(folder: Path, files: Iterable[Path], same: Iterable[tuple[str, str]] = ()) -> Ledger:
    """Return a ledger of extracts."""
    shas, empty = [], Ledger(folder)
    for path in files:
        scratch = folder.with_name(f"{folder.name}-scratch") / path.name
        scratch.mkdir(parents=True)
        reading = read_extract(path, scratch, LIMITS)
        empty.publish(scratch, reading)
        shas.append(reading.sha256)
    return Ledger(folder, shas, same=same)


def known_of(ledger: Ledger, accounts: Iterable[str]) -> list[object]:
    """Return of accounts their kinds and values, and who holds them."""
    index, wanted = ledger.index(), sorted(accounts)
    things = {one.id: (one.kind, dict(one.values)) for one in index.entities(wanted)}
    return [things, holders(index, {"HoldsAccount"}, wanted)]


def rows_of(ledger: Ledger, accounts: Iterable[str]) -> list[tuple[str, int, str]]:
    """Return every row that names one of the accounts: its file, its place, its id."""
    wanted = set(accounts)
    if wanted & set(ALIASES) and any(shelf.table("alias") for shelf in ledger.shelves()):
        wanted |= set(ALIASES)
    found = []
    for shelf in ledger.shelves():
        if path := shelf.table("flow_transfer"):
            query = "SELECT row_no, id FROM read_parquet($1) WHERE source IN $2 OR target IN $2"
            rows = duckdb.connect().execute(query, [str(path), sorted(wanted)]).fetchall()
            found += [(shelf.origin(), row_no, link) for row_no, link in rows]
    return sorted(found)


def payments_of(index: Index, accounts: Iterable[str]) -> list[dict[str, Any]]:
    """Return the payments of accounts as the table has them, each file by its name."""
    if "transfer" not in index.flow_classes:
        return []
    names = {shelf.sha256: shelf.origin() for shelf in index.shelves}
    index.want(accounts)
    query = (
        "SELECT * EXCLUDE (source_code, target_code, reporter_code, also_reporter, source_no,"
        " also_source_no), also_reporter IS NULL AS alone FROM flow_transfer"
        " WHERE source IN (FROM wanted) OR target IN (FROM wanted) ORDER BY ALL"
    )
    rows = index.con.execute(query)
    columns = [column[0] for column in rows.description]
    told = [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]
    for row in told:
        row["sha256"] = names[row["sha256"]]
        for place in (row["members"] or []) + ([row["beside"]] if row["beside"] else []):
            place["sha256"] = names[place["sha256"]]
    return sorted(told, key=lambda row: (row["id"], row["sha256"], row["row_no"]))
