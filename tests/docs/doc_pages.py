"""The pages of ``kg/docs`` and the README as programs: their blocks, and how each is run.

A fenced block is run by its language. ``console``: each line that begins with ``$`` is a command,
what stands below it is what it prints. ``python``: in one namespace for each page; a ``text`` block
directly below it is what it prints. ``sparql``, ``sql``, ``cypher``: asked of the demo's case, and
must find rows. ``toml``, ``turtle``, ``json``, ``csv``: parsed. A file's name behind the language
(```` ```toml my-bank.toml ````) says where the block is written, in the folder of the page's run.
One that begins with ``kg/`` shows how a file of the project may look: it is not written, and its
Python is compiled only.

Shown output holds all lines in order. A line ``…`` stands for lines that are left out, ``…`` inside
a line for any text; spaces do not count. A comment ``# exit code 3`` (``# 退出码 3``) behind a
command says how it ends, if not with 0.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import rdflib

import kg as package
from kg.case import open_case
from tests.built import built
from tests.command_line import kg

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "kg" / "docs"
LANGUAGES = ("en", "zh")
LEFT_OUT = "…"
SERVER = "bolt://127.0.0.1:7687"
"""How pages write the server's address."""
_FENCE = re.compile(r"^```([a-z]+)[ \t]*([^\n]*)\n(.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)
_EXIT = re.compile(r"(?:exit code|退出码) (\d)")
_ON_SERVER = re.compile(r"bolt://|--server|--cypher|--against|--repair|\bkg push\b")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block of a page."""

    kind: str
    name: str
    text: str
    line: int

    @property
    def commands(self) -> list[Command]:
        """The commands of a ``console`` block."""
        return list(_commands(self))

    @property
    def needs_server(self) -> bool:
        """Whether it can run only where a server of Neo4j is."""
        if self.kind == "console":
            return any(one.needs_server for one in self.commands)
        return self.kind == "cypher" or "case.sharing.push" in self.text


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a ``console`` block, and what the page says that it prints."""

    typed: str
    shown: tuple[str, ...]
    line: int

    @property
    def words(self) -> list[str]:
        """The command's words, without its comment."""
        return shlex.split(self.typed, comments=True)

    @property
    def exit_code(self) -> int:
        """How it ends."""
        said = _EXIT.search(self.typed)
        return int(said[1]) if said else 0

    @property
    def needs_server(self) -> bool:
        """Whether it can run only where a server of Neo4j is."""
        return bool(_ON_SERVER.search(self.typed))


def _commands(block: Block) -> Iterator[Command]:
    typed, shown, line = "", [], block.line
    for number, text in enumerate(block.text.splitlines(), block.line + 1):
        if text.startswith("$ "):
            if typed:
                yield Command(typed, tuple(shown), line)
            typed, shown, line = text[2:], [], number
        elif text.startswith("> ") and not shown:
            typed = typed.removesuffix("\\") + text[2:]
        else:
            shown.append(text)
    if typed:
        yield Command(typed, tuple(shown), line)


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language."""

    path: Path
    lang: str

    @property
    def blocks(self) -> list[Block]:
        """Its fenced blocks, in order."""
        text = self.path.read_text("utf-8")
        return [
            Block(one[1], one[2].strip(), one[3], text.count("\n", 0, one.start()) + 1)
            for one in _FENCE.finditer(text)
        ]


def pages() -> list[Page]:
    """Return every page of ``kg/docs`` that is written in a language."""
    found = (
        (path, path.name.split(".")[1])
        for path in sorted(DOCS.glob("*.md"))
        if path.name.count(".") == 2
    )
    return [Page(path, lang) for path, lang in found]


def build_demo(place: Path) -> None:
    """Make the demo and open it, as ``scripts/demo`` does."""
    for words in (("demo", "."), ("open", "files", "--case", "case")):
        done = kg(*words, folder=place)
        assert done.returncode == 0, done.stderr


def demo_in(folder: Path) -> None:
    """Copy the opened demo into a folder; what it did not copy of its files lies there too."""
    built(build_demo, folder)
    for link in (folder / "case" / "sources").glob("*-link"):
        link.write_text(str(folder / "files" / Path(link.read_text("utf-8")).name), "utf-8")


class Runner:
    """Runs a page in a folder that holds the demo; with a server also what needs one."""

    def __init__(self, page: Page, folder: Path, server: str = "") -> None:
        self.page = page
        self.folder = folder
        self.server = server
        self.faults: list[str] = []
        self.ran = 0
        self._names: dict[str, Any] = {"__name__": "page"}
        self._printed: str | None = None

    def run(self) -> None:
        """Run every block that can run here; ``faults`` says what is wrong with which."""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            patch.setenv("KG_LANG", self.page.lang)
            try:
                for block in self.page.blocks:
                    self._block(block)
            finally:
                for one in self._names.values():
                    if isinstance(one, package.Case):
                        one.close()

    def command(self, command: Command, block: Block) -> str | None:
        """Run one command and return what it printed; None if it cannot run here."""
        if command.needs_server and not self.server:
            return None
        program, *words = command.words
        if program != "kg":
            self._script(command, block)
            return None
        placed = [self.server if word == SERVER else word for word in words]
        done = kg(*placed, folder=self.folder, KG_LANG=self.page.lang)
        if done.returncode != command.exit_code:
            said = f"exit code {done.returncode}, the page says {command.exit_code}"
            self._fault(command.line, f"{command.typed}: {said}\n{done.stderr}")
        return done.stdout + done.stderr

    def _block(self, block: Block) -> None:
        if block.needs_server and not self.server and block.kind != "console":
            return
        run = getattr(self, f"_{block.kind}", None)
        printed, self._printed = self._printed, None
        if run is None:
            self._fault(block.line, f"no block of the language {block.kind!r} can be checked")
        elif block.kind == "text":
            self._text(block, printed)
        else:
            try:
                run(block)
            except (Exception, SystemExit) as error:
                self._fault(block.line, f"{type(error).__name__}: {error}")
            self.ran += 1
        if block.name and not block.name.startswith("kg/"):
            (self.folder / block.name).write_text(block.text, "utf-8")

    def _console(self, block: Block) -> None:
        for command in block.commands:
            printed = self.command(command, block)
            if printed is not None and command.shown:
                self._compare(command.line, command.typed, command.shown, printed)

    def _script(self, command: Command, block: Block) -> None:
        """Hold a command that is not of kg to this: a script of the project, or a known one."""
        program, *words = command.words
        if program in ("python3", "py"):
            script = words[0].replace("\\", "/")
            if not (ROOT / script).is_file():
                self._fault(command.line, f"no script {script}")
        elif program not in ("pip", "cd", "export", "cypher-shell"):
            self._fault(command.line, f"{program} is no command that pages may show")

    def _python(self, block: Block) -> None:
        code = compile(block.text, f"{self.page.path.name}:{block.line}", "exec", dont_inherit=True)
        if block.name:  # a file of the project that is to be written
            return
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(code, self._names)
        self._printed = out.getvalue()

    def _text(self, block: Block, printed: str | None) -> None:
        if printed is not None:
            self._compare(block.line, "python", tuple(block.text.splitlines()), printed)

    def _sparql(self, block: Block) -> None:
        self._ask(block, lambda case: case.query(block.text))

    def _sql(self, block: Block) -> None:
        self._ask(block, lambda case: case.sql(block.text))

    def _cypher(self, block: Block) -> None:
        password = os.environ["KG_NEO4J_PASSWORD"]
        self._ask(
            block,
            lambda case: case.questions.cypher(block.text, server=self.server, password=password),
        )

    def _ask(self, block: Block, ask: Callable[[Any], Any]) -> None:
        with open_case(self.folder / "case") as case:
            if not ask(case).rows:
                self._fault(block.line, f"the {block.kind} finds nothing in the demo")

    def _toml(self, block: Block) -> None:
        tomllib.loads(block.text)

    def _json(self, block: Block) -> None:
        json.loads(block.text)

    def _turtle(self, block: Block) -> None:
        rdflib.Graph().parse(data=block.text, format="turtle")

    def _ftl(self, block: Block) -> None:
        assert all(" = " in line for line in block.text.splitlines())

    def _csv(self, block: Block) -> None:
        assert block.name, "a table needs a file's name"

    def _compare(self, line: int, what: str, shown: tuple[str, ...], printed: str) -> None:
        if missing := first_difference(shown, printed):
            self._fault(line, f"{what}: does not print\n    {missing}")

    def _fault(self, line: int, said: str) -> None:
        self.faults.append(f"{self.page.path.name}:{line}: {said}")


def first_difference(shown: tuple[str, ...], printed: str) -> str:
    """Return the first line of what is shown that is not printed there; nothing, if all is."""
    lines = [folded for line in printed.splitlines() if (folded := fold(line))]
    at, free = 0, False
    for line in filter(None, map(fold, shown)):
        if line == LEFT_OUT:
            free = True
            continue
        pattern = wildcard(line)
        found = [i for i in range(at, len(lines)) if pattern.fullmatch(lines[i])]
        if not found or (not free and found[0] != at):
            return line
        at, free = found[0] + 1, False
    return "" if free or at == len(lines) else f"{lines[at]}   (printed, not shown)"


def fold(line: str) -> str:
    """Return a line with one space wherever spaces stand: tables are aligned on a page."""
    return " ".join(line.split())


def wildcard(line: str) -> re.Pattern[str]:
    """Return a pattern in which ``…`` is any text."""
    return re.compile(".*".join(map(re.escape, re.split(f" ?{LEFT_OUT} ?", line))))
