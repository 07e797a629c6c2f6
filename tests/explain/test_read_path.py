"""Pointers into JSON and paths into XML lead to what stands there, or say that nothing does."""

from __future__ import annotations

import io

import pytest

from kg.errors import NotFound
from kg.explain.read_path import read_path

JSON = '{"a":[{"b":"x","c":5},"t",7,[null]],"d/e":{"f~g":"é"}}'
XML = "<g xmlns:y='u'>t0<n a='1'>t1<y:m b='2'>t2</y:m></n><k/><n c='3'><m>t3</m> <m>t4</m></n></g>"


def at(text: str | bytes, path: str, encoding: str = "") -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_path(io.BytesIO(data), path, encoding, "a.file")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/a/0", ["b: x", "c: 5"]),
        ("/a/0/b", ["x"]),
        ("/a/1", ["t"]),
        ("/a/2", ["7"]),
        ("/a/3", ["[null]"]),
        ("/d~1e", ["f~g: é"]),
        ("/d~1e/f~0g", ["é"]),
        ("", ['a: [{"b": "x", "c": 5}, "t", 7, [null]]', 'd/e: {"f~g": "é"}']),
    ],
)
def test_a_pointer_leads_to_a_value(path: str, said: list[str]) -> None:
    assert at(JSON, path) == said
    assert at(b"\xef\xbb\xbf \n" + JSON.encode(), path) == said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/g/n", ["a: 1", "b: 2", "m: t2", "n: t1"]),
        ("/g/n[1]", ["a: 1", "b: 2", "m: t2", "n: t1"]),
        ("/g/n[1]/m", ["b: 2", "m: t2"]),
        ("/g/n[2]", ["c: 3", "m: t3", "m: t4"]),  # counted among those of its name
        ("/g/n[2]/m[2]", ["m: t4"]),
        ("/g", ["xmlns:y: u", "a: 1", "b: 2", "m: t2", "n: t1", "c: 3", "m: t3", "m: t4", "g: t0"]),
    ],
)
def test_a_path_leads_to_an_element_with_all_that_it_says(path: str, said: list[str]) -> None:
    assert at(XML, path) == said


@pytest.mark.parametrize(
    ("text", "path", "encoding"),
    [
        (JSON, "/a/9", ""),
        (JSON, "/a/x", ""),
        (JSON, "/z", ""),
        (JSON, "/a/1/b", ""),  # a text has nothing inside
        (JSON, "/a", "no-such-encoding"),
        (JSON.encode("latin-1"), "/a", ""),  # is not what it must be where nobody says otherwise
        ("[1", "/0", ""),
        (XML, "/g/n[3]", ""),
        (XML, "/q", ""),
        (f"<!DOCTYPE g>{XML}", "/g", ""),
        ("<g>x", "/g", ""),
        ("", "/g", ""),
    ],
)
def test_what_has_no_such_place_or_cannot_be_read_says_so(
    text: str | bytes, path: str, encoding: str
) -> None:
    with pytest.raises(NotFound, match=r"a\.file: the file has no such entry"):
        at(text, path, encoding)


def test_the_encoding_that_a_person_named_is_that_of_the_file() -> None:
    assert at(JSON.encode("latin-1"), "/d~1e/f~0g", "latin-1") == ["é"]
