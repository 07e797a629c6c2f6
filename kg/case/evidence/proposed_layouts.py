"""Layouts for files that none is shipped for: proposed, accepted, kept for the next file."""

from __future__ import annotations

from pathlib import Path

from kg import sources
from kg.case.storage.folder import CaseFolder
from kg.case.storage.known_servers import user_folder
from kg.errors import AnswerNeeded, LayoutError, LayoutUnknown, SourceError
from kg.files import write_atomically
from kg.messages import Message
from kg.requests import LoadRequest
from kg.sources.layout_files import read_layout
from kg.sources.proposal.proposal import Proposal
from kg.text import file_name

SUFFIX = ".toml"
WHOLE = 1.0
"""What a layout of a person's own ``covers`` if files of just its header are to find it."""


def proposal_for(path: Path, request: LoadRequest, name: str = "", lang: str = "zh") -> Proposal:
    """Return a layout proposed for a file, with what the request answers taken into account.

    Raises:
        SourceError: Nothing in the file can be told.
        UsageError: An answer cannot be understood.
    """
    more = {"limits": request.limits, "encoding": request.encoding}
    proposal = sources.propose(path, request, **more, name=name, lang=lang)  # type: ignore[arg-type]
    return proposal


def proposed_layout(path: Path, request: LoadRequest, scratch: Path) -> tuple[Path, str]:
    """Write the layout that is proposed for a file; return it, and whose statement the file is.

    Raises:
        LayoutUnknown: Something about the file must be answered first.
    """
    proposal = proposal_for(path, request)
    if proposal.questions:
        what = Message("proposal-asks", count=len(proposal.questions))
        raise LayoutUnknown(what, where=proposal.file, proposal=proposal, path=str(path))
    text = proposal.layout.encode()
    place = scratch / f"{proposal.name}{SUFFIX}"
    place.write_bytes(text)
    asks = any(column.given for column in read_layout(place).columns.values())
    return place, request.account if asks else ""


def with_proposal(refused: LayoutError, path: Path, request: LoadRequest) -> LayoutError:
    """Return a refusal with a layout proposed for the file; as it is where none can be."""
    if request.layout or isinstance(refused, AnswerNeeded | LayoutUnknown):
        return refused
    try:
        proposal = proposal_for(path, request)
    except SourceError:
        return refused
    return LayoutUnknown(
        refused.what, where=refused.where, hint=refused.hint, proposal=proposal,
        path=str(path),
    )  # fmt: skip


def kept_layouts(folder: CaseFolder | None) -> list[Path]:
    """Return the layouts that files of their header find: those of the case, and the person's.

    One that a person named for some file of the case, and that is for files of another header too,
    is not among them.
    """
    places = [folder.layouts] if folder else []
    found = [path for place in (*places, layout_folder()) for path in _layouts_in(place)]
    by_text = {path.read_bytes(): path for path in reversed(found)}
    return sorted(by_text.values())


def _layouts_in(place: Path) -> list[Path]:
    paths = sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else []
    return [path for path in paths if _is_whole(path)]


def _is_whole(path: Path) -> bool:
    try:
        return read_layout(path).covers >= WHOLE
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
