"""Wallets that stand in a published list of sanctioned addresses, and those that do not."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import answer, kg

from tests.story.every_layout.chains import ETHER

pytestmark = pytest.mark.shared
LISTED, UNLISTED = 3, 3


def wallets(ofac: Path) -> tuple[list[str], list[str], str]:
    """Return three listed addresses, three that are not, and one that differs by a character."""
    known = [address.lower() for address in json.loads(ofac.read_text(encoding="utf-8"))]
    listed = known[:LISTED]
    others = [f"0x{number:040x}" for number in range(0xABC001, 0xABC001 + UNLISTED)]
    near = listed[0][:-1] + ("0" if listed[0][-1] != "0" else "1")
    assert not {*others, near} & set(known)
    return listed, others, near


def write_export(path: Path, own: str, addresses: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ETHER, restval="")
        writer.writeheader()
        for number, address in enumerate(addresses):
            writer.writerow({
                "Txhash": f"0x{number:064x}", "Blockno": 100 + number,
                "UnixTimestamp": 1714528800 + number, "DateTime (UTC)": "2024-05-01 02:00:00",
                "From": own, "To": address, "Value_IN(ETH)": "0", "Value_OUT(ETH)": "1.5",
            })  # fmt: skip
    return path


def test_exactly_the_listed_ones_are_flagged_with_file_and_row(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    ofac = shared_data("crypto-tags") / "ofac" / "sanctioned_addresses_ETH.json"
    listed, others, near = wallets(ofac)
    export = write_export(tmp_path / "export.csv", f"0x{7:040x}", [*listed, *others, near])
    case = tmp_path / "case"
    assert kg("new", case).returncode == 0
    done = kg("load", case, export, ofac)
    assert done.returncode == 0, done.stderr
    select = (
        "select w.values->>'$.walletAddress[0]', l.id from link l join entity w on w.id = l.source "
        "where l.kind = 'ListedIn' and w.id in (select target from transfer)"
    )
    flagged = {
        str(address).lower(): link
        for address, link in answer("query", case, "--sql", select)["rows"]
    }
    assert set(flagged) == set(listed)
    for address in (*listed, *others, near):
        shown = kg("show", case, address, "--lang", "en").stdout
        assert ("is listed in" in shown) == (address in listed), shown
    for line, address in enumerate(listed, start=2):
        told = kg("explain", case, flagged[address], "--lang", "en").stdout
        assert ofac.name in told and f"line {line}\n" in told and address in told.lower(), told
