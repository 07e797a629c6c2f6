"""``kg unload`` and ``kg load --again`` on the command line."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from statements import write_statement

from tests.command_line import kg


def test_a_source_goes_out_is_read_again_and_comes_back(tmp_path: Path) -> None:
    case, path = tmp_path / "case", write_statement(tmp_path / "流水.csv", 8)
    (tmp_path / "more").mkdir()
    other = write_statement(tmp_path / "more" / "x.csv", 6, seed=2)
    other = Path(shutil.move(other, other.with_name("流水.csv")))
    assert kg("new", case).returncode == 0
    assert kg("load", case, path, other).returncode == 0
    unclear = kg("unload", case, "流水.csv")
    assert unclear.returncode == 2 and "2  流水.csv" in unclear.stderr
    done = kg("unload", case, "2", "--lang", "zh")
    assert done.returncode == 0 and "已移出：流水.csv（6 行" in done.stdout
    again = kg("load", case, path, "--again", "--json")
    (report,) = json.loads(again.stdout)["loaded"]
    assert report["again"] and not report["already"] and report["source"]["stored"] == 8
    assert "Taken back: loaded 流水.csv" in kg("undo", case, "--yes", "--lang", "en").stdout
    assert "Taken back: unloaded 流水.csv" in kg("undo", case, "--yes", "--lang", "en").stdout
    gone = json.loads(kg("unload", case, "1", "--json").stdout)
    assert gone["source"]["name"] == "流水.csv" and gone["resting"] == []
