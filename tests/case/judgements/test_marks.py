"""A person's word on a payment: traces, chains and exports obey it, and undo takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from statements import card, write_other_side, write_statement

from kg.case import Case, new_case, open_case
from kg.errors import NotFound, UsageError
from kg.model import Proof, Trace
from tests.built import built

pytestmark = pytest.mark.usefixtures("derived_once")

ROWS = 40


def build(place: Path) -> None:
    with new_case(place / "case", name="某案") as made:
        made.load(write_statement(place / "流水.csv", ROWS))


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    return write_statement(tmp_path / "流水.csv", ROWS)


@pytest.fixture
def case(tmp_path: Path, statement: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def paid(case: Case) -> str:
    """Return the largest payment out of the statement's account."""
    ((own,),) = case.sql(
        "SELECT source FROM transfer GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    ).rows
    question = f"SELECT id FROM transfer WHERE source = '{own}' ORDER BY amount DESC LIMIT 1"
    ((link,),) = case.sql(question).rows
    return str(link)


def without(trace: Trace) -> Trace:
    """Return a trace without what it says of the whole case."""
    return replace(trace, warnings=())


def proofs(case: Case) -> dict[str, str]:
    question = "PREFIX cc: <https://w3id.org/crimechain/> SELECT ?l ?p WHERE { ?l cc:proof ?p }"
    return {row[0].strip("<>"): row[1].strip('"') for row in case.query(question).rows}


def test_a_trace_with_an_excluded_payment_is_one_of_a_case_without_the_row(
    case: Case, statement: Path, tmp_path: Path
) -> None:
    link, whole = paid(case), case.trace(card(1))
    serial = case.lookup.explain(link).pieces[0].locator.split()[-1]
    lines = statement.read_text("utf-8").splitlines()
    del lines[int(serial) - 1]
    rest = tmp_path / "少一行.csv"
    rest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    case.judgements.mark(link, "excluded", "卡号抄错")
    with new_case(tmp_path / "twin") as twin:
        twin.load(rest)
        assert without(case.trace(card(1))) == without(twin.trace(card(1)))
    assert without(case.trace(card(1))) != without(whole)
    said = [warning.text() for warning in case.trace(card(1)).warnings]
    assert "1 payment excluded by judgement: no trace follows them" in said
    case.judgements.undo()
    assert case.trace(card(1)) == whole


def test_an_excluded_payment_stays_in_the_rows_and_in_the_graph(case: Case) -> None:
    link = paid(case)
    assert proofs(case)[link] == "single"
    case.judgements.mark(link, "排除", "卡号抄错")
    ((judged,),) = case.sql(f"SELECT judged FROM transfer WHERE id = '{link}'").rows
    assert judged == "excluded"
    assert len(case.sql("SELECT id FROM transfer").rows) == ROWS
    assert proofs(case)[link] == "excluded"
    assert case.lookup.explain(link).proof == "excluded"
    assert case.verify().links > 0
    case.judgements.undo()
    assert proofs(case)[link] == "single"
    case.verify()


def test_a_chain_does_not_draw_what_is_excluded(case: Case) -> None:
    link = paid(case)
    drawn = case.chain(card(1), name="before")
    assert link in {one.id for edge in drawn.edges for one in edge.links}
    case.judgements.mark(link, "excluded", "卡号抄错")
    chain = case.chain(card(1))
    assert link not in {one.id for edge in chain.edges for one in edge.links}
    assert "Excluded links that are not drawn: 1" in {banner.text() for banner in chain.banners}


def test_what_was_saved_before_is_not_handed_out_with_an_excluded_payment(
    case: Case, tmp_path: Path
) -> None:
    case.trace(card(1), name="t")
    case.chain(card(1), name="c")
    case.judgements.mark(paid(case), "excluded", "卡号抄错")
    for name, out in (("c", "c.svg"), ("c", "c.csv"), ("t", "t.csv")):
        with pytest.raises(UsageError, match="excluded since"):
            case.export(tmp_path / out, name)
    with pytest.raises(UsageError, match="kg trace"):
        case.chain(trace="t")
    case.judgements.undo()
    assert case.export(tmp_path / "c.svg", "c")


def test_a_disputed_payment_is_followed_and_said_to_be_so(case: Case, tmp_path: Path) -> None:
    link, whole = paid(case), case.trace(card(1))
    case.chain(card(1), name="c")
    case.judgements.mark(link, "存疑", "当事人否认")
    found = case.trace(card(1))
    assert without(found) == without(whole)
    said = {one.text() for one in found.warnings}
    assert "payments of this trace that are marked as disputed: 1" in said
    (path, *_) = case.export(tmp_path / "c.ttl", "c", show_values=True)
    assert '"disputed"' in path.read_text("utf-8")


def test_the_last_word_holds_and_undo_brings_the_one_before_back(case: Case) -> None:
    link = paid(case)
    case.judgements.mark(link, "disputed", "当事人否认")
    case.judgements.mark(link, "verified", "银行复函")
    assert case.lookup.explain(link).proof == "verified"
    assert "verified" in case.judgements.undo()
    assert case.lookup.explain(link).proof == "disputed"
    case.judgements.mark(link, "clear", "误记")
    assert case.judgements.all() == []
    assert case.lookup.explain(link).proof == "single"
    case.judgements.undo()
    (judged,) = case.judgements.all()
    assert (judged.link, judged.proof, judged.in_case) == (link, "disputed", True)
    case.judgements.undo()
    assert case.judgements.all() == []
    actions = [entry["action"] for entry in case.folder.log.entries()]
    assert actions == ["new", "load", "mark", "mark", "undo", "mark", "undo", "undo"]


def test_a_word_on_one_telling_is_a_word_on_the_payment(
    case: Case, statement: Path, tmp_path: Path
) -> None:
    link = paid(case)
    case.judgements.mark(link, "excluded", "卡号抄错")
    ((target,),) = case.sql(f"SELECT target FROM transfer WHERE id = '{link}'").rows
    numbers = {line.split(",")[8] for line in statement.read_text("utf-8").splitlines()[1:]}
    said = [
        text for texts in case.lookup.entities([target])[target].values.values() for text in texts
    ]
    (other,) = numbers.intersection(said)
    case.load(write_other_side(tmp_path / "对方.csv", statement, other))
    pairs = [pair for pair in case.money.pairs() if link in (pair["id_a"], pair["id_b"])]
    assert [pair["state"] for pair in pairs] == ["paired"]
    payment = min(pairs[0]["id_a"], pairs[0]["id_b"])
    assert case.lookup.explain(payment).proof == "excluded"
    assert payment not in {step.link for step in case.trace(card(1)).steps}


def test_what_was_undone_is_not_judged_when_it_is_loaded_again(case: Case, statement: Path) -> None:
    link = paid(case)
    case.judgements.mark(link, "verified", "银行复函")
    case.judgements.undo()
    case.judgements.undo()
    case.load(statement)
    assert case.lookup.explain(link).proof == "single"


@pytest.mark.parametrize(
    ("what", "word", "reason", "error", "said"),
    [
        ("PAID", "excluded", " ", UsageError, "for a reason"),
        ("PAID", "wrong", "x", UsageError, "is no mark"),
        ("PAID", "single", "x", UsageError, "is no mark"),
        ("PAID", "clear", "x", UsageError, "is not marked"),
        ("OWN", "excluded", "x", NotFound, "no payment or other fact"),
    ],
)
def test_a_mark_that_cannot_be_is_refused(
    case: Case, what: str, word: str, reason: str, error: type[Exception], said: str
) -> None:
    fact = {"PAID": paid(case), "OWN": card(1)}[what]
    before = case.folder.log.path.read_bytes()
    with pytest.raises(error, match=said):
        case.judgements.mark(fact, word, reason)
    assert case.folder.log.path.read_bytes() == before


def test_a_holder_who_is_excluded_holds_nothing(case: Case) -> None:
    (own,) = case.lookup.find(card(1))
    assert case.lookup.holders([own.id]) == {own.id: ("甲1",)}
    question = f"SELECT id, source FROM link WHERE kind LIKE 'Holds%' AND target = '{own.id}'"
    ((link, holder),) = case.sql(question).rows
    case.judgements.mark(str(link), "excluded", "冒名开户")
    assert case.lookup.holders([own.id]) == {}
    with pytest.raises(NotFound, match="holds no account"):
        case.trace(case.lookup.handle(str(holder)))
    assert Proof.EXCLUDED in {Proof(one.proof) for one in case.judgements.all()}
