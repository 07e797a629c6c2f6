"""Charts of i2: entities by their identity, links with their arrows, dates and attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.case import new_case
from kg.errors import FormatError, LimitExceeded
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.i2chart import read_i2_chart


def entity(number: int, identity: str, type_: str, label: str = "", more: str = "") -> str:
    icon = f'<Icon><IconStyle Type="{type_}"/></Icon>'
    end = f'<End><Entity EntityId="{number}" Identity="{identity}">{icon}</Entity></End>'
    return f'<ChartItem Id="I{number}" Label="{label or identity}">{end}{more}</ChartItem>'


def link(label: str, ends: str, style: str = "", about: str = "", more: str = "") -> str:
    inner = f"<Link {ends}><LinkStyle {style}/></Link>{more}"
    return f'<ChartItem Label="{label}" {about}>{inner}</ChartItem>'


AMOUNT = (
    '<AttributeCollection><Attribute AttributeClass="amount" Value="12.50"/>'
    '<Attribute AttributeClass="currency" Value="CNY"/></AttributeCollection>'
)
CHART = (
    '<?xml version="1.0"?><Chart Rigorous="true"><EntityTypeCollection/><ChartItemCollection>'
    + link("Holds", 'End1Id="0" End2Id="1"', 'ArrowStyle="ArrowOnHead" Type="Link"',
           'DateSet="true" DateTime="2024-05-01T00:00:00"')
    + entity(0, "Ann Nobody", "Person", "Ann&#10;Nobody")
    + entity(1, "DE89370400440532013000", "Account")
    + entity(2, "DE02120300000000202051", "Account", "savings")
    + "</ChartItemCollection><ChartItemCollection>"
    + link("", 'End1Reference="I1" End2Reference="I2"',
           'ArrowStyle="ArrowOnTail" Type="Transfer"',
           'DateSet="true" TimeSet="true" DateTime="2024-05-02T10:11:12"', AMOUNT)
    + link("knows", 'End1Id="0" End2Id="9"') + "<ChartItem><TextBlock/></ChartItem>"
    + "</ChartItemCollection></Chart>"
)  # fmt: skip


def test_entities_and_links_of_a_chart(tmp_path: Path) -> None:
    (tmp_path / "a.anx").write_text(CHART, encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        report = case.load(tmp_path / "a.anx")
        assert report.source.read == report.source.stored == 6
        names = dict(case.sql("SELECT name, kind FROM entity WHERE name <> ''").rows)
        assert names["Ann Nobody"] == "Person"
        (held,) = case.sql("SELECT id FROM link WHERE kind = 'HoldsAccount'").rows[0]
        (piece,) = case.lookup.explain(str(held)).pieces
        assert piece.locator == "/Chart/ChartItemCollection[1]/ChartItem[1]"
        assert "Holds" in str(piece)
        said = [warning.text("en") for warning in report.warnings]
        assert any("1 of the links have no direction" in one for one in said)
        assert any("1 items of the chart" in one for one in said)


def test_an_arrow_on_the_tail_turns_a_link_round() -> None:
    found = read_i2_chart(CHART.encode(), "a.anx", LIMITS)
    cells = {record.cells["link kind"]: record.cells for record in found.records
             if record.cells.get("link")}  # fmt: skip
    paid = cells["Transfer"]
    ends = (paid["source account"], paid["target account"])
    assert ends == ("DE02120300000000202051", "DE89370400440532013000")
    assert (paid["amount"], paid["currency"], paid["start"]) == (
        "12.50", "CNY", "2024-05-02T10:11:12",
    )  # fmt: skip
    assert cells["HoldsAccount"]["start"] == "2024-05-01"
    (known,) = [one for one in cells.values() if one["target id"] == "9"]
    assert known["source id"] == "Ann Nobody" and known["network:label"] == "knows"


def test_what_is_hostile_or_another_chart_is_refused() -> None:
    for bad in (f"<!DOCTYPE a>{CHART[21:]}", CHART[:-9]):
        with pytest.raises(FormatError, match=r"a\.anx"):
            read_i2_chart(bad.encode(), "a.anx", LIMITS)
    many = f"<Chart>{'<ChartItemCollection/>' * 21}</Chart>"
    with pytest.raises(LimitExceeded, match=r"a\.anx"):
        read_i2_chart(many.encode(), "a.anx", LIMITS)
    assert format_of(b"<Chart><Series/></Chart>") is None
