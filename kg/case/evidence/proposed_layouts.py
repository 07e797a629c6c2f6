"""Layouts for files that none is shipped for: proposed, accepted, kept for the next file."""

from __future__ import annotations

from pathlib import Path

from kg import sources
from kg.case.storage.folder import CaseFolder
from kg.case.storage.known_servers import user_folder
from kg.case.storage.source_store import SUFFIX
from kg.errors import AnswerNeeded, FileToSplit, LayoutError, LayoutUnknown, SourceError
from kg.files import write_atomically
from kg.messages import Message
from kg.requests import LoadRequest
from kg.sources.layout_files import layouts, read_layouts
from kg.sources.proposal.proposal import Proposal
from kg.sources.reading_result import SourceReading
from kg.text import file_name

WHOLE = 1.0
"""What a layout of a person's own ``covers`` if files of just its header are to find it."""

_NONE_FITS = ("no-layout-fits", "nearest-layout")
_SAY_NO_MORE = ("nothing-proposed", "no-header-no-words")
"""Why no layout fits, and why none is proposed where that says no more."""


def proposal_for(path: Path, request: LoadRequest, name: str = "", lang: str = "zh") -> Proposal:
    """Return a layout proposed for a file, with what the request answers taken into account.

    Raises:
        SourceError: Nothing in the file can be told.
        UsageError: An answer cannot be understood.
    """
    more = {"limits": request.limits, "encoding": request.encoding}
    return sources.propose(path, request, **more, name=name, lang=lang)  # type: ignore[arg-type]


def proposed_layout(path: Path, request: LoadRequest, scratch: Path) -> str:
    """Write the layout that is proposed for a file into a folder; return its place.

    Of one that is shipped with kg it returns the name.

    Raises:
        LayoutUnknown: Something about the file must be answered first.
    """
    proposal = proposal_for(path, request)
    if questions := proposal.all_questions:
        what = Message("proposal-asks", count=len(questions))
        where = path.name if proposal.more else proposal.file
        raise LayoutUnknown(what, where=where, proposal=proposal, path=str(path))
    if proposal.name in {layout.name for layout in layouts()}:
        return proposal.name
    place = scratch / f"{proposal.name}{SUFFIX}"
    place.write_bytes(proposal.layouts.encode())
    return str(place)


def refuse_a_reading_of_nothing(reading: SourceReading) -> None:
    """Refuse a file of which a proposed layout stores no row.

    Raises:
        LayoutError: Every row is a problem: the first says why.
    """
    if reading.problems and not reading.stored and not reading.batch:
        what = Message("proposal-stores-nothing", reason=reading.problems[0].reason)
        raise LayoutError(what, where=reading.name, hint=Message("say-roles"))


def with_proposal(refused: LayoutError, path: Path, request: LoadRequest) -> LayoutError:
    """Return a refusal with a layout proposed for the file; as it is where none can be."""
    if request.layout or isinstance(refused, AnswerNeeded | FileToSplit | LayoutUnknown):
        return refused
    try:
        proposal = proposal_for(path, request)
    except SourceError as why:
        if isinstance(why, FileToSplit):
            return why
        # who answered something is told why that was of no help
        told = request.answers or (
            refused.what.id in _NONE_FITS and why.what.id not in _SAY_NO_MORE
        )
        return why if isinstance(why, LayoutError) and told else refused
    return LayoutUnknown(
        refused.what, where=refused.where, hint=refused.hint, proposal=proposal,
        path=str(path),
    )  # fmt: skip


def kept_layout(path: Path, request: LoadRequest, folder: CaseFolder) -> Path | None:
    """Return the layout that was kept for a file of its header, or none.

    The file's other tables, if it has some, are of forms that kg knows.

    Raises:
        AnswerNeeded: It asks what the request does not answer.
    """
    kept = {layout.name: path for path in _kept_layouts(folder) for layout in read_layouts(path)}
    if not kept:
        return None
    try:
        found = sources.detect(
            path, limits=request.limits, encoding=request.encoding or None,
            account=request.account, kept=list(dict.fromkeys(kept.values())),
        )  # fmt: skip
    except AnswerNeeded:
        raise
    except SourceError:
        # what is wrong with the file is told when it is read
        return None
    names = {detection.chosen.layout.name for detection in found.values()} & kept.keys()
    # a file of layouts has all of a workbook's, one of them alone need not
    files = [path for path in dict.fromkeys(kept.values()) if names <= _names(path)]
    return files[0] if names and files else None


def _names(path: Path) -> set[str]:
    return {layout.name for layout in read_layouts(path)}


def _kept_layouts(folder: CaseFolder) -> list[Path]:
    """Return the layouts that a file may find by its header: the person's, then the case's.

    One that a person named for some file of the case, and that is for files of another header too,
    is not among them.
    """
    return [path for place in (layout_folder(), folder.layouts) for path in _layouts_in(place)]


def _layouts_in(place: Path) -> list[Path]:
    paths = sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else []
    return [path for path in paths if _is_whole(path)]


def _is_whole(path: Path) -> bool:
    try:
        return all(layout.covers >= WHOLE for layout in read_layouts(path))
    except SourceError:
        # one that cannot be read is told of where a file names it
        return False


def layout_folder() -> Path:
    """Return where a person's layouts are kept for the next case."""
    return user_folder() / "layouts"


def keep_layout(text: str, name: str) -> Path:
    """Keep a layout for all later cases, under its name; return the file."""
    folder = layout_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{file_name(Path(name))}{SUFFIX}"
    write_atomically(place, text.encode())
    return place
