"""Cells of the matrix: against an obvious twin, and the properties that must hold of any case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kg.chain.elements import COMPUTED, elements, evidence_kinds, without_page
from kg.chain.matrix import MatrixMaterial, build_matrix, state_of
from kg.chain.stages import UNDETERMINED, StagePlace
from kg.messages import Message
from kg.model import (
    CellEvidence,
    CellState,
    Entity,
    Evidence,
    FlowRows,
    Link,
    Matrix,
    Proof,
    RowReference,
    stable_id,
)
from kg.schema import load_schema

STATEMENTS = evidence_kinds().statements
KINDS = ("suspect", "victim", "witness", "documentary", "electronic", COMPUTED)
ITEMS = st.lists(
    st.builds(
        CellEvidence,
        sha256=st.just("a" * 64),
        locator=st.integers(2, 9).map(lambda n: f"line {n}"),
        kind=st.sampled_from(KINDS),
        party=st.sampled_from("ABC"),
        link=st.just("x"),
        relation=st.just("Deceives"),
        counts=st.booleans(),
        disputed=st.booleans(),
    ),
    max_size=6,
)


def slow_state(items: Sequence[CellEvidence]) -> str:
    """The definition, pair by pair."""
    real = [one for one in items if one.counts and one.kind != COMPUTED]
    for one in real:
        for other in real:
            two = one.party != other.party and not one.disputed and not other.disputed
            if two and not (one.kind in STATEMENTS and other.kind in STATEMENTS):
                return "corroborated"
    if any(one.disputed for one in real):
        return "disputed"
    if any(one.kind not in STATEMENTS for one in real):
        return "single"
    if real:
        return "statements"
    return "computed" if any(one.counts for one in items) else "missing"


@given(ITEMS)
def test_a_state_is_that_of_the_definition(items: list[CellEvidence]) -> None:
    assert state_of(items, STATEMENTS) == slow_state(items)


@given(ITEMS, st.integers(0, 5))
def test_to_deny_or_to_lose_evidence_never_bears_anything_out(
    items: list[CellEvidence], at: int
) -> None:
    before = state_of(items, STATEMENTS)
    if before is CellState.CORROBORATED or at >= len(items):
        return
    denied = [*items[:at], replace(items[at], disputed=True), *items[at + 1 :]]
    assert state_of(denied, STATEMENTS) is not CellState.CORROBORATED
    assert state_of([*items[:at], *items[at + 1 :]], STATEMENTS) is not CellState.CORROBORATED


@given(ITEMS)
def test_statements_however_many_stay_statements(items: list[CellEvidence]) -> None:
    said = [replace(one, kind="suspect", disputed=False, counts=True) for one in items]
    assert state_of(said, STATEMENTS) in (CellState.STATEMENTS, CellState.MISSING)


# Cells of made facts

SCHEMA = load_schema()
SHA, SAID_SHA = "1" * 64, "2" * 64
CALLER, VICTIM, CARD = (
    stable_id(kind, "case", name)
    for kind, name in (("Person", "caller"), ("Person", "victim"), ("Account", "card"))
)
PLACES = {CALLER: "CoreCrime", VICTIM: "Victimisation", CARD: "Collection"}
ENTITIES = {
    CALLER: Entity(CALLER, "Person"),
    VICTIM: Entity(VICTIM, "Person"),
    CARD: Entity(CARD, "BankAccount"),
}


def fact(kind: str, source: str, target: str, *evidence: Evidence, **more: object) -> Link:
    made = Link(stable_id(kind, source, target), kind, source, target, evidence=evidence)
    return replace(made, **more)  # type: ignore[arg-type]


def row(number: int, sha256: str = SHA) -> Evidence:
    return Evidence(sha256, f"line {number}", "delimited")


def statement(number: int, stance: str, relation: str, who: str, whom: str = "") -> Link:
    values = {"stance": (stance,), "statedRelation": (relation,), "statementKind": ("suspect",)}
    link = Link(stable_id("States", str(number)), "States", CALLER, who, object=whom)
    return replace(link, values=values, evidence=(row(number, SAID_SHA),))


def no_flows(
    kind: str, sources: Collection[str] | None, targets: Collection[str] | None, by: str
) -> Iterable[FlowRows]:
    return ()


def matrix(
    facts: Sequence[Link],
    references: dict[tuple[str, str], RowReference],
    stages: dict[str, str] = PLACES,
) -> Matrix:
    places = {id_: StagePlace(stage, "role", Message("no-ground")) for id_, stage in stages.items()}
    layouts = {SHA: "relations", SAID_SHA: "statements"}
    return build_matrix(
        MatrixMaterial(facts, ENTITIES, places, references, layouts, no_flows), SCHEMA
    )


def state(made: Matrix, stage: str, element: str) -> str:
    cell = made.cell(stage, element)
    assert cell is not None
    return str(cell.state)


CHAT = {(SHA, "line 2"): RowReference("聊天记录提取笔录第3页", "single")}


def test_a_record_and_a_statement_bear_each_other_out() -> None:
    deceives = fact("Deceives", CALLER, VICTIM, row(2), row(9, SAID_SHA))
    said = statement(9, "affirms", "Deceives", CALLER, VICTIM)
    assert state(matrix([deceives, said], CHAT), "CoreCrime", "act") == "corroborated"
    assert state(matrix([deceives], CHAT), "CoreCrime", "act") != "statements"
    alone = replace(deceives, evidence=deceives.evidence[1:])
    assert state(matrix([alone, said], {}), "CoreCrime", "act") == "statements"


def test_two_pages_of_one_document_are_one_source() -> None:
    both = fact("Deceives", CALLER, VICTIM, row(2), row(3))
    pages = CHAT | {(SHA, "line 3"): RowReference("聊天记录提取笔录第8页", "single")}
    assert state(matrix([both], pages), "CoreCrime", "act") == "single"
    papers = CHAT | {(SHA, "line 3"): RowReference("远程勘验笔录（2024）9号", "single")}
    assert state(matrix([both], papers), "CoreCrime", "act") == "corroborated"


def test_a_denial_of_this_fact_disputes_it_and_one_of_another_stands_beside() -> None:
    deceives = fact("Deceives", CALLER, VICTIM, row(2))
    denies = statement(9, "denies", "Deceives", CALLER, VICTIM)
    made = matrix([deceives, denies], CHAT)
    cell = made.cell("CoreCrime", "act")
    assert cell is not None and cell.state is CellState.DISPUTED
    (subject,) = cell.subjects
    assert [one.disputed for one in subject.supports] == [True]
    assert [one.link for one in subject.against] == [denies.id]
    other = statement(9, "denies", "Deceives", CALLER, CARD)
    assert state(matrix([deceives, other], CHAT), "CoreCrime", "act") == "single"
    assert state(matrix([denies], CHAT), "CoreCrime", "act") == "missing"


def test_a_lead_and_a_sheet_without_a_document_prove_nothing() -> None:
    deceives = fact("Deceives", CALLER, VICTIM, row(2))
    assert state(matrix([deceives], {}), "CoreCrime", "act") == "missing"
    lead = {(SHA, "line 2"): RowReference("聊天记录提取笔录第3页", "clue")}
    assert state(matrix([deceives], lead), "CoreCrime", "act") == "missing"
    disputed = replace(deceives, proof=Proof.DISPUTED)
    assert state(matrix([disputed], CHAT), "CoreCrime", "act") == "disputed"


def test_what_only_a_rule_says_is_computed_only() -> None:
    traced = fact("TracedFlow", CARD, CARD, Evidence("", "", "trace"))
    made = matrix([traced], {}, PLACES | {CARD: "Layering"})
    assert state(made, "Layering", "causation") == "computed"


def test_a_subscriber_is_not_the_user_of_a_number() -> None:
    deceives = fact("Deceives", CALLER, VICTIM, row(2))
    uses = fact("UsesPhone", CALLER, stable_id("PhoneNumber", "", "1"), row(3))
    register = CHAT | {(SHA, "line 3"): RowReference("通信运营商复函（2024）8号", "single")}
    assert state(matrix([deceives, uses], register), "CoreCrime", "use") == "missing"
    handset = CHAT | {(SHA, "line 3"): RowReference("手机取证报告（2024）8号", "single")}
    assert state(matrix([deceives, uses], handset), "CoreCrime", "use") == "single"


def test_everybody_of_whom_something_is_open_stands_in_the_list() -> None:
    made = matrix([fact("Deceives", CALLER, VICTIM, row(2))], CHAT)
    for cell in made.cells:
        points = [
            one for one in made.inquiries if (one.stage, one.element) == (cell.stage, cell.element)
        ]
        open_ = {one.id for one in cell.subjects if one.id and one.state != "corroborated"}
        assert len(points) == bool(open_ or cell.state != "corroborated")
        for point in points:
            assert {one.id for one in point.subjects} == open_
            assert point.articles and point.wanted


def test_the_rules_name_what_the_ontology_and_the_catalogues_have() -> None:
    data = elements()
    offences = {value.name for value in SCHEMA.listed("Offence")}
    codes = {value.code for value in SCHEMA.listed("EvidenceKind")}
    stages = [stage.name for stage in SCHEMA.stages() if stage.name != UNDETERMINED]
    assert list(dict.fromkeys(rule.stage for rule in data.rules)) == stages
    for rule in data.rules:
        assert rule.element in data.names and set(rule.offences) <= offences
        assert set(rule.fill) <= set(data.fill)
        for one in rule.facts:
            assert SCHEMA.has_kind(one.kind) and {one.source, one.target} <= {*stages, ""}
            assert one.apart <= codes and all(SCHEMA.has_property(name) for name in one.filled)
    used = {name for rule in data.rules for name in rule.fill}
    assert used == set(data.fill)
    for name, kind in data.fill.items():
        assert kind in codes
        for lang in ("zh", "en"):
            assert Message(f"matrix-fill-{name}").text(lang)
            assert Message(f"matrix-from-{name}").text(lang)


def test_a_documents_name_tells_its_kind() -> None:
    kinds = evidence_kinds()
    assert [kinds.of_document(name) for name in (
        "讯问笔录（第1次）第2页", "询问笔录（被害人3）", "询问笔录", "聊天记录提取笔录第20页",
        "远程勘验笔录（2024）9号", "司法会计鉴定意见书", "扣押清单", "通信运营商复函（2024）8号",
    )] == ["suspect", "victim", "witness", "electronic", "record", "expert", "physical",
           "documentary"]  # fmt: skip
    assert kinds.of_layout("relations") == "" and kinds.of_layout("bank-flow") == "documentary"
    assert without_page("讯问笔录（第2次）第4页") == "讯问笔录（第2次）"
    assert without_page("第3页") == "第3页"
