"""Answers kept under names: read back, listed, held to the log, taken back and done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.case.linking import link_cases
from kg.case.lookup.explain_part import explain_part
from kg.case.saved.answers import VERBS
from kg.errors import EvidenceChanged, NotFound, UsageError
from kg.messages import languages
from kg.views.page_data import data_of
from tests.built import built
from tests.case.statements import card
from tests.case.test_key import write_files
from tests.command_line import kg

pytestmark = pytest.mark.usefixtures("derived_once")


def build(place: Path) -> None:
    first, *others = write_files(place)
    with new_case(place / "case") as made:
        made.load(first, scope="同一编号")
        made.load(others[0], scope="同一编号")
        made.load(others[1])
        made.trace(card(1), name="t")
    with new_case(place / "other") as made:
        made.load(others[1])


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def keep(case: Case, verb: str, name: str) -> object:
    """Ask one verb and keep the answer."""
    if verb == "link":
        with open_case(case.root.parent / "other") as other:
            return link_cases(case, other, save_as=name)
    ask: dict[str, Callable[[], object]] = {
        "key": lambda: case.network.key("t", save_as=name),
        "coordinated": lambda: case.network.coordinated(
            action="payments", window="1h", participation="1", save_as=name
        ),
        "matrix": lambda: case.chains.matrix(save_as=name),
        "path": lambda: case.network.path(card(1), card(2), save_as=name),
        "pattern": lambda: case.patterns.find("CT03", name=name),
        "same": lambda: case.judgements.same(save_as=name),
        "without": lambda: case.evidence.without("流水.csv@2", save_as=name),
    }
    return ask[verb]()


KEPT = [verb for verb in VERBS if verb != "pattern"]
"""Of a pattern without a match nothing is kept: it has a test of its own."""


def test_every_answer_is_read_back_as_it_was_given_and_asked_by_its_command(case: Case) -> None:
    given = {verb: keep(case, verb, f"我的 {verb}") for verb in KEPT}
    for verb, result in given.items():
        kept = case.saved.answer(f"我的 {verb}")
        assert (kept.verb, kept.result) == (verb, result)
    listed = {one.name: one for one in case.saved.all()}
    assert [one.kind for one in case.saved.all()] == ["trace", *KEPT]
    assert listed["我的 key"].command == "kg key CASE t --as '我的 key'"
    assert listed["t"].command.startswith("kg trace CASE ")
    verdict = case.evidence.verdict()
    assert not verdict.differences
    # what rests on sources and log alone is computed anew; the rest is held to its digest
    digests = {name for part, name in verdict.not_derived if part == "result"}
    assert not {name for name in digests if any(verb in name for verb in ("key", "matrix"))}
    assert len(digests) == 3


def test_an_altered_answer_is_named_and_what_is_derived_is_put_back(case: Case) -> None:
    keep(case, "matrix", "m")
    path = case.folder.saved / "answer-m.json"
    true = path.read_bytes()
    path.write_bytes(true.replace(b'"missing"', b'"corroborated"'))
    assert path.read_bytes() != true
    with pytest.raises(EvidenceChanged):
        case.verify()
    with pytest.raises(EvidenceChanged):
        case.verify(quick=True)
    assert "saved/answer-m.json" in case.evidence.rebuild().restored
    assert path.read_bytes() == true
    case.verify()


@pytest.mark.parametrize("verb", KEPT)
def test_an_answer_is_taken_back_and_done_again(case: Case, verb: str) -> None:
    result = keep(case, verb, "r")
    assert case.judgements.undo() == "answer r"
    with pytest.raises(NotFound):
        case.saved.answer("r")
    assert case.judgements.redo() == "answer r"
    assert case.saved.answer("r").result == result
    assert not case.evidence.verdict(quick=True).differences


def test_another_answer_takes_the_name_and_undo_brings_the_first_back(case: Case) -> None:
    keep(case, "key", "r")
    keep(case, "matrix", "r")
    assert case.saved.answer("r").verb == "matrix"
    assert case.judgements.next_undo().brings_back == "r"
    case.judgements.undo()
    assert case.saved.answer("r").verb == "key"
    lines = len(list(case.folder.log.entries()))
    keep(case, "key", "r")  # the same again is no action
    assert len(list(case.folder.log.entries())) == lines
    case.verify()


def test_the_names_of_answers_do_not_stand_in_the_log(case: Case) -> None:
    keep(case, "key", "阮某的圈子")
    assert "阮某的圈子" not in case.folder.log.path.read_text(encoding="utf-8")
    assert list(case.folder.log.entries())[-1]["name"] == "阮某的圈子"


def test_nothing_is_kept_of_a_raw_view_or_with_real_values(case: Case) -> None:
    with open_case(case.root, raw=True) as raw, pytest.raises(UsageError):
        keep(raw, "matrix", "m")
    with pytest.raises(UsageError):
        link_cases(case, save_as="m", show_values=True)
    assert [one.kind for one in case.saved.all()] == ["trace"]


@pytest.mark.parametrize("lang", languages())
def test_the_command_lists_and_shows_again_what_was_kept(case: Case, lang: str) -> None:
    asked = kg("key", case.root, "t", "--as", "k", lang=lang)
    assert asked.returncode == 0, asked.stderr
    again = kg("saved", case.root, "k", lang=lang)
    assert again.stdout.split("\n", 1)[1] == asked.stdout
    assert "kg key CASE t --as k" in kg("saved", case.root, lang=lang).stdout
    replaced = kg("key", case.root, "--people", "--as", "k", lang=lang)
    assert "kg undo" in replaced.stderr
    missing = kg("saved", case.root, "nichts", lang=lang)
    assert missing.returncode == 2
    assert "kg saved CASE" in missing.stderr
    assert kg("saved", case.root, "--json").document[-1]["name"] == "k"


DRAWN = [verb for verb in KEPT if verb not in ("matrix", "link")]
"""Verbs whose answers are drawn; those of the others are tables."""


@pytest.mark.parametrize("verb", DRAWN)
def test_a_kept_answer_is_drawn_with_its_parts_as_layers(
    case: Case, tmp_path: Path, verb: str
) -> None:
    result = keep(case, verb, "r 1")
    if not things_of(result):
        with pytest.raises(NotFound, match="can be drawn"):
            case.export(tmp_path / "r.html", "r 1")
        return
    case.export(tmp_path / "r.html", "r 1")
    told = data_of((tmp_path / "r.html").read_text(encoding="utf-8"))
    own = [layer for layer in told["layers"] if layer["handle"].startswith("r 1@")]
    assert own
    assert all(layer["nodes"] or layer["rows"] for layer in own)
    # every part is called as kg explain takes it, but for those of several things together
    for layer in own:
        part = layer["handle"].removeprefix("r 1@")
        if not part.startswith(("KEY", "CUT", "GR", "weaker")):
            assert explained(case, layer["handle"])
    for suffix in (".svg", ".graphml", ".csv", ".rq", ".xlsx"):
        case.export(tmp_path / f"r{suffix}", "r 1")
        assert (tmp_path / f"r{suffix}").stat().st_size


@pytest.mark.parametrize("verb", ["key", "path"])
def test_kept_answers_are_layers_of_another_page(case: Case, tmp_path: Path, verb: str) -> None:
    keep(case, verb, "r 1")
    case.chain(card(1), name="c")
    case.export(tmp_path / "c.html", "c", answers="r 1, template, matrix")
    told = data_of((tmp_path / "c.html").read_text(encoding="utf-8"))
    assert [layer for layer in told["layers"] if layer["handle"].startswith("r 1@")]


def test_parts_beyond_those_that_can_be_lit_are_drawn_and_counted(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(case, "key", "r 1")
    case.export(tmp_path / "all.html", "r 1")
    monkeypatch.setattr("kg.case.sharing.answer_layers.PARTS", 1)
    case.export(tmp_path / "one.html", "r 1")
    whole, cut = (data_of((tmp_path / f"{n}.html").read_text("utf-8")) for n in ("all", "one"))
    assert len(cut["nodes"]) == len(whole["nodes"])
    (lit,) = (layer for layer in cut["layers"] if layer["handle"].startswith("r 1@"))
    assert lit["nodes"]
    assert "The first 1 of" in str(cut) and "The first" not in str(whole)


def test_what_is_drawn_of_an_answer_is_masked(case: Case, tmp_path: Path) -> None:
    keep(case, "path", "r")
    case.export(tmp_path / "r.html", "r")
    page = str(data_of((tmp_path / "r.html").read_text(encoding="utf-8")))
    assert card(1) not in page
    assert card(2) not in page
    case.export(tmp_path / "s.html", "r", show_values=True)
    assert card(1) in str(data_of((tmp_path / "s.html").read_text(encoding="utf-8")))


def test_an_answer_of_tables_has_no_picture(case: Case, tmp_path: Path) -> None:
    keep(case, "matrix", "m")
    with pytest.raises(UsageError, match="tables"):
        case.export(tmp_path / "m.svg", "m")


def things_of(result: object) -> bool:
    """Say whether an answer names anything that can be drawn."""
    return bool(getattr(result, "pairs", True))


def explained(case: Case, part: str) -> bool:
    with case.sessions.reading() as session:
        return explain_part(session, part, "en") is not None
