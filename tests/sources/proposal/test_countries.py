"""Where a file comes from: what is assumed, what is offered, whose telephones its numbers are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.requests import TableAnswers
from kg.sources import dry_run
from kg.sources.proposal.countries import region_of_phones
from kg.sources.proposal.propose import propose
from tests.sources.proposal.test_propose import A, asks, layout_of, written

CALLS = "Calling Number,Called Number,Call Date,Call Time,Duration"


def test_letters_of_one_country_tell_currency_and_zone(tmp_path: Path) -> None:
    rows = ["2024/05/01 10:00:00,,1200,2000", "2024/05/02 11:00:00,300,,1700"]
    path = written(tmp_path, "取引日,お引出し,お預入れ,残高", *rows, name=f"{A}.csv")
    found = propose(path)
    assert asks(found) == []
    assert [one.arguments for one in found.assumed] == [{"currency": "JPY"}, {"zone": "Asia/Tokyo"}]
    layout = layout_of(found, tmp_path)
    assert (layout.zone, layout.flows[0].default_currency) == ("Asia/Tokyo", "JPY")


def test_what_currency_and_ibans_tell_is_offered_and_asked(tmp_path: Path) -> None:
    rows = ["NL91ABNA0417164300,2024-05-01 10:00:00,D,5.00"] * 2
    path = written(tmp_path, "Account,Time,Debit/Credit,Amount", *rows)
    currency, zone = propose(path).questions
    assert (currency.answers[0].text, zone.answers[0].text) == ("EUR", "Europe/Amsterdam")
    (zone,) = propose(path, TableAnswers(currency="GBP")).questions
    assert zone.answers[0].text == "Europe/London"


def test_numbers_with_the_code_of_their_country_are_not_read_as_chinas(tmp_path: Path) -> None:
    rows = [f"9198100000{n:02d},919820000002,2024-05-01,10:00:{n:02d},60" for n in range(10, 16)]
    path = written(tmp_path, CALLS, *rows)
    found = propose(path)
    (question,) = found.questions
    assert question.answers[0].text == "Asia/Kolkata"
    found = propose(path, TableAnswers(zone="Asia/Kolkata"))
    place = tmp_path / "calls.toml"
    place.write_text(found.layout, "utf-8")
    run = dry_run(path, str(place))
    assert (run.reading.read, run.reading.stored) == (6, 6)
    ends = {row["source_name"] for row in run.mapped["flow_call"]}
    assert ends == {f"+9198100000{n:02d}" for n in range(10, 16)}


def test_numbers_without_any_code_are_those_of_the_zone_that_is_answered(tmp_path: Path) -> None:
    rows = [f"98100000{n:02d},9820000002,2024-05-01,10:00:{n:02d},60" for n in range(10, 16)]
    path = written(tmp_path, CALLS, *rows)
    assert asks(propose(path)) == ["zone"]
    found = propose(path, TableAnswers(zone="Asia/Kolkata"))
    columns = layout_of(found, tmp_path).columns
    assert {columns[side].region for side in ("caller", "called")} == {"IN"}


@pytest.mark.parametrize(
    ("rows", "currency", "zone"),
    [
        (("Data;Histórico;Valor;Saldo", "13/04/2023 10:00;PIX JOAO;-150,25;849,75"),
         ["BRL"], ["America/Sao_Paulo", "UTC"]),
        (("Date;Libellé;Débit;Crédit", "13/04/2023 10:00;CARTE;150,25;"),
         ["EUR", "CHF"], ["Europe/Paris", "Europe/Brussels", "Europe/Zurich", "UTC"]),
        (("Time,Details,Paid In,Withdrawn,Balance",
          "2023-04-13 10:00:00,M-PESA to a,,150.25,849.75"),
         ["KES", "TZS"], ["Africa/Nairobi", "Africa/Dar_es_Salaam", "UTC"]),
    ],
)  # fmt: skip
def test_words_of_a_country_are_offered_and_not_assumed(
    tmp_path: Path, rows: tuple[str, ...], currency: list[str], zone: list[str]
) -> None:
    answers = TableAnswers(sign="out=minus" if "Valor" in rows[0] else "")
    asked = propose(written(tmp_path, *rows, name=f"{A}.csv"), answers)
    told = {question.option: [one.text for one in question.answers] for question in asked.questions}
    assert (told.get("currency"), told.get("zone")) == (currency, zone)
    assert not asked.assumed


def test_what_is_assumed_beyond_the_questions_is_what_the_layout_says(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Data;Histórico;Valor",
        "13/04/2023;PIX ENVIADO JOAO;-150,25",
        "14/04/2023;TED RECEBIDA MARIA;1.200,00",
    )
    found = propose(path)
    (said,) = found.assumed
    assert said.id == "assumed-zone" and 'zone = "America/Sao_Paulo"' in found.layout


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("Asia/Tehran", "ZZ"), ("UTC", "ZZ"), ("+08:00", ""), ("Asia/Urumqi", ""),
        ("Asia/Kolkata", "IN"),
    ],
)  # fmt: skip
def test_numbers_of_no_countrys_rules_are_those_of_the_zone(zone: str, region: str) -> None:
    assert region_of_phones(["9810000001", "9820000002"], zone) == region
