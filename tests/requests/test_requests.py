"""Requests: checked when made, plain when kept, repeated as the command that asks the same."""

from __future__ import annotations

import doctest
import importlib
import json
import shlex
import subprocess
import sys
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kg import requests
from kg.case import Case, new_case
from kg.case.calls import CaseCalls
from kg.case.chains import CaseChains
from kg.case.judgements import CaseJudgements
from kg.case.money import CaseMoney
from kg.case.network import CaseNetwork
from kg.case.patterns import CasePatterns
from kg.case.sharing import CaseSharing
from kg.cli import app
from kg.errors import UsageError
from kg.limits import LIMITS
from kg.messages import Message
from kg.records import from_json, to_json
from kg.requests import (
    ChainRequest,
    ContactsRequest,
    CoordinatedRequest,
    ExportRequest,
    FindRequest,
    KeyRequest,
    LoadRequest,
    MatrixRequest,
    PathRequest,
    PatternRequest,
    ReachRequest,
    RenumberedRequest,
    Request,
    SameRequest,
    TraceRequest,
    command,
    option_fields,
)

KINDS: dict[type[Request], tuple[type, str]] = {
    TraceRequest: (CaseMoney, "trace_as"),
    ReachRequest: (CaseMoney, "reach_as"),
    ChainRequest: (CaseChains, "build_as"),
    MatrixRequest: (CaseChains, "matrix_as"),
    FindRequest: (CaseMoney, "find_as"),
    ContactsRequest: (CaseCalls, "contacts_as"),
    RenumberedRequest: (CaseCalls, "renumbered_as"),
    KeyRequest: (CaseNetwork, "key_as"),
    PatternRequest: (CasePatterns, "find_as"),
    PathRequest: (CaseNetwork, "path_as"),
    CoordinatedRequest: (CaseNetwork, "coordinated_as"),
    ExportRequest: (CaseSharing, "export_as"),
    SameRequest: (CaseJudgements, "same_as"),
}
"""By request, what of a case answers it."""
POSITIONAL: dict[type[Request], tuple[str, ...]] = {
    TraceRequest: ("starts",),
    ReachRequest: ("starts",),
    ChainRequest: ("start",),
    MatrixRequest: ("start",),
    FindRequest: ("typologies",),
    ContactsRequest: ("start",),
    RenumberedRequest: ("number",),
    KeyRequest: ("name",),
    PatternRequest: ("pattern",),
    PathRequest: ("one", "other"),
    CoordinatedRequest: (),
    ExportRequest: ("out", "name"),
    SameRequest: ("thing",),
}
"""What the method is given by place."""
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8)


def an_option(one: Any) -> st.SearchStrategy[Any]:
    """Draw what may be given for a field."""
    if one.is_several:
        # what is typed as A,B has no comma in a name, and no blanks around one
        names = TEXTS.filter(lambda text: "," not in text and text.strip() == text)
        return st.lists(names if one.option and one.option.joined else TEXTS, max_size=3)
    if one.option and one.option.choices:
        return st.sampled_from(one.option.choices)
    if isinstance(one.default, bool):
        return st.booleans()
    if isinstance(one.default, int):
        return st.integers(1, 10**6)
    return TEXTS


def a_request(kind: type[Request]) -> st.SearchStrategy[Any]:
    typed = {one.name: an_option(one) for one in option_fields(kind) if one.option}
    return st.fixed_dictionaries({}, optional=typed).map(lambda given: kind.of(**given))


@given(st.sampled_from(list(KINDS)).flatmap(a_request))
def test_a_request_is_kept_whole(request: Request) -> None:
    assert from_json(type(request), to_json(request)) == request
    assert to_json(from_json(type(request), to_json(request))) == to_json(request)


@given(st.sampled_from(list(KINDS)).flatmap(a_request))
def test_the_command_asks_the_same(request: Request) -> None:
    seen: list[Request] = []

    def note(part: object, asked: Request) -> Any:
        seen.append(asked)
        raise UsageError(Message("noted"))

    words = shlex.split(command(request))
    assert words[:3] == ["kg", request.verb, "CASE"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*KINDS[type(request)], note)
        patch.setattr("kg.case.open_case", _no_case)
        patch.setattr("kg.cli.render.trace.say_if_cold", lambda screen, is_cold: None)
        CliRunner().invoke(app, words[1:])
    if isinstance(request, ContactsRequest) and not request.start:
        return
    if isinstance(request, PatternRequest) and not request.pattern:
        return  # those that are ready are listed
    if isinstance(request, PathRequest) and not (request.one and request.other):
        return  # both ends are wanted
    if isinstance(request, ExportRequest):
        if not request.out:
            return
        seen = [replace(seen[0], lang=request.lang)]  # the screen's language
    if isinstance(request, FindRequest) and seen == []:
        assert len(request.typologies) == 1  # a finding's handle opens it
        return
    assert seen == [request]


def _no_case(folder: Path, *, create: bool = True, raw: bool = False) -> Case:
    from kg.case.storage.folder import CaseFolder

    case = Case(CaseFolder(folder))
    case.folder.settings = lambda: _Settings()  # type: ignore[assignment, return-value, method-assign]
    return case


class _Settings:
    zone = "Asia/Shanghai"


@pytest.mark.parametrize("kind", [*KINDS, LoadRequest], ids=lambda kind: kind.__name__)
def test_the_type_checker_knows_each_option(kind: type[Request]) -> None:
    told = getattr(requests, kind.__name__.replace("Request", "Options"))
    given = POSITIONAL.get(kind, ())
    options = {one.name for one in fields(kind)} - set(given)  # type: ignore[arg-type]
    assert set(get_type_hints(told)) == options
    wanted = get_type_hints(kind)
    assert get_type_hints(told) == {name: wanted[name] for name in options}


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"hops": "8"}, "--hops: a whole number is wanted, not '8'"),
        ({"hops": True}, "--hops: a whole number is wanted, not True"),
        ({"hops": 0}, "--hops: 0 is too small: at least 1"),
        ({"skew": -1}, "--skew: -1 is too small: at least 0"),
        ({"direction": "up"}, "--in: 'up' is not known here — one of out, in"),
        ({"starts": 5}, "starts: a text or several are wanted, not 5"),
        ({"starts": [5]}, "starts: a text or several are wanted, not [5]"),
        ({"exclude": None}, "--exclude: a text or several are wanted, not None"),
        ({"victims": 1}, "--victims: yes or no is wanted (True, False), not 1"),
        ({"floor": 0.1}, "--floor: a text is wanted, not 0.1"),
        ({"name": None}, "--as: a text is wanted, not None"),
    ],
)
def test_a_wrong_value_is_refused_where_it_is_made(given: dict[str, Any], what: str) -> None:
    with pytest.raises(UsageError) as refused:
        TraceRequest(**given)
    assert str(refused.value) == what


@pytest.mark.parametrize("name", ["base", "command", "reach", "trace"])
def test_the_examples_of_the_docstrings_hold(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"kg.requests.{name}"))
    assert found.attempted and not found.failed


def test_what_is_written_differently_is_the_same_request() -> None:
    noon = datetime(2024, 4, 15, 12, tzinfo=timezone(timedelta(hours=8)))
    one = TraceRequest("A1", floor=Decimal("0.50"), since=noon, start_file=Path("a.csv"))
    assert one == TraceRequest(
        ["A1"], floor="0.50", since="2024-04-15T12:00:00+08:00", start_file="a.csv"
    )
    assert TraceRequest(floor=5) == TraceRequest(floor="5")
    assert json.loads(to_json(one))["starts"] == ["A1"]
    assert TraceRequest("").starts == ()


def test_a_wrong_option_of_a_case_is_refused(tmp_path: Path) -> None:
    with new_case(tmp_path / "case") as case:
        with pytest.raises(UsageError, match="trace has no option 'rulez'"):
            case.trace("A1", rulez="fifo")  # type: ignore[call-arg]
        with pytest.raises(UsageError, match="contacts has no option 'wihtin'"):
            case.calls.contacts("A1", wihtin="2h")  # type: ignore[call-arg]


def test_mypy_refuses_a_wrong_option(tmp_path: Path) -> None:
    asked = tmp_path / "asked.py"
    asked.write_text(
        "import kg\n"
        "case = kg.open_case('x')\n"
        "case.trace('6222', rule='fifo')\n"
        "case.trace('6222', rulez='fifo')\n"
        "case.trace('6222', hops='8')\n"
        "case.chain('A1', hop=2)\n",
        encoding="utf-8",
    )
    words = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(asked)]
    root = Path(requests.__file__).parents[2]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    lines = [line.split(": error: ")[0] for line in done.stdout.splitlines() if "error:" in line]
    assert [line.rpartition(":")[2] for line in lines] == ["4", "5", "6"], done.stdout


def test_a_chain_is_kept_with_its_name_and_limit() -> None:
    kept = ChainRequest("A1", limit=0).as_kept()
    assert (kept.name, kept.limit) == ("chain", LIMITS.chain_nodes)
    assert command(kept.as_typed()) == "kg chain CASE A1"
    assert command(ChainRequest(name="x").as_typed()) == "kg chain CASE --as x"
