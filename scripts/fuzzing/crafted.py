"""Case folders as somebody might hand them over: links, pipes, odd types, paths as values.

Each craft alters a copy of a good case. What is around it (another case, a file at home) must be
the same bytes afterwards, whatever ``kg`` is asked to do with the altered one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

TOP_FILES = (
    "case.toml", "case.key", "lock", "log.jsonl", "log.texts.jsonl", "judgements.jsonl",
    "handles.jsonl", "pseudonyms.jsonl", "requests.jsonl", "log.head", "action.json", "neo4j.grass",
)  # fmt: skip
TOP_FOLDERS = (
    "sources", "ledger", "problems", "saved", "layouts", "graph", "graph.checkpoints", "graph.new",
    "graph.old", "lost+found",
)  # fmt: skip
IN_PLACE = (
    "lock", "log.jsonl", "judgements.jsonl", "handles.jsonl", "pseudonyms.jsonl",
    "log.texts.jsonl", "requests.jsonl",
)  # fmt: skip
"""Files that are cut off or added to where they are."""


@dataclass(frozen=True, slots=True)
class World:
    """A crafted case and what lies around it; ``port`` is one that somebody listens at."""

    root: Path
    port: int = 9

    @property
    def case(self) -> Path:
        """The case that is altered."""
        return self.root / "session" / "case"

    @property
    def other(self) -> Path:
        """Another case of the same user."""
        return self.root / "other"

    @property
    def letter(self) -> Path:
        """A file of the user that is no part of any case."""
        return self.root / "home" / "letter.txt"

    def around(self) -> dict[str, str]:
        """Return what everything outside the crafted case is, by its path."""
        return dict(_told(self.root, self.case, self.root))


def new_world(root: Path, good: Path, port: int = 9) -> World:
    """Lay a copy of a good case beside another copy and a file."""
    world = World(root, port)
    world.letter.parent.mkdir(parents=True)
    world.letter.write_text("nothing of this is kg's\n" * 9, encoding="utf-8")
    for place in (world.case, world.other):
        place.parent.mkdir(exist_ok=True)
        shutil.copytree(good, place)
    return world


def _told(folder: Path, but: Path, root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.iterdir()):
        name = str(path.relative_to(root))
        if path.is_symlink():
            yield name, f"-> {path.readlink()}"
        elif path.is_dir():
            yield name, f"folder {path.stat().st_mode:o}"
            if path != but:
                yield from _told(path, but, root)
        elif path.is_file():
            told = path.stat()
            # whoever changes a file changes its time: to read them all after each verb takes longer
            yield name, f"{told.st_mode:o} {told.st_ino} {told.st_size} {told.st_mtime_ns}"
        else:
            yield name, "odd"


Craft = Callable[[World], None]


def crafts() -> dict[str, Craft]:
    """Return every craft by its name."""
    return {
        **{f"link {name}": _linked(name) for name in (*TOP_FILES, *TOP_FOLDERS)},
        **{f"link to nowhere {name}": _dangling(name) for name in ("lock", "log.jsonl", "saved")},
        **{f"second name {name}": _second_name(name) for name in IN_PLACE},
        **{f"link below {name}": _deep(*way) for name, way in _DEEP.items()},
        **{f"pipe {name}": _pipe(name) for name in ("lock", "log.jsonl", "saved/a", "case.key")},
        **{f"folder {name}": _folder(name) for name in ("log.jsonl", "lock", "handles.jsonl")},
        **{f"file {name}": _file(name) for name in ("graph", "sources", "ledger", "saved")},
        **{f"case.toml: {name}": _settings(text) for name, text in _SETTINGS.items()},
        **{f"case.key: {name}": _bytes("case.key", key) for name, key in _KEYS.items()},
        **{f"action.json: {name}": _text("action.json", text) for name, text in _NOTES.items()},
        **{f"{file}: {name}": _text(file, text) for (file, name), text in _TEXTS.items()},
        **{f"log: {name}": _logged(line) for name, line in _LINES.items()},
        "source link to a pipe": _source_link_to_a_pipe,
        "log of a terabyte": _sparse("log.jsonl", 1 << 40),
        "case.toml of a gigabyte": _sparse("case.toml", 1 << 30),
        "marker with a path": _marker,
        "layouts of odd names": _layouts,
    }


def _free(path: Path) -> Path:
    """Make way for something else at a path."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _linked(name: str) -> Craft:
    def craft(world: World) -> None:
        target = world.other / name
        if not target.exists():
            target = world.other if name in TOP_FOLDERS else world.letter
        _free(world.case / name).symlink_to(target)

    return craft


def _dangling(name: str) -> Craft:
    return lambda world: _free(world.case / name).symlink_to(world.root / "home" / "new")


def _second_name(name: str) -> Craft:
    return lambda world: _free(world.case / name).hardlink_to(world.letter)


_DEEP = {
    "a source": ("sources", "*.csv", ""),
    "rows": ("ledger", "????????*", ""),
    "index": ("ledger", "index", ""),
    "one table": ("ledger", "????????*/*.parquet", ""),
    "problems": ("problems", "*.jsonl", ""),
    "a saved trace": ("saved", "trace-*.json", ""),
    "graph file": ("graph", "CURRENT", ""),
    "checkpoint": ("graph.checkpoints", "[0-9]*", ""),
    "drafts": ("saved", "", ".drafts"),
    "staging": ("ledger", "", ".staging-000000000000"),
    "pending": ("graph.checkpoints", "", "pending"),
    "new checkpoint": ("graph.checkpoints", "", "99"),
    "a layout": ("layouts", "", f"{'a' * 64}.toml"),
    "a draft of a source": ("sources", "", f"{'a' * 64}.csv.draft"),
}


def _deep(room: str, pattern: str, name: str) -> Craft:
    """Return the craft that links something inside a room to the same thing of the other case."""

    def craft(world: World) -> None:
        if name:
            file = name.endswith((".toml", ".draft", "pending"))
            _free(world.case / room / name).symlink_to(world.letter if file else world.other)
            return
        found = sorted((world.case / room).glob(pattern))[0]
        _free(found).symlink_to(world.other / found.relative_to(world.case))

    return craft


def _pipe(name: str) -> Craft:
    return lambda world: os.mkfifo(_free(world.case / name))


def _folder(name: str) -> Craft:
    return lambda world: _free(world.case / name).mkdir()


def _file(name: str) -> Craft:
    return lambda world: _free(world.case / name).touch()


def _bytes(name: str, content: bytes) -> Craft:
    def craft(world: World) -> None:
        (world.case / name).write_bytes(content)

    return craft


def _text(name: str, text: str) -> Craft:
    def craft(world: World) -> None:
        told = text.replace("@ROOT", str(world.root)).replace("@PORT", str(world.port))
        (world.case / name).write_text(told, encoding="utf-8", errors="surrogatepass")

    return craft


_GOOD = 'name = "某案"\nzone = "Asia/Shanghai"\n'
_SETTINGS = {
    "zone is a path": 'name = "a"\nzone = "../../../etc/localtime"\n',
    "zone is a folder": 'name = "a"\nzone = "Asia"\n',
    "zone is a number": 'name = "a"\nzone = 8\n',
    "name is a list": 'name = ["a"]\n',
    "name is missing": 'zone = "UTC"\n',
    "name hides": 'name = "a\\u202eb\\u0000c\\u007f\\nd"\nzone = "UTC"\n',
    "marking is a table": _GOOD + "[marking]\na = 1\n",
    "unknown key": _GOOD + 'plugin = "@ROOT/home/letter.txt"\n',
    "servers is a text": _GOOD + 'servers = "bolt://127.0.0.1:@PORT"\n',
    "servers has a number": _GOOD + "servers = [1]\n",
    "servers listens": _GOOD + 'servers = ["bolt://127.0.0.1:@PORT"]\n',
    "ontology is a path": _GOOD + 'ontology = "@ROOT/other"\n',
    "deep": f"name = {'[' * 20_000}\n",
    "no TOML": "<html>",
    "no text": "\udcff\udcfe",
    "empty": "",
}


def _settings(text: str) -> Craft:
    return _text("case.toml", text)


_KEYS = {"short": b"k" * 31, "long": b"k" * 4_096, "empty": b""}


def _note(action: str, **facts: object) -> str:
    return json.dumps({"action": action, "facts": facts, "state": "", "lines": 0})


_UP = "../../home/letter.txt"
_NOTES = {
    "kept leads out": _note("trace", name="t", kept=[_UP], before=""),
    "before leads out": _note("trace", name="t", kept=["trace-t.json"], before=_UP),
    "kept is a text": _note("trace", name="t", kept=_UP, before=""),
    "undo of no line": _note("undo", of=999, what="x"),
    "undo of a text": _note("undo", of="1", what="x"),
    "marks nothing": _note("mark", link=None, proof=3, earlier="", reason=""),
    "window of words": _note("window", windows={"pair": "x", "other": []}, earlier={}, reason=""),
    "load of paths": _note("load", sources=[{"source": _UP, "sha256": _UP, "shelf": _UP}]),
    "a list": "[]",
    "deep": "[" * 50_000,
    "no JSON": "{",
}
_TEXTS = {
    ("judgements.jsonl", "no JSON"): "{\n",
    ("judgements.jsonl", "a list"): "[]\n",
    ("judgements.jsonl", "no link"): '{"kind": "ProofJudgement", "holds": true}\n',
    ("judgements.jsonl", "odd types"): (
        '{"at": 1, "kind": "ProofJudgement", "link": [], "proof": {}, "reason": 1, "holds": "x"}\n'
        '{"at": "", "kind": "LegJudgement", "link": "a", "leg": [], "word": "x", "holds": true}\n'
        '{"at": "", "kind": "PairWindow", "link": "pair", "seconds": "x", "holds": true}\n'
    ),
    ("handles.jsonl", "garbage"): "A1\nA1\tx\ty\n\t\nA99999999999999999999\turn:x\n\x00\n",
    ("handles.jsonl", "no text"): "A1\t\udcff\n",
    ("pseudonyms.jsonl", "garbage"): '[]\n["thing", "x", "1", "y"]\nx\n',
    ("pseudonyms.jsonl", "deep"): "[" * 50_000 + "\n",
    ("log.texts.jsonl", "garbage"): '{"hash": [], "text": 1}\n[]\nx\n',
    ("log.jsonl", "garbage"): "x\n",
    ("log.jsonl", "no text"): "\udcff\n",
    ("saved/trace-t.json", "garbage"): "[]",
    ("saved/trace-t.json", "deep"): "[" * 50_000,
    ("saved/chain-chain.json", "path for a name"): '{"name": "../../x", "title": "t", "nodes": []}',
    ("saved/findings.json", "garbage"): '{"a": 1}',
}
_LINES: dict[str, dict[str, object]] = {
    "kept leads out": {"action": "trace", "name": "t", "kept": [_UP], "before": ""},
    "before leads out": {"action": "trace", "name": "t", "kept": ["t.json"], "before": _UP},
    "shelf leads out": {
        "action": "unload", "source": "x", "sha256": "a" * 64,
        "out": {"shelf": "../../other/sources", "number": 9, "layout": "x", "layout_sha256": ""},
    },
    "undo of a text": {"action": "undo", "of": "x", "what": ""},
    "load of nothing": {"action": "load", "sources": [{}]},
    "no action": {},
    "odd action": {"action": ["x"]},
}  # fmt: skip


def _logged(line: dict[str, object]) -> Craft:
    """Return the craft that adds a line of somebody's own to the log; its hashes are right."""

    def craft(world: World) -> None:
        path = world.case / "log.jsonl"
        before = path.read_text("utf-8").splitlines()[-1]
        previous = hashlib.sha256(before.encode()).hexdigest()
        said = {"at": "2024-01-01T00:00:00+00:00", **line, "previous": previous}
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(said, sort_keys=True) + "\n")

    return craft


def _sparse(name: str, size: int) -> Craft:
    def craft(world: World) -> None:
        with (world.case / name).open("r+b") as stream:
            stream.truncate(size)

    return craft


def _source_link_to_a_pipe(world: World) -> None:
    """Say that a source was never copied and lies where a pipe waits."""
    pipe = world.root / "home" / "pipe"
    os.mkfifo(pipe)
    copy = sorted((world.case / "sources").glob("*.csv"))[0]
    (world.case / "sources" / f"{copy.name[:64]}-link").write_text(str(pipe), encoding="utf-8")
    copy.unlink()


def _marker(world: World) -> None:
    """Have the graph say that a source is in whose hash is a path."""
    from kg.case.storage.folder import CaseFolder
    from kg.case.storage.session import open_graph
    from kg.model import Source
    from kg.schema import load_schema

    way = "../../other/sources/x"
    store = open_graph(CaseFolder(world.case), load_schema(), read_only=False)
    try:
        store.apply(markers=[Source(way, "x", 1, "bank-flow", "f" * 64, 1, 1, 0, 0, 1, True, 9)])
    finally:
        store.close()


def _layouts(world: World) -> None:
    for name in ("..toml", "a\nb\u202e.toml", f"{'a' * 64}.toml", "-.toml", "$(x).toml"):
        (world.case / "layouts" / name).write_text("", encoding="utf-8")
