"""Who is listed in which batch, held against a plain comparison of the texts themselves."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import pytest

from kg.ledger import Ledger
from kg.model import stable_id
from kg.sources import read
from kg.values.identities import check_digit

KEY = b"k" * 32
FORMS = ("{}", "'{}", "0086-{}", " {} ", "+86{}")
Written = list[tuple[str, str]]


def resident_id(number: int) -> str:
    body = f"00010219900307{number:03d}"
    return body + check_digit(body)


def phone(number: int) -> str:
    return f"138000{number:05d}"


def write(path: Path, header: str, lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header.split(","), *lines])
    return path


def published(folder: Path, path: Path, key: bytes = KEY) -> str:
    scratch = folder / f".new-{path.name}"
    scratch.mkdir(parents=True)
    reading = read(path, scratch=scratch, key=key)
    Ledger(folder).publish(scratch, reading)
    return reading.sha256


def listing(ledger: Ledger) -> set[tuple[str, str, str, int]]:
    """Return who stands in which batch, in which file's which row."""
    places = ledger.index().con.execute(
        "SELECT source, target, e.sha256, e.row_no FROM "
        "(SELECT *, unnest(evidence) AS e FROM link WHERE kind = 'ListedIn')"
    )
    return set(places.fetchall())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_equal_numbers_are_found_and_no_others(seed: int, tmp_path: Path) -> None:
    chance, folder = Random(seed), tmp_path / "ledger"
    shas: list[str] = []
    wanted: set[tuple[str, str, str, int]] = set()
    known = {chance.randrange(60) for _ in range(25)}
    holders = {chance.randrange(60) for _ in range(15)}
    for number in range(3):
        lines = [_row(chance) for _ in range(chance.randrange(1, 30))]
        path = write(tmp_path / f"list{number}.csv", "姓名,手机号,身份证号,车牌", lines)
        shas.append(published(folder, path))
        batch = stable_id("DataSet", "case", shas[-1])
        for row_no, (_, one, other, _) in enumerate(lines, start=2):
            wanted |= {(_phone(n), batch, shas[-1], row_no) for n in known if phone(n) in one}
            wanted |= {(_holder(n), batch, shas[-1], row_no) for n in holders
                       if resident_id(n) in other}  # fmt: skip
    calls = [["2024-05-01 10:00:00", "主叫", "17000000000", phone(n)] for n in sorted(known)]
    shas.append(
        published(folder, write(tmp_path / "c.csv", "开始时间,事件类型,用户号码,对端号码", calls))
    )
    accounts = [[f"户{n}", resident_id(n), f"0629{n:015d}", "2020-01-01"] for n in sorted(holders)]
    header = "账户开户名称,开户人证件号码,交易卡号,账号开户时间"
    shas.append(published(folder, write(tmp_path / "a.csv", header, accounts)))
    assert wanted
    assert listing(Ledger(folder, shas, key=KEY)) == wanted
    assert listing(Ledger(folder, shas[:3], key=KEY)) == set()
    assert listing(Ledger(folder, shas[3:], key=KEY)) == set()
    assert listing(Ledger(folder, shas, key=b"other")) == set(), (
        "hashes of another case say nothing"
    )


def _row(chance: Random) -> list[str]:
    one, other = chance.randrange(60), chance.randrange(60)
    number = chance.choice(FORMS).format(phone(one)) if chance.random() < 0.8 else ""
    return [f"名{one}", number, resident_id(other) if chance.random() < 0.6 else "无", "京Z1"]


def _phone(number: int) -> str:
    return stable_id("PhoneNumber", "", f"+86{phone(number)}")


def _holder(number: int) -> str:
    return stable_id("Person", "residentId", resident_id(number))


def test_a_ledger_without_a_key_lists_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    shas = [
        published(folder, write(tmp_path / "l.csv", "姓名,手机号", [["甲", phone(1)]])),
        published(
            folder,
            write(
                tmp_path / "c.csv",
                "开始时间,事件类型,用户号码,对端号码",
                [["2024-05-01 10:00:00", "主叫", "17000000000", phone(1)]],
            ),
        ),
    ]
    assert listing(Ledger(folder, shas)) == set()
    assert len(listing(Ledger(folder, shas, key=KEY))) == 1
