"""What columns are for: told by header, dropped where cells contradict it, or told by cells."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kg.sources.proposal.column_roles import TableColumns
from kg.sources.proposal.sample import TableSample

A, B = "0629000000000000017", "0629000000000000025"
IBAN, OTHER = "DE89370400440532013000", "DE02120300000000202051"


def columns(
    header: str, *rows: str, said: Mapping[int, str] | None = None, records: str = ""
) -> TableColumns:
    run = tuple(tuple(row.split(";")) for row in rows)
    return TableColumns(
        TableSample("", "f.csv", (), tuple(header.split(";")), 1, (run,), records=records),
        said or {},
    )


def roles(header: str, *rows: str, said: Mapping[int, str] | None = None) -> list[str]:
    return [column.role for column in columns(header, *rows, said=said).columns]


def test_what_stands_above_a_list_in_json_is_whose_it_is_or_of_no_use() -> None:
    table = columns(
        "time;amount;../account;../status;../time;note/amount",
        f"2024-05-01 10:00:00;5.00;{A};ok;2024-06-01;7.00",
        records="/statement/list",
    )
    assert [column.role for column in table.columns] == [
        "time", "amount", "own", "skip", "skip", "amount",
    ]  # fmt: skip


def test_the_last_name_of_a_path_tells_again_what_its_cells_refute() -> None:
    table = columns(
        "date;amount;payer/beneficiary_date", "2024-05-01;5.00;2024-05-02", records="/list"
    )
    assert table.columns[2].role != "target_name"
    assert [column.role for column in table.columns][:2] == ["time", "amount"]


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        (("2024-05-01;1", "2024-05-02;2"), 1),
        (("2024-05-02;1", "2024-05-01;2"), -1),
        (("2024-05-02;1", "2024-05-01;2", "2024-05-03;3"), 0),
        (("2024-05-01;1", "no day;2", "2024-05-02;3"), 1),
        (("no day;1",), 0),
    ],
)
def test_the_order_of_rows_is_told_by_the_times_that_can_be_read(
    rows: tuple[str, ...], order: int
) -> None:
    assert columns("time;x", *rows, said={0: "time"}).order_in_time() == order


def test_a_table_without_a_time_has_no_order() -> None:
    assert columns("amount;x", "5.00;1", "6.00;2").order_in_time() == 0


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("when", "2024-05-01 10:00:00", "time"),
        ("event id", "2024-05-01 10:00:00", "other"),
        ("code", "20240501", "time"),
        ("code", "202405011011", "other"),
    ],
)
def test_without_a_header_of_times_what_reads_as_a_calendar_is_one(
    header: str, cells: str, role: str
) -> None:
    assert roles(f"{header};amount", f"{cells};5.00") == [role, "amount"]


def test_a_clock_beside_whole_moments_is_not_needed() -> None:
    row = "2024-05-01 10:00:00;10:00:00;5.00"
    assert roles("交易时间;交易时刻;金额", row) == ["time", "other_time", "amount"]
    assert roles("交易日期;交易时刻;金额", "2024-05-01;10:00:00;5.00") == [
        "time",
        "clock",
        "amount",
    ]


def test_who_orders_and_who_receives_are_two_sides_by_their_numbers_or_names() -> None:
    named = roles("Datum;Absender;Begünstigter;Betrag", "01.05.2024;Ann Lee;Bo Ray;5,00")
    assert named == ["time", "source_name", "target_name", "amount"]
    numbered = roles("Datum;Absender;Begünstigter;Betrag", f"01.05.2024;{IBAN};{OTHER};5,00")
    assert numbered == ["time", "source", "target", "amount"]


def test_two_sides_are_not_looked_for_in_the_rows_of_one_account() -> None:
    told = roles("Datum;Absender;Begünstigter;Betrag;Saldo", "01.05.2024;Ann Lee;Bo Ray;5,00;7,00")
    assert "source_name" not in told and "target_name" not in told and told[4] == "balance"


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        ("付款人;收款人", f"{A};{B}", ["source", "target"]),
        ("付款人;付款账号;收款人", f"甲某某;{A};乙某某", ["source_name", "source", "target_name"]),
        ("对方账号;对方户名", "甲某某;乙某某", ["other", "counter_name"]),
        ("对方账号", "甲某某", ["counter_name"]),
    ],
)
def test_names_and_numbers_of_a_side_are_told_by_their_cells(
    header: str, row: str, told: list[str]
) -> None:
    assert roles(f"日期;金额;{header}", f"2024-05-01;5.00;{row}")[2:] == told


def test_a_number_in_a_column_said_to_name_a_side_stays_there() -> None:
    row = f"2024-05-01;5.00;{A}"
    assert roles("日期;金额;付款人", row)[2] == "source"
    assert roles("日期;金额;付款人", row, said={2: "source_name"})[2] == "source_name"


def test_of_several_columns_of_a_side_the_fullest_is_taken() -> None:
    rows = (f"2024-05-01;5.00;{A};", f"2024-05-02;6.00;{B};{A}")
    assert roles("日期;金额;对方账号;对方卡号", *rows)[2:] == ["counter", "other"]
    rows = ("2024-05-01;5.00;;甲某", "2024-05-02;6.00;乙某;乙某")
    assert roles("日期;金额;对方户名;对方名称", *rows)[2:] == ["other", "counter_name"]


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("card", ("1", "2"), "other"),
        ("card", ("1234", "1234"), "own"),
        ("account", ("ann@example.com", "ann@example.com"), "own"),
        ("account", ("Ann", "Ann"), "other"),
    ],
)
def test_what_no_number_of_an_account_can_be_is_not_the_own(
    header: str, cells: tuple[str, str], role: str
) -> None:
    days = ("2024-05-01", "2024-05-02")
    rows = [f"{day};5.00;{cell}" for day, cell in zip(days, cells, strict=True)]
    assert roles(f"date;amount;{header}", *rows)[2] == role


def test_names_of_several_accounts_beside_who_was_paid_are_the_own() -> None:
    rows = [f"2024-05-0{n};5.00;{one};Shop" for n, one in enumerate(("My Card", "My Giro") * 2, 1)]
    assert roles("date;amount;account;payee", *rows)[2] == "own"
    assert roles("date;amount;account;note", *rows)[2] == "other"
    rows = [row.replace("My Card", "Ann").replace("My Giro", "Bo") for row in rows]
    assert roles("date;amount;account;payee", *rows)[2] == "other"
    assert roles("date;amount;own account;note", *rows)[2] == "own"


def test_a_holder_is_one_of_an_account() -> None:
    head = "账号;户名;日期;金额"
    told = [
        roles(head, f"{A};{one};2024-05-01;5.00", f"{B};{two};2024-05-02;6.00", *more)[1]
        for one, two, *more in (
            ("甲某", "乙某"),
            ("甲某", "乙某", f"{A};丙某;2024-05-03;7.00"),
            ("甲某", "乙某", f"{A};;2024-05-03;7.00"),
        )
    ]
    assert told == ["holder", "other", "holder"]
    rows = (f"{A};甲某;2024-05-01;5.00", f"{A};丙某;2024-05-03;7.00")
    assert roles(head, *rows)[1] == "other"
    assert roles(head, *rows, said={1: "holder"})[1] == "holder"


def test_what_names_the_kind_of_an_account_is_no_holder() -> None:
    rows = ("2024-05-01;5.00;Savings account", "2024-05-02;6.00;Savings account")
    assert roles("date;amount;account holder", *rows)[2] == "other"
    rows = ("2024-05-01;5.00;Ann Lee", "2024-05-02;6.00;Ann Lee")
    assert roles("date;amount;account holder", *rows)[2] == "holder"


def test_names_of_accounts_beside_their_number_are_no_own_account() -> None:
    rows = (f"2024-05-01;5.00;Ann;{A}", f"2024-05-02;6.00;Bo;{A}")
    assert roles("date;amount;account name;account number", *rows)[2:] == ["other", "own"]


def test_a_column_of_directions_says_few_words_and_no_figures() -> None:
    many = [f"2024-05-{n:02};5.00;w{chr(96 + n)}x" for n in range(1, 11)]
    assert roles("date;amount;direction", *many)[2] == "other"
    assert roles("date;amount;direction", *many, said={2: "direction"})[2] == "direction"
    assert roles("date;amount;direction", "2024-05-01;5.00;1.50")[2] == "other"


def test_of_two_columns_of_directions_the_first_is_taken() -> None:
    assert roles("date;amount;direction;in/out", "2024-05-01;5.00;D;out")[2:] == [
        "direction", "other",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "row", "told"),
    [
        ("price;count", "5.00;1", ["amount", "other"]),
        ("price;count", "5.00;3", ["price", "other"]),
        ("price;count;coin", "5.00;3;BTC", ["amount", "other", "currency"]),
        ("quantity;pair", "0.5;BTC-USDT", ["amount", "other"]),
        ("quantity;wallet address", f"0.5;0x{'1' * 40}", ["amount", "own"]),
        ("quantity;thing", "5;apples", ["quantity", "other"]),
        ("quantity", "5 USD", ["amount"]),
    ],
)
def test_a_price_or_a_quantity_moved_only_where_it_is_money(
    header: str, row: str, told: list[str]
) -> None:
    assert roles(f"date;{header}", f"2024-05-01;{row}")[1:] == told


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("x", ("success", "failed"), "status"),
        ("x", ("success", "paid by somebody"), "other"),
        ("x", ("failed", "failed"), "status"),
        ("x", ("failed to find the way home", "went on"), "other"),
        ("发货状态", ("success", "failed"), "status"),
        ("x", tuple(f"success {letter}" for letter in "abcdefghi"), "other"),
        ("x", ("success " + "y" * 40, "failed"), "other"),
    ],
)
def test_words_that_say_what_became_of_rows_are_states(
    header: str, cells: tuple[str, ...], role: str
) -> None:
    rows = [f"2024-05-0{n};{n}.00;{cell}" for n, cell in enumerate(cells, 1)]
    assert roles(f"date;amount;{header}", *rows)[2] == role


def test_whole_numbers_of_something_are_no_amounts_but_such_with_decimals_are() -> None:
    assert roles("date;card credit", "2024-05-01;12345")[1] != "amount"
    assert "credit" in roles("date;card credit amount", "2024-05-01;123.45")


def test_a_header_that_stands_twice_is_of_the_side_before_it() -> None:
    row = f"{A};2024-05-01;{B};5.00;{A}"
    told = roles("Account;Date;To Bank;Amount;Account", row)
    assert told[4] == "target" and told[0] != "target"


def test_a_role_that_was_answered_is_kept_though_its_cells_say_otherwise() -> None:
    told = roles("a;b;c", "2024-05-01;words;5.00", said={1: "amount"})
    assert told == ["time", "amount", "other"]


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("Payment Reference", ("Miete", "rent for May", "holiday"), "memo"),
        ("Payment Reference", ("RF18 5390", "INV-0012", "rent"), "serial"),
        ("Reference", ("0099", "thanks", "for lunch"), "memo"),
        ("订单号", ("自动扣款", "自动扣款", "人工"), "other"),
        ("Order No", ("A-1", "A-2", "A-3"), "serial"),
    ],
)
def test_a_reference_without_a_digit_is_what_the_payer_wrote(
    header: str, cells: tuple[str, ...], role: str
) -> None:
    rows = [f"2024-05-0{n};{n}.00;{cell}" for n, cell in enumerate(cells, 1)]
    assert roles(f"date;amount;{header}", *rows)[2] == role


def test_the_name_of_a_table_of_a_database_is_nobodys() -> None:
    header = "pay_account;recv_account;amount;create_time;../type;../name;../database"
    row = f"{A};{B};5.00;2024-05-01 10:00:00;table;orders;paydb"
    table = columns(header, row, records="/*/data")
    assert [column.role for column in table.columns] == [
        "source", "target", "amount", "time", "skip", "skip", "skip",
    ]  # fmt: skip
    titled = columns(header, row.replace("table", "savings"), records="/*/data")
    assert titled.columns[5].role == "holder"


def test_a_total_of_all_time_is_nothing_that_moved() -> None:
    told = roles("date;累计充值(元);lifetime value", "2024-05-01;5.00;7.00")
    assert told == ["time", "other", "other"]


def test_a_column_that_was_said_to_be_of_no_use_is_no_currency_and_no_time() -> None:
    assert roles("a;b;amount", "USD;2024-05-01;5.00")[:2] == ["currency", "time"]
    said = {0: "other", 1: "other"}
    assert roles("a;b;amount", "USD;2024-05-01;5.00", said=said)[:2] == ["other", "other"]


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("state", ("1", "2", "7"), "status"),
        ("order_state", ("0", "1"), "status"),
        ("pay_status", ("10", "20"), "status"),
        ("state", ("CA", "NY"), "other"),
        ("state", ("10001", "90210"), "other"),
        ("delivery_state", ("1", "2"), "other"),
    ],
)
def test_codes_of_states_are_told_and_not_passed_over(
    header: str, cells: tuple[str, ...], role: str
) -> None:
    rows = [f"2024-05-0{n};{n}.00;{cell}" for n, cell in enumerate(cells, 1)]
    assert roles(f"date;amount;{header}", *rows)[2] == role
