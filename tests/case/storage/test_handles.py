from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kg.case.storage.handles import Handles, handle_book


def initial(kind: str) -> str:
    return kind[0].upper()


def test_handles_are_given_in_order_and_kept(tmp_path: Path) -> None:
    handle_book = Handles(tmp_path / "handles.tsv")
    handle_book.give([("urn:a", "Account"), ("urn:p", "Person"), ("urn:b", "Account")], initial)
    assert [handle_book.of(x) for x in ("urn:a", "urn:p", "urn:b")] == ["A1", "P1", "A2"]
    again = Handles(tmp_path / "handles.tsv")
    again.give([("urn:b", "Account"), ("urn:c", "Account")], initial)
    assert again.of("urn:c") == "A3"
    assert again.thing("a2") == "urn:b"


def test_the_unknown_has_no_handle(tmp_path: Path) -> None:
    handle_book = Handles(tmp_path / "handles.tsv")
    assert (handle_book.of("urn:x"), handle_book.thing("A9"), handle_book.thing("张三")) == (
        "",
        "",
        "",
    )


def test_a_line_cut_by_a_crash_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "handles.tsv"
    path.write_text("A1\turn:a\nA2\turn:", encoding="utf-8")
    handle_book = Handles(path)
    assert handle_book.thing("A2") == ""
    handle_book.give([("urn:c", "Account")], initial)
    assert Handles(path).thing("A2") == "urn:c"


@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("ApT")), max_size=20)))
def test_one_thing_one_handle(
    tmp_path_factory: object, batches: list[list[tuple[int, str]]]
) -> None:
    path = Path(tmp_path_factory.mktemp("handles")) / "handles.tsv"  # type: ignore[attr-defined]
    known: dict[str, str] = {}
    for batch in batches:
        handle_book = Handles(path)
        things = [(f"urn:{kind}{number}", kind) for number, kind in batch]
        handle_book.give(things, initial)
        for thing, _ in things:
            assert known.setdefault(thing, handle_book.of(thing)) == handle_book.of(thing)
    assert len(set(known.values())) == len(known)


def test_reading_leaves_a_half_written_line_to_its_writer(tmp_path: Path) -> None:
    path = tmp_path / "handles.tsv"
    path.write_text("A1\turn:a\nA2\turn:", encoding="utf-8")
    assert Handles(path).thing("A1") == "urn:a"
    assert path.read_text(encoding="utf-8").endswith("urn:")


def test_the_book_is_read_again_when_lines_were_added(tmp_path: Path) -> None:
    path = tmp_path / "handles.tsv"
    assert handle_book(path).of("urn:a") == ""
    handle_book(path).give([("urn:a", "Account")], initial)
    first = handle_book(path)
    assert first.of("urn:a") == "A1" and handle_book(path) is first
    Handles(path).give([("urn:b", "Account")], initial)
    assert handle_book(path).of("urn:b") == "A2"
