"""A third language is one file, begun with one sentence: all else is said in English."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BANK = "交易卡号,交易户名,交易时间,收付标志,交易金额,对手卡号,对手户名\n"
ROW = "6222000000000000{},甲,2024-01-0{} 10:00:00,出,{}.00,6228000000000000{},乙\n"
ASKS = """
import sys
from kg.cli import main
for words in {commands!r}:
    sys.argv = ["kg", *words.split(), "--lang", "qq"]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, (words, ended.code)
"""


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the package as it is, and a catalogue of one sentence more."""
    place = tmp_path_factory.mktemp("languages")
    (place / "ontology").symlink_to(ROOT / "ontology")
    for folder, linked in (("kg", ROOT / "kg"), ("kg/messages", ROOT / "kg" / "messages")):
        (place / folder).mkdir()
        for path in linked.iterdir():
            if path.name not in ("messages", "__pycache__"):
                (place / folder / path.name).symlink_to(path)
    (place / "kg" / "messages" / "qq.ftl").write_text("found-nothing = QQ\n", encoding="utf-8")
    rows = "".join(ROW.format(n, n, n * 100, n + 1) for n in range(1, 6))
    (place / "bank.csv").write_text(BANK + rows, encoding="utf-8")
    return place


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_every_screen_and_page_is_there_in_a_language_that_says_one_sentence(beside: Path) -> None:
    commands = (
        "--help", "load --help", "new case", "load case bank.csv", "search case 乙",
        "search case nobody",
        "help layouts", "docs", "docs trace", "ask case", "chain case 62220000000000001 --as c",
        "explain case L1", "check case", "ontology BankAccount", "export --forms",
        "export case a.html c", "export case b.svg c", "export case c.xlsx",
        "export case d.html --style map",
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-P", "-c", ASKS.format(commands=commands)],
        cwd=beside,
        env={**os.environ, "PYTHONPATH": str(beside)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "QQ" in done.stdout.splitlines()
    assert '<html lang="en">' in (beside / "a.html").read_text(encoding="utf-8")
    assert "a lead, not a" in (beside / "b.svg").read_text(encoding="utf-8").lower()
