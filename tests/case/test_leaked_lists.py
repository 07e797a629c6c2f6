"""Leaked lists: nothing of them stands in the case in the clear, and who of the case is in them."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import permutations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from batches import (
    CLASSES,
    HEADER,
    found_in,
    found_in_graph,
    phone,
    planted,
    resident_id,
    rows,
    write_calls,
    write_list,
    write_victims,
)  # fmt: skip
from dying import Dying
from states import state

from kg.case import Case, new_case, open_case
from kg.case.storage.open_case import writing_session
from kg.errors import EvidenceChanged, SourceError
from kg.model import Link, stable_id
from tests.built import built
from tests.depth import by_depth

TRIED = by_depth(3, 0)
NAMES = ("list", "calls", "victims")
ORDERS = by_depth([NAMES, NAMES[1:] + NAMES[:1], NAMES[2:] + NAMES[:2]], [*permutations(NAMES)])
"""In which files are loaded: the list first, between, and last."""


def write_files(place: Path) -> dict[str, Path]:
    """Write a list, and calls and reports of victims that know some of who stands in it."""
    place.mkdir()
    return {
        "list": write_list(place / "list.csv", rows(60)),
        "calls": write_calls(place / "calls.csv", [0, 7, 500]),
        "victims": write_victims(place / "victims.csv", [0, 900]),
    }


def in_order(place: Path, files: Path, *names: str) -> None:
    """Make a case of some files of a folder, loaded in this order; a list is kept by its place."""
    *before, last = names
    if before:
        built(in_order, place, files, *before)
    with open_case(place / "case") as case:
        case.load(files / f"{last}.csv")


def listed(case: Case) -> dict[str, Link]:
    """Return who is listed in a batch, by id, as the graph tells it."""
    found = case.query(
        "PREFIX cc: <https://w3id.org/crimechain/>\n"
        "SELECT ?link WHERE { ?link a cc:ListedIn ; cc:target ?to . ?to a cc:DataBatch }"
    ).rows
    with case.sessions.reading() as session:
        links = session.store.links([row[0].strip("<>") for row in found])
    return {link.source: link for link in links}


def edges(case: Case, name: str = "listedIn") -> int:
    """Return how many direct edges of a name the graph has."""
    term = f"<https://w3id.org/crimechain/{name}>"
    return len(case.query(f"SELECT ?s ?o WHERE {{ GRAPH ?g {{ ?s {term} ?o }} }}").rows)


def who(numbers: set[int], people: set[int] = frozenset()) -> set[str]:  # type: ignore[assignment]
    phones = {stable_id("PhoneNumber", "", f"+86{phone(n)}") for n in numbers}
    return phones | {stable_id("Person", "residentId", resident_id(n)) for n in people}


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return files that nobody changes."""
    return write_files(tmp_path_factory.mktemp("lists") / "files")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return write_files(tmp_path / "files")


@pytest.fixture
def loaded(shared: dict[str, Path], tmp_path: Path) -> Iterator[Callable[..., Case]]:
    """Return what opens a copy of a case of some of the shared files, loaded in this order."""
    with ExitStack() as opened:

        def load(*names: str) -> Case:
            place = tmp_path / "-".join(names)
            built(in_order, place, shared["list"].parent, *names)
            return opened.enter_context(open_case(place / "case"))

        yield load


def test_nothing_of_a_list_stands_in_the_case(files: dict[str, Path], tmp_path: Path) -> None:
    words = planted(files["list"])
    assert len(words) > 300
    with new_case(tmp_path / "case") as case:
        report = case.load(files["list"])
        assert (report.source.stored, report.source.problems) == (61, 2)
        assert found_in(case.root, words) == set() == found_in_graph(case, words)
        assert {(p.code, p.locator, p.text) for p in case.evidence.problems()} == {
            ("columns", "line 62", ""), ("control", "line 64", ""),
        }  # fmt: skip
        for known in ("calls", "victims"):
            case.load(files[known])
        case.chain(phone(0), name="c")
        case.export(tmp_path / "out.ttl")
        named = {phone(n) for n in (0, 7)} | {resident_id(0)}
        assert found_in(case.root, words - named) == set() == found_in_graph(case, words - named)
        case.evidence.unload("calls.csv")
        case.judgements.undo()
        assert case.verify().linked == 1
        assert found_in(case.root, words - named) == set()


def test_the_search_finds_what_another_layout_keeps(files: dict[str, Path], tmp_path: Path) -> None:
    words = planted(files["list"])
    with new_case(tmp_path / "case") as case:
        case.load(files["list"], layout="persons")
        assert found_in(case.root, words) == words
        assert found_in_graph(case, words) >= {phone(0), resident_id(0)}
        again = case.load(files["list"], layout="data-batch", again=True)
        assert again.linked and again.in_clear, "undo may still ask for the earlier reading"
        assert not found_in_graph(case, words)
        assert not found_in(case.folder.sources, words)
        case.load(write_calls(tmp_path / "calls.csv", [8000]))
        ((call,),) = case.sql("SELECT id FROM call").rows
        for proof in ("disputed", "verified") * 3:
            case.judgements.mark(call, proof, "话单")
        case.verify()
        assert found_in(case.root, words) == set()


def test_a_list_once_unloaded_leaves_the_graph_for_good(
    files: dict[str, Path], tmp_path: Path
) -> None:
    words = planted(files["list"])
    with new_case(tmp_path / "case") as case:
        case.load(files["list"], layout="persons")
        case.evidence.unload("list.csv")
        assert case.load(files["list"]).in_clear
        newest = case.folder.graph.with_name("graph.checkpoints")
        last = max(newest.iterdir(), key=lambda place: int(place.name))
        assert found_in(last, words) == set() == found_in(case.folder.graph, words)
        case.judgements.undo()
        case.judgements.undo()
        assert found_in_graph(case, words) >= {phone(0), resident_id(0)}
        case.verify()


def test_a_person_of_a_graph_export_is_listed_by_the_telephone_as_written(
    files: dict[str, Path], tmp_path: Path
) -> None:
    nodes = tmp_path / "nodes.csv"
    nodes.write_text(f":ID,:LABEL,name,phone\n1,Person,甲,{phone(0)}\n", encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        case.load(nodes)
        case.load(files["list"])
        assert len(listed(case)) == 1


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_lists_in_other_encodings_and_packed_keep_nothing(
    encoding: str, files: dict[str, Path], tmp_path: Path
) -> None:
    words = planted(files["list"])
    text = files["list"].read_text("utf-8").replace("\0", "")
    path = tmp_path / "other.csv"
    path.write_bytes(text.encode(encoding))
    with new_case(tmp_path / "case") as case:
        assert case.load(path).batch["distinctPhones"] > 30
        assert found_in(case.root, words) == set()


def test_a_workbook_of_a_list_keeps_nothing(tmp_path: Path) -> None:
    book, body = openpyxl.Workbook(), rows(20)
    book.active.append(["名单 裘某题 13809999999"])
    for row in (HEADER, *body):
        book.active.append(row)
    book.create_sheet("另").append(HEADER)
    book["另"].append([*body[0][:3], *body[5][3:]])
    book.save(tmp_path / "list.xlsx")
    words = {cell for row in body for cell in row if cell} | {"裘某题", "13809999999"}
    with new_case(tmp_path / "case") as case:
        report = case.load(tmp_path / "list.xlsx")
        assert report.source.layout == "data-batch" and report.batch["recordCount"] == 21
        case.load(write_calls(tmp_path / "calls.csv", [0]))
        (link,) = listed(case).values()
        places = {one.locator for one in link.evidence}
        assert places == {"Sheet!3", "另!2"}
        assert found_in(case.root, words - {phone(0)}) == set()


@pytest.mark.parametrize("order", ORDERS)
def test_who_is_listed_does_not_depend_on_the_order(
    order: tuple[str, ...], shared: dict[str, Path], loaded: Callable[..., Case]
) -> None:
    case = loaded(*order)
    found = listed(case)
    numbers = {n for n in (0, 7) if phone(n) in planted(shared["list"])}
    assert set(found) == who(numbers, {0}) and 0 in numbers
    first = found[stable_id("Person", "residentId", resident_id(0))]
    assert [one.locator for one in first.evidence] == ["line 2"]
    assert {e.sha256 for e in first.evidence} == {
        one.sha256 for one in case.evidence.sources() if one.layout == "data-batch"
    }
    case.verify()


def test_listings_go_with_either_source(
    shared: dict[str, Path], loaded: Callable[..., Case]
) -> None:
    case = loaded(*NAMES)
    whole = set(listed(case))
    case.evidence.unload("victims.csv")
    assert set(listed(case)) == {one for one in whole if "phone" in one}
    assert edges(case) == len(listed(case)) > 0
    case.evidence.unload("calls.csv")
    assert listed(case) == {}
    case.judgements.undo()
    case.judgements.undo()
    assert set(listed(case)) == whole
    case.evidence.unload("list.csv")
    assert listed(case) == {}
    assert edges(case) == 0
    case.judgements.undo()
    assert set(listed(case)) == whole
    case.load(shared["list"], again=True)
    assert set(listed(case)) == whole


def test_counts_are_those_of_a_plain_reader(files: dict[str, Path], tmp_path: Path) -> None:
    with files["list"].open(encoding="utf-8", newline="") as stream:
        header, *body = csv.reader(line for line in stream if "\0" not in line)
    body = [dict(zip(header, row, strict=True)) for row in body if len(row) == len(header)]
    with new_case(tmp_path / "case") as case:
        batch = case.load(files["list"]).batch
        (entity,) = case.lookup.find("list.csv")
    for name, columns in CLASSES.items():
        count = sum(bool(row[column]) for row in body for column in columns)
        assert batch[f"{name}Cells"] == count, name
        assert entity.values[f"{name}Cells"] == (str(count),)
    good = [row for row in body if row["姓名"] != "裘某坏"]
    assert batch["recordCount"] == len(body)
    assert batch["distinctPhones"] == len({row["手机号"] for row in good} - {""})
    assert batch["distinctResidentIds"] == len({row["身份证号"] for row in good} - {""})
    assert batch["unreadNumbers"] == 2


def test_a_listing_is_in_the_chain_and_is_explained(
    files: dict[str, Path], loaded: Callable[..., Case], tmp_path: Path
) -> None:
    case = loaded(*NAMES)
    assert case.load(files["list"], again=True).linked, "it lies elsewhere now"
    chain = case.chain(resident_id(0), name="c")
    batches = [node for node in chain.nodes if node.entity.kind == "DataBatch"]
    assert [node.stage for node in batches] == ["DataTrade"]
    link = listed(case)[stable_id("PhoneNumber", "", f"+86{phone(0)}")]
    (piece,) = case.lookup.explain(link.id).pieces
    assert phone(0) in piece.cells and piece.locator == "line 2"
    assert piece.state.text() == "the file is as it was loaded"
    moved = files["list"].rename(tmp_path / "elsewhere.csv")
    found = case.lookup.explain(link.id)
    assert found.rule == "equal-keyed-hash" and not found.pieces[0].cells
    assert "kept by hash only" in found.pieces[0].state.text()
    (lost,) = case.evidence.verdict().differences
    assert (lost.part, lost.what, lost.thing) == ("source", "missing", "list.csv")
    with pytest.raises(EvidenceChanged, match=r"list\.csv"):
        case.verify()
    moved.write_text("other", encoding="utf-8")
    shutil.copyfile(moved, files["list"])
    assert "changed after it was loaded" in case.lookup.explain(link.id).pieces[0].state.text()


def test_a_marked_listing_is_obeyed(loaded: Callable[..., Case]) -> None:
    case = loaded("victims", "list")
    link = listed(case)[stable_id("PhoneNumber", "", f"+86{phone(0)}")]
    case.judgements.mark(link.id, "excluded", "号码已换机主")
    assert edges(case) == 1
    case.judgements.undo()
    assert edges(case) == 2


SALES = "卖方,买方,数据集,交易时间,来源文书\n甲某,乙某,{},2024-04-01,笔录\n"


@pytest.mark.parametrize(
    ("named", "tied"), [("list.csv", True), ("list", False), ("名单", False), ("{sha}", True)]
)
def test_a_sale_is_tied_to_the_batch_whose_file_it_names(
    named: str, tied: bool, loaded: Callable[..., Case], tmp_path: Path
) -> None:
    case = loaded("list")
    (sha256,) = (one.sha256 for one in case.evidence.sources())
    batch = stable_id("DataSet", "case", sha256)
    sales = tmp_path / "sales.csv"
    sales.write_text(SALES.format(named.format(sha=sha256)), encoding="utf-8")
    case.load(sales)
    sold = stable_id("DataSet", "case", named.format(sha=sha256))
    assert (edges(case, "heldIn") == 1 or sold == batch) is tied
    if named == "list.csv":
        other = tmp_path / "other"
        other.mkdir()
        case.load(write_list(other / "list.csv", rows(9, seed=5)))
        assert edges(case, "heldIn") == 0, "two files are called so"


def test_a_person_says_which_data_a_batch_is(loaded: Callable[..., Case]) -> None:
    case = loaded("list")
    (sha256,) = (one.sha256 for one in case.evidence.sources())
    batch = stable_id("DataSet", "case", sha256)
    added = case.judgements.add(
        "车主数据", "载于", case.lookup.handle(batch), evidence="笔录 第3页"
    )
    assert added.link.kind == "DataFile" and added.link.target == batch
    assert added.new == (stable_id("DataSet", "case", "车主数据"),)
    case.evidence.unload("list.csv")
    assert case.lookup.entities([batch])[batch].values == {"sha256": (sha256,)}
    case.judgements.undo()
    case.judgements.undo()
    assert len(case.evidence.sources()) == 1


def test_a_list_inside_the_case_cannot_be_kept_by_its_place(
    files: dict[str, Path], tmp_path: Path
) -> None:
    with new_case(tmp_path / "case") as case:
        inside = shutil.copyfile(files["list"], case.root / "list.csv")
        before = state(case.root)
        with pytest.raises(SourceError, match="lies inside the case"):
            case.load(inside)
        assert state(case.root) == before


def _after(root: Path, *loads: Path) -> dict[str, Any]:
    with open_case(root) as case:
        for path in loads:
            case.load(path)
        case.verify()
    return state(root)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_a_killed_load_leaves_no_text_of_a_list(
    files: dict[str, Path], loaded: Callable[..., Case], tmp_path: Path
) -> None:
    words = planted(files["list"])
    (case := loaded("calls")).close()
    known = {phone(n) for n in (0, 7)}
    with Dying() as dying:
        dying(TRIED, case.root, tmp_path / "dead", "load", str(files["list"]))
    *dead, whole = sorted((tmp_path / "dead").iterdir(), key=lambda place: int(place.name))
    assert len(dead) > 2
    before, after = state(case.root), state(whole)
    for root in dead:
        assert found_in(root, words - known) == set(), root.name
        with open_case(root) as left:
            left.verify()
            with writing_session(left.folder):
                pass
        assert state(root) in (before, after), root.name
        assert _after(root, files["list"]) == after, root.name


MEASURE = """
import sys
from pathlib import Path
from kg.case import open_case
with open_case(sys.argv[1]) as case:
    report = case.load(sys.argv[2])
    # What getrusage tells begins with what the process was that started this one.
    peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    print(report.source.stored, report.listed, int(peak) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_long_list_goes_in_with_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "long.csv").open("w", encoding="utf-8") as stream:
        stream.write("姓名,手机号,身份证号,住址,征信,订单号\n")
        stream.writelines(
            f"甲{n},{phone(n)},{resident_id(n)},某路{n}号,{'' if n % 3 else '良'},D{n}\n"
            for n in range(200_000)
        )
    with new_case(tmp_path / "case") as case:
        case.load(write_calls(tmp_path / "calls.csv", range(0, 200_000, 1000)))
        command = [sys.executable, "-c", MEASURE, str(case.root), str(tmp_path / "long.csv")]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    stored, found, peak = done.stdout.split()
    sys.stdout.write(f"200,000 rows: {peak} MB\n")
    assert (stored, found) == ("200000", "200")
    assert int(peak) < 400
