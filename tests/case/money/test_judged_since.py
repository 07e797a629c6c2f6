"""A saved trace says that it is out of date when a person's later word changes what it follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from statements import card

from kg.case import Case, open_case
from kg.errors import UsageError
from kg.messages import Message
from tests.built import built

HEADER = "交易卡号,账户开户名称,交易时间,收付标志,交易金额,交易币种,对手卡号,对手户名"
OWN = card(11)


def line(clock: str, way: str, amount: str, other: int, own: str = OWN) -> str:
    return f"{own},闻人澈,2024-03-03 {clock}:00,{way},{amount},CNY,{card(other)},某{other}"


def build(place: Path) -> None:
    """Load a statement with a source of money that the trace does not follow; save a trace."""
    rows = [
        HEADER,
        line("09:00", "进", "500.00", 29),
        line("10:00", "进", "1000.00", 20),
        line("10:20", "出", "700.00", 40),
        line("11:00", "出", "800.00", 41),
        line("12:00", "出", "5.00", 98, own=card(99)),
    ]
    statement = place / "流水.csv"
    statement.write_text("\n".join(rows), encoding="utf-8")
    with open_case(place / "case") as opened:
        _, refused = opened.evidence.load_all([statement])
        assert refused == []
        opened.trace(card(20), name="t")
        opened.chain(trace="t", name="c")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def payment(case: Case, amount: str) -> str:
    ((found,),) = case.sql(f"SELECT id FROM transfer WHERE amount = {amount}").rows
    return str(found)


def notes(case: Case) -> set[str]:
    return {note.id for note in case.ask("level-tree").notes if isinstance(note, Message)}


@pytest.mark.parametrize("amount", ["700", "500"], ids=["a step", "what only changes the shares"])
def test_what_is_excluded_later_is_said_by_every_reader(
    case: Case, amount: str, tmp_path: Path
) -> None:
    assert "trace-is-outdated" not in notes(case)
    case.judgements.mark(payment(case, amount), "excluded", "抄错")
    assert "trace-is-outdated" in notes(case)
    (place,) = case.lookup.show(OWN).placed
    assert not place.current
    for end in (".csv", ".xlsx", ".html", ".rq"):
        with pytest.raises(UsageError, match="excluded"):
            case.export(tmp_path / f"out{end}", "t")
    with pytest.raises(UsageError, match="excluded"):
        case.chain(trace="t")
    with pytest.raises(UsageError, match="excluded"):
        case.export(tmp_path / "chain.html", "c")
    case.trace(card(20), name="t")
    assert "trace-is-outdated" not in notes(case)


def test_what_touches_no_account_of_it_or_was_taken_back_leaves_it_as_it_is(case: Case) -> None:
    case.judgements.mark(payment(case, "5"), "excluded", "抄错")
    case.judgements.mark(payment(case, "500"), "disputed", "待查")
    case.judgements.mark(payment(case, "700"), "excluded", "抄错")
    case.judgements.mark(payment(case, "700"), "clear", "看错")
    assert "trace-is-outdated" not in notes(case)
    assert case.chain(trace="t").nodes


def test_accounts_that_are_taken_for_one_make_it_out_of_date(case: Case) -> None:
    case.judgements.accept_same([f"{card(41)}={card(99)}"], "同一张卡补办")
    assert "trace-is-outdated" in notes(case)


def test_a_file_with_further_payments_of_its_accounts_makes_it_out_of_date(
    case: Case, tmp_path: Path
) -> None:
    later = tmp_path / "别行流水.csv"
    later.write_text(f"{HEADER}\n{line('10:10', '出', '300.00', 42)}\n", encoding="utf-8")
    case.load(later)
    assert "trace-is-outdated" in notes(case)
    with pytest.raises(UsageError, match="别行流水"):
        case.chain(trace="t")
    case.judgements.undo()
    assert "trace-is-outdated" not in notes(case)


def test_files_that_tell_nothing_new_of_its_accounts_leave_it_as_it_is(
    case: Case, tmp_path: Path
) -> None:
    again, elsewhere = tmp_path / "对方行.csv", tmp_path / "旁人.csv"
    other_side = f"{card(40)},某40,2024-03-03 10:20:00,进,700.00,CNY,{OWN},闻人澈"
    again.write_text(f"{HEADER}\n{other_side}\n", encoding="utf-8")
    stranger = line("13:00", "出", "9.00", 97, own=card(96))
    elsewhere.write_text(f"{HEADER}\n{stranger}\n", encoding="utf-8")
    case.load(again)
    case.load(elsewhere)
    assert "trace-is-outdated" not in notes(case)
    assert case.chain(trace="t").nodes


def test_a_file_that_was_taken_out_makes_it_out_of_date(case: Case, tmp_path: Path) -> None:
    other = tmp_path / "旁人.csv"
    stranger = line("13:00", "出", "9.00", 97, own=card(96))
    other.write_text(f"{HEADER}\n{stranger}\n", encoding="utf-8")
    case.load(other)
    case.trace(card(20), name="t")
    case.evidence.unload("旁人.csv")
    with pytest.raises(UsageError, match="旁人"):
        case.chain(trace="t")
    case.load(other)
    assert case.chain(trace="t").nodes  # it is in again, as it was
