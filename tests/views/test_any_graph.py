"""Any graph of networkx or rdflib as a picture: by our terms, else by plain labels."""

from __future__ import annotations

import warnings
from decimal import Decimal

import networkx
import pytest
import rdflib

import kg
from kg.errors import UsageError
from kg.limits import LIMITS
from kg.model import Proof
from kg.schema import Schema
from kg.views.any_graph import chain_of_graph, local
from kg.views.notebook import view
from kg.views.page_data import data_of

PERSON = "urn:crimechain:person:" + "a" * 32
ACCOUNT = "urn:crimechain:account:" + "b" * 32


def ours() -> networkx.MultiDiGraph:
    graph = networkx.MultiDiGraph()
    graph.add_node(PERSON, kind="Person", label="甲", name="甲")
    graph.add_node(ACCOUNT, kind="BankAccount", label="6222", cardNumber="6222 | 6333")
    told = {"currency": "CNY", "startTime": "2024-04-15T08:46:19Z", "precision": "second"}
    for number, amount in enumerate(("10.5", "0.25")):
        graph.add_edge(
            ACCOUNT, ACCOUNT + "c", f"urn:crimechain:transfer:{number}",
            kind="Transfer", amount=float(amount), amountExact=amount, proof="verified", **told,
        )  # fmt: skip
    graph.add_node(ACCOUNT + "c", kind="BankAccount", label="x")
    graph.add_edge(PERSON, ACCOUNT, "urn:crimechain:holds_account:1", kind="HoldsAccount")
    return graph


def test_our_terms_are_drawn_as_they_say(schema: Schema) -> None:
    chain = chain_of_graph(ours(), schema, "t")
    assert [node.entity.kind for node in chain.nodes] == ["Person", "BankAccount", "BankAccount"]
    assert chain.nodes[1].entity.values["cardNumber"] == ("6222", "6333")
    paid = next(edge for edge in chain.edges if edge.kind == "Transfer")
    assert paid.totals == {"CNY": Decimal("10.75")} and len(paid.links) == 2
    assert {link.proof for link in paid.links} == {Proof.VERIFIED}
    held = next(edge for edge in chain.edges if edge.kind == "HoldsAccount")
    assert held.links[0].proof is Proof.CLUE


def test_plain_graphs_have_their_labels_and_words(schema: Schema) -> None:
    chain = chain_of_graph(
        networkx.Graph([("Ann", "Bob", {"label": "knows"}), (1, "Ann", {})]), schema
    )
    names = [node.entity.first("name") for node in chain.nodes]
    assert names == ["Ann", "Bob", "1"]
    words = {edge.links[0].values.get("recordedAs") for edge in chain.edges}
    assert words == {("knows",), None}


def test_resources_are_joined_by_their_predicates(schema: Schema) -> None:
    graph = rdflib.Graph()
    graph.parse(
        data="""@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix ex: <http://ex.org/> .
        ex:a foaf:name "Ann" ; foaf:knows ex:b . ex:b foaf:knows ex:c .""",
        format="turtle",
    )
    chain = chain_of_graph(graph, schema)
    assert {node.entity.first("name") for node in chain.nodes} == {"Ann", "b", "c"}
    assert [edge.links[0].values["recordedAs"] for edge in chain.edges] == [("knows",)] * 2


def test_a_link_of_ours_is_a_line_and_no_thing(schema: Schema) -> None:
    cc = "https://w3id.org/crimechain/"
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of its own inside
        dataset.parse(
            data=f"""<urn:crimechain:transfer:1> <{rdflib.RDF.type}> <{cc}Transfer> .
        <urn:crimechain:transfer:1> <{cc}source> <{ACCOUNT}> .
        <urn:crimechain:transfer:1> <{cc}target> <{ACCOUNT}2> .
        <urn:crimechain:transfer:1> <{cc}amount> "7.5" .
        <urn:crimechain:transfer:1> <{cc}currency> "CNY" .
        <{ACCOUNT}> <{rdflib.RDF.type}> <{cc}BankAccount> <urn:g> .""",
            format="nquads",
        )
    chain = chain_of_graph(dataset, schema)
    assert [node.entity.id for node in chain.nodes] == [ACCOUNT, f"{ACCOUNT}2"]
    assert chain.nodes[0].entity.kind == "BankAccount"
    (edge,) = chain.edges
    assert (edge.kind, edge.totals) == ("Transfer", {"CNY": Decimal("7.5")})


def test_of_a_large_graph_the_best_joined_are_drawn_and_the_rest_counted(schema: Schema) -> None:
    chain = chain_of_graph(networkx.star_graph(LIMITS.chain_nodes + 9), schema)
    assert len(chain.nodes) == LIMITS.chain_nodes
    assert sum(hidden.count for hidden in chain.hidden) == 10
    assert chain.nodes[0].entity.first("name") == "0"
    assert "10" in chain.banners[-1].text("en")


def test_the_same_graph_is_the_same_page() -> None:
    one, two = kg.view(ours(), lang="en"), kg.view(ours(), lang="en")
    assert one.html == two.html
    assert len(data_of(one.html)["nodes"]) == 3


def test_a_notebook_shows_a_frame_that_reaches_nothing() -> None:
    graph = networkx.Graph([("<script>alert(1)</script>", '"><img src=x>')])
    html = view(graph, lang="en")._repr_html_()
    assert html.startswith('<iframe sandbox="allow-scripts allow-downloads"')
    inside = html[html.index("srcdoc=") + 8 : -len('"></iframe>')]
    assert not set(inside) & set('<>"')


def test_what_is_no_graph_is_refused(schema: Schema) -> None:
    with pytest.raises(UsageError, match="list is no graph"):
        chain_of_graph([1, 2], schema)


def test_the_last_part_of_an_iri_is_its_word() -> None:
    assert [local(iri) for iri in ("http://a/b#c", "urn:a:b", "plain", "http://a/b/")] == [
        "c",
        "b",
        "plain",
        "b",
    ]
