"""Damages to a case, each as somebody or something might do it: what is done, and what names it.

Every tamper takes the folder of a whole case and returns nothing; ``part`` is the part of the case
that a verification must name, ``file`` how the named file must begin.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from pyoxigraph import Literal, Quad, Store

Act = Callable[[Path], None]


@dataclass(frozen=True)
class Tamper:
    """One damage: its name, what it does, and the part and file by which it must be named.

    ``restored`` says that a rebuild must leave nothing of it; ``needs_source`` that bytes are gone
    which only a person can hand in again.
    """

    name: str
    act: Act
    parts: frozenset[str]
    file: str = ""
    needs_source: bool = False
    restored: bool = True


def source(case: Path, suffix: str = ".csv") -> Path:
    return max(case.joinpath("sources").glob(f"*{suffix}"), key=lambda path: path.stat().st_size)


def shelf(case: Path) -> Path:
    shelves = [path for path in case.joinpath("ledger").iterdir() if len(path.name) >= 64]
    return max(shelves, key=lambda path: (path / "flow_transfer.parquet").exists() and size(path))


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def newest(case: Path) -> Path:
    states = [p for p in case.joinpath("graph.checkpoints").iterdir() if p.name.isdecimal()]
    return max(states, key=lambda path: int(path.name))


def index(case: Path) -> Path:
    found = [p for p in case.joinpath("ledger", "index").iterdir() if p.is_dir()]
    return max(found, key=lambda path: path.stat().st_mtime_ns)  # the one that is in use


def sql(path: Path, query: str) -> None:
    """Write a Parquet file anew from what a query makes of it; ``{}`` is the file."""
    fresh, told = path.with_name(f"{path.name}.new"), query.format(f"'{path}'")
    with duckdb.connect() as con:
        con.execute(f"COPY ({told}) TO '{fresh}' (FORMAT parquet)")
    fresh.replace(path)


def rows(name: str, query: str) -> Act:
    return lambda case: sql(shelf(case) / name, query)


def indexed(name: str, query: str) -> Act:
    return lambda case: sql(index(case) / name, query)


def remove(where: Callable[[Path], Path]) -> Act:
    def act(case: Path) -> None:
        path = where(case)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.chmod(0o600)
            path.unlink()

    return act


def empty(where: Callable[[Path], Path]) -> Act:
    return lambda case: write(where(case), b"")


def truncate(where: Callable[[Path], Path]) -> Act:
    def act(case: Path) -> None:
        path = where(case)
        write(path, path.read_bytes()[: max(1, path.stat().st_size // 2)])

    return act


def flip(where: Callable[[Path], Path]) -> Act:
    def act(case: Path) -> None:
        path = where(case)
        text = bytearray(path.read_bytes())
        text[len(text) // 2] ^= 0x20
        write(path, bytes(text))

    return act


def append(where: Callable[[Path], Path], text: bytes) -> Act:
    return lambda case: write(where(case), where(case).read_bytes() + text)


def write(path: Path, content: bytes) -> None:
    """Replace a file as a copy from elsewhere would: links to the old content keep it."""
    path.unlink()
    path.write_bytes(content)


def edit_line(name: str, number: int, change: Callable[[str], str]) -> Act:
    def act(case: Path) -> None:
        path = case / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lines[number] = change(lines[number])
        write(path, "".join(lines).encode())

    return act


def edit_record(name: str, change: Callable[[dict[str, object]], object]) -> Act:
    def act(case: Path) -> None:
        path = case / name
        record = json.loads(path.read_text(encoding="utf-8"))
        change(record)
        write(path, json.dumps(record, ensure_ascii=False).encode())

    return act


def drop_last_line(name: str) -> Act:
    def act(case: Path) -> None:
        lines = (case / name).read_bytes().splitlines(keepends=True)
        write(case / name, b"".join(lines[:-1]))

    return act


def swap_lines(name: str, one: int, other: int) -> Act:
    def act(case: Path) -> None:
        lines = (case / name).read_bytes().splitlines(keepends=True)
        lines[one], lines[other] = lines[other], lines[one]
        write(case / name, b"".join(lines))

    return act


def swap_handles(case: Path) -> None:
    lines = [line.split("\t") for line in (case / "handles.jsonl").read_text().splitlines()]
    lines[0][1], lines[1][1] = lines[1][1], lines[0][1]
    write(case / "handles.jsonl", "".join("\t".join(one) + "\n" for one in lines).encode())


def graph(state: Callable[[Path], Path], change: Callable[[Store], None]) -> Act:
    def act(case: Path) -> None:
        place = state(case)
        work = place.with_name(".work")
        shutil.copytree(place, work)
        try:
            engine = Store(str(work))
            change(engine)
            engine.flush()
            del engine
        except (RuntimeError, ValueError):  # damaged already, or nothing of the kind is in it
            shutil.rmtree(work)
            raise
        shutil.rmtree(place)
        work.rename(place)

    return act


def bench(case: Path) -> Path:
    return case / "graph"


def named(engine: Store, name: str) -> Quad:
    found = (q for q in engine if q.predicate.value.endswith(f"/{name}"))
    return min(found, key=str)


def forge(name: str, value: str) -> Callable[[Store], None]:
    def change(engine: Store) -> None:
        old = named(engine, name)
        engine.remove(old)
        datatype = getattr(old.object, "datatype", None)
        engine.add(
            Quad(old.subject, old.predicate, Literal(value, datatype=datatype), old.graph_name)
        )

    return change


def drop(name: str) -> Callable[[Store], None]:
    return lambda engine: engine.remove(named(engine, name))


def both(change: Callable[[Store], None]) -> Act:
    def act(case: Path) -> None:
        graph(newest, change)(case)
        graph(bench, change)(case)

    return act


def roll_back_graph(case: Path) -> None:
    shutil.rmtree(newest(case))
    shutil.rmtree(case / "graph")
    shutil.copytree(newest(case), case / "graph")


def sst(case: Path) -> Path:
    return max(newest(case).glob("*.sst"), key=lambda path: path.stat().st_size)


def log_and_head(case: Path) -> None:
    drop_last_line("log.jsonl")(case)
    (case / "log.head").unlink()


def _pick(*names: str) -> Callable[[Path], Path]:
    return lambda case: case.joinpath(*names)


def _saved(case: Path) -> Path:
    return next(case.joinpath("saved").glob("trace-*.json"))


def _chain(case: Path) -> Path:
    return next(case.joinpath("saved").glob("chain-*.json"))


def _problems(case: Path) -> Path:
    return max(case.joinpath("problems").iterdir(), key=lambda path: path.stat().st_size)


def _copy(path: Path, name: str) -> None:
    shutil.copyfile(path, path.with_name(name))


def _edit_saved(case: Path) -> None:
    path = _saved(case)
    record = json.loads(path.read_text(encoding="utf-8"))
    record["steps"][0]["traced"] += 100
    write(
        path, json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    )


def _rename_source(case: Path) -> None:
    path = source(case)
    path.rename(path.with_name(f"{'0' * 64}{path.suffix}"))


def _swap_sources(case: Path) -> None:
    one, other = sorted(case.joinpath("sources").glob("*.csv"))[:2]
    texts = one.read_bytes(), other.read_bytes()
    write(one, texts[1])
    write(other, texts[0])


def _swap_shelves(case: Path) -> None:
    one, other = sorted(p for p in case.joinpath("ledger").iterdir() if len(p.name) >= 64)[:2]
    one.rename(one.with_name("aside"))
    other.rename(one)
    one.with_name("aside").rename(other)


def _settings(key: str, value: str) -> Act:
    def act(case: Path) -> None:
        lines = (case / "case.toml").read_text(encoding="utf-8").splitlines()
        told = [f'{key} = "{value}"' if line.startswith(f"{key} =") else line for line in lines]
        write(case / "case.toml", ("\n".join(told) + "\n").encode())

    return act


def _other_key(case: Path) -> None:
    write(case / "case.key", os.urandom(32))


def _lose_linked(case: Path) -> None:
    link = next(case.joinpath("sources").glob("*-link"))
    write(link, b"/nowhere/at/all.csv")


def _half_a_batch(case: Path) -> None:
    (next(case.joinpath("sources").glob("*-link"))).unlink()


def _parts(*names: str) -> frozenset[str]:
    return frozenset(names)


def tampers() -> Iterator[Tamper]:
    """Yield every tamper, at least one for each kind of file that a case has."""
    yield from _of_sources()
    yield from _of_tables()
    yield from _of_texts()
    yield from _of_the_graph()
    yield from _of_the_index()
    yield from _of_the_log()


def _of_sources() -> Iterator[Tamper]:
    said = _parts("source")
    for name, act in {
        "delete a source": remove(source),
        "empty a source": empty(source),
        "truncate a source": truncate(source),
        "flip a byte of a source": flip(source),
        "add a row to a source": append(source, b"1,2,3\n"),
        "delete a workbook": remove(lambda case: source(case, ".xlsx")),
        "flip a byte of a workbook": flip(lambda case: source(case, ".xlsx")),
        "rename a source": _rename_source,
        "lose link-only evidence": _lose_linked,
        "delete the link of link-only evidence": _half_a_batch,
    }.items():
        yield Tamper(name, act, said, "sources/", needs_source=name != "rename a source")
    yield Tamper("swap two sources", _swap_sources, said, "sources/", needs_source=True)
    yield Tamper(
        "a file that no line speaks of",
        lambda case: (case / "sources" / f"{'ab' * 32}.csv").write_bytes(b"x"), said, "sources/",
    )  # fmt: skip


def _of_tables() -> Iterator[Tamper]:
    for name, act in {
        "delete a payment from a shelf": rows(
            "flow_transfer.parquet",
            "SELECT * EXCLUDE file_row_number FROM read_parquet({}, file_row_number=true)"
            " WHERE file_row_number <> 3",
        ),
        "add a payment to a shelf": rows(
            "flow_transfer.parquet", "FROM {0} UNION ALL (FROM {0} LIMIT 1)"
        ),
        "edit an amount on a shelf": rows(
            "flow_transfer.parquet",
            "SELECT * REPLACE (CASE WHEN row_no = (SELECT min(row_no) FROM {0}) THEN amount + 1"
            " ELSE amount END AS amount) FROM {0}",
        ),
        "edit a memo on a shelf": rows(
            "flow_transfer.parquet",
            "SELECT * REPLACE (CASE WHEN row_no = (SELECT min(row_no) FROM {0}) THEN '借款'"
            " ELSE memo END AS memo) FROM {0}",
        ),
        "edit a time on a shelf": rows(
            "flow_transfer.parquet", "SELECT * REPLACE (start_us + 60000000 AS start_us) FROM {}"
        ),
        "edit a name on a shelf": rows(
            "entity.parquet",
            "SELECT * REPLACE (CASE WHEN id = (SELECT min(id) FROM {0}) THEN '王五' ELSE name END"
            " AS name) FROM {0}",
        ),
        "edit the text of a row": rows(
            "row_0.parquet",
            "SELECT * REPLACE (CASE WHEN row_no = (SELECT min(row_no) FROM {0}) THEN row_no + 1"
            " ELSE row_no END AS row_no) FROM {0}",
        ),
        "delete the aliases of a shelf": remove(lambda case: shelf(case) / "alias.parquet"),
        "delete a table of a shelf": remove(lambda case: shelf(case) / "flow_transfer.parquet"),
        "truncate a table of a shelf": truncate(lambda case: shelf(case) / "flow_transfer.parquet"),
        "empty a table of a shelf": empty(lambda case: shelf(case) / "entity.parquet"),
        "flip a byte of a table": flip(lambda case: shelf(case) / "row_0.parquet"),
        "delete the note of a shelf": remove(lambda case: shelf(case) / "source.json"),
        "edit the note of a shelf": lambda case: write(shelf(case) / "source.json", b"{}"),
        "a table more on a shelf": lambda case: (shelf(case) / "more.parquet").write_bytes(b"x"),
        "a skipped row more": lambda case: (shelf(case) / "skipped.jsonl").write_text('{"a": 1}\n'),
        "delete a shelf": remove(shelf),
        "swap two shelves": _swap_shelves,
    }.items():
        yield Tamper(name, act, _parts("table"), "ledger/")
    for name, act in {
        "delete a problem": lambda case: drop_last_line(f"problems/{_problems(case).name}")(case),
        "edit a problem": lambda case: write(
            _problems(case), _problems(case).read_bytes().replace(b'"reason":"', b'"reason":"x')
        ),
        "a problem more": append(_problems, b'{"locator": "line 9", "reason": "x"}\n'),
        "delete the problems of a source": remove(_problems),
        "empty the problems of a source": empty(_problems),
    }.items():
        yield Tamper(name, act, _parts("problem"), "problems/")


def _of_texts() -> Iterator[Tamper]:
    file = "judgements.jsonl"
    for name, act, restored in (
        ("edit what a person marked", edit_line(file, 0, _other_proof), True),
        ("edit a reason", edit_line(file, 0, lambda line: line.replace("抄错", "无误")), False),
        ("a judgement about another fact", edit_line(file, 0, _other_link), True),
        ("delete the last judgement", drop_last_line(file), True),
        ("delete the judgements", remove(_pick(file)), True),
        ("truncate the judgements", truncate(_pick(file)), True),
        ("garbage for a judgement", edit_line(file, 0, lambda line: "{...\n"), True),
        (
            "a judgement that nobody made",
            append(_pick(file), b'{"kind": "ProofJudgement"}\n'),
            True,
        ),
    ):
        yield Tamper(name, act, _parts("judgement"), file, restored=restored)
    file = "handles.jsonl"
    for name, act in {
        "swap two handles": swap_handles,
        "swap two lines of handles": swap_lines(file, 0, 1),
        "a handle of another thing": edit_line(file, 2, _other_thing),
        "delete the last handle": drop_last_line(file),
        "delete the handles": remove(_pick(file)),
        "truncate the handles": truncate(_pick(file)),
        "a handle more": append(_pick(file), b"A99999\turn:crimechain:account:00\n"),
    }.items():
        yield Tamper(name, act, _parts("handle"), file)
    file = "pseudonyms.jsonl"
    for name, act in {
        "swap two pseudonyms": swap_lines(file, 0, 1),
        "another surname for a pseudonym": edit_line(file, 0, _other_mask),
        "delete the last pseudonym": drop_last_line(file),
        "delete the pseudonyms": remove(_pick(file)),
        "a pseudonym more": append(_pick(file), b'["thing", "x", 1, "y"]\n'),
    }.items():
        yield Tamper(name, act, _parts("pseudonym"), file)
    for name, act in {
        "edit a saved trace": _edit_saved,
        "delete a saved trace": remove(_saved),
        "truncate a saved trace": truncate(_saved),
        "empty a saved trace": empty(_saved),
        "delete a saved chain": remove(_chain),
        "edit a saved chain": lambda case: write(
            _chain(case), _chain(case).read_bytes().replace(b'"title":"', b'"title":"x', 1)
        ),
    }.items():
        yield Tamper(name, act, _parts("result"), "saved/")
    yield Tamper(
        "a saved trace that nobody saved",
        lambda case: _copy(_saved(case), "trace-more.json"),
        _parts("result"), "saved/", restored=False,
    )  # fmt: skip
    for key, value in (("zone", "Asia/Urumqi"), ("name", "别案"), ("marking", "公开")):
        yield Tamper(f"another {key}", _settings(key, value), _parts("settings"), "case.toml")
    yield Tamper("another key", _other_key, _parts("key"), "case.key", needs_source=True)
    yield Tamper("delete the key", remove(_pick("case.key")), _parts("key"), "case.key", True)


def _other_proof(line: str) -> str:
    return line.replace('"excluded"', '"verified"')


def _other_link(line: str) -> str:
    record = json.loads(line)
    record["link"] = record["link"][:-4] + "0000"
    return json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n"


def _other_mask(line: str) -> str:
    return line.replace('", "', '", "x', 1)


def _other_thing(line: str) -> str:
    return line.rstrip("\n")[:-4] + "0000\n"


def _of_the_graph() -> Iterator[Tamper]:
    said = _parts("graph")
    for name, act in {
        "forge an amount in the checkpoint": graph(newest, forge("amount", "1")),
        "forge a name in both graphs": both(forge("name", "王五")),
        "forge a name on the writer's copy": graph(bench, forge("name", "王五")),
        "forge a time in the checkpoint": graph(newest, forge("startTime", "2020-01-01T00:00:00Z")),
        "forge a proof": both(forge("proof", "verified")),
        "drop a statement": both(_drop_any),
        "drop a link's source": both(drop("source")),
        "forge a marker": both(_forge_marker),
        "delete the newest checkpoint and the writer's copy": roll_back_graph,
        "delete all checkpoints": remove(_pick("graph.checkpoints")),
        "delete a file of the checkpoint": remove(sst),
        "flip a byte of the checkpoint": flip(sst),
        "truncate a file of the checkpoint": truncate(sst),
    }.items():
        yield Tamper(name, act, said, "graph")
    yield Tamper(
        "delete the graph and its checkpoints",
        _drop_the_graph,
        said, "graph",
    )  # fmt: skip
    yield Tamper("forge a state that undo returns to", graph(last_but_one, _add_one), said, "graph")


def _drop_the_graph(case: Path) -> None:
    for name in ("graph", "graph.checkpoints"):
        shutil.rmtree(case / name)


def last_but_one(case: Path) -> Path:
    states = sorted(
        (p for p in case.joinpath("graph.checkpoints").iterdir() if p.name.isdecimal()),
        key=lambda path: int(path.name),
    )
    return states[-2]


def _add_one(engine: Store) -> None:
    quad = min(engine, key=str)
    engine.add(Quad(quad.subject, quad.predicate, Literal("forged"), quad.graph_name))


def _drop_any(engine: Store) -> None:
    engine.remove(max(engine, key=str))


def _forge_marker(engine: Store) -> None:
    quads = [q for q in engine if "markers" in str(q.graph_name)]
    old = min(quads, key=str)
    engine.remove(old)
    engine.add(Quad(old.subject, old.predicate, Literal("forged"), old.graph_name))


def _of_the_index() -> Iterator[Tamper]:
    for name, act in {
        "edit an amount in the index": indexed(
            "flow_transfer.parquet",
            "SELECT * REPLACE (CASE WHEN id = (SELECT min(id) FROM {0}) THEN amount + 1"
            " ELSE amount END AS amount) FROM {0}",
        ),
        "delete a payment from the index": indexed(
            "flow_transfer.parquet", "FROM {0} WHERE id <> (SELECT min(id) FROM {0})"
        ),
        "edit a name in the index": indexed(
            "entity.parquet",
            "SELECT * REPLACE (CASE WHEN id = (SELECT min(id) FROM {0}) THEN '王五' ELSE name END"
            " AS name) FROM {0}",
        ),
        "truncate the index": truncate(lambda case: index(case) / "link.parquet"),
        "delete a table of the index": remove(lambda case: index(case) / "entity.parquet"),
        "flip a byte of the amounts": flip(
            lambda case: index(case) / "columns_transfer" / "amount.npy"
        ),
        "delete the order of payments": remove(
            lambda case: index(case) / "columns_transfer" / "seq.npy"
        ),
    }.items():
        yield Tamper(name, act, _parts("index"), "ledger/index")


def _of_the_log() -> Iterator[Tamper]:
    file, said = "log.jsonl", _parts("log")
    for name, act in {
        "drop the last line of the log": drop_last_line(file),
        "drop a line of the log": lambda case: _without(case / file, 1),
        "swap two lines of the log": swap_lines(file, 1, 2),
        "edit a line of the log": edit_line(
            file, 1, lambda line: line.replace('"rows": ', '"rows": 1')
        ),
        "garbage in the log": edit_line(file, 1, lambda line: "{...\n"),
        "bytes that are no text in the log": lambda case: write(case / file, b"\xff\xfe\n"),
        "empty the log": empty(_pick(file)),
        "delete the log": remove(_pick(file)),
        "add a line to the log": append(_pick(file), b'{"action": "mark", "previous": "00"}\n'),
    }.items():
        yield Tamper(name, act, said, file, restored=False)
    yield Tamper(
        "drop the last line and its head", log_and_head,
        _parts("log", "graph", "table", "source", "result", "judgement", "handle"), restored=False,
    )  # fmt: skip


def _without(path: Path, number: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    write(path, b"".join(lines[:number] + lines[number + 1 :]))
