"""Forms of export on the command line: listed, counted again, drawn with pyvis."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest
import rdflib

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import write_statement

from kg.case import open_case
from kg.exports import EXPORTERS
from kg.exports.losses import forms
from kg.exports.recount import check
from tests.command_line import kg

# rdflib itself still uses the names that it warns of
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.:DeprecationWarning")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    write_statement(folder / "流水.csv", 20)
    kg("new", folder / "case")
    kg("load", folder / "case", folder / "流水.csv")
    kg("chain", folder / "case", "A1", "--as", "chain")
    return folder / "case"


@pytest.fixture(scope="module")
def counted(case: Path) -> tuple[int, int, Decimal]:
    """Return how many nodes and edges the graph of the case has, and the sum of its payments."""
    with open_case(case) as opened:
        facts = opened.sharing.networkx()
        (total,) = opened.sql("SELECT sum(amount) FROM transfer").rows[0]
    assert isinstance(total, Decimal)
    return len(facts), facts.number_of_edges(), total


@pytest.mark.parametrize("shown", [False, True], ids=["masked", "shown"])
@pytest.mark.parametrize("suffix", sorted(EXPORTERS))
def test_every_form_is_counted_again_by_another_reader(
    case: Path, counted: tuple[int, int, Decimal], tmp_path: Path, suffix: str, shown: bool
) -> None:
    with open_case(case) as opened:
        (written, *_) = opened.export(tmp_path / f"x{suffix}", show_values=shown)
    found = check(written)
    assert (found.nodes, found.edges, found.sums["CNY"]) == counted
    assert found.evidence in (None, 20)


def test_the_whole_graph_is_an_object_of_other_libraries(case: Path) -> None:
    with open_case(case) as opened:
        network, graphs = opened.sharing.networkx(), opened.sharing.rdflib()
        chain = opened.sharing.networkx("chain")
    assert isinstance(network, nx.MultiDiGraph) and isinstance(graphs, rdflib.Dataset)
    transfers = [data for *_, data in network.edges(data=True) if data["kind"] == "Transfer"]
    assert len(transfers) == 20
    assert all(Decimal(one["amountExact"]) > 0 for one in transfers)
    cc = rdflib.Namespace("https://w3id.org/crimechain/")
    assert len(set(graphs.subjects(rdflib.RDF.type, cc.Transfer))) == 20
    assert 0 < len(chain) <= len(network)


def test_the_forms_are_listed_with_what_they_lose(case: Path) -> None:
    listed = kg("export", "--forms", "--lang", "en").stdout
    assert all(form.suffix in listed for form in forms())
    assert "control characters" in listed


def test_a_written_file_is_counted(case: Path, tmp_path: Path) -> None:
    kg("export", case, tmp_path / "x.graphml")
    done = kg("export", "--check", tmp_path / "x.graphml", "--lang", "en")
    assert done.returncode == 0 and "directed edges" in done.stdout and "CNY" in done.stdout


def test_a_small_chain_is_drawn_with_pyvis(case: Path, tmp_path: Path) -> None:
    done = kg("export", case, tmp_path / "x.html", "--style", "pyvis", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "vis" in (tmp_path / "x.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export"], "what is to be written"),
        (["export", "--check", "none.graphml"], "no such file"),
        (["export", "--check", "x.docx"], "no reader for"),
        (["export", "CASE", "x.ttl", "--style", "pyvis"], "nothing is written"),
        (["export", "CASE", "x.html", "--style", "other"], "nothing is written"),
    ],
)
def test_what_cannot_be_is_one_sentence(case: Path, words: list[str], said: str) -> None:
    done = kg(*[case if word == "CASE" else word for word in words], "--lang", "en")
    assert done.returncode == 2
    assert said in done.stderr and done.stderr.count("\n") == 1


def test_a_spoilt_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{", "utf-8")
    done = kg("export", "--check", tmp_path / "x.json", "--lang", "en")
    assert done.returncode == 3 and "cannot be read" in done.stderr
