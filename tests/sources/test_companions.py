"""Companion tables, call records, token transfers and the sheets that people type."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.model import stable_id
from kg.values.identities import check_digit
from kg.values.wallets import base58check
from tests.sources.reader import read_text

PERSON_ID = (body := "00010219900307123") + check_digit(body)
CARD = "6220000000000000018"
WALLETS = [base58check(b"\x41" + bytes([n]) * 20) for n in (1, 2)]


def test_persons_use_phones(tmp_path: Path) -> None:
    text = (
        "客户名称,证照类型,证照号码,工作单位,联系手机\n"
        f"赵某,身份证,{PERSON_ID},甲厂,13800000000\n钱某,,,,不详\n"
    )
    result = read_text(tmp_path, text)
    person = stable_id("Person", "residentId", PERSON_ID)
    entities = {e["id"]: e for e in result.rows("entity")}
    assert entities[person]["values"]["residentId"] == [PERSON_ID]
    assert entities[person]["name"] == "赵某"
    (link,) = result.rows("link")
    assert (link["kind"], link["source"]) == ("UsesPhone", person)
    assert link["target"] == stable_id("PhoneNumber", "", "+8613800000000")
    assert result.reading.stored == 2
    assert any("联系手机: 1 rows look odd" in str(warning) for warning in result.reading.warnings)


def test_dates_of_birth_are_kept_as_files_write_them_in_either_language(tmp_path: Path) -> None:
    for number, header in enumerate(("出生日期", "date of birth")):
        text = f"客户名称,证照号码,{header}\n赵某,{PERSON_ID},1990-03-07\n钱某,,\n"
        result = read_text(tmp_path, text, name=f"{number}.csv")
        known = {entity["name"]: entity["values"] for entity in result.rows("entity")}
        assert known["赵某"]["birthDate"] == ["1990-03-07"]
        assert "birthDate" not in known["钱某"]


def test_accounts_are_held_since_they_were_opened(tmp_path: Path) -> None:
    text = (
        "账户开户名称,开户人证件号码,交易卡号,交易账号,账号开户时间,账户余额,可用余额,账户类型,账户状态,开户网点,账号开户银行\n"
        f"赵某,{PERSON_ID},{CARD},123456789012,2024-01-02,5,5,借记卡,正常,某支行,某银行\n"
    )
    result = read_text(tmp_path, text)
    (link,) = result.rows("link")
    assert link["target"] == stable_id("Account", "", CARD)
    assert (link["start_us"], link["precision"]) == (1704124800000000, "day")
    card = {e["id"]: e for e in result.rows("entity")}[link["target"]]
    assert card["values"]["openedOn"] == ["2024-01-02"]
    assert card["values"]["bankName"] == ["某银行"]
    assert len(result.rows("alias")) == 1


def test_sub_accounts_are_numbers_of_their_account(tmp_path: Path) -> None:
    text = f"交易卡号,子账户账号,子账户类别,余额\n{CARD},12345678901200001,活期,0\n"
    (alias,) = read_text(tmp_path, text).rows("alias")
    assert {alias["a"], alias["b"]} == {
        stable_id("Account", "", CARD), stable_id("Account", "", "12345678901200001"),
    }  # fmt: skip


def test_calls_run_from_caller_to_called(tmp_path: Path) -> None:
    text = (
        "开始时间,事件类型,用户号码,通话时长,对端号码,对端归属地,活动地区\n"
        "2024-05-01 10:00:00,被叫,13800000000,35,0086-13900000000,某市,某区\n"
    )
    (call,) = read_text(tmp_path, text).rows("flow_call")
    assert call["source"] == stable_id("PhoneNumber", "", "+8613900000000")
    assert call["target"] == stable_id("PhoneNumber", "", "+8613800000000")
    assert (call["duration"], call["amount"], call["direction"]) == ("35", None, "in")


def test_token_transfers_keep_their_hash_and_token(tmp_path: Path) -> None:
    text = (
        "Txn Hash,Block,Time (UTC),From,To,Token,Amount,Status\n"
        f"{'ab' * 32},1,2024-05-01 10:00:00,{WALLETS[0]},{WALLETS[1]},USDT,1234.567891,SUCCESS\n"
        f"{'cd' * 32},2,2024-05-01 10:00:03,{WALLETS[0]},{WALLETS[1]},USDT,0,FAILED\n"
        f"{'ef' * 32},3,2024-05-01 10:00:03,{WALLETS[0]},{WALLETS[1][:-1]}x,USDT,5,SUCCESS\n"
    )
    result = read_text(tmp_path, text)
    first, second = result.flows
    assert (first["amount"], first["currency"]) == (Decimal("1234.567891"), "USDT")
    assert first["start_us"] == 1714557600000000
    assert second["status"] == "failed"
    assert [p.code for p in result.reading.problems] == ["wallet"]
    assert result.rows("entity")[0]["values"]["chain"] == ["tron"]


def test_relations_in_the_ontologys_words(tmp_path: Path) -> None:
    text = (
        "主体,关系,客体,开始时间,结束时间,来源文书,证明程度,主体类型,客体类型\n"
        "赵某,卡农,,2024-01-01,,笔录一,查实,,\n"
        "钱某,管理,灰狼组,2024-01-01,,笔录二,,,团伙\n"
        "孙某,持有账户,6220000000000000018,,,笔录三,线索,,\n"
        "李某,飞向,月球,,,,,,\n"
        "周某,介绍,吴某,,,,确凿,,\n"
    )
    result = read_text(tmp_path, text)
    links = {link["kind"]: link for link in result.rows("link")}
    role = links["HoldsRole"]
    assert role["source"] == role["target"] == stable_id("Person", "case", "赵某")
    assert role["values"] == {"role": ["CardSeller"], "sourceReference": ["笔录一"]}
    assert role["proof"] == "verified"
    assert links["HoldsAccount"]["target"] == stable_id("Account", "", CARD)
    assert [(p.locator, p.code) for p in result.reading.problems][-2:] == [
        ("line 5", "relation"), ("line 6", "proof"),
    ]  # fmt: skip


def test_a_typed_row_names_a_third_thing_an_amount_and_a_platforms_own_number(
    tmp_path: Path,
) -> None:
    text = (
        "主体,关系,客体,主体类型,客体类型,标的,标的类型,金额,币种,条数,方式,主体所在平台\n"
        "赵某,出售数据,钱某,,,名单甲,数据集,3万,,500,,\n"
        "u17,登录设备,990000000000017,社交账号,设备,,,,,,,青萍论坛\n"
        "u17,登录设备,192.0.2.1,社交账号,网络地址,,,,,,夜间,别处\n"
        "钱某,领导,孙某,,,甲,,,,,,\n"
        "钱某,领导,孙某,,,甲,没有这种,,,,,\n"
    )
    result = read_text(tmp_path, text)
    sale, device, place = result.rows("link")
    assert sale["object"] == stable_id("DataSet", "case", "名单甲")
    assert (sale["amount"], sale["currency"]) == (Decimal(30000), "CNY")
    assert sale["values"]["recordCount"] == ["500"]
    assert device["source"] == stable_id("SocialAccount", "青萍论坛", "u17")
    assert device["target"] == stable_id("Device", "", "99000000000001")
    assert place["source"] == stable_id("SocialAccount", "别处", "u17")
    assert place["target"] == stable_id("IPAddress", "", "192.0.2.1")
    assert place["values"]["channel"] == ["夜间"]
    assert [p.code for p in result.reading.problems] == ["kind", "kind"]


def test_a_capacity_is_a_role_and_nothing_else(tmp_path: Path) -> None:
    text = "主体,关系,客体,以何身份\n赵某,加入,甲团伙,话务员\n钱某,加入,甲团伙,月亮\n"
    result = read_text(tmp_path, text)
    assert [link["values"] for link in result.rows("link")] == [{"role": ["FraudCaller"]}]
    (problem,) = result.reading.problems
    assert problem.code == "relation" and "capacity: '月亮' is no role" in str(problem.reason)


def test_victims_report_losses(tmp_path: Path) -> None:
    text = (
        "被害人姓名,证件号码,手机号码,转账时间,金额,收款账号,付款账号,备注\n"
        f"郑某,{PERSON_ID},13800000000,2024年5月1日 下午3:05,5万,{CARD},123456789012,x\n"
        f"王某,,,2024-05-02 10:00,￥300.00,{CARD},,\n"
    )
    result = read_text(tmp_path, text)
    losses = [link for link in result.rows("link") if link["kind"] == "ReportedLoss"]
    assert [loss["amount"] for loss in losses] == [Decimal(50000), Decimal(300)]
    assert losses[0]["source"] == stable_id("Person", "residentId", PERSON_ID)
    assert losses[1]["source"] == stable_id("Person", "case", "王某")
    assert losses[0]["precision"] == "minute"
    assert {link["kind"] for link in result.rows("link")} == {
        "ReportedLoss",
        "HoldsAccount",
        "UsesPhone",
    }


def test_data_sales_name_the_data_that_was_sold(tmp_path: Path) -> None:
    text = (
        "卖方,买方,数据集,记录条数,价格,币种,交易时间,来源文书,证明程度,备注\n"
        "甲某,乙数据有限公司,名单一,12000,3万,人民币,2024-03-01,合同一,印证,\n"
    )
    result = read_text(tmp_path, text)
    (link,) = result.rows("link")
    assert link["object"] == stable_id("DataSet", "case", "名单一")
    assert link["target"] == stable_id("Organisation", "case", "乙数据有限公司")
    assert (link["amount"], link["currency"], link["proof"]) == (
        Decimal(30000),
        "CNY",
        "corroborated",
    )
    kinds = sorted(entity["kind"] for entity in result.rows("entity"))
    assert kinds == ["DataSet", "Organisation", "Person"]


def test_a_name_typed_with_and_without_its_number_is_one_but_namesakes_stay_two(
    tmp_path: Path,
) -> None:
    other = (body := "00010219910307123") + check_digit(body)
    text = (
        "主体,关系,客体,主体证件号\n"
        f"赵某,认识,钱某,{PERSON_ID}\n孙某,认识,钱某,{PERSON_ID}\n孙某,认识,钱某,{other}\n"
    )
    aliases = read_text(tmp_path, text).rows("alias")
    named = {stable_id("Person", "case", "赵某"), stable_id("Person", "residentId", PERSON_ID)}
    assert [{a["a"], a["b"]} for a in aliases] == [named]


@pytest.mark.parametrize("header", ["手机号码", "联系手机", "预留手机号"])
def test_a_list_of_accounts_tells_the_telephones_of_their_holders(
    header: str, tmp_path: Path
) -> None:
    read = read_text(
        tmp_path,
        f"账号,户名,证件号码,{header},开户行,开户时间\n"
        "6250000000000000011,甲某,110101199003070011,13700000001,某行,2025-01-01\n"
        "6250000000000000029,乙某,110101199003070038,13700000001,某行,2025-01-01\n",
    )
    uses = [link for link in read.rows("link") if link["kind"] == "UsesPhone"]
    assert len({link["source"] for link in uses}) == 2
    assert len({link["target"] for link in uses}) == 1


def test_a_log_of_sign_ins_tells_the_devices(tmp_path: Path) -> None:
    read = read_text(tmp_path, "登录时间,账号,IP,设备\n2025-03-01 09:59:00,u1,192.0.2.9,d1\n")
    assert {"d1"} <= {str(one["values"].get("imei", [""])[0]) for one in read.rows("entity")}
