"""One chain that a bank, a STIX bundle and FollowTheMoney tell a part of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.case import Case, new_case, open_case
from tests.built import built
from tests.sources.reader import bank

VICTIM, COLLECTS, PASSES_ON, LAST = (f"62209900000000000{n}" for n in (17, 25, 33, 41))
HOLDER, PHONE = "99010119900307039X", "13800000000"
WALLET = "TAcN9gFvXZAxsWQQzWWbydBmscBHnEi5nZ"


def statement() -> str:
    """Return what the bank has: a victim's money comes in and goes on to an account elsewhere."""
    other = f"{PASSES_ON},容某丙,货款,成功,S2"
    return bank(
        f"{VICTIM},,容某甲,,2024-05-01 10:00:00,90000,5,出,{COLLECTS},容某乙,投资款,成功,S1",
        f"{COLLECTS},,容某乙,{HOLDER},2024-05-01 10:20:00,88000,2000,出,{other}",
    )


def victims() -> str:
    """Return what the police typed: who lost what, to which account."""
    return (
        "被害人姓名,转账时间,金额,收款账号,付款账号\n"
        f"容某甲,2024-05-01 10:00:00,90000,{COLLECTS},{VICTIM}\n"
    )


def entities() -> str:
    """Return what an office has in FollowTheMoney: who holds accounts, and the next payments."""

    def entity(id_: str, schema: str, **said: str) -> str:
        properties = {name: [text] for name, text in said.items()}
        return json.dumps({"id": id_, "schema": schema, "properties": properties})

    paid = {"currency": "CNY", "purpose": "购币"}
    return "\n".join(
        (
            entity("p-yi", "Person", name="容某乙", idNumber=HOLDER, phone=PHONE),
            entity("p-ding", "Person", name="容某丁"),
            entity("c-bing", "Company", name="某丙商贸行"),
            entity("a-3", "BankAccount", accountNumber=PASSES_ON, bankName="某行"),
            entity("a-4", "BankAccount", accountNumber=LAST),
            entity("w-1", "CryptoWallet", publicKey=WALLET),
            entity("o-3", "Ownership", owner="c-bing", asset="a-3"),
            entity("o-4", "Ownership", owner="p-ding", asset="a-4"),
            entity("e-1", "Employment", employee="p-ding", employer="c-bing", role="出纳"),
            entity(
                "t-1", "Payment", payerAccount="a-3", beneficiaryAccount="a-4",
                amount="87000", date="2024-05-01T03:00:00", **paid,
            ),
            entity(
                "t-2", "Payment", payerAccount="a-4", beneficiaryAccount="w-1",
                amount="86000", date="2024-05-01T04:00:00", **paid,
            ),
        )
    )  # fmt: skip


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


GANG, TELEPHONE, CARD, COINS, CHIEF = (
    f"{type_}--{uuid(number)}"
    for number, type_ in enumerate(
        ("threat-actor", "phone-number", "bank-account", "cryptocurrency-wallet", "identity"), 1
    )
)


def bundle() -> str:
    """Return what a platform of threat intelligence has: who is behind numbers and accounts."""
    times = {"created": "2024-05-02T00:00:00.000Z", "modified": "2024-05-02T00:00:00.000Z"}
    new = {"extensions": {f"extension-definition--{uuid(99)}": {"extension_type": "new-sco"}}}

    def one(id_: str, **said: Any) -> dict[str, Any]:
        return {"type": id_.partition("--")[0], "spec_version": "2.1", "id": id_, **said}

    def relation(number: int, source: str, word: str, target: str) -> dict[str, Any]:
        ends = {"source_ref": source, "target_ref": target}
        return one(f"relationship--{uuid(number)}", relationship_type=word, **ends, **times)

    objects = [
        one(GANG, name="某诈骗团伙", threat_actor_types=["crime-syndicate"], **times),
        one(CHIEF, name="容某戊", identity_class="individual", **times),
        one(TELEPHONE, value=f"+86{PHONE}", **new),
        one(CARD, account_number=COLLECTS, holder_ref=CHIEF, **new),
        one(COINS, value=WALLET, holder_ref=CHIEF, **new),
        relation(21, GANG, "controls", CARD),
        relation(22, GANG, "uses", TELEPHONE),
        relation(23, CHIEF, "part-of", GANG),
    ]
    return json.dumps({"type": "bundle", "id": f"bundle--{uuid(50)}", "objects": objects})


def build(place: Path) -> None:
    (place / "bank.csv").write_text(statement(), encoding="utf-8")
    (place / "victims.csv").write_text(victims(), encoding="utf-8")
    (place / "office.json").write_text(entities(), encoding="utf-8")
    (place / "actors.json").write_text(bundle(), encoding="utf-8")
    with new_case(place / "case") as case:
        for name in ("bank.csv", "victims.csv", "office.json", "actors.json"):
            assert case.load(place / name).source.problems == 0
        case.trace(victims=True, name="money")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    place = tmp_path_factory.mktemp("told")
    built(build, place)
    with open_case(place / "case") as opened:
        yield opened


def test_the_money_goes_through_what_the_bank_and_the_office_tell(case: Case) -> None:
    trace = case.trace(victims=True)
    assert [step.traced // 100 for step in trace.steps] == [90000, 88000, 87000, 86000]
    files = [case.lookup.explain(step.link).pieces[0].file for step in trace.steps]
    assert files == ["bank.csv", "bank.csv", "office.json", "office.json"]


def test_stages_of_one_chain_are_told_by_different_files(case: Case) -> None:
    chain = case.chain(trace="money")
    stages = {
        (node.entity.first("name") or node.entity.first("accountNumber")): node.stage
        for node in chain.nodes
        if node.entity.kind in ("Person", "Organisation", "BankAccount")
    }
    assert stages == {
        "容某甲": "Victimisation", "容某乙": "Collection", "容某戊": "Collection",
        "容某丙": "Layering", "某丙商贸行": "Layering", "容某丁": "Layering", LAST: "Layering",
    }  # fmt: skip
    (coins,) = (node for node in chain.nodes if node.entity.kind == "Wallet")
    assert (coins.stage, coins.entity.first("walletAddress")) == ("Exit", WALLET)
    assert {node.entity.first("name") for node in chain.nodes} >= {"某诈骗团伙"}


def test_what_two_tools_tell_of_one_thing_is_one_thing(case: Case) -> None:
    query = "SELECT kind, count(*) FROM entity WHERE kind <> 'Person' GROUP BY 1"
    assert dict(case.sql(query).rows) == {
        "BankAccount": 4, "Wallet": 1, "PhoneNumber": 1, "Group": 1, "Organisation": 1,
    }  # fmt: skip
    (yi,) = case.sql("SELECT id FROM entity WHERE name = '容某乙' AND kind = 'Person'").rows
    held = "SELECT kind FROM link WHERE source = $1 ORDER BY 1".replace("$1", f"'{yi[0]}'")
    assert [kind for (kind,) in case.sql(held).rows] == ["HoldsAccount", "UsesPhone"]


def test_explain_leads_into_the_json(case: Case) -> None:
    paid = case.sql("SELECT id FROM transfer WHERE amount = 87000").rows[0][0]
    (piece,) = case.lookup.explain(str(paid)).pieces
    assert (piece.file, piece.locator) == ("office.json", "line 10")
    assert piece.cells[:2] == ("id: t-1", "schema: Payment")
    controls = case.sql("SELECT id FROM link WHERE kind = 'Controls'").rows[0][0]
    (piece,) = case.lookup.explain(str(controls)).pieces
    assert (piece.file, piece.locator) == ("actors.json", "/objects/5")
    assert "relationship_type: controls" in piece.cells
    held = case.sql("SELECT id FROM link WHERE kind = 'HoldsWallet'").rows[0][0]
    (piece,) = case.lookup.explain(str(held)).pieces
    assert piece.locator == "/objects/4", "the object that names its holder"
