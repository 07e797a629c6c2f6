"""Words of a column: decimals in another column, steps of an hour, the country of telephones."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from kg.errors import LayoutError
from kg.sources.layout_files import parse_layout
from tests.sources.reader import Result, read_text

OWN = """
name = "own"
zone = "UTC"
[columns]
time = {{ names = ["step"], type = "time", steps_from = "2024-02-28", step = "{step}" }}
from = {{ names = ["from"], type = "phone", region = "{region}", filled = true }}
to = {{ names = ["to"], type = "number", filled = true }}
value = {{ names = ["value"], decimals = ["decimals"], type = "amount", form = "scientific" }}
decimals = {{ names = ["decimals"] }}
[parties.from]
kind = "PhoneNumber"
id = [["", "$from"]]
values = {{ msisdn = "from" }}
[parties.to]
kind = "Account"
id = [["@source", "$to"]]
[[flows]]
kind = "Transfer"
source = ["from"]
target = ["to"]
time = "time"
amount = "value"
default_currency = "XXX"
zero = true
"""


def read(folder: Path, *rows: str, step: str = "hour", region: str = "IN") -> Result:
    own = folder / "own.toml"
    own.write_text(OWN.format(step=step, region=region), encoding="utf-8")
    text = "\n".join(["step,from,to,value,decimals", *rows, ""])
    return read_text(folder, text, "a.csv", layout=str(own))


def test_an_amount_has_the_decimals_of_its_row(tmp_path: Path) -> None:
    dice = Random(1)
    raw = [(dice.randrange(10**18), dice.randrange(19)) for _ in range(200)]
    rows = [f"{n},5550000001,1,{value},{places}" for n, (value, places) in enumerate(raw)]
    twin = [Decimal(value).scaleb(-places) for value, places in raw]
    assert [row["amount"] for row in read(tmp_path, *rows).flows] == twin


@pytest.mark.parametrize("cells", ["1.5,6", "-5,6", "5,many", "5,-2", "1e3,6", "0x10,2", "5,"])
def test_what_is_no_whole_number_with_decimals_is_refused(cells: str, tmp_path: Path) -> None:
    reading = read(tmp_path, f"1,5550000001,1,{cells}", "1,5550000001,1,7,0").reading
    assert [(p.locator, p.code) for p in reading.problems] == [("line 2", "amount")]
    assert reading.stored == 1


def test_decimals_are_never_the_amount_of_a_row_without_one(tmp_path: Path) -> None:
    result = read(tmp_path, "1,5550000001,1,,6", "1,5550000001,1,7,0")
    assert [row["amount"] for row in result.flows] == [None, Decimal(7)]


def test_steps_may_be_hours(tmp_path: Path) -> None:
    rows = ["0,5550000001,1,7,0", "25,5550000001,1,7,0", "48,5550000001,1,7,0"]
    hours = read(tmp_path, *rows).flows
    base = hours[0]["start_us"]
    assert [(row["start_us"] - base) // 3_600_000_000 for row in hours] == [0, 25, 48]
    assert {row["precision"] for row in hours} == {"day"}
    (tmp_path / "days").mkdir()
    days = read(tmp_path / "days", *rows, step="day").flows
    assert [(row["start_us"] - base) // 86_400_000_000 for row in days] == [0, 25, 48]


@pytest.mark.parametrize("written", ["5550000001", "'915550000001'", "+91 555 000 0001"])
def test_a_telephone_without_its_countrys_code_is_of_the_region(
    written: str, tmp_path: Path
) -> None:
    (phone,) = (
        row for row in read(tmp_path, f"1,{written},1,7,0").rows("entity")
        if row["kind"] == "PhoneNumber"
    )  # fmt: skip
    assert phone["values"]["msisdn"] == ["+915550000001"]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ({"type": "phone", "region": "QQ"}, "no region 'QQ'"),
        ({"type": "name", "region": "IN"}, "only a column of telephones"),
        ({"type": "time", "steps_from": "2024-01-01", "step": "week"}, "no step 'week'"),
        ({"type": "amount", "decimals": ["places"]}, "decimals need"),
    ],
)
def test_a_wrong_word_is_refused(column: dict[str, object], said: str) -> None:
    table = {"name": "own", "zone": "UTC", "columns": {"x": {"names": ["x"], **column}}}
    with pytest.raises(LayoutError, match=said):
        parse_layout(table, "own.toml")
