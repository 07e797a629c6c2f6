"""What files call somebody or something is a claim with its row; the thing is of a neutral kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.case import Case, open_case
from kg.case.storage.folder import CaseFolder
from kg.case.storage.open_case import reading_session
from kg.schema import load_schema

ROWS = """主体,主体类型,关系,客体,客体类型,开始时间,证明程度
闻人澈,人,组织领导,某诈骗窝点,诈骗团伙,2024-01-02,孤证
某信息公司,数据黑企,出售数据,闻人澈,人,2024-01-03,孤证
某信息公司,单位,签订合同,某商行,单位,2024-01-04,孤证
闻人澈,人,诈骗组织者,某诈骗窝点,,2024-01-02,孤证
"""
ROLE = """
PREFIX cc: <https://w3id.org/crimechain/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name ?kind ?role { ?claim cc:source ?who ; cc:role ?role . ?role rdfs:subClassOf* cc:%s .
?who cc:name ?name ; a ?kind } ORDER BY ?name ?role
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    place = tmp_path_factory.mktemp("claims")
    (place / "关系.csv").write_text(ROWS, encoding="utf-8")
    opened = open_case(place / "case")
    opened.evidence.load(place / "关系.csv", layout="relations")
    assert list(opened.evidence.problems()) == []
    yield opened
    opened.close()


def told(case: Case, role: str) -> list[tuple[str, ...]]:
    rows = case.query(ROLE % role).rows
    return [tuple(str(cell).rsplit("/", 1)[-1] for cell in row) for row in rows]


def test_a_firm_is_an_organisation_of_which_it_is_said(case: Case) -> None:
    assert told(case, "DataBlackEnterprise") == [
        ("某信息公司", "Organisation", "DataBlackEnterprise")
    ]


def test_a_role_is_found_by_what_it_is_a_kind_of(case: Case) -> None:
    assert told(case, "Ringleader") == [("闻人澈", "Person", "FraudLeader")]
    assert ("某诈骗窝点", "Group", "FraudGang") in told(case, "Role")


def test_every_claim_has_its_row_and_nothing_is_typed_by_a_role(case: Case) -> None:
    schema = load_schema()
    with reading_session(CaseFolder(case.root)) as session:
        ids = session.store.ids()
        entities, links = session.store.entities(ids), session.store.links(ids)
    assert not [one for one in entities if schema.kind(one.kind).is_role]
    claims = [link for link in links if link.kind == "HoldsRole"]
    assert len(claims) == 3
    places = {link.values["role"][0]: [e.locator for e in link.evidence] for link in claims}
    assert places == {
        "FraudGang": ["line 2"], "DataBlackEnterprise": ["line 3"], "FraudLeader": ["line 5"],
    }  # fmt: skip
