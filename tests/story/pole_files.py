"""The graph of a police force: the whole zip, and one with few of its crimes; each loaded once."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from kg.case import new_case

NAME = "pole-data-importer.zip"
EVERY = 25
"""One in so many stays of the crimes that nobody is party to and nothing is involved in."""
NODES, TIES = ".nodes.", ".relationships."
Tables = dict[str, list[dict[str, str]]]


def load(folder: Path, zipped: Path) -> None:
    """Load a zip into the case of a folder."""
    with new_case(folder / "case") as case:
        case.load(zipped)


def load_thin(folder: Path, zipped: Path) -> None:
    """Write the thin zip into a folder, and load that."""
    load(folder, write_thin(zipped, folder / "thin.zip"))


def write_thin(zipped: Path, out: Path) -> Path:
    """Write the zip again with few crimes, and only the places that are still named."""
    with zipfile.ZipFile(zipped) as whole:
        other = {one: whole.read(one) for one in whole.namelist() if not one.endswith(".csv")}
        tables = {one: rows(whole.read(one)) for one in whole.namelist() if one.endswith(".csv")}
    drop(
        tables,
        "Crime",
        [told(tables, "PARTY_TO", ":END_ID"), told(tables, "INVOLVED_IN", ":END_ID")],
    )
    at, lived_at = (
        told(tables, "OCCURRED_AT", ":END_ID"),
        told(tables, "CURRENT_ADDRESS", ":END_ID"),
    )
    drop(tables, "Location", [at, lived_at], every=0)
    drop(tables, "PostCode", [told(tables, "HAS_POSTCODE", ":END_ID")], every=0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as thin:
        for name, data in other.items():
            thin.writestr(name, data)
        for name, kept in tables.items():
            thin.writestr(name, text(kept))
    return out


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def text(kept: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(kept[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return out.getvalue()


def told(tables: Tables, kind: str, end: str) -> set[str]:
    """Return what stands at one end of a relationship."""
    (table,) = (rows for name, rows in tables.items() if name.endswith(f"{TIES}{kind}.csv"))
    return {row[end] for row in table}


def drop(tables: Tables, label: str, needed: list[set[str]], every: int = EVERY) -> None:
    """Leave out nodes of a label that nobody needs, and the relationships that they have."""
    (name,) = (name for name in tables if name.endswith(f"{NODES}{label}.csv"))
    wanted = set().union(*needed)
    spared = {row[":ID"] for row in tables[name][::every]} if every else set()
    gone = {row[":ID"] for row in tables[name]} - wanted - spared
    tables[name] = [row for row in tables[name] if row[":ID"] not in gone]
    for tie in (one for one in tables if TIES in one):
        tables[tie] = [row for row in tables[tie] if not {row[":START_ID"], row[":END_ID"]} & gone]
