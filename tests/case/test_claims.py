"""What files call somebody or something is a claim with its row; the thing is of a neutral kind."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case import Case, open_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.open_case import reading_session
from kg.model import Entity, Link, stable_id
from kg.schema import load_schema
from tests.built import built
from tests.command_line import answer, kg

ROWS = """主体,主体类型,关系,客体,客体类型,开始时间,证明程度
闻人澈,人,组织领导,某诈骗窝点,诈骗团伙,2024-01-02,孤证
某信息公司,数据黑企,出售数据,闻人澈,人,2024-01-03,孤证
某信息公司,单位,签订合同,某商行,单位,2024-01-04,孤证
闻人澈,人,诈骗组织者,某诈骗窝点,,2024-01-02,孤证
"""
PROVEN = """主体,主体类型,关系,客体,客体类型,开始时间,证明程度
甲咨询公司,数据黑企,出售数据,濮阳某,人,2024-01-03,排除
乙线索公司,数据黑企,出售数据,濮阳某,人,2024-01-04,线索
丙信息公司,数据黑企,出售数据,濮阳某,人,2024-01-05,存疑
丁数据公司,数据黑企,出售数据,濮阳某,人,2024-01-06,查实
戊科技公司,数据黑企,出售数据,濮阳某,人,2024-01-07,孤证
戊科技公司,数据黑企,出售数据,濮阳某,人,2024-01-08,排除
己传媒公司,单位,签订合同,甲咨询公司,单位,2024-01-09,孤证
"""
PROOFS = {
    "甲咨询公司": "excluded", "乙线索公司": "clue", "丙信息公司": "disputed",
    "丁数据公司": "verified", "戊科技公司": "disputed",
}  # fmt: skip
PERSONS = """主体,主体类型,关系,客体,客体类型,开始时间,证明程度
屠某,卡农,提供银行卡,6200000000000000011,银行卡,2024-02-01,印证
蔺某,车手,取送现金,翟某,嫌疑人,2024-02-02,孤证
某料商公司,数据贩子,出售数据,翟某,人,2024-02-03,孤证
桑某,被害人,使用手机号,13900000001,,2024-02-04,孤证
某队,水房,签订合同,某商行,单位,2024-02-05,孤证
倪某,引流人,引流,翟某,人,2024-02-06,孤证
翟某,车首,引流,桑某,人,2024-02-07,孤证
邰某,车手,取送现金,邰某的园区,公会,2024-02-08,孤证
"""
ROLE = """
PREFIX cc: <https://w3id.org/crimechain/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name ?kind ?role { ?claim cc:source ?who ; cc:role ?role . ?role rdfs:subClassOf* cc:%s .
?who cc:name ?name ; a ?kind } ORDER BY ?name ?role
"""
LAYOUT = """
name = "watched-firms"
label = { zh = "监看名单", en = "watched firms" }

[columns]
firm = { names = ["企业"], type = "name", required = true, filled = true }
sort = { names = ["类别"] }
seller = { names = ["卖家"], type = "name", required = true }
proof = { names = ["证明程度"], type = "proof" }

[parties.firm]
kind = "Organisation"
id = [["case", "$firm"]]
kind_when = [{ column = "sort", like = "^黑$", kind = "DataBlackEnterprise" }]
values = { name = "firm" }

[parties.seller]
kind = "CardSeller"
id = [["case", "$seller"]]
values = { name = "seller" }

[[links]]
kind = "RelatedTo"
source = ["firm"]
target = ["seller"]
proof = "proof"
"""
WATCHED = """企业,类别,卖家,证明程度
庚公司,黑,郗某,存疑
辛公司,白,,孤证
"""


def loaded(place: Path, rows: str, layout: str = "relations") -> Case:
    (place / "关系.csv").write_text(rows, encoding="utf-8")
    opened = open_case(place / "case")
    opened.evidence.load(place / "关系.csv", layout=layout)
    return opened


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with loaded(tmp_path_factory.mktemp("claims"), ROWS) as opened:
        assert list(opened.evidence.problems()) == []
        yield opened


def build_proven(place: Path) -> None:
    with loaded(place, PROVEN) as opened:
        assert list(opened.evidence.problems()) == []


@pytest.fixture
def proven(tmp_path: Path) -> Iterator[Case]:
    built(build_proven, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


@pytest.fixture(scope="module")
def persons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with loaded(tmp_path_factory.mktemp("persons"), PERSONS) as opened:
        yield opened


def told(case: Case, role: str) -> list[tuple[str, ...]]:
    rows = case.query(ROLE % role).rows
    return [tuple(str(cell).rsplit("/", 1)[-1] for cell in row) for row in rows]


def facts_of(case: Path) -> tuple[list[Entity], list[Link]]:
    with reading_session(CaseFolder(case)) as session:
        ids = session.store.ids()
        return session.store.entities(ids), session.store.links(ids)


def claims_of(case: Path) -> dict[tuple[str, str], Link]:
    """Return the claims by the name of the thing and the role."""
    entities, links = facts_of(case)
    names = {entity.id: entity.first("name") for entity in entities}
    claims = [link for link in links if link.kind == "HoldsRole"]
    return {(names[link.source], link.values["role"][0]): link for link in claims}


def test_a_firm_is_an_organisation_of_which_it_is_said(case: Case) -> None:
    assert told(case, "DataBlackEnterprise") == [
        ("某信息公司", "Organisation", "DataBlackEnterprise")
    ]


def test_a_role_is_found_by_what_it_is_a_kind_of(case: Case) -> None:
    assert told(case, "Ringleader") == [("闻人澈", "Person", "FraudLeader")]
    assert ("某诈骗窝点", "Group", "FraudGang") in told(case, "Role")


def test_every_claim_has_its_row_and_nothing_is_typed_by_a_role(case: Case) -> None:
    schema = load_schema()
    entities, links = facts_of(case.root)
    assert not [one for one in entities if schema.kind(one.kind).is_role]
    claims = [link for link in links if link.kind == "HoldsRole"]
    assert len(claims) == 3
    places = {link.values["role"][0]: [e.locator for e in link.evidence] for link in claims}
    assert places == {
        "FraudGang": ["line 2"], "DataBlackEnterprise": ["line 3"], "FraudLeader": ["line 5"],
    }  # fmt: skip


def test_a_thing_has_the_rows_that_call_it_by_a_role_and_those_that_do_not(case: Case) -> None:
    entities, _ = facts_of(case.root)
    rows = {one.first("name"): [e.locator for e in one.evidence] for one in entities}
    assert rows["某信息公司"] == ["line 3", "line 4"]


def test_a_claim_is_proven_as_its_rows_are_and_has_no_time(proven: Case) -> None:
    claims = claims_of(proven.root)
    assert {name: str(link.proof) for (name, _), link in claims.items()} == PROOFS
    assert {link.start for link in claims.values()} == {None}
    places = [e.locator for e in claims["戊科技公司", "DataBlackEnterprise"].evidence]
    assert places == ["line 6", "line 7"]


def test_an_excluded_claim_counts_in_no_chain_question_or_list(proven: Case) -> None:
    chain = proven.chains.build("濮阳某", hops=2)
    roles = {node.entity.first("name"): node.roles for node in chain.nodes}
    assert roles["丙信息公司"] == ("alleged:DataBlackEnterprise",)
    assert "甲咨询公司" not in roles
    around = proven.chains.build("己传媒公司", hops=1)
    assert {n.entity.first("name"): n.roles for n in around.nodes}["甲咨询公司"] == ()
    asked = proven.questions.ask("roles-of").rows
    assert {str(row[0]) for row in asked} == PROOFS.keys() - {"甲咨询公司"}
    shown = {name: proven.lookup.show(name, "en").roles for name in PROOFS}
    assert shown["甲咨询公司"] == ()
    assert shown["乙线索公司"] == ("alleged rogue data company",)
    assert shown["丙信息公司"] == ("alleged rogue data company (disputed)",)


def test_a_claim_is_judged_as_any_fact(proven: Case) -> None:
    claim = claims_of(proven.root)["丁数据公司", "DataBlackEnterprise"]
    assert len(proven.lookup.roles([claim.source])) == 1
    proven.judgements.mark(claim.id, "excluded", "另有其人")
    assert proven.lookup.roles([claim.source]) == {}
    assert claims_of(proven.root)["丁数据公司", "DataBlackEnterprise"].proof == "excluded"
    derived = "SELECT ?o { GRAPH ?g { <%s> <https://w3id.org/crimechain/hasRoleWith> ?o } }"
    assert not proven.query(derived % claim.source).rows


def test_search_says_the_roles_that_are_said_of_a_thing(proven: Case) -> None:
    for lang, said in (("zh", "涉嫌数据黑企"), ("en", "alleged rogue data company")):
        done = kg("search", proven.root, "公司", "--lang", lang)
        rows = {line.split("\t")[3]: line.split("\t")[2] for line in lines_of(done.stdout)}
        assert rows["乙线索公司"] == said
        assert rows["甲咨询公司"] == rows["己传媒公司"] == ""
        assert rows["丙信息公司"].startswith(said) and rows["丙信息公司"] != said
    found = {
        one["values"]["name"][0]: one["roles"] for one in answer("search", proven.root, "公司")
    }
    assert found["甲咨询公司"] == []
    assert found["丁数据公司"] == [{"role": "DataBlackEnterprise", "proof": "verified"}]


def lines_of(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if line.count("\t") > 4]


def test_a_person_may_be_called_by_a_role(persons: Case) -> None:
    said = told(persons, "Role")
    assert said == [
        ("屠某", "Person", "CardSeller"),
        ("某料商公司", "Organisation", "DataDealer"),
        ("某队", "Group", "LaunderingCrew"),
        ("桑某", "Person", "Victim"),
        ("翟某", "Person", "Suspect"),
        ("蔺某", "Person", "CashRunner"),
    ]
    claims = claims_of(persons.root)
    assert claims["屠某", "CardSeller"].proof == "corroborated"
    assert persons.lookup.show("屠某", "zh").roles == ("涉嫌供卡人",)
    assert persons.lookup.show("桑某", "en").roles == ("victim",)
    assert persons.lookup.show("翟某", "zh").roles == ("犯罪嫌疑人、被告人",)


def test_a_role_that_anything_may_have_is_a_problem_and_says_what_to_write(persons: Case) -> None:
    problems = {one.locator: one.reason for one in persons.evidence.problems()}
    assert problems.keys() == {"line 7", "line 8", "line 9"}
    assert "'引流人' is a role (lead generator)" in problems["line 7"].text("en")
    assert "另写一行，填在关系列" in problems["line 7"].text("zh")
    assert "'车首'" in problems["line 8"].text("en")
    assert "车手" not in problems["line 8"].text("en")


def test_a_row_that_is_refused_says_nothing_of_anybody(persons: Case) -> None:
    names = {entity.first("name") for entity in facts_of(persons.root)[0]}
    assert not names & {"倪某", "邰某", "邰某的园区"}


def test_a_layout_that_names_roles_makes_claims_with_the_proof_of_its_links(tmp_path: Path) -> None:
    layout = tmp_path / "watched-firms.toml"
    layout.write_text(LAYOUT, encoding="utf-8")
    with loaded(tmp_path, WATCHED, str(layout)) as opened:
        assert list(opened.evidence.problems()) == []
        claims = claims_of(opened.root)
        kinds = {one.first("name"): one.kind for one in facts_of(opened.root)[0]}
    assert {key: str(link.proof) for key, link in claims.items()} == {
        ("庚公司", "DataBlackEnterprise"): "disputed", ("郗某", "CardSeller"): "disputed",
    }  # fmt: skip
    assert kinds == {"庚公司": "Organisation", "辛公司": "Organisation", "郗某": "Person"}


ARCHIVE = Path(__file__).parents[1] / "data" / "case-1cfac18.tar.xz"
"""A case that commit 1cfac18 made: its tables have roles as kinds of things, and no proof of them.

One claim is marked as disputed in it, and one row was refused for a role in the column of types.
"""


@pytest.fixture
def before(tmp_path: Path) -> Path:
    with tarfile.open(ARCHIVE) as packed:
        packed.extractall(tmp_path, filter="tar")
    return tmp_path / "case"


def proofs_of(case: Path) -> dict[str, str]:
    return {name: str(link.proof) for (name, _), link in claims_of(case).items()}


def test_a_case_of_before_opens_verifies_and_takes_more(before: Path, tmp_path: Path) -> None:
    told_before = proofs_of(before)
    assert told_before["某诈骗窝点"] == "disputed" and told_before["某咨询公司"] == "single"
    verified = kg("verify", before, "--json")
    assert verified.returncode == 0, verified.stderr
    assert {one["standing"] for one in verified.document["differences"]} == {"version"}
    (tmp_path / "更多.csv").write_text(PERSONS, encoding="utf-8")
    assert kg("load", before, tmp_path / "更多.csv", "--layout", "relations").returncode == 0
    after = proofs_of(before)
    assert after.items() >= told_before.items() and after["屠某"] == "corroborated"


def test_a_rebuild_gives_its_claims_their_proof_and_loses_nothing(before: Path) -> None:
    things, links = facts_of(before)
    assert kg("rebuild", before).returncode == 0
    after = proofs_of(before)
    assert after == {
        "某诈骗窝点": "disputed", "某信息公司": "disputed", "某咨询公司": "excluded",
        "某线索公司": "clue", "闻人澈": "single", "某取款人": "single",
    }  # fmt: skip
    now_things, now_links = facts_of(before)
    assert {one.id: one for one in now_things}.items() >= {one.id: one for one in things}.items()
    assert {one.id for one in now_links} >= {one.id for one in links}
    assert list(answer("problems", before)) == []
    (marked,) = answer("mark", before)
    assert (marked["proof"], marked["reason"]) == ("disputed", "待核实")
    assert kg("verify", before).returncode == 0


ACTS = """主体,主体类型,关系,客体,客体类型,证明程度
路某,人,涉嫌参与,某次批量登录,撞库,孤证
符某,人,涉嫌参与,某次批量登录,非法获取公民个人信息,孤证
路某,人,涉嫌参与,某日签约,签订合同,孤证
"""


def test_one_name_is_one_act_however_it_is_entered(tmp_path: Path) -> None:
    with loaded(tmp_path, ACTS) as opened:
        assert list(opened.evidence.problems()) == []
        entities, links = facts_of(opened.root)
    schema = load_schema()
    acts = {one.first("name"): one for one in entities if schema.is_a(one.kind, "Act")}
    assert acts.keys() == {"某次批量登录", "某日签约"}
    assert len({link.source for link in links if link.target == acts["某次批量登录"].id}) == 2
    # as versions before 0.6 identified them, when techniques were kinds of alleged acts
    assert {one.id for one in acts.values()} == {
        stable_id("Behaviour", "case", name) for name in acts
    }
