"""Lists of people, firms, accounts and numbers: proposed by header and cells, never guessed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LayoutError
from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.detect_layout import choose
from kg.sources.layout import LayoutFlow
from kg.sources.layout_files import layouts, read_layout
from kg.sources.proposal.proposal import Proposal
from kg.sources.proposal.propose import propose
from kg.values.identities import check_digit

A, B = "0629000000000000017", "0629000000000000025"
ONE, TWO = (body + check_digit(body) for body in ("00010219900307123", "00010219900307124"))


def written(folder: Path, *lines: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def asks(found: Proposal) -> list[str]:
    return [question.option for question in found.questions]


def facts(path: Path, found: Proposal) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """Return the things that a list gives, as kind and name, and what links them."""
    place = path.with_suffix(".toml")
    place.write_text(found.layout, "utf-8")
    mapped = dry_run(path, str(place)).mapped
    things: Sequence[dict[str, Any]] = mapped.get("entity", ())
    names = {thing["id"]: thing["name"] for thing in things}
    links = [
        (link["kind"], names[link["source"]], names[link["target"]])
        for link in mapped.get("link", ())
    ]
    return sorted((thing["kind"], thing["name"]) for thing in things), sorted(links)


def values(path: Path, kind: str) -> dict[str, list[str]]:
    mapped = dry_run(path, str(path.with_suffix(".toml"))).mapped
    first = next(thing for thing in mapped["entity"] if thing["kind"] == kind)
    return json.loads(first["values"])  # type: ignore[no-any-return]


def test_who_opened_an_account_is_read_under_headers_that_nobody_knows(tmp_path: Path) -> None:
    head = "户主,身份号码,联系手机,账户号码,建档时间,开立网点,住址"
    path = written(tmp_path, head, f"某甲,{ONE},13812341000,{A},2023-01-11,城东支行,和平路1号")
    found = propose(path)
    assert asks(found) == []
    things, links = facts(path, found)
    assert things == [("BankAccount", A), ("Person", "某甲"), ("PhoneNumber", "+8613812341000")]
    assert links == [("HoldsAccount", "某甲", A), ("UsesPhone", "某甲", "+8613812341000")]
    assert values(path, "Person") == {
        "name": ["某甲"], "residentId": [ONE], "address": ["和平路1号"],
    }  # fmt: skip
    about = values(path, "BankAccount")
    assert (about["branchName"], about["openedOn"]) == (["城东支行"], ["2023-01-11"])


@pytest.mark.parametrize(
    ("answer", "kind"), [("held", "HoldsAccount"), ("listed", "RelatedTo"), ("other", "")]
)
def test_whose_a_number_beside_a_name_is_is_asked(answer: str, kind: str, tmp_path: Path) -> None:
    head = "嫌疑人姓名,性别,银行卡,电话"
    path = written(tmp_path, head, f"某甲,男,{A},13812341000", f"某乙,女,{B},13812341001")
    (question,) = propose(path).questions
    assert question.option == "role"
    assert [one.text for one in question.answers] == [
        "listed=银行卡", "held=银行卡", "other=银行卡",
    ]  # fmt: skip
    found = propose(path, TableAnswers(role=(f"{answer}=银行卡",)))
    assert asks(found) == []
    _, links = facts(path, found)
    assert {link for link in links if link[0] != "UsesPhone"} == (
        {(kind, "某甲", A), (kind, "某乙", B)} if kind else set()
    )


def test_what_victims_lost_is_a_reported_loss_and_no_payment(tmp_path: Path) -> None:
    head = "受害人,身份证,联系电话,被骗时间,报案时间,涉案金额,对方账号"
    row = f'某甲,{ONE},13812341000,2024-01-02 12:00:00,2024-02-02,"12,000.50",{A}'
    path = written(tmp_path, head, row)
    found = propose(path)
    assert asks(found) == []
    _, links = facts(path, found)
    assert ("ReportedLoss", "某甲", A) in links
    mapped = dry_run(path, str(path.with_suffix(".toml"))).mapped
    assert "flow_transfer" not in mapped
    (loss,) = (link for link in mapped["link"] if link["kind"] == "ReportedLoss")
    assert (loss["amount"], loss["currency"]) == (Decimal("12000.50"), "CNY")
    assert loss["time_text"] == "2024-01-02 12:00:00"


def test_given_and_family_names_make_one_name(tmp_path: Path) -> None:
    head = "First Name,Last Name,Nationality,Passport No.,Telegram"
    path = written(tmp_path, head, "John,Doe,Laos,E1234567,@jd", "Jane,Roe,Laos,E7654321,@jr")
    things, links = facts(path, propose(path))
    assert ("Person", "John Doe") in things
    assert ("UsesAccount", "Jane Roe", "@jr") in links
    assert values(path, "Person")["passportNumber"] == ["E1234567"]


def test_other_languages(tmp_path: Path) -> None:
    head = "ФИО;Дата рождения;Паспорт;Телефон;Адрес"
    path = written(tmp_path, head, "Иванов Иван;01.02.1980;4500123456;+79161234567;Москва")
    things, _ = facts(path, propose(path))
    assert things == [("Person", "Иванов Иван"), ("PhoneNumber", "+79161234567")]
    assert values(path, "Person")["birthDate"] == ["01.02.1980"]


def test_firms_are_organisations(tmp_path: Path) -> None:
    path = written(tmp_path, "Company,Reg No,Country", "Acme Trading Ltd,C-10001,HK")
    found = propose(path)
    assert (asks(found), facts(path, found)[0]) == ([], [("Organisation", "Acme Trading Ltd")])


@pytest.mark.parametrize(
    ("rows", "kind"), [("person", "Person"), ("group", "Group"), ("account", "Account")]
)
def test_what_ids_alone_are_of_is_asked(rows: str, kind: str, tmp_path: Path) -> None:
    path = written(tmp_path, "node,familia,boss", *(f"N{n},{n % 2},Y" for n in range(6)))
    assert asks(propose(path)) == ["rows"]
    things, links = facts(path, propose(path, TableAnswers(rows=rows)))
    assert (things, links) == ([(kind, f"N{n}") for n in range(6)], [])


def test_a_bare_name_beside_a_number_is_asked_about_and_not_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Account No", f"Acme,{A}", f"Bolt,{B}")
    assert asks(propose(path)) == ["rows", "role"]
    found = propose(path, TableAnswers(rows="organisation", role=("held=Account No",)))
    assert asks(found) == []
    assert facts(path, found)[1] == [("HoldsAccount", "Acme", A), ("HoldsAccount", "Bolt", B)]


def test_people_of_the_case_and_leaked_data_are_told_apart_by_asking(tmp_path: Path) -> None:
    head = "Name,DOB,Passport No,Phone,Nationality"
    path = written(tmp_path, head, "John Doe,1980-02-03,E1234567,+8613812341000,Laos")
    first = propose(path).questions[0]
    assert (first.option, [one.text for one in first.answers]) == ("rows", ["person", "leaked"])
    assert asks(propose(path, TableAnswers(rows="person"))) == []
    leaked = propose(path, TableAnswers(rows="leaked"))
    assert (leaked.name, asks(leaked)) == ("data-batch", [])
    assert "sealed = true" in leaked.layout


@pytest.mark.parametrize(
    "head", ["姓名,性别,使用的银行卡,使用的电话", "姓名,手机号,操作时间", "name,phone,telegram"]
)
def test_what_an_investigation_lists_is_not_taken_for_leaked_data(head: str) -> None:
    with pytest.raises(LayoutError):
        choose([head.split(",")], layouts(), "here")


@pytest.mark.parametrize(
    "lines",
    [
        ("姓名,手机号码,操作时间,地点", "某甲,13812341000,2024-01-02 10:11:12,城东"),
        ("名称,数量,规格", "苹果,3,斤", "梨,4,斤"),
        ("颜色,大小", "红,大", "绿,小"),
    ],
)
def test_events_and_goods_are_no_lists_of_anybody(lines: Sequence[str], tmp_path: Path) -> None:
    with pytest.raises(LayoutError):
        propose(written(tmp_path, *lines))


def test_what_may_have_moved_is_never_left_out_in_silence(tmp_path: Path) -> None:
    path = written(tmp_path, "持卡人,身份证号,卡号,数", f"某甲,{ONE},{A},12.50")
    with pytest.raises(LayoutError, match="may hold amounts"):
        propose(path)
    states = written(tmp_path, "持卡人,身份证号,卡号,账户余额", f"某甲,{ONE},{A},12.50")
    assert asks(propose(states)) == []


def test_somebody_else_in_the_row_is_not_taken_for_whom_it_is_about(tmp_path: Path) -> None:
    head = "姓名,身份证号,紧急联系人电话,推荐人,开户人卡号"
    path = written(tmp_path, head, f"某甲,{ONE},13812341000,某乙,{A}")
    things, links = facts(path, propose(path))
    assert things == [("BankAccount", A), ("Person", "某甲")]
    assert links == [("HoldsAccount", "某甲", A)]


def flow_of(found: Proposal, folder: Path) -> LayoutFlow:
    place = folder / "proposed.toml"
    place.write_text(found.layout, "utf-8")
    (flow,) = read_layout(place).flows
    return flow


def test_who_pays_whom_is_asked_where_rows_name_several_and_no_own_account(tmp_path: Path) -> None:
    rows = ("T1,某甲,商家一,5.00,2024-01-02 10:00:00", "T2,某乙,商家一,7.00,2024-01-02 11:00:00")
    path = written(tmp_path, "任务编号,写手,发布客户,佣金,结算时间", *rows)
    first = propose(path)
    assert asks(first) == ["role", "role"]
    assert [one.text for one in first.questions[1].answers] == ["target=发布客户", "target=写手"]
    found = propose(path, TableAnswers(role=("source=发布客户", "target=写手")))
    flow = flow_of(found, tmp_path)
    assert (asks(found), flow.source, flow.target) == ([], ("source",), ("target",))


def test_a_list_of_those_who_were_paid_is_what_one_account_paid(tmp_path: Path) -> None:
    head = "借款人,放款金额,放款时间,收款卡号"
    path = written(tmp_path, head, f"某甲,5000.00,2024-01-02,{A}", f"某乙,700.00,2024-01-03,{B}")
    assert asks(propose(path)) == ["account"]
    found = propose(path, TableAnswers(account="0629000000000000033"))
    flow = flow_of(found, tmp_path)
    assert (flow.own, flow.other, flow.signed, flow.out_sign) == (
        ("own",), ("counter",), True, "plus",
    )  # fmt: skip


def test_relations_between_two_columns_of_people_keep_their_name(tmp_path: Path) -> None:
    path = written(tmp_path, "人员A,人员B,关系", "某甲,某乙,同乡", "某乙,某丙,上下线")
    found = propose(path)
    _, links = facts(path, found)
    assert links == [("RelatedTo", "某乙", "某丙"), ("RelatedTo", "某甲", "某乙")]
    mapped = dry_run(path, str(path.with_suffix(".toml"))).mapped["link"]
    assert [json.loads(link["values"]) for link in mapped] == [
        {"recordedAs": ["同乡"]}, {"recordedAs": ["上下线"]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("打赏时间,用户ID,用户昵称,主播ID,主播昵称,礼物,数量,价值(元)", "live-gifts"),
        ("user,ip,device_id,login_at", "logins"),
    ],
)
def test_tables_of_platforms_without_what_is_of_no_need(head: str, name: str) -> None:
    assert choose([head.split(",")], layouts(), "here").chosen.layout.name == name


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("Type", ("Individual", "Organization", "Vessel")),
        ("schema", ("Person", "LegalEntity", "Vessel")),
        ("主体类型", ("自然人", "企业", "船舶")),
    ],
)
def test_a_column_tells_who_is_a_person_and_who_a_firm(
    head: str, words: tuple[str, str, str], tmp_path: Path
) -> None:
    person, firm, ship = words
    path = written(
        tmp_path, f"{head},Name,Alias,Country", f"{person},Ann Nobody,,US",
        f"{firm},Directorate of Nothing,DON,CU", f"{firm},Directorate of Nothing,D.,CU",
        f"{ship},Nowhere Star,,PA",
    )  # fmt: skip
    found = propose(path)
    assert not asks(found)
    assert sorted(set(facts(path, found)[0])) == [
        ("Organisation", "Directorate of Nothing"), ("Person", "Ann Nobody"),
        ("Vehicle", "Nowhere Star"),
    ]  # fmt: skip


def test_a_person_answers_against_the_column_of_classes(tmp_path: Path) -> None:
    path = written(tmp_path, "Type,Name,Alias", "Organization,Some,x", "Organization,Other,y")
    found = propose(path, TableAnswers(rows="group"))
    assert [kind for kind, _ in facts(path, found)[0]] == ["Group", "Group"]
    assert "kind_when" not in found.layout


def losses(path: Path, found: Proposal) -> list[tuple[str, str, str, str]]:
    """Return who lost how much of what, and whom it reached."""
    place = path.with_suffix(".toml")
    place.write_text(found.layout, "utf-8")
    run = dry_run(path, str(place))
    assert run.reading.stored == run.reading.read and not run.reading.problems
    names = {thing["id"]: thing["name"] for thing in run.mapped["entity"]}
    told = (link for link in run.mapped["link"] if link["kind"] == "ReportedLoss")
    return [
        (names[one["source"]], names[one["target"]], f"{one['amount']:.0f}", one["currency"])
        for one in told
    ]


@pytest.mark.parametrize(
    ("head", "asked"),
    [
        ("报案人,报案时间,损失金额（元）,嫌疑人账号,受害人账号,转账时间", []),
        ("Victim,Reported on,Loss (CNY),Paid to account,Paid from account,Date of payment",
         ["role", "zone"]),
    ],
)  # fmt: skip
def test_losses_are_no_statement_of_the_suspect(
    tmp_path: Path, head: str, asked: list[str]
) -> None:
    row = '某甲,2025-03-05 10:00,"{}",{},{},2025-03-03 12:00'
    path = written(tmp_path, head, row.format("20,000", A, B), row.format("30,000", A, B))
    found = propose(path)
    assert asks(found) == asked
    assert losses(path, found) == [("某甲", A, "20000", "CNY"), ("某甲", A, "30000", "CNY")]


def test_a_loss_may_reach_a_holder_whose_number_is_not_told(tmp_path: Path) -> None:
    head = "姓名,身份证,损失,收款户名,收款银行,被骗日期"
    path = written(tmp_path, head, f"某甲,{ONE},20000,某丙,甲银行,2025-03-03")
    assert losses(path, propose(path)) == [("某甲", "某丙", "20000", "CNY")]


def test_a_loss_that_reached_nobody_is_not_left_unread(tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,身份证,损失", f"某甲,{ONE},20000", f"某乙,{TWO},500")
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert "损失" in str(refused.value)
    assert propose(path, TableAnswers(role=["other=损失"])).layout


def test_a_list_of_losses_says_which_of_its_columns_cannot_be_read(tmp_path: Path) -> None:
    head = "被害人,被骗时间,被骗金额,嫌疑人收款账户"
    path = written(
        tmp_path, head, f"刘某,2024-04-15 21:00,35000,{A}（农行 卡主乙）",
        f"陈某,2024-04-15 21:30,20000,工行{A}、支付宝13912345678",
    )  # fmt: skip
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "unread-payee"
    path = written(tmp_path, head, f"刘某,2024.4.15晚9点,35000,{A}", f"陈某,4月16日,20000,{A}")
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "unread-lost-on"


WALLET, WALLET_2 = "0x" + "1" * 40, "0x" + "2" * 40


@pytest.mark.parametrize(
    ("header", "cell", "kind", "tie"),
    [
        ("持有的钱包地址", WALLET, "Wallet", "HoldsWallet"),
        ("IMEI", "490154203237518", "MobileDevice", "RelatedTo"),
        ("skype", "jd.1", "SocialAccount", "UsesAccount"),
        ("手机", "13812341000", "PhoneNumber", "UsesPhone"),
        ("名下卡号", A, "BankAccount", "HoldsAccount"),
    ],
)
def test_what_is_somebodys_is_tied_by_what_it_is(
    header: str, cell: str, kind: str, tie: str, tmp_path: Path
) -> None:
    path = written(tmp_path, f"嫌疑人姓名,身份证,{header}", f"某甲,{ONE},{cell}")
    found = propose(path)
    assert asks(found) == []
    things, links = facts(path, found)
    assert [one for one, _ in things if one != "Person"] == [kind]
    assert [link[:2] for link in links] == [(tie, "某甲")]


def test_whose_a_wallet_is_that_no_header_tells_is_asked(tmp_path: Path) -> None:
    path = written(tmp_path, "嫌疑人姓名,身份证,钱包地址", f"某甲,{ONE},{WALLET}")
    (question,) = propose(path).questions
    assert question.what.id == "whose-are-numbers"
    held = propose(path, TableAnswers(role=("held=钱包地址",)))
    assert facts(path, held)[1] == [("HoldsWallet", "某甲", WALLET)]
    listed = propose(path, TableAnswers(role=("listed=钱包地址",)))
    assert facts(path, listed)[1] == [("RelatedTo", "某甲", WALLET)]


def test_who_writes_the_branch_of_accounts_keeps_them_for_their_holders(tmp_path: Path) -> None:
    head = "嫌疑人姓名,身份证,卡号,网点"
    path = written(tmp_path, head, f"某甲,{ONE},{A},城东", f"某乙,{TWO},{B},城西")
    found = propose(path)
    assert asks(found) == []
    held = {("HoldsAccount", "某甲", A), ("HoldsAccount", "某乙", B)}
    assert set(facts(path, found)[1]) == held
    assert values(path, "BankAccount")["branchName"] == ["城东"]


def test_days_on_which_accounts_were_opened_are_read_in_their_order(tmp_path: Path) -> None:
    head = "嫌疑人姓名,身份证,卡号,开户日期"
    path = written(tmp_path, head, f"某甲,{ONE},{A},21/02/2024", f"某乙,{TWO},{B},03/04/2024")
    found = propose(path)
    held = {("HoldsAccount", "某甲", A), ("HoldsAccount", "某乙", B)}
    assert set(facts(path, found)[1]) == held
    mapped = dry_run(path, str(path.with_suffix(".toml"))).mapped
    held = {link["time_text"]: link["start_us"] for link in mapped["link"]}
    assert sorted(held) == ["03/04/2024", "21/02/2024"]
    assert held["03/04/2024"] > held["21/02/2024"]


@pytest.mark.parametrize(
    ("head", "row", "name", "kind"),
    [
        ("Surname,Passport", "Doe,E1234567", "Doe", "Person"),
        ("First name,Passport", "John,E1234567", "John", "Person"),
        ("工作单位,信用代码", "甲公司,91350100M000100Y43", "甲公司", "Organisation"),
        ("名称,信用代码,电话", "甲公司,91350100M000100Y43,13812341000", "甲公司", "Organisation"),
    ],
)
def test_one_name_beside_an_offices_number_names_whom_the_row_is_about(
    head: str, row: str, name: str, kind: str, tmp_path: Path
) -> None:
    path = written(tmp_path, head, row)
    found = propose(path)
    assert asks(found) == []
    assert (kind, name) in facts(path, found)[0]


def test_an_id_beside_a_name_is_the_id_and_the_name_is_shown(tmp_path: Path) -> None:
    path = written(tmp_path, "node,name", "U1,Acme", "U2,Bolt", "U3,Core")
    assert asks(propose(path)) == ["rows"]
    found = propose(path, TableAnswers(rows="group"))
    assert facts(path, found)[0] == [("Group", "Acme"), ("Group", "Bolt"), ("Group", "Core")]
    assert (
        "U1"
        in {
            thing["label"] if "label" in thing else thing["id"].rpartition(":")[2]
            for thing in dry_run(path, str(path.with_suffix(".toml"))).mapped["entity"]
        }
        or "$id" in found.layout
    )


def test_an_id_that_stands_in_several_rows_is_nobodys_row(tmp_path: Path) -> None:
    path = written(tmp_path, "node,familia,boss", *(f"N{n % 2},{n},Y" for n in range(6)))
    with pytest.raises(LayoutError) as refused:
        propose(path)
    assert refused.value.what.id == "nothing-proposed"


def test_numbers_that_are_nobodys_stand_for_themselves_and_are_related(tmp_path: Path) -> None:
    path = written(tmp_path, "账号,钱包地址", f"{A},{WALLET}", f"{B},{WALLET_2}")
    found = propose(path)
    things, links = facts(path, found)
    assert [kind for kind, _ in things] == ["BankAccount", "BankAccount", "Wallet", "Wallet"]
    assert links == [("RelatedTo", A, WALLET), ("RelatedTo", B, WALLET_2)]


def test_what_rows_are_said_to_be_outweighs_a_column_of_classes(tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,类型,卡号", f"某甲,个人,{A}", f"某乙,企业,{B}")
    told = propose(path, TableAnswers(role=("held=卡号",)))
    assert told.questions[0].what.id == "people-or-leaked"
    assert "like = " in told.layout and '"class"' in told.layout
    said = propose(path, TableAnswers(rows="person", role=("held=卡号",)))
    kinds = {name: kind for kind, name in facts(path, said)[0]}
    assert (kinds["某甲"], kinds["某乙"]) == ("Person", "Person")


def test_what_was_lost_may_tell_the_paying_account_and_the_payee_by_name(tmp_path: Path) -> None:
    head = "受害人,身份证,转账时间,涉案金额,受害人卡号,嫌疑人账号,收款人,币种"
    row = f'某甲,{ONE},2024-01-02 12:00:00,"12,000.50",{A},{B},某丙,美元'
    path = written(tmp_path, head, row)
    found = propose(path)
    assert asks(found) == []
    _, links = facts(path, found)
    assert [link[0] for link in links] == ["HoldsAccount", "ReportedLoss"]
    (loss,) = (
        link
        for link in dry_run(path, str(path.with_suffix(".toml"))).mapped["link"]
        if link["kind"] == "ReportedLoss"
    )
    assert (loss["amount"], loss["currency"]) == (Decimal("12000.50"), "USD")


def test_a_payee_may_be_known_by_name_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "受害人,身份证,涉案金额,收款人", f'某甲,{ONE},"12,000.50",某丙')
    found = propose(path)
    assert facts(path, found) == (
        [("Account", "某丙"), ("Person", "某甲")], [("ReportedLoss", "某甲", "某丙")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("when", "payee", "refused"),
    [
        ("2024-01-02 12:00:00", "某行 尾号1234 及其他", "unread-payee"),
        ("一月二日和三日", A, "unread-lost-on"),
    ],
)
def test_a_loss_whose_payee_or_day_cannot_be_read_is_refused(
    when: str, payee: str, refused: str, tmp_path: Path
) -> None:
    head = "受害人,身份证,转账时间,涉案金额,收款账号"
    path = written(tmp_path, head, f"某甲,{ONE},{when},12000.50,{payee}")
    with pytest.raises(LayoutError) as error:
        propose(path)
    assert error.value.what.id == refused
    (cell,) = error.value.what.arguments["cells"]
    assert cell == (payee if refused == "unread-payee" else when)


def test_figures_beside_a_day_may_be_amounts(tmp_path: Path) -> None:
    head = "姓名,身份证,日子,数甲,数乙"
    rows = (f"某甲,{ONE},2024-01-02,12,13", f"某乙,{TWO},2024-01-03,14,15")
    with pytest.raises(LayoutError) as refused:
        propose(written(tmp_path, head, *rows))
    assert refused.value.what.arguments["columns"] == ("数甲", "数乙")


def test_no_header_of_leaked_data_is_no_leaked_data(tmp_path: Path) -> None:
    with pytest.raises(LayoutError) as refused:
        propose(written(tmp_path, "颜色,大小", "红,大"), TableAnswers(rows="leaked"))
    assert refused.value.what.id == "no-header-of-leaked-data"


def test_a_title_of_an_investigation_says_that_people_are_not_leaked(tmp_path: Path) -> None:
    head = "Name,DOB,Passport No,Phone,Nationality"
    row = "John Doe,1980-02-03,E1234567,+8613812341000,Laos"
    assert asks(propose(written(tmp_path, head, row))) == ["rows"]
    assert asks(propose(written(tmp_path, "嫌疑人名单", head, row))) == []


@pytest.mark.parametrize("header", ["转入户名", "汇入账户户名", "嫌疑人姓名", "对方户名"])
def test_whose_the_account_is_that_was_paid_is_not_who_lost(header: str, tmp_path: Path) -> None:
    head = f"报案人,被骗时间,转出卡号,转入卡号,{header},被骗金额"
    rows = (
        f"某甲,2024-04-01 10:30,{A},{B},某丁,30000", f",2024-04-01 11:30,{A},{B},某丁,3万",
        f"某乙,2024-04-02 14:05,{A},{B},某丁,12000",
    )  # fmt: skip
    path = written(tmp_path, head, *rows)
    found = propose(path, TableAnswers(role=("listed=转出卡号",)))
    assert asks(found) == []
    losses = [link[1:] for link in facts(path, found)[1] if link[0] == "ReportedLoss"]
    assert sorted(losses) == [("某乙", B), ("某甲", B)]


@pytest.mark.parametrize(
    "head",
    [
        "Suspect name,Suspect account,Victim,Amount lost,Date of transfer",
        "嫌疑人,嫌疑人账号,被害人,被骗金额,转账时间",
        "犯罪嫌疑人,收款卡号,报警人,被骗金额,被骗时间",
        "嫌疑人姓名,涉案账号,事主,损失金额,案发时间",
    ],
)
def test_a_suspect_who_stands_first_did_not_lose(head: str, tmp_path: Path) -> None:
    rows = (f"某丁,{A},某甲,1500.00,2024-04-13", f"某丁,{A},某乙,700.00,2024-04-14")
    path = written(tmp_path, head, *rows)
    found = propose(path, TableAnswers(currency="CNY", zone="Asia/Shanghai"))
    losses = [link for link in facts(path, found)[1] if link[0] == "ReportedLoss"]
    assert losses == [("ReportedLoss", "某乙", A), ("ReportedLoss", "某甲", A)]


@pytest.mark.parametrize(
    "head",
    [
        "Complainant,Amount lost,Paid to account,Account holder,Date of payment",
        "举报人,被骗金额,收款账号,户名,转账时间",
        "被骗人,被骗金额,收款账号,账户名称,转账时间",
    ],
)
def test_the_holder_of_the_account_that_was_paid_did_not_lose(head: str, tmp_path: Path) -> None:
    rows = (f"某甲,1500.00,{A},某丁,2024-04-13", f"某乙,700.00,{A},某丁,2024-04-14")
    path = written(tmp_path, head, *rows)
    found = propose(path, TableAnswers(currency="CNY", zone="Asia/Shanghai"))
    losses = [link for link in facts(path, found)[1] if link[0] == "ReportedLoss"]
    assert losses == [("ReportedLoss", "某乙", A), ("ReportedLoss", "某甲", A)]


def test_a_list_that_names_only_who_was_paid_does_not_say_who_lost(tmp_path: Path) -> None:
    path = written(
        tmp_path, "编号,户名,收款账号,被骗金额,转账时间", f"A1,某丁,{A},1500.00,2024-04-13",
        f"A2,某丁,{A},700.00,2024-04-14",
    )  # fmt: skip
    with pytest.raises(LayoutError) as refused:
        propose(path, TableAnswers(currency="CNY", zone="Asia/Shanghai"))
    assert refused.value.what.id == "loss-without-payee"


@pytest.mark.parametrize("day", ["01/02/2024", "1704164400", "03/04/05"])
def test_a_day_of_opening_that_is_not_clear_stays_in_the_row(day: str, tmp_path: Path) -> None:
    path = written(tmp_path, "嫌疑人姓名,身份证,卡号,开户日期", f"某甲,{ONE},{A},{day}")
    found = propose(path)
    assert facts(path, found)[1] == [("HoldsAccount", "某甲", A)]
    assert {c.header: c.role for c in found.columns}.get("开户日期", "other") == "other"
