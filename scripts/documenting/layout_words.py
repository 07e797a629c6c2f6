"""The reference of the layout language: the text of ``kg help layouts`` as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.command_line import kg

ROOT = Path(__file__).resolve().parents[2]
HELP = ROOT / "kg" / "cli" / "help_topics"
WORDS = {
    "en": (
        "Every word of a layout, the TOML file that says which column of a file is what.",
        "`kg help layouts` says the same; `python3 scripts/docs` writes this page from it.",
        "Read with it:",
    ),
    "zh": (
        "版式（写明文件各列含义的 TOML 文件）的每一个词。",
        "内容与 `kg help layouts` 相同，本页由 `python3 scripts/docs` 写出。",
        "用它读取：",
    ),
}
_SECTION = re.compile(r"(?:\d\. |[一二三四五六七八九]、)(\S.*)")
_TABLE = re.compile(r"(\[+[^]]+\]+) *(.*)")


def layout_page(lang: str) -> str:
    """Return the page in a language."""
    shown = kg("help", "layouts", KG_LANG=lang).stdout
    promise, made, read = WORDS[lang]
    title, *lines = shown.splitlines()
    head = f"# {title}\n\n{promise}\n{made}\n"
    return head + "\n".join(_page(lines, read)).rstrip() + "\n"


def _page(lines: list[str], read: str) -> Iterator[str]:
    """Yield the lines: sections as headings, the examples as files, what is indented as it is."""
    example = _example()
    block: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("  ") or (block and not line):
            block.append(line)
            continue
        yield from _block(block, example, read)
        block = []
        if section := _SECTION.match(line):
            yield f"## {section[1]}"
        elif table := _TABLE.match(line):
            yield f"### `{table[1]}` {table[2]}\n"
        else:
            yield line


def _example() -> dict[str, str]:
    names = {"csv": "example.csv", "toml": "my-bank.toml"}
    return {
        name: (HELP / f"layouts.example.{form}").read_text("utf-8") for form, name in names.items()
    }


def _block(block: list[str], example: dict[str, str], read: str) -> Iterator[str]:
    text = "\n".join(block).strip("\n")
    if not text:
        yield from [""] * bool(block)
        return
    plain = "\n".join(line.removeprefix("    ") for line in text.splitlines())
    for name, whole in example.items():
        if plain.strip() == whole.strip():
            yield f"```{name.rpartition('.')[2]} {name}\n{whole.strip()}\n```\n"
            if name.endswith(".toml"):
                command = f"$ kg load case example.csv --layout {name} --dry-run"
                yield f"{read}\n\n```console\n{command}\n```\n"
            return
    yield f"```text\n{text}\n```\n"
