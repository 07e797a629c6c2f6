"""How far a chain fits a template: who fills a role, by which facts, and what is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Chain, ChainEdge, ChainNode, Entity, Link, TemplateFit
from kg.patterns import fit
from kg.patterns.read_pattern import parse_pattern
from kg.schema import load_schema

HEAD = 'title = "x"\ninnocent = "y"\nchain = true\n'
TWO = "[roles.a]\n[roles.b]\n"
LINK = '[[links]]\nfrom = "a"\nto = "b"\n'


def node(name: str, kind: str = "Person", stage: str = "", *roles: str) -> ChainNode:
    return ChainNode(Entity(name, kind), stage, "none", roles=roles)


def drawn(nodes: list[ChainNode], *links: Link) -> Chain:
    edges = tuple(ChainEdge(k.source, k.target, k.kind, "", (k,)) for k in links)
    return Chain("c", "c", tuple(nodes), edges)


def link(name: str, ends: str, kind: str = "Transfer", word: str = "") -> Link:
    return Link(name, kind, ends[0], ends[1], values={"recordedAs": (word,)} if word else {})


Fitted = Callable[[str, Chain], TemplateFit]


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> Fitted:
    def one(text: str, chain: Chain) -> TemplateFit:
        ready = (parse_pattern(HEAD + text, "own", "own.toml"),)
        monkeypatch.setattr(fit, "ready_patterns", lambda: ready)
        (found,) = fit.template_fits(chain, load_schema())
        return found

    return one


def things(found: TemplateFit) -> dict[str, tuple[str, ...]]:
    return {role.role: role.things for role in found.roles}


PEOPLE = [node("x"), node("y"), node("z")]
FACTS = (
    link("1", "xy"),
    link("2", "yx", "RelatedTo", "owes"),
    link("3", "xz", "RelatedTo", "knows"),
    link("4", "zz"),
)


@pytest.mark.parametrize(
    ("terms", "rows"),
    [
        ("", ("1", "2", "3")),
        ('link = "Transfer"', ("1",)),
        ('word = "owes"', ("2",)),
        ('word = ["owes", "knows"]', ("2", "3")),
        ('word = "pays"', ()),
        ('link = "Transfer"\nword = "owes"', ()),
        ('direction = "either"', ("1", "2", "3")),
    ],
)
def test_facts_count_by_their_kind_and_by_what_the_file_calls_them(
    fitted: Fitted, terms: str, rows: tuple[str, ...]
) -> None:
    found = fitted(TWO + LINK + terms, drawn(PEOPLE, *FACTS))
    assert found.links[0].rows == rows


@pytest.mark.parametrize(
    ("direction", "rows"), [("out", ("1",)), ("in", ("2",)), ("either", ("1", "2"))]
)
def test_a_direction_is_seen_from_the_role_that_the_link_begins_at(
    fitted: Fitted, direction: str, rows: tuple[str, ...]
) -> None:
    text = f'[roles.a]\nkind = "Person"\n[roles.b]\nkind = "Wallet"\n{LINK}direction = '
    chain = drawn([node("x"), node("w", "Wallet")], link("1", "xw"), link("2", "wx"))
    assert fitted(f'{text}"{direction}"', chain).links[0].rows == rows


@pytest.mark.parametrize(
    ("condition", "filled"),
    [
        ('kind = "Wallet"', ("w",)),
        ('role = "CardSeller"', ("x", "y")),
        ('role = "CardSeller"\nkind = "Person"\nstage = "Exit"', ("y",)),
        ('stage = "Exit"', ("w", "y")),
        ('stage = "Collection"', ()),
    ],
)
def test_a_role_is_filled_by_kind_by_what_is_said_or_computed_and_by_stage(
    fitted: Fitted, condition: str, filled: tuple[str, ...]
) -> None:
    nodes = [
        node("y", "Person", "Exit", "alleged:CashRunner", "computed:CardSeller"),
        node("x", "Person", "", "alleged:CardSeller"),
        node("w", "Wallet", "Exit"),
    ]
    assert things(fitted(f"[roles.a]\n{condition}\n", drawn(nodes)))["a"] == filled


@pytest.mark.parametrize(
    ("tie", "filled"),
    [
        ("things = { min = 2 }", ("x",)),
        ("things = { max = 1 }", ("v", "w", "y")),
        ("things = 0", ("v",)),
        ("count = { min = 3 }", ("x",)),
        ("count = 2", ("w", "y")),
        ('things = 1\nkind = "Wallet"', ("x",)),
        ('things = 1\nkind = "Person"', ("w", "x", "y")),
        ('things = 1\ndirection = "in"', ("w", "x", "y")),
        ('things = 1\ndirection = "out"\nlink = "RelatedTo"', ("y",)),
        ('things = 1\nword = "owes"', ("x", "y")),
    ],
)
def test_a_condition_on_all_facts_counts_them_and_the_others_on_the_chain(
    fitted: Fitted, tie: str, filled: tuple[str, ...]
) -> None:
    nodes = [node("x"), node("y", "Wallet"), node("w"), node("v")]
    facts = [
        link("1", "xy"),
        link("2", "xw"),
        link("3", "xw"),
        link("4", "yx", "RelatedTo", "owes"),
        link("5", "vv"),
    ]
    found = fitted(f"[roles.a]\n[[roles.a.ties]]\n{tie}\n", drawn(nodes, *facts))
    assert things(found)["a"] == filled


def test_who_is_joined_by_a_link_stands_for_the_role_and_all_where_nobody_is(
    fitted: Fitted,
) -> None:
    text = '[roles.a]\nkind = "Person"\n[roles.b]\nkind = "Wallet"\n' + LINK
    nodes = [node("x"), node("y"), node("w", "Wallet"), node("v", "Wallet")]
    joined = fitted(text, drawn(nodes, link("1", "xw"), link("2", "xy")))
    assert (things(joined), joined.links[0].rows) == ({"a": ("x",), "b": ("w",)}, ("1",))
    apart = fitted(text, drawn(nodes, link("2", "xy")))
    assert (things(apart), apart.links[0].rows) == ({"a": ("x", "y"), "b": ("v", "w")}, ())
    assert ((joined.shown, joined.wanted), (apart.shown, apart.wanted)) == ((3, 3), (2, 3))


@pytest.mark.parametrize(
    ("core", "fits"),
    [("", False), ('core = "a"\n', True), ('core = "b"\n', False), ('core = ["a", "b"]\n', False)],
)
def test_a_template_fits_where_somebody_has_every_role_of_its_core(
    fitted: Fitted, core: str, fits: bool
) -> None:
    text = core + '[roles.a]\nkind = "Person"\n[roles.b]\nkind = "Wallet"\n' + LINK
    assert fitted(text, drawn([node("x")])).fits == fits


def test_a_link_that_must_be_absent_is_no_part_to_be_shown(fitted: Fitted) -> None:
    text = TWO + LINK + '[[links]]\nfrom = "b"\nto = "a"\nabsent = true\n'
    found = fitted(text, drawn(PEOPLE[:2], link("1", "xy"), link("2", "yx")))
    assert [(one.name, one.source, one.target) for one in found.links] == [("a-b", "a", "b")]
    assert found.wanted == 3


def test_the_best_template_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "late": 'core = "a"\n[roles.a]\nkind = "Person"\n',
        "early": 'core = "a"\n[roles.a]\nkind = "Person"\n',
        "half": 'core = "a"\n[roles.a]\nkind = "Person"\n[roles.b]\nkind = "Wallet"\n' + LINK,
        "none": '[roles.a]\nkind = "Person"\n',
        "other": "[roles.a]\n",
    }
    ready = [parse_pattern(HEAD + text, name, name) for name, text in texts.items()]
    ready[-1] = parse_pattern(HEAD.replace("chain = true\n", "") + texts["other"], "other", "o")
    monkeypatch.setattr(fit, "ready_patterns", lambda: tuple(ready))
    found = fit.template_fits(drawn([node("x")]), load_schema())
    assert [one.template for one in found] == ["early", "late", "half", "none"]
