"""Where a server may be: no password in the address, no unguarded way to another machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.graph.neo4j import Address, read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("bolt://127.0.0.1", Address("bolt://127.0.0.1:7687", "neo4j")),
        ("bolt://localhost:7000", Address("bolt://localhost:7000", "neo4j")),
        ("neo4j://[::1]:7000/cases", Address("neo4j://[::1]:7000", "neo4j", "cases")),
        ("bolt+s://ada@db.example.org", Address("bolt+s://db.example.org:7687", "ada")),
    ],
)
def test_an_address_is_understood(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("bolt://10.1.2.3", "for this machine alone"),
        ("neo4j://db.example.org", "for this machine alone"),
        ("bolt://127.0.0.1.example.org", "for this machine alone"),
        ("bolt+ssc://127.0.0.1", "believes any certificate"),
        ("bolt://neo4j:geheim@127.0.0.1", "does not belong in an address"),
        ("http://127.0.0.1:7474", "no address of a Neo4j server"),
        ("bolt://127.0.0.1?policy=x", "no address of a Neo4j server"),
        ("bolt://127.0.0.1#cases", "no address of a Neo4j server"),
        ("bolt://", "no address of a Neo4j server"),
        ("bolt://:7687", "no address of a Neo4j server"),
        ("neo4j+ssc://db.example.org", "neo4j.ssc:// believes any certificate"),
        ("bolt://127.0.0.1:port", "is no address"),
        ("127.0.0.1", "no address of a Neo4j server"),
    ],
)
def test_another_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refused:
        read_address(text)
    assert "geheim" not in str(refused.value)


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        read_address(text)
    except UsageError:
        return
