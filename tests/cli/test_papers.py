"""How to add a layout: the help says every word, and who follows it to the letter gets there."""

from __future__ import annotations

import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest
from pyarrow.parquet import read_schema
from typer.testing import CliRunner, Result

from kg.case import new_case, open_case
from kg.cli import app
from kg.cli.render.help import FOLDER, text_of, topics
from kg.errors import KgError, NotFound, UsageError
from kg.sources.layout import (
    KindWhen,
    Layout,
    LayoutColumn,
    LayoutFact,
    LayoutFlow,
    LayoutParty,
    When,
    Where,
)
from kg.sources.layout_check import TYPES
from kg.sources.layout_files import column_types, read_layout

CORRECTED = 'choices = { out = ["汇走"], in = ["汇来"] }'


def kg(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in arguments])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_help_tells_every_word_of_the_language(lang: str) -> None:
    text = text_of("layouts", lang)
    words = set(re.findall(r"[\w?]+", text))
    for part in (Layout, LayoutColumn, KindWhen, Where, LayoutParty, When, LayoutFlow, LayoutFact):
        assert {one.name for one in fields(part)} - {"sha256"} <= words, part
    assert set(TYPES) == set(column_types()) <= words
    assert not re.search(r"\{(csv|toml|types)\}", text)
    for scope in ('""', '"case"', '"@source"', '"$', '"&', "?certificate"):
        assert scope in text


def test_help_says_what_there_is() -> None:
    assert topics() == ["check", "contacts", "layouts", "query", "trace"]
    assert "layouts" in kg("help").stdout
    assert isinstance(kg("help", "nothing").exception, NotFound)
    assert text_of("layouts", "zh").rstrip() in kg("help", "layouts", "--lang", "zh").stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_follows_the_help_to_the_letter_gets_a_layout_that_loads(
    lang: str, tmp_path: Path
) -> None:
    file, toml = tmp_path / "example.csv", tmp_path / "my-bank.toml"
    shutil.copyfile(FOLDER / "layouts.example.csv", file)
    case = tmp_path / "case"
    new_case(case)

    first = kg("load", case, file, "--dry-run", "--lang", lang)
    assert first.exit_code == 3
    assert len(re.findall("最接近|nearest layout is", first.stdout)) == 1
    assert "out=汇走" in first.stdout
    for done in (first, kg("load", case, file, "--lang", lang)):
        assert ("the nearest layout is" in done.stdout) is (lang == "en")
    assert re.search("kg layout .*example.csv", first.stdout)

    drafted = kg("layout", file, toml, "--lang", lang)
    assert drafted.exit_code == 0, drafted.output
    text = toml.read_text(encoding="utf-8")
    assert text.count({"zh": "据列名", "en": "by its header"}[lang]) > 6
    assert "--sign" in text
    assert read_layout(toml).name == "my-bank"

    toml.write_text(text.replace('choices = { out = ["出"], in = ["进"] }', CORRECTED), "utf-8")
    tried = kg("load", case, file, "--layout", toml, "--dry-run", "--lang", lang)
    assert tried.exit_code == 0, tried.output
    assert "3\t2\t0\t1" in tried.stdout
    out, into = {"zh": ("付", "收"), "en": ("out", "in")}[lang]
    assert f"0629000000000000017\t0629000000000000025\t{out}\t1,200.50\tCNY" in tried.stdout
    assert f"0629000000000000033\t0629000000000000017\t{into}\t300.00\tCNY" in tried.stdout
    assert ("row\twhen\tfrom" if lang == "en" else "行号\t时间\t自") in tried.stdout

    loaded = kg("load", case, file, "--layout", toml, "--lang", lang)
    assert loaded.exit_code == 0, loaded.output
    with open_case(case) as opened:
        (source,) = opened.evidence.sources()
        assert (source.read, source.stored, source.problems, source.flows) == (3, 2, 1, 2)
        assert opened.verify().layouts == 1
    kept = case / "layouts" / f"{source.layout_sha256}.toml"
    assert kept.read_bytes() == toml.read_bytes()
    (rows,) = case.glob("ledger/**/row_0.parquet")
    assert {"柜员", "我方户主"} <= set(read_schema(rows).names)


def test_the_finished_layout_of_the_help_loads_as_it_says(tmp_path: Path) -> None:
    for form in ("csv", "toml"):
        shutil.copyfile(FOLDER / f"layouts.example.{form}", tmp_path / f"example.{form}")
    case = new_case(tmp_path / "case")
    source = case.load(tmp_path / "example.csv", layout=str(tmp_path / "example.toml")).source
    assert (source.read, source.stored, source.problems) == (3, 2, 1)
    assert any(entity.kind == "Person" for entity in case.lookup.find("李某"))


def test_a_draft_never_replaces_a_file_unasked(tmp_path: Path) -> None:
    file, toml = tmp_path / "a.csv", tmp_path / "a.toml"
    shutil.copyfile(FOLDER / "layouts.example.csv", file)
    toml.write_text("mine", "utf-8")
    assert isinstance(kg("layout", file, toml).exception, UsageError)
    assert toml.read_text("utf-8") == "mine"
    assert kg("layout", file, toml, "--force", "--json").exit_code == 0
    for wrong in ((tmp_path / "none.csv", toml), (file, tmp_path / "a.txt")):
        assert isinstance(kg("layout", *wrong, "--force").exception, KgError)


def test_a_wrong_word_in_ones_own_layout_is_told_and_no_draft_is_offered(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text((FOLDER / "layouts.example.csv").read_text("utf-8"), "utf-8")
    layout = (FOLDER / "layouts.example.toml").read_text("utf-8")
    (tmp_path / "my.toml").write_text(layout.replace('"HoldsAccount"', '"HoldAccount"'), "utf-8")
    kg("new", tmp_path / "case")
    words = ["load", tmp_path / "case", tmp_path / "a.csv", "--layout", tmp_path / "my.toml"]
    done = kg(*words, "--dry-run", "--lang", "zh")
    assert done.exit_code == 3
    assert "本体中没有类别 'HoldAccount'" in done.stdout
    assert "最接近的名字：HoldsAccount" in done.stdout
    assert "kg layout" not in done.stdout
