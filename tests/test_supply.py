"""What is installed: pins with hashes, licences as the packages tell them, a bill of materials."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from kg.version import __version__

ROOT = Path(__file__).resolve().parent.parent
PINS = [ROOT / "scripts" / f"{name}.txt" for name in ("pins", "pins-ftm", "pins-spark")]
HASH = r"    --hash=sha256:[0-9a-f]{64}(?: \\)?\n"
PIN = re.compile(rf"([a-z0-9-]+)==[0-9A-Za-z.]+(?: ; [^\\\n]+)? \\\n((?:{HASH})+)")


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    loader = SourceFileLoader(f"script_{name}", str(ROOT / "scripts" / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_every_pin_has_one_version_and_hashes_and_nothing_else_stands_there(path: Path) -> None:
    text = path.read_text("utf-8")
    assert PIN.sub("", text) == ""
    assert "//" not in text


def test_every_requirement_is_pinned() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    wanted = {*project["dependencies"], *project["optional-dependencies"]["test"]}
    named = {re.split(r"[<>=!;\[ ]", one)[0].lower().replace(".", "-") for one in wanted}
    pinned = [dict(PIN.findall(path.read_text("utf-8"))) for path in PINS]
    assert named | {"hatchling", "editables"} <= set(pinned[0])
    assert "followthemoney" in pinned[1]
    assert "pyspark" in pinned[2]
    assert not set(pinned[0]) & {*pinned[1], *pinned[2]}


def test_the_table_of_licences_is_what_the_packages_say(monkeypatch: pytest.MonkeyPatch) -> None:
    sbom = script("sbom", monkeypatch)
    text = sbom.LICENCES.read_text("utf-8")
    # another system or Python needs a package less or more; the page is written on the oldest
    assert set(sbom.table().splitlines()) <= set(text.splitlines()), "scripts/sbom --licences"
    assert "| python-stdnum | LGPL-2.1-or-later |" in text


def test_the_bill_of_materials_names_every_pin_that_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bill = script("sbom", monkeypatch).materials()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    parts = {one["name"]: one for one in bill["components"]}
    assert parts["duckdb"]["scope"] == "required"
    assert parts["pytest"]["scope"] == "optional"
    assert all(one["licenses"] and one["purl"].startswith("pkg:pypi/") for one in parts.values())
    refs = {one["bom-ref"] for one in parts.values()}
    assert all(
        link["ref"] in refs and refs >= set(link["dependsOn"]) for link in bill["dependencies"]
    )
    pinned = {name for path in PINS for name, _ in PIN.findall(path.read_text("utf-8"))}
    assert set(parts) <= pinned


def test_the_documents_go_with_the_package() -> None:
    for name in ("security.en.md", "security.zh.md", "licences.md"):
        assert (ROOT / "kg" / "docs" / name).is_file()
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "kg/docs/security.en.md" in readme and "kg/docs/security.zh.md" in readme


def test_the_package_and_its_description_have_one_version() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert described["project"]["version"] == __version__


MADE_FOR_OTHERS = {
    "README.md", "catalog-v001.xml", "chain.svg", "context.jsonld", "crimechain.ttl",
    "published.txt", "report", "w3id",
}  # fmt: skip
"""What of the ontology kg does not read: it would only make the wheel larger."""


def test_all_of_the_ontology_that_is_read_is_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    taken = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    listed = {path.name for path in (ROOT / "ontology").iterdir()}
    assert {Path(source).name for source in taken} == listed - MADE_FOR_OTHERS
    assert all(target == f"kg/{source}" for source, target in taken.items())
