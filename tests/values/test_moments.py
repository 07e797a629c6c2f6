from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Precision
from kg.values import Refused
from kg.values.fast_forms import PLAIN_TIMES, fixed_offset_us
from kg.values.moments import began, named_zone, parse_time, width_us, written_day

from .cases import cases

SHANGHAI = "Asia/Shanghai"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.datetimes(datetime.fromisoformat("1992-01-01"), datetime.fromisoformat("2099-12-31"))


@pytest.mark.parametrize(("text", "utc", "precision"), cases("good_times.txt"))
def test_a_good_time_is_one_moment(text: str, utc: str, precision: str) -> None:
    moment = parse_time(text, zone=SHANGHAI)
    told = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert (EPOCH + timedelta(microseconds=moment.us), moment.precision) == (told, precision)
    assert moment.original == text


@pytest.mark.parametrize(("text", "code"), cases("bad_times.txt"))
def test_a_bad_time_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_time(text, zone=SHANGHAI)
    assert refusal.value.code == code


def at(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


def test_the_layout_decides_what_the_text_leaves_open() -> None:
    assert at(parse_time("01/02/2024", zone="UTC", day_first=True).us).month == 2
    assert at(parse_time("01/02/2024", zone="UTC", day_first=False).us).month == 1
    assert at(parse_time("01/02/24", zone="UTC", formats=["%d/%m/%y"]).us).month == 2
    assert at(parse_time("1714547100000", zone="UTC", epoch="ms").us).year == 2024
    assert at(parse_time("45292", zone="UTC", serial="1900").us) == datetime(2024, 1, 1, tzinfo=UTC)
    assert at(parse_time("43830", zone="UTC", serial="1904").us) == datetime(2024, 1, 1, tzinfo=UTC)


def test_formats_forbid_every_other_form() -> None:
    with pytest.raises(Refused):
        parse_time("2024-05-01", zone="UTC", formats=["%d/%m/%Y"])


@pytest.mark.parametrize(
    ("form", "precision"),
    [("%Y-%m-%d %H:%M:%S", "second"), ("%Y-%m-%d %H:%M", "minute"), ("%Y-%m-%d", "day")],
)
def test_a_format_tells_the_precision(form: str, precision: str) -> None:
    text = datetime.fromisoformat("2024-05-01T10:07:03").strftime(form)
    assert parse_time(text, zone="UTC", formats=[form]).precision == precision


def test_midnight_written_as_24_is_the_next_day_and_says_so() -> None:
    for formats in ((), ("%Y-%m-%d %H:%M:%S",)):
        moment = parse_time("2024-12-31 24:00:00", zone="UTC", formats=formats)
        assert (at(moment.us), moment.flags) == (datetime(2025, 1, 1, tzinfo=UTC), ("next_day",))


def test_a_time_that_the_clocks_skipped_is_refused_and_one_that_came_twice_is_flagged() -> None:
    with pytest.raises(Refused) as refusal:
        parse_time("2024-03-31 02:30", zone="Europe/Berlin")
    assert refusal.value.code == "clock_gap"
    assert parse_time("2024-10-27 02:30", zone="Europe/Berlin").flags == ("clock_change",)


def test_a_zone_must_be_given_and_known() -> None:
    for zone in (None, "Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(Refused) as refusal:
            parse_time("2024-05-01 10:00", zone=zone)
        assert refusal.value.code == "zone"
    assert (
        parse_time("2024-05-01T10:00Z", zone=None).us
        == parse_time("2024-05-01 18:00", zone="+08:00").us
    )


def test_implausible_years_are_flagged() -> None:
    assert parse_time("9999-01-01", zone="UTC").flags == ("implausible",)
    assert parse_time("1000-01-01", zone="UTC").flags == ("implausible",)


@pytest.mark.parametrize("text", ["0", "60", "-1", "1e400", "NaN", "2958466", "4_5292"])
def test_a_bad_serial_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_time(text, zone="UTC", serial="1900")


@given(MOMENTS)
def test_a_serial_comes_back_to_the_second(moment: datetime) -> None:
    second = moment.replace(microsecond=0)
    serial = (second - datetime.fromisoformat("1899-12-30")) / timedelta(days=1)
    assert at(parse_time(repr(serial), zone="UTC", serial="1900").us).replace(tzinfo=None) == second


@given(st.text(max_size=24) | st.text("0123456789-/:年月日 T下午PM+.", max_size=26))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        moment = parse_time(text, zone=SHANGHAI)
    except Refused as refusal:
        assert refusal.code in ("time", "time_form", "day_or_month", "clock_gap")
    else:
        assert width_us(moment.precision) > 0


@given(st.lists(MOMENTS, min_size=1, max_size=20), st.sampled_from(PLAIN_TIMES), st.booleans())
def test_a_plain_time_reads_in_sql_as_it_does_here(moments, form, tidy) -> None:
    texts = [moment.strftime(form.format) for moment in moments]
    texts = texts if tidy else [text.replace("-0", "-").replace(" 0", " ") for text in texts]
    check_sql_against_python(texts)


PLAIN_TEXTS = st.sampled_from(PLAIN_TIMES).flatmap(
    lambda form: st.from_regex(form.pattern.replace("$", r"\Z"))
)


@given(st.lists(PLAIN_TEXTS, max_size=20))
def test_whatever_fits_a_plain_form_reads_the_same(texts) -> None:
    check_sql_against_python(texts)


def check_sql_against_python(texts: list[str]) -> None:
    offset = fixed_offset_us(SHANGHAI)
    with duckdb.connect() as engine:
        for form in PLAIN_TIMES:
            sql = f"""SELECT t, {form.sql("t", offset)} FROM (SELECT unnest(?::VARCHAR[]) AS t)
                      WHERE regexp_matches(t, '{form.pattern}')"""
            for text, us in engine.execute(sql, [texts]).fetchall():
                assert (us, form.precision) == read_here(text, form.precision)


def read_here(text: str, precision: Precision) -> tuple[int | None, Precision]:
    try:
        moment = parse_time(text, zone=SHANGHAI)
    except Refused:
        return None, precision
    return moment.us, moment.precision


def test_only_a_zone_that_never_moves_has_a_fixed_offset() -> None:
    assert fixed_offset_us(SHANGHAI) == 8 * 3600 * 1_000_000
    assert fixed_offset_us("-03:30") == -(3 * 3600 + 1800) * 1_000_000
    assert fixed_offset_us("Europe/Berlin") is None
    assert named_zone("UTC") is UTC


@given(
    day=st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    zone=st.sampled_from(["Asia/Seoul", "Asia/Shanghai", "Pacific/Auckland", "UTC",
                          "Asia/Kolkata", "America/New_York", "Pacific/Honolulu"]),
)  # fmt: skip
def test_a_day_is_told_by_the_moment_at_which_it_began(day: date, zone: str) -> None:
    start = datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
    assert written_day(start) == day
    shown = began(start, Precision.DAY, ZoneInfo("Asia/Shanghai"))
    assert (shown.date(), shown.hour) == (day, 0)
    assert began(start, Precision.SECOND, UTC) == start
