"""Lists that are no tables: JSON arrays and tagpacks, each record under its own line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import FormatError, KgError, LimitExceeded
from kg.model import stable_id
from kg.sources.tagpack import tagpack_items
from kg.values.wallets import base58check
from tests.sources.reader import read_file, read_text

TRON = [base58check(b"\x41" + bytes([n]) * 20) for n in range(1, 7)]
PACK = f"""---
# of nobody
title: 某名单
creator: "nobody \\"x\\""
currency: TRX  # a coin
lastmod: 2024-02-26
tags:
- address: {TRON[0]}
  label: 'it''s one'
- address: '{TRON[1]}'
  lastmod: 2023-01-02
  context: '{{"a": 1,
    "b": 2}}'
- label: nobody
- address: {TRON[2]}
  label: [1, 2]
"""


def test_a_tagpack_gives_its_head_to_every_tag(tmp_path: Path) -> None:
    result = read_text(tmp_path, PACK, "pack.yaml")
    reading = result.reading
    assert (reading.layout, reading.read, reading.stored) == ("address-tags", 4, 2)
    assert [(p.locator, p.code) for p in reading.problems] == [
        ("line 14", "missing"), ("line 15", "record"),
    ]  # fmt: skip
    named = stable_id("DataSet", "list", "某名单")
    links = {k["source"]: k for k in result.rows("link")}
    first, second = (links[stable_id("Wallet", "", address)] for address in TRON[:2])
    assert first["target"] == second["target"] == named
    assert first["values"] == {"note": ["it's one"]}
    assert (first["time_text"], second["time_text"]) == ("2024-02-26", "2023-01-02")
    rows = result.as_read()
    assert rows[0]["creator"] == 'nobody "x"'
    assert rows[1]["context"] == '{"a": 1, "b": 2}'


def test_a_bare_json_list_is_known_by_its_files_name(tmp_path: Path) -> None:
    text = json.dumps([*TRON[:3], TRON[3][:-1] + "x"], indent=1)
    result = read_text(tmp_path, text, "some_list_TRX.json")
    assert (result.reading.read, result.reading.stored) == (4, 4)
    assert any("address: 1 rows look odd" in str(warning) for warning in result.reading.warnings)
    sha = result.reading.sha256
    (named,) = {link["target"] for link in result.rows("link")}
    assert named == stable_id("DataSet", sha, "list", "some_list_TRX.json")
    wallets = {link["source"] for link in result.rows("link")}
    assert {stable_id("Wallet", "", address) for address in TRON[:3]} < wallets
    assert stable_id("Wallet", "", TRON[3]) not in wallets
    assert [row["row_no"] for row in result.as_read()] == [2, 3, 4, 5]


def test_json_objects_may_feed_any_layout(tmp_path: Path) -> None:
    rows = [
        {"主体": "赵某", "关系": "认识", "客体": "钱某", "备注": {"x": 1.50}},
        {"主体": "孙某", "关系": "认识", "客体": "李某"},
    ]
    result = read_text(tmp_path, json.dumps([*rows, 7], ensure_ascii=False), "rows.json")
    assert (result.reading.layout, result.reading.stored) == ("relations", 2)
    assert [p.code for p in result.reading.problems] == ["record"]


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ('[{"address": "x", "address": "y"}]', FormatError, "stands twice"),
        ('[{"address": NaN}]', FormatError, "no number"),
        ('[{"address": "x"}', FormatError, "line 1"),
        ('[{"address": "x"}] more', FormatError, "after the end"),
        ('["' + 'x"], [' * 3, FormatError, "line 1"),
        ('[{"a": ' + "[" * 100_000, LimitExceeded, "nested"),
        ("title: x\ntags:\nno tag\n", FormatError, "no tag"),
        ("title: &x y\ntags:\n- address: x\n", FormatError, "its head"),
    ],
)
def test_what_is_no_list_is_refused(
    tmp_path: Path, text: str, error: type[KgError], said: str
) -> None:
    with pytest.raises(error, match=said):
        read_text(tmp_path, text, "list.json")


def test_a_tag_may_be_any_yaml_whose_values_are_texts(tmp_path: Path) -> None:
    text = (
        f"tags:\n- address: {TRON[0]}\n  label: >\n    two\n    lines\n"
        f"- {{address: {TRON[1]}, label: 'a: b'}}\n- address: {TRON[2]}\n  label: no\n"
        "title: t\ncurrency: TRX\nlastmod: 2024-02-26\n"
    )
    result = read_text(tmp_path, text, "pack.yaml")
    assert (result.reading.read, result.reading.stored) == (3, 3)
    assert [row["label"] for row in result.as_read()] == ["two lines", "a: b", "no"]
    assert {row["currency"] for row in result.as_read()} == {"TRX"}


@pytest.mark.parametrize("value", ["&x y", "*x", "!!python/name:os.system", "[a, b]", "{a: b}"])
def test_a_tag_with_more_than_texts_is_a_problem_of_its_line(tmp_path: Path, value: str) -> None:
    text = (
        f"title: t\ncurrency: TRX\ntags:\n- address: {TRON[0]}\n"
        f"- address: {TRON[1]}\n  label: {value}\n- address: {TRON[2]}\n"
    )
    reading = read_text(tmp_path, text, "pack.yaml").reading
    assert (reading.read, reading.stored) == (3, 2)
    assert [(p.locator, p.code) for p in reading.problems] == [("line 5", "record")]


def test_a_character_that_yaml_does_not_know_stays_in_its_tag() -> None:
    text = "title: t\ntags:\n- address: a\x01b\ue000\n- address: c\u2028d\n- address: e\n"
    tags = tagpack_items(text, "pack.yaml")
    assert [tag.cells["address"] for tag in tags] == ["a\x01b\ue000", "c\u2028d", "e"]
    assert [tag.line for tag in tags] == [3, 4, 5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: x\ntags:\n- a: x\n- b: 'y\n", "line 5.*no tag: .*end of stream"),
        ("title: x\ntags:\n- a: " + "[" * 100_000, "line 3.*nesting depth"),
        ("title: x\ntags:\n- a: x\n---\nb: c\n", "line 4.*goes on"),
        ("title: x\ntags:\n- a: 'x" + "\n  y" * 200 + "'\n", "line 3.*too many lines"),
        ("title: @x\ntags:\n- a: x\n", "line 1.*no YAML"),
    ],
)
def test_yaml_that_cannot_be_read_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        tagpack_items(text, "pack.yaml")


@pytest.mark.slow
@pytest.mark.shared
def test_real_lists_of_addresses(shared_data: Callable[[str], Path], tmp_path: Path) -> None:
    tags = shared_data("crypto-tags")
    counts = {
        "defi-fraud-masterthesis": 6699, "etherscamdb_tagpack": 3117, "hacks": 608, "ofac": 572,
        "ransomware": 7178, "ransomwhere": 7457, "usdt_blacklist": 774,
    }  # fmt: skip
    for name, count in counts.items():
        reading = read_file(tags / "tagpacks" / f"{name}.yaml.gz", tmp_path).reading
        assert (reading.read, reading.stored, reading.problems) == (count, count, ())
    for path in sorted((tags / "ofac").glob("*.json")):
        reading = read_file(path, tmp_path).reading
        assert reading.stored == len(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("title: T\ntags:\n- address: 1\n- title: own\n",
         [(3, {"title": "T", "address": "1"}), (4, {"title": "own"})]),
        ("tags:\n- address: 1\ntitle: T\n", [(2, {"title": "T", "address": "1"})]),
        ("---\ntitle: T\ntags: []\n...\n", []),
        ("title: T\ntags:\n", []),
        ("title: T\ntags: ''\n", []),
        ("tags:\n- address: |\n    a\n    b\n- address: >\n    a\n    b\n\n",
         [(2, {"address": "a\nb"}), (5, {"address": "a b"})]),
        # what YAML has no place for stays in its text
        ("tags:\n- address: 1\n  label: a\x01b\x85c\n",
         [(2, {"address": "1", "label": "a\x01b\x85c"})]),
        ("tags:\n- address: 1\n  label: a\rb\n", [(2, {"address": "1", "label": "a\rb"})]),
        ("tags:\n- address: \ue000\n  label: a\x01b\n",
         [(2, {"address": "\ue000", "label": "a\x01b"})]),
    ],
)  # fmt: skip
def test_a_tag_is_its_texts_and_those_of_its_pack(
    text: str, tags: list[tuple[int, dict[str, str]]]
) -> None:
    read = tagpack_items(text, "pack.yaml")
    assert [(tag.line, dict(tag.cells)) for tag in read] == tags
    assert not any(tag.reason or tag.text for tag in read)


@pytest.mark.parametrize(
    ("tags", "line", "cells", "shown", "reason"),
    [
        ("- abc\n", 2, {}, "abc", "abc"),
        ("- [1,2]\n", 2, {}, "[1,2]", "[1,2]"),
        ("- &x {address: 1}\n", 2, {}, "&x {address: 1}", "&x {address: 1}"),
        ("- !!map {address: 1}\n", 2, {}, "!!map {address: 1}", "!!map {address: 1}"),
        ("- address: 1\n  more: [1, {a: b}]\n  last: x\n", 2, {"address": "1"},
         "address: 1\n  more: [1, {a: b}]\n  last: x", "more: [1, {a: b}]"),
        ("- address: 1\n  address: 2\n", 2, {"address": "1"}, "address: 1\n  address: 2",
         "address: 2"),
        ("- 'a b': 1\n", 2, {}, "'a b': 1", "'a b': 1"),
        ("- [a]: 2\n", 2, {}, "[a]: 2", "[a]: 2"),
        ("- address: !!int 5\n", 2, {}, "address: !!int 5", "address: !!int 5"),
        ("- address: &a 5\n", 2, {}, "address: &a 5", "address: &a 5"),
        # the first reason counts, and only the beginning of a long line is shown
        (f"- a b: {'x' * 60}\n  c d: 1", 2, {}, f"a b: {'x' * 60}\n  c d: 1", f"a b: {'x' * 35}"),
        ("- address: [1]", 2, {}, "address: [1]", "address: [1]"),
    ],
)  # fmt: skip
def test_a_tag_of_more_than_texts_is_told_with_what_it_holds(
    tags: str, line: int, cells: dict[str, str], shown: str, reason: str
) -> None:
    first, *more = tagpack_items(f"tags:\n{tags}", "pack.yaml")
    assert not more
    assert (first.line, dict(first.cells), first.text) == (line, cells, shown)
    assert str(first.reason) == f"holds what no tagpack needs: {reason!r}"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", "pack.yaml line 1: is no tag"),
        ("- a\n", "pack.yaml line 1: is no tag"),
        ("x", "pack.yaml line 1: is no tag"),
        ("title: T\ntags: abc\n", "pack.yaml line 2: is no tag"),
        ("title: T\ntags: {a: b}\n", "pack.yaml line 2: is no tag"),
        ("title: T\n---\ntitle: U\n", "pack.yaml line 2: goes on after the end of its list"),
        ("title: [1]\ntags:\n- address: 1\n",
         "pack.yaml: its head holds what no tagpack needs: 'title: [1]'"),
        ("title: a\ntitle: b\ntags: []\n",
         "pack.yaml: its head holds what no tagpack needs: 'title: b'"),
        ("title: [\n", "pack.yaml line 2: is no YAML: did not find expected node content"),
        ("title: T\ntags:\n- address: [\n",
         "pack.yaml line 4: is no tag: did not find expected node content"),
        ("tags:\n- address: 1\nfoo: [\n",
         "pack.yaml line 4: is no YAML: did not find expected node content"),
        ("tags:\n- address: '" + "\n  ".join("x" * 105) + "'\n",
         "pack.yaml line 2: is a quoted value over too many lines"),
    ],
)  # fmt: skip
def test_what_is_no_tagpack_is_refused_at_its_line(text: str, refused: str) -> None:
    with pytest.raises(FormatError) as error:
        tagpack_items(text, "pack.yaml")
    assert str(error.value) == refused
