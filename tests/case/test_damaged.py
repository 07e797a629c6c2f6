"""Whatever lies in a case folder instead of what kg wrote: an answer, or one sentence.

Two damages of each kind of file are tried, in a deep run each one with every command.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path

import pytest
from statements import busiest, card, write_other_side, write_statement

from kg.case import new_case
from tests.built import built
from tests.depth import DEEP
from tests.forked_kg import ForkedKg

OWN = card(1)
FILES = (
    "case.toml", "case.key", "log.jsonl", "judgements.jsonl", "handles.jsonl", "pseudonyms.jsonl",
    "action.json",
    "saved/trace-t.json", "saved/chain-k.json", "saved/findings.json", "problems/*.jsonl",
    "sources/*", "ledger/*/source.json", "ledger/*/skipped.jsonl", "ledger/*/entity.parquet",
    "ledger/*/flow_transfer.parquet", "ledger/index/*/flow_transfer.parquet",
    "ledger/index/*/entity.parquet", "ledger/index/*/columns_transfer/about.json",
    "ledger/index/*/columns_transfer/src.npy", "ledger/index/*/columns_transfer/links.npy",
    "graph.checkpoints/[0-9]*/CURRENT", "graph.checkpoints/[0-9]*/MANIFEST*",
    "graph.checkpoints/[0-9]*/*.sst", "graph/CURRENT",
)  # fmt: skip
COMMANDS = (
    ("pairs",), ("trace", OWN), ("explain", "T1"), ("problems",), ("chain", OWN), ("find",),
    ("query", "--sql", "SELECT count(*) FROM transfer"), ("show", OWN), ("check",), ("sources",),
    ("problems", "--skipped"), ("log",), ("undo", "--yes"),
    ("mark", "T1", "excluded", "--reason", "抄错"),
)  # fmt: skip
DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda held: b"",
    "half": lambda held: held[: len(held) // 2],
    "noise": lambda held: random.Random(17).randbytes(max(64, min(len(held), 4096))) + b"\n",
    "list": lambda held: b"[]\n",
    "object": lambda held: b"{}\n",
    "number": lambda held: b"42\n",
    "deep": lambda held: b"[" * 100_000 + b"\n",
    "zeros": lambda held: bytes(len(held)),
}
PROMISED = {0, 2, 3, 4, 5, 6}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="children are forked")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = tmp_path_factory.mktemp("damaged")
    built(build, files)
    return files / "case"


def build(files: Path) -> None:
    first = write_statement(files / "a.csv", 40)
    second = write_other_side(files / "b.csv", first, busiest(first))
    with new_case(files / "case", name="某案") as case:
        case.load(first)
        case.load(second)
        case.trace(OWN, name="t", hops=1)
        case.chain(OWN, name="k")
        case.judgements.mark("T1", "disputed", "存疑")


@pytest.fixture(scope="module")
def kg() -> Iterator[ForkedKg]:
    with ForkedKg(reads_itself=True) as forked:
        yield forked


def damage(root: Path, pattern: str, spoil: Callable[[bytes], bytes]) -> None:
    found = sorted(root.glob(pattern)) or [root / pattern]
    for path in found:
        held = path.read_bytes() if path.exists() else b"{}"
        path.unlink(missing_ok=True)  # a checkpoint shares its files with the graph
        path.write_bytes(spoil(held))


def tried(file: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield which damages are tried on a kind of file, each with a command."""
    if DEEP:
        yield from ((name, words) for name in DAMAGES for words in COMMANDS)
        return
    chance = random.Random(file)
    names = chance.sample(sorted(DAMAGES), 3)
    commands = chance.sample(COMMANDS, len(COMMANDS))
    yield from islice(zip(cycle(names), commands, strict=False), 2)


@pytest.mark.parametrize("file", FILES)
def test_a_damaged_file_is_one_sentence(
    file: str, whole: Path, kg: ForkedKg, tmp_path: Path
) -> None:
    for number, (name, words) in enumerate(tried(file)):
        root = shutil.copytree(whole, tmp_path / str(number))
        damage(root, file, DAMAGES[name])
        done = kg(words[0], root, *words[1:])
        assert done.code in PROMISED, (name, words, done.err)
        assert done.code == 0 or done.is_one_sentence, (name, words, done.err)
        shutil.rmtree(root)


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{}",
        '{"kind": "PairWindow", "link": "pair", "holds": true, "reason": ""}',
        '{"kind": "ProofJudgement", "link": "x", "holds": true, "reason": "", "proof": "?"}',
    ],
)
def test_a_judgement_that_kg_did_not_write_is_named_by_its_line(
    line: str, whole: Path, kg: ForkedKg, tmp_path: Path
) -> None:
    root = shutil.copytree(whole, tmp_path / "case")
    with (root / "judgements.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    done = kg("pairs", root)
    assert done.code == 4 and done.is_one_sentence
    assert all(word in done.err for word in ("judgements.jsonl", "line 2", "kg rebuild"))
