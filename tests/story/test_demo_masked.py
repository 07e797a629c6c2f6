"""What leaves the demo case names nobody: every byte is searched for every word of its files."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_files import facts_of, sheets_of
from leaks import leaked
from told import Told, exported, short, traced

from kg.exports import EXPORTERS
from tests.depth import by_depth

NAMES = (
    "账户开户名称", "对手户名", "客户名称", "被害人姓名", "主体", "客体", "卖方", "买方",
    "商户名称", "对手开户银行", "账号开户银行", "开户网点", "交易网点名称", "会员姓名", "标的",
    "公会", "平台",
)  # fmt: skip
NUMBERS = (
    "交易卡号", "交易账号", "开户人证件号码", "交易对手账卡号", "对手身份证号", "证照号码",
    "联系手机", "子账户账号", "用户号码", "对端号码", "IMEI", "From", "To", "Transaction Hash",
    "证件号码", "手机号码", "收款账号", "付款账号", "主体证件号", "客体证件号", "交易流水号",
    "日志号", "商户号", "IP地址", "MAC地址", "卡号", "打赏人", "主播", "会员账号", "账号", "对象",
    "登录IP", "手机号", "订单号",
)  # fmt: skip
MEMOS = ("摘要说明", "备注", "数据集")
LEAST = {**dict.fromkeys(NAMES, 2), **dict.fromkeys(NUMBERS, 6), **dict.fromkeys(MEMOS, 4)}
LEAST_WORDS = by_depth(1_000, 3_000)
OF_A_VICTIM = ("被害人姓名", "证件号码", "手机号码", "付款账号")
PUBLIC = tuple(f"urn:crimechain:{kind}:" for kind in ("source", "evidence", "graph", "rule"))
"""Hashes of what stands beside them: a file's bytes, a file's hash and a place in it; names."""
ALL_IDS = "SELECT DISTINCT ?one WHERE { { ?one a ?k } UNION { GRAPH ?g { ?one a ?k } } }"
OF_THE_ONTOLOGY = ("数据交易", "被害人陈述")
"""Words that name a stage and a kind of evidence, which every page may show."""
PICTURES = ("chain.html", "chain.svg", "pyvis.html")
DEMO = by_depth(short, traced)
OUTS = (*PICTURES, "all.xlsx", *(f"all{suffix}" for suffix in EXPORTERS))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Return the demo; a short one has all the people of the story, and fewer passers-by."""
    told = DEMO(tmp_path_factory.mktemp("masked"))
    yield told
    told.case.close()


@pytest.fixture(scope="module")
def files(first: Told) -> Path:
    return first.folder / "files"


@pytest.fixture(scope="module")
def forbidden(first: Told, files: Path) -> set[str]:
    """Collect whoever and whatever the files name, and every id of the case's graph."""
    words = {word for path in files.iterdir() for word in identifying(path)}
    # a sheet names the list that it is about by the hash under which every page cites that file
    words -= {hashlib.sha256(path.read_bytes()).hexdigest() for path in files.iterdir()}
    assert first.chain.nodes
    ids = {str(row[0]) for row in first.case.query(ALL_IDS, rows=100_000).rows}
    ours = {one for one in ids if one.startswith("urn:crimechain:") and not one.startswith(PUBLIC)}
    assert len(words) > LEAST_WORDS and len(ours) > LEAST_WORDS
    return words | {one.rsplit(":", 1)[1] for one in ours}


def identifying(path: Path) -> Iterator[str]:
    """Yield the file's own name, its sheets, and each cell that gives somebody away."""
    yield path.name
    yield from (stem for stem in [path.stem] if stem not in OF_THE_ONTOLOGY)
    yield from (f"{sheet}!" for sheet in sheets_of(path) if sheet)
    for row in facts_of(path):
        told = {head: cell.strip() for head, cell in row.items()}
        yield from (
            cell
            for head, cell in told.items()
            if len(cell) >= LEAST.get(head, 1_000) and cell not in OF_THE_ONTOLOGY
        )


@pytest.fixture(scope="module")
def victims(files: Path) -> set[str]:
    """Collect what the victims' own list says of them."""
    rows = facts_of(files / "被害人清单.xlsx")
    return {row[head] for row in rows for head in OF_A_VICTIM}


def content(path: Path) -> bytes:
    """Read the file; of a workbook every member, without numbers: 12.3 is 12.300000000000001."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        members = b"".join(packed.read(name) for name in packed.namelist())
    return re.sub(rb"<v>[-+.0-9E]+</v>", b"", members)


def written(first: Told, folder: Path, out: str, **more: bool) -> list[Path]:
    """Export the chain as a picture, or the whole graph as facts."""
    if out.startswith("all") and out != "all.xlsx":
        return exported(folder, Path(out).suffix, shown=more.get("show_values", False), of=DEMO)
    if out == "pyvis.html":
        return first.case.export(folder / out, first.chain, style="pyvis", **more)
    return first.case.export(folder / out, first.chain if out in PICTURES else "", **more)


@pytest.mark.parametrize("out", OUTS)
def test_no_byte_of_a_masked_export_names_anybody(
    first: Told, forbidden: set[str], tmp_path: Path, out: str
) -> None:
    for path in written(first, tmp_path, out):
        assert leaked(forbidden, content(path)) == set(), path.name


@pytest.mark.parametrize("out", by_depth(OUTS[::4], OUTS))
def test_victims_stay_masked_where_values_are_shown(
    first: Told, forbidden: set[str], victims: set[str], tmp_path: Path, out: str
) -> None:
    shown: set[str] = set()
    for path in written(first, tmp_path, out, show_values=True):
        data = content(path)
        assert leaked(victims, data) == set(), path.name
        shown |= leaked(forbidden, data)
    assert first.answer["dealer"]["name"] in shown


@pytest.fixture(scope="module")
def of_one(first: Told) -> str:
    """Return the name under which the trace of one victim's money is saved."""
    return first.case.trace(first.trace.seeds[0].victim, name="of one").name


@pytest.mark.parametrize(
    "out", [f"one{suffix}" for suffix in by_depth([*EXPORTERS][::3], [*EXPORTERS])]
)
def test_a_victim_stays_masked_in_a_trace_that_does_not_say_who_is_one(
    first: Told, of_one: str, victims: set[str], tmp_path: Path, out: str
) -> None:
    found = first.case.export(tmp_path / out, of_one, show_values=True)
    assert found
    for path in found:
        assert leaked(victims, path.read_bytes()) == set(), path.name


def test_minors_stay_masked_where_values_are_shown(first: Told, tmp_path: Path) -> None:
    """Beside the victims: whoever was under 18 when money moved, or when drawn into an act."""
    (young,) = [victim for victim in first.answer["victims"] if victim["minor"]]
    drawn = {row["minor"] for row in first.answer["questions"]["CQ39"]["rows"]}
    assert len(drawn) == 2
    words = {young["name"], young["resident_id"]} | drawn
    for path in exported(tmp_path, ".trig", shown=True, of=DEMO):
        assert leaked(words, path.read_bytes()) == set()


@pytest.mark.parametrize(
    "hide",
    [
        str.encode,
        lambda word: html.escape(word).encode("ascii", "xmlcharrefreplace"),
        lambda word: json.dumps(word).encode(),
        lambda word: base64.b64encode(f"……{word}……".encode()),
        lambda word: base64.b64encode(gzip.compress(word.encode())),
    ],
)
@pytest.mark.parametrize(
    "word", ["0622011518804318888", "阮霁白", "TY3iMToWjqFQ2mxaCc7VdWcfdPeoncwnjk"]
)
def test_the_search_finds_what_hides(hide, word: str) -> None:
    data = b"<p>" + hide(word) + b"</p>"
    assert leaked({word, "0622011518804318889"}, data) == {word}
