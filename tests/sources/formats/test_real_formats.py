"""Files that banks wrote: the rows and sums that the formats' own libraries read in them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import mt940
import pytest
from lxml import etree

from tests.sources.formats.told import moves, problems, sums
from tests.sources.reader import read_file

pytestmark = pytest.mark.shared
Shared = Callable[[str], Path]


def test_ofx_as_ofxparse_reads_it(shared_data: Shared, tmp_path: Path) -> None:
    ofxparse = pytest.importorskip("ofxparse")
    path = shared_data("real-files") / "ofx_checking.ofx"
    result = read_file(path, tmp_path)
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")
        theirs = ofxparse.OfxParser.parse(file).account
    signed = [(day, amount if way == "in" else -amount) for day, way, amount in moves(result)]
    assert signed == [
        (f"{t.date:%Y-%m-%d}", t.amount.normalize()) for t in theirs.statement.transactions
    ]
    assert {row["own account"] for row in result.as_read()} == {theirs.account_id}
    assert {row["own bank"] for row in result.as_read()} == {theirs.routing_number}
    assert [row["serial"] for row in result.flows] == [t.id for t in theirs.statement.transactions]
    assert problems(result) == []


def test_mt940_as_mt940_reads_it(shared_data: Shared, tmp_path: Path) -> None:
    path = shared_data("real-files") / "mt940_ing.sta"
    result = read_file(path, tmp_path)
    theirs = mt940.parse(str(path))
    signed = [(day, amount if way == "in" else -amount) for day, way, amount in moves(result)]
    assert signed == [
        (f"{t.data['date']:%Y-%m-%d}", t.data["amount"].amount.normalize()) for t in theirs
    ]
    # the sample was made anonymous: its amounts do not make its closing balance
    assert problems(result) == [("line 26", "balance")]
    assert theirs.data["final_closing_balance"].amount.amount == Decimal("3.47")
    assert sum(amount for _, amount in signed) == Decimal("-45.59")


def test_camt_as_its_xml_says(shared_data: Shared, tmp_path: Path) -> None:
    path = shared_data("real-files") / "camt053_multi.xml"
    result = read_file(path, tmp_path)
    tree = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True))
    ns = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"}
    entries = tree.xpath("//c:Ntry", namespaces=ns)
    theirs = [
        (
            entry.findtext("c:BookgDt/c:Dt", namespaces=ns),
            {"CRDT": "in", "DBIT": "out"}[entry.findtext("c:CdtDbtInd", namespaces=ns)],
            Decimal(entry.findtext("c:Amt", namespaces=ns)).normalize(),
        )
        for entry in entries
    ]
    assert moves(result) == theirs
    assert sums(result) == {("EUR", "in"): Decimal("8.85"), ("EUR", "out"): Decimal(7)}
    assert problems(result) == []
