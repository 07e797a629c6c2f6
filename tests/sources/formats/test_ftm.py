"""FollowTheMoney: kinds by the tables, ends, money, provenance of statements, and what is odd."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.case import new_case
from kg.errors import FormatError
from kg.limits import LIMITS
from kg.model import stable_id
from kg.schema.mappings import read_mappings
from kg.sources.formats import format_of
from kg.sources.formats.foreign_model import foreign_model
from kg.sources.formats.ftm import read_ftm
from kg.sources.formats.records import FormatRecord
from tests.sources.reader import Result, read_text

FIRST, SECOND = "6220990000000000017", "6220990000000000025"


def entity(id_: str, schema: str, **properties: list[str]) -> dict[str, Any]:
    return {"id": id_, "schema": schema, "properties": properties}


ACCOUNTS = [
    entity("a", "BankAccount", accountNumber=[FIRST], bankName=["云岫银行"]),
    entity("b", "BankAccount", accountNumber=[SECOND]),
]
PAYMENT = entity(
    "t", "Payment", payerAccount=["a"], payer=["p"], beneficiaryAccount=["b"], amount=["1200.50"],
    currency=["CNY"], date=["2024-05-01T10:00:00"], purpose=["货款"],
)  # fmt: skip


def read(tmp_path: Path, *entities: Any) -> Result:
    lines = (
        one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in entities
    )
    return read_text(tmp_path, "\n".join(lines), "e.ijson")


def kinds(result: Result) -> dict[str, str]:
    """Return the kind of each thing that the file has an id for."""
    return {row["id"]: row["kind"] for row in result.as_read() if row["kind"]}


def test_a_payment_between_accounts_flows_and_names_them_by_their_numbers(tmp_path: Path) -> None:
    result = read(tmp_path, *ACCOUNTS, PAYMENT)
    (flow,) = result.flows
    assert (flow["amount"], flow["currency"], flow["memo"]) == (Decimal("1200.50"), "CNY", "货款")
    told = [row for row in result.rows("entity") if row["values"]]
    numbers = {row["id"]: row["values"]["accountNumber"] for row in told}
    assert (numbers[flow["source"]], numbers[flow["target"]]) == ([FIRST], [SECOND])
    ids = {row["id"] for row in read_text(tmp_path, bank_row()).rows("entity")}
    assert {flow["source"], flow["target"]} <= ids, "a bank's file names the same accounts"


def bank_row() -> str:
    from tests.sources.reader import bank

    return bank(f"{FIRST},,甲,,2024-05-01 10:00:00,5,5,出,{SECOND},乙,,成功,S1")


def test_every_schema_of_the_table_is_read_as_a_kind() -> None:
    model = foreign_model("ftm")
    rows = [row for row in read_mappings(mappings()) if row.table == "ftm"]
    schemata = {row.target.removeprefix("ftm:") for row in rows if row.target.count(":") == 1}
    named = {name for name in schemata if not row_is_topic(name)}
    for schema in named:
        assert model.schema.has_kind(model.kind_of(schema)), schema
        if model.edge(schema):
            assert model.schema.has_kind(model.link_of(schema, "Person", "Organisation")), schema
    near = [row for row in rows if row.relation in ("exact", "close") and row.subject[0].isupper()]
    for row in near:
        schema, kind = row.target.removeprefix("ftm:"), row.subject
        found = model.schema.kind(kind) if model.schema.has_kind(kind) else None
        if found and found.is_entity and not found.abstract:
            assert model.kind_of(schema) == kind, row
    for name in model.reading["kinds"].values():
        assert model.schema.kind(name).is_entity


def row_is_topic(name: str) -> bool:
    return name.startswith("ftm-topic")


def mappings() -> Path:
    from kg.schema import ontology_files

    return ontology_files()[0].parent / "mappings"


@pytest.mark.parametrize(
    ("schema", "kind"),
    [("Company", "Organisation"), ("LegalEntity", "Organisation"), ("Vessel", "Vehicle"),
     ("Airplane", "Vehicle"), ("CryptoWallet", "Wallet"), ("Spaceship", "Item")],
)  # fmt: skip
def test_the_nearest_general_kind_keeps_the_schema(tmp_path: Path, schema: str, kind: str) -> None:
    (row,) = read(tmp_path, entity("x", schema, name=["甲"], odd=["kept"])).rows("entity")
    assert (row["kind"], row["name"]) == (kind, "甲")
    assert row["values"]["recordedAs"] == [schema]
    (line,) = read_ftm(json.dumps(entity("x", schema, odd=["kept"])), "e", LIMITS).records
    assert line.cells["ftm:odd"] == "kept"


def test_relations_are_of_the_first_kind_that_their_ends_allow(tmp_path: Path) -> None:
    people = [entity("p", "Person", name=["甲"]), entity("q", "Person", name=["乙"])]
    firm = entity("f", "Company", name=["某公司"])
    told = [
        entity("1", "Ownership", owner=["p"], asset=["a"]),
        entity("2", "Ownership", owner=["p"], asset=["f"]),
        entity("3", "Family", person=["p"], relative=["q"], relationship=["兄弟"]),
        entity(
            "4", "Payment", payer=["p"], beneficiary=["f"], amountEur=["7"], date=["2024-05-01"]
        ),
        entity("5", "Membership", member=["p", "q"], organization=["f"]),
        entity("6", "Directorship", director=["p"]),
    ]
    result = read(tmp_path, *ACCOUNTS, *people, firm, *told)
    links = Counter(row["kind"] for row in result.rows("link"))
    assert links == {"HoldsAccount": 1, "HoldsShares": 1, "RelatedTo": 1, "Pays": 1, "MemberOf": 2}
    (family,) = [row for row in result.rows("link") if row["kind"] == "RelatedTo"]
    assert family["values"]["recordedAs"] == ["兄弟"]
    (paid,) = [row for row in result.rows("link") if row["kind"] == "Pays"]
    assert (paid["amount"], paid["currency"]) == (Decimal(7), "EUR")
    assert kinds(result)["6"] == "Item", "a relation without both its ends is kept as a thing"


def test_statements_keep_whence_each_value_is(tmp_path: Path) -> None:
    said = {"schema": "Person", "canonical_id": "Q1", "first_seen": "2023-01-01"}
    lines = [
        {**said, "entity_id": "e1", "prop": "name", "value": "甲", "dataset": "list a",
         "original_value": " 甲 "},
        {**said, "entity_id": "e2", "prop": "birthDate", "value": "1980", "dataset": "list b"},
        {"schema": "Ownership", "entity_id": "o", "prop": "owner", "value": "Q1", "dataset": "c"},
        {"schema": "Ownership", "entity_id": "o", "prop": "asset", "value": "f", "dataset": "c"},
        {"schema": "Company", "entity_id": "f", "prop": "name", "value": "某公司", "dataset": "c"},
    ]  # fmt: skip
    result = read(tmp_path, *lines)
    person = [row for row in result.rows("entity") if row["kind"] == "Person"]
    assert len({row["id"] for row in person}) == 1
    told = [row["values"] for row in person if row["values"]]
    assert {origin for values in told for origin in values["sourceReference"]} == {
        "list a", "list b",
    }  # fmt: skip
    assert result.as_read()[0]["ftm:original_value"] == " 甲 "
    (link,) = result.rows("link")
    assert link["kind"] == "HoldsShares" and result.reading.stored == 5


STATEMENTS = [
    ("Q1", "a", "name", "name", "Person", "甲某", "lijst"),
    ("Q1", "b", "birthDate", "date", "Person", "1970-01-02", "andere, lijst"),
    ("c", "c", "name", "name", "Company", '乙公司 "乙"', "lijst"),
    ("o", "o", "owner", "entity", "Ownership", "b", "lijst"),
    ("o", "o", "asset", "entity", "Ownership", "c", "lijst"),
    ("c", "c", "parent", "entity", "Company", "b", "lijst"),
]
COLUMNS = ("canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset")


@pytest.mark.parametrize("form", ["csv", "lines"])
def test_statements_of_joined_entities_name_what_they_were_joined_to(
    form: str, tmp_path: Path
) -> None:
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([COLUMNS, *STATEMENTS])
        result = read_text(tmp_path, out.getvalue(), "s.csv")
    else:
        lines = (dict(zip(COLUMNS, one, strict=True)) for one in STATEMENTS)
        result = read(tmp_path, *lines)
    names = {row["id"]: row["name"] for row in result.rows("entity") if row["name"]}
    held = [row for row in result.rows("link") if row["kind"] == "HoldsShares"]
    ends = [(names[row["source"]], names[row["target"]]) for row in held]
    assert ends == [("甲某", '乙公司 "乙"')]
    assert {row["id"] for row in result.rows("entity")} == names.keys(), "nobody came twice"
    assert result.reading.stored == len(STATEMENTS) + 1, "one more for what a company names"


def test_lines_of_a_table_of_statements_that_are_none_are_told(tmp_path: Path) -> None:
    text = ",".join(COLUMNS) + "\na,a,name,name,Person,甲,x\n\nb,b,name\nc,c,name,name,,丙,x\n"
    found = read_ftm(text, "s.csv", LIMITS)
    assert sorted((one.place, bool(one.reason)) for one in found.records) == [
        (2, False), (4, True), (5, True),
    ]  # fmt: skip
    assert [place for place, _ in found.skipped] == [3]
    with pytest.raises(FormatError, match=r"s\.csv line 2"):
        read_ftm(",".join(COLUMNS) + '\n"a\n', "s.csv", LIMITS)


def test_a_payment_by_several_is_one_problem_in_statements_too(tmp_path: Path) -> None:
    told = [("payer", "a"), ("payer", "b"), ("beneficiary", "c"), ("amount", "5")]
    lines = [
        {"schema": "Payment", "entity_id": "t", "prop": prop, "value": value, "dataset": "d"}
        for prop, value in told
    ]
    result = read(tmp_path, *lines)
    assert [p.locator for p in result.reading.problems] == ["line 1"]
    assert (result.reading.read, result.reading.stored) == (4, 3) and not result.rows("link")


def test_what_is_odd_is_a_problem_or_a_row_and_never_lost(tmp_path: Path) -> None:
    odd = [
        *("{", "[]", "7", "null", '{"id": "", "schema": "Person", "properties": {}}'),
        entity("t", "Payment", payer=["a", "b"], beneficiary=["p"], amount=["5"]),
        '{"id": "a", "id": "b", "schema": "Person", "properties": {}}',
        '{"id": "x", "schema": "Person", "properties": {"name": ["\\ud800"]}}',
    ]
    result = read(tmp_path, entity("p", "Person", name=["p"], parent=["p"]), *odd)
    assert result.reading.read == len(odd) + 1 and result.reading.stored == 1
    assert [p.locator for p in result.reading.problems] == [f"line {n + 2}" for n in range(8)]


def test_a_line_too_deep_is_one_problem(tmp_path: Path) -> None:
    deep = "[" * 200 + "]" * 200
    line = f'{{"id": "d", "schema": "Person", "properties": {{"name": {deep}}}}}'
    result = read(tmp_path, entity("p", "Person"), line)
    (problem,) = result.reading.problems
    assert problem.locator == "line 2"


def test_an_array_has_pointers_and_is_read_again_there(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    path.write_text(json.dumps([*ACCOUNTS, PAYMENT]), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        case.load(path)
        (transfer,) = case.sql("SELECT id FROM transfer").rows[0]
        (piece,) = case.lookup.explain(str(transfer)).pieces
        assert piece.locator == "/2" and "beneficiaryAccount" in str(piece)


def test_an_array_that_is_no_json_is_refused() -> None:
    with pytest.raises(FormatError, match=r"e\.json"):
        read_ftm('[{"id": "a", "schema": "Person", "properties": {}', "e.json", LIMITS)


@pytest.mark.parametrize(
    ("start", "name"),
    [(b'{"id": "a", "schema": "Person", "properties": {}}', "FollowTheMoney"),
     (b'[ {"schema":"Person","id":"a","properties":{}}]', "FollowTheMoney"),
     (b'{"$schema": "x", "properties": {}}', None), (b'{"id": "a"}', None)],
)  # fmt: skip
def test_which_texts_are_entities(start: bytes, name: str | None) -> None:
    found = format_of(start)
    assert (found.name if found else None) == name


def test_real_donations_are_as_plain_json_counts_them(
    tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    path = shared_data("interop") / "ftm" / "donations.ijson"
    told = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    schemata = Counter(one["schema"] for one in told)
    named = sum(len(one["properties"].get("addressEntity", ())) for one in told)
    paid = sum(Decimal(text) for one in told for text in one["properties"].get("amountEur", ()))
    with new_case(tmp_path / "case") as case:
        source = case.load(path).source
        assert source.read == source.stored == len(told) + named
        counts = dict(case.sql("SELECT kind, count(*) FROM entity GROUP BY 1").rows)
        assert counts == {
            "Person": schemata["Person"], "Place": schemata["Address"],
            "Organisation": schemata["Company"] + schemata["Organization"],
        }  # fmt: skip
        links = case.sql("SELECT kind, count(*), sum(amount) FROM link GROUP BY 1 ORDER BY 1").rows
        assert links == (("LocatedAt", named, None), ("Pays", schemata["Payment"], paid))


def test_what_a_relation_names_and_no_entity_is_stays_and_is_said() -> None:
    lone = {"id": "o", "schema": "Ownership", "properties": {"owner": ["p"], "asset": ["q"]}}
    found = read_ftm(json.dumps(lone) + "\n", "e.ftm.json", LIMITS)
    (record,) = found.records
    assert (record.cells["source id"], record.cells["target id"]) == ("p", "q")
    assert any("lacks: 2" in one.text("en") for one in found.warnings)


def made(id_: str, schema: str, **properties: list[Any]) -> dict[str, Any]:
    return {"id": id_, "schema": schema, "properties": properties}


NESTED = made(
    "p", "Person", name=["Ann Nobody"],
    addressEntity=[made("a", "Address", full=["Nowhere 1"], country=["ru"])],
    ownershipOwner=[
        made("o", "Ownership", owner=["p"], asset=[made("c", "Company", name=["Acme"])]),
    ],
    cryptoWallets=[
        made("w", "CryptoWallet", publicKey=["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"], holder=["p"]),
    ],
    membershipMember=[
        made("m", "Membership", organization=[made("g", "Organization", name=["Gang"])]),
    ],
)  # fmt: skip


def test_entities_that_another_holds_are_read_each_once(tmp_path: Path) -> None:
    shares = made("o", "Ownership", owner=["p"], asset=["c"])
    company = made("c", "Company", name=["Acme"], ownershipAsset=[shares])
    text = f"{json.dumps(NESTED)}\n{json.dumps(company)}\n"
    (tmp_path / "targets.nested.json").write_text(text, encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        report = case.load(tmp_path / "targets.nested.json")
        assert report.source.problems == 0
        assert not any("lacks" in one.text("en") for one in report.warnings)
        kinds = Counter(kind for (kind,) in case.sql("SELECT kind FROM entity").rows)
        assert kinds == {"Person": 1, "Organisation": 2, "Place": 1, "Wallet": 1}
        links = case.sql(
            "SELECT link.kind, s.kind, t.kind FROM link JOIN entity s ON s.id = source"
            " JOIN entity t ON t.id = target ORDER BY ALL"
        )
        assert links.rows == (
            ("HoldsShares", "Person", "Organisation"), ("HoldsWallet", "Person", "Wallet"),
            ("LocatedAt", "Person", "Place"), ("MemberOf", "Person", "Organisation"),
        )  # fmt: skip
        (held,) = case.sql("SELECT id FROM link WHERE kind = 'HoldsShares'").rows[0]
        assert [piece.locator for piece in case.lookup.explain(str(held)).pieces] == ["line 1"]


def test_a_payment_that_both_of_its_ends_hold_is_one() -> None:
    payment = made(
        "t", "Payment", payer=["p"], beneficiary=["q"], amount=["5"], currency=["EUR"],
    )  # fmt: skip
    ends = [
        made("p", "Person", name=["p"], paymentPayer=[payment]),
        made("q", "Person", name=["q"], paymentBeneficiary=[payment]),
    ]
    found = read_ftm("\n".join(map(json.dumps, ends)), "n.json", LIMITS)
    assert [one.cells["link"] for one in found.records if one.cells.get("link")] == ["t"]
    assert len(found.records) == 4, "the second telling stays as a row"


@pytest.mark.parametrize("second", ["held", "plain"])
def test_a_relation_that_is_told_again_otherwise_is_a_problem(second: str) -> None:
    def payment(amount: str) -> dict[str, Any]:
        return made(
            "t", "Payment", payer=["p"], beneficiary=["q"], amount=[amount], currency=["EUR"],
        )  # fmt: skip

    def told(amount: str) -> Sequence[FormatRecord]:
        again = payment(amount)
        other = made("q", "Person", name=["q"], paymentBeneficiary=[again])
        first = made("p", "Person", name=["p"], paymentPayer=[payment("5")])
        lines = (first, other if second == "held" else again)
        return read_ftm("\n".join(map(json.dumps, lines)), "n.json", LIMITS).records

    assert not [one for one in told("5") if one.reason]
    (problem,) = [one for one in told("7") if one.reason]
    assert problem.place == 2 and "otherwise" in problem.reason.text("en")
    for amount in ("5", "7"):
        links = [one.cells["link"] for one in told(amount) if one.cells.get("link")]
        assert links == ["t"]


def test_an_iban_is_the_number_of_an_account(tmp_path: Path) -> None:
    lines = [
        entity("b1", "BankAccount", accountNumber=[FIRST]),
        entity("b2", "BankAccount", iban=["DE89370400440532013000"]),
        entity("p", "Payment", payerAccount=["b1"], beneficiaryAccount=["b2"], amount=["5"],
               currency=["EUR"], date=["2024-05-01"]),
    ]  # fmt: skip
    result = read_text(tmp_path, "\n".join(map(json.dumps, lines)) + "\n", "a.json")
    (flow,) = result.flows
    assert flow["target"] == stable_id("Account", "", "DE89370400440532013000")
