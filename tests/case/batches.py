"""Invented leaked lists, the files of a case that know some of who stands in them, and a search.

The search looks for words in every file of a folder: as bytes in several encodings, in what is
packed, and in every column of every Parquet file, which writes its texts compressed.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from kg.case import Case
from kg.case.storage.open_case import reading_session
from kg.values.identities import check_digit

HEADER = ["姓名", "手机号", "身份证号", "住址", "车牌号", "房产", "征信", "订单号", "内部批号"]
CLASSES = {
    "ordinary": ("姓名", "手机号", "身份证号", "住址", "车牌号"),
    "sensitive": ("房产", "征信"),
    "important": ("订单号",),
    "unclassified": ("内部批号",),
}
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def resident_id(number: int) -> str:
    body = f"0001021990{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
    return body + check_digit(body)


def phone(number: int) -> str:
    return f"1380{number:07d}"


def rows(count: int, seed: int = 1) -> list[list[str]]:
    """Return rows of a list; some cells are blank, the first row is full."""
    chance, found = Random(seed), []
    for n in range(count):
        full = [
            f"裘某{chr(0x4E00 + 37 * n % 9000)}", phone(n), resident_id(n),
            f"云岫市栖澜路{1000 + n}弄", f"京Z{10000 + n}", f"栖澜苑{2000 + n}室",
            f"呆账{3000 + n}元", f"DD{70000000 + n}", f"PX-{88000 + n}",
        ]  # fmt: skip
        blank = [n > 0 and chance.random() < 0.3 for _ in full]
        found.append(["" if no else cell for cell, no in zip(full, blank, strict=True)])
    return found


def write_list(path: Path, body: Iterable[list[str]], header: list[str] = HEADER) -> Path:
    """Write a list; beside its rows stand one too short, one with a NUL, and one of bad numbers."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(body)
        writer.writerow(["裘某短", phone(9_000_001)])
        writer.writerow(["裘某坏", "1380900000x", "00010219900101000Q", *header[3:]])
        stream.write(f"裘某零\0,{phone(9_000_002)}" + "," * (len(header) - 2) + "\n")
    return path


def planted(path: Path) -> set[str]:
    """Return every text of a list's rows that says something of somebody."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(line.replace("\0", "") for line in stream))
    return {cell for row in lines[1:] for cell in row if cell and cell not in lines[0]}


def write_calls(path: Path, called: Iterable[int]) -> Path:
    lines = ["开始时间,事件类型,用户号码,通话时长,对端号码,对端归属地,活动地区"]
    lines += [f"2024-05-01 10:{n % 60:02d}:00,主叫,17000000000,9,0086-{phone(n)},,"
              for n in called]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_victims(path: Path, numbers: Iterable[int]) -> Path:
    lines = ["被害人姓名,证件号码,手机号码,转账时间,金额,收款账号"]
    lines += [f"被害{n},{resident_id(n)},{phone(n)},2024-05-02 10:00:00,50,0629000000000000017"
              for n in numbers]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def found_in(folder: Path, words: Iterable[str]) -> set[str]:
    """Return the words that stand anywhere in a folder.

    A word is looked for only where each three bytes of it that follow each other stand somewhere:
    of hundreds of words that are nowhere, no file is searched for one.
    """
    texts = {data for path in folder.rglob("*") if path.is_file() for data in _contents(path)}
    there = np.zeros(1 << 24, bool)
    for data in texts:
        there[_threes(data)] = True
    forms = {word: [form for form in _forms(word) if there[_threes(form)].all()] for word in words}
    return {
        word for word, some in forms.items() if any(form in data for form in some for data in texts)
    }


def _threes(data: bytes) -> NDArray[np.uint32]:
    """Return each three bytes that follow each other, as a number."""
    own = np.frombuffer(data, np.uint8).astype(np.uint32)
    return own[:-2] << 16 | own[1:-1] << 8 | own[2:]


def _forms(word: str) -> list[bytes]:
    return [*(word.encode(one) for one in ENCODINGS), json.dumps(word)[1:-1].encode()]


def _contents(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    if data[:4] == b"PAR1" and data[-4:] == b"PAR1":
        table = pq.read_table(path)
        yield repr([table.schema.names, table.to_pylist()]).encode()


def found_in_graph(case: Case, words: Iterable[str]) -> set[str]:
    """Return the words that the graph of a case tells, whatever its files are packed with."""
    with reading_session(case.folder) as session:
        dump = b"\n".join(session.store.dump()).decode()
    return {word for word in words if word in dump}
