"""kg find: searched, given handles that stay, opened as trace and chain, told in both languages."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from statements import card
from typer.testing import CliRunner

from kg.case import Case, open_case
from kg.cli import app
from kg.errors import NotFound, UsageError
from kg.views.page_data import in_clear
from tests.built import built

HEADER = "交易卡号,交易账号,账户开户名称,交易时间,收付标志,交易金额,交易币种,对手卡号,对手户名"
LOGINS = "登录账号,登录时间,登录IP,设备号"
OWN = card(11)
ROUNDS = 4


def line(day: int, clock: str, way: str, amount: str, other: int) -> str:
    own = f"{OWN},7100000000000011,闻人澈,2024-03-{day:02} {clock}"
    return f"{own},{way},{amount},CNY,{card(other)},某{other}"


def text_of(path: Path) -> str:
    """Return what a file says, a workbook unpacked."""
    if path.suffix != ".xlsx":
        return in_clear(path.read_bytes())
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def build(place: Path) -> None:
    """Load a mule's statement, and a sign-in log in which five accounts share one address."""
    rows = [HEADER]
    for n in range(ROUNDS):
        rows.append(line(3 + n, "10:00:00", "进", "20000.00", 20 + n))
        rows.append(line(3 + n, "10:20:00", "出", "19000.00", 40 + n))
    statement, logins = place / "流水.csv", place / "登录.csv"
    statement.write_text("\n".join(rows), encoding="utf-8")
    seen = [f"{card(20 + n)},2024-03-02 09:{n:02}:00,10.9.8.7,DEV{n}" for n in range(5)]
    logins.write_text("\n".join([LOGINS, *seen]), encoding="utf-8")
    with open_case(place / "case") as opened:
        _, refused = opened.evidence.load_all([statement, logins])
        assert refused == []


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


@pytest.fixture
def files(case: Case, tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "流水.csv", tmp_path / "登录.csv"


def kg(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(map(str, arguments)))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_findings_have_rows_sums_and_handles_that_stay(case: Case) -> None:
    found = case.money.find()
    assert [one.typology for one in found.findings] == ["pass-through", "shared-device"]
    mule, device = found.findings
    assert mule.amounts == {"CNY": Decimal("156000")}
    assert len(mule.links) == 2 * ROUNDS
    assert case.lookup.holders(mule.centre) == {mule.centre[0]: ("闻人澈",)}
    (address,) = case.lookup.entities(device.centre).values()
    assert address.first("ip") == "10.9.8.7"
    assert len(device.accounts) == 5
    handles = [case.lookup.handle(one.id) for one in found.findings]
    assert handles == ["FD1", "FD2"]
    assert [case.lookup.handle(one.id) for one in case.money.find("快进快出").findings] == ["FD1"]
    assert case.money.finding("fd1") == mule
    assert case.verify()


def test_what_is_searched_can_be_narrowed(case: Case) -> None:
    assert not case.money.find("pass-through", since="2024-03-05").findings
    assert not case.money.find("pass-through", until="2024-03-05").findings
    assert not case.money.find("pass-through", floor="19500").findings
    assert not case.money.find("pass-through", exclude=(OWN,)).findings
    assert not case.money.find("pass-through", thresholds=("pass-through.onward=5m",)).findings
    few = case.money.find(rows=1)
    assert len(few.findings) == 1 and few.cut == {"shared-device": 1}
    for wish in ({"since": "soon"}, {"floor": "much"}, {"rows": 0}, {"thresholds": ("x=1",)}):
        with pytest.raises(UsageError):
            case.money.find(**wish)


def test_a_finding_opens_as_a_trace_and_a_chain(case: Case, tmp_path: Path) -> None:
    (mule,) = case.money.find("pass-through").findings
    trace = case.money.open_finding("FD1", "mule")
    assert {step.link for step in trace.steps} == set(mule.links)
    chain = case.chain(trace="mule")
    assert set(mule.links) <= {link.id for edge in chain.edges for link in edge.links}
    for name in ("m.html", "m.xlsx", "m.csv"):
        case.export(tmp_path / name, "mule")
        said = text_of(tmp_path / name)
        assert OWN not in said and "闻人澈" not in said
    assert case.verify()
    assert case.judgements.undo() == "trace mule"


def test_a_device_has_no_payments_to_trace(case: Case) -> None:
    case.money.find("shared-device")
    with pytest.raises(UsageError, match="no payments"):
        case.money.open_finding("FD1", "device")


def test_a_finding_whose_rows_are_gone_is_refused(case: Case, files: tuple[Path, Path]) -> None:
    (mule,) = case.money.find("pass-through").findings
    case.judgements.mark(mule.links[0], "excluded", "打错")
    with pytest.raises(UsageError, match="rests on 1 row"):
        case.money.finding("FD1")
    case.judgements.mark(mule.links[0], "clear", "核对无误")
    assert case.money.finding("FD1").links == mule.links
    case.evidence.unload(files[0].name)
    with pytest.raises(UsageError, match="rests on 8 rows"):
        case.money.finding("FD1")
    assert not case.money.find("pass-through").findings
    with pytest.raises(NotFound):
        case.money.finding("FD77")


def test_searching_a_case_that_is_being_written_finds_all_the_same(case: Case) -> None:
    with case.folder.writing():
        found = case.money.find()
    assert len(found.findings) == 2
    assert "no handles" in found.warnings[-1].text()
    assert case.lookup.handle(found.findings[0].id) == found.findings[0].id


def test_what_is_shown_of_a_finding_is_where_to_look(case: Case) -> None:
    case.money.find()
    with pytest.raises(NotFound, match="kg find CASE FD1"):
        case.lookup.show("FD1")


def test_an_empty_case_has_nothing_and_says_so(tmp_path: Path) -> None:
    open_case(tmp_path / "empty").close()
    code, said = kg("find", tmp_path / "empty", "--lang", "en")
    assert code == 0 and "nothing reaches the thresholds" in said


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("快进快出", "多户共用设备", "线索，非司法会计鉴定意见", "只排发现不排人")),
        ("en", ("pass-through", "many accounts on one device", "A lead", "never persons")),
    ],
)
def test_the_terminal_tells_it_in_both_languages(case: Case, lang: str, words: object) -> None:
    code, said = kg("find", case.root, "--lang", lang)
    assert code == 0
    for word in words:  # type: ignore[attr-defined]
        assert word in said
    code, said = kg("find", case.root, "FD1", "--as", "mule", "--lang", lang)
    assert code == 0
    assert "mule" in said and "20000" in said
    assert ("正当情形" if lang == "zh" else "Innocent reading") in said


def test_json_is_one_document_with_handles_and_rows(case: Case) -> None:
    _, said = kg("find", case.root, "--json")
    found = json.loads(said)
    assert [one["handle"] for one in found["findings"]] == ["FD1", "FD2"]
    _, said = kg("find", case.root, "FD1", "--json")
    one = json.loads(said)
    assert [row["id"] for row in one["rows"]] == one["links"]
    _, said = kg("find", case.root, "--typologies", "--json")
    assert len(json.loads(said)) == 14


def test_a_name_needs_one_finding(case: Case) -> None:
    done = CliRunner().invoke(app, ["find", str(case.root), "--as", "x"])
    assert isinstance(done.exception, UsageError)
