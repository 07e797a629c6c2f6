"""What people type in the relations sheet is found, however they type it."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.schema import load_schema
from kg.schema.schema import fold

SCHEMA = load_schema()
LINES = (Path(__file__).parent / "words.tsv").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split("\t")[1])
def test_what_people_type_is_found(line):
    among, name, words = line.split("\t")
    for word in words.split("|"):
        assert [kind.name for kind in SCHEMA.resolve(word, among)] == [name], word


OF_A_PERSON = [
    ("role", group.name, word)
    for group in SCHEMA.roles()
    for member in SCHEMA.roles()
    for word in {*group.words()} & {*member.words()}
    if group.held_by not in ("", "Person") and member.held_by in ("", "Person")
]
"""A crew and its member may be called alike: among roles the word is then the member's."""


def typed_words():
    for among, kinds in (
        ("link", SCHEMA.link_kinds()),
        ("role", SCHEMA.roles()),
        ("entity", SCHEMA.entity_kinds()),
    ):
        said = [(among, kind.name, word) for kind in kinds for word in kind.words()]
        yield from (one for one in said if one not in OF_A_PERSON)


def wide(text):
    """The text as an input method set to full width writes it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(st.sampled_from(list(typed_words())), st.sampled_from([str, str.upper, wide, str.title]))
def test_width_case_and_blanks_do_not_matter(typed, distort):
    among, name, word = typed
    assert [kind.name for kind in SCHEMA.resolve(f"　{distort(word)} ", among)] == [name]


@given(st.text())
def test_folding_twice_changes_nothing_and_finds_nothing_by_chance(text):
    once = fold(text)
    assert fold(once) == once or unicodedata.normalize("NFKC", once) != once
    assert SCHEMA.resolve(text, "link") == SCHEMA.resolve(once, "link")
