"""Several cases beside each other: what they share, and whose numbers stand in whose leaked data.

Each case has a key of its own, and leaked data lies in it as hashes under that key. Nothing of that
changes: whoever asks has the folders of all the cases, real values are compared in memory, numbers
of one case are hashed under the other's key for as long as the question lasts, and no case is
written to.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kg.errors import UsageError
from kg.messages import Message
from kg.requests import LinkOptions, LinkRequest

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import CaseLinks

__all__ = ["link_cases", "link_cases_as"]


def link_cases(
    *cases: Case, show_values: bool = False, **options: Unpack[LinkOptions]
) -> CaseLinks:
    """Return what cases have in common, and which lists of theirs leaked data was held against.

    Args:
        cases: Open cases. Of one alone its leaked data is held against its own lists.
        show_values: Show real identifiers, but for victims and minors; each case logs it.
        options: Those of :class:`kg.requests.LinkRequest`.

    Returns:
        Shared people, accounts, devices, tools, each with what every case says of it; overlaps of
        batches of leaked data with victims, called numbers and other batches, as counts alone.

    Raises:
        UsageError: No case is given, or one of them twice.

    >>> link_cases(case, other).counts                            # doctest: +SKIP
    {'registered': 2, 'number': 9}
    """
    return link_cases_as(LinkRequest.of(**options), cases, show_values=show_values)


def link_cases_as(
    request: LinkRequest, cases: Sequence[Case] = (), *, show_values: bool = False
) -> CaseLinks:
    """Answer such a question; the request's ``others`` are opened beside the cases.

    Args:
        request: What is compared.
        cases: Open cases.
        show_values: Show real identifiers, but for victims and minors; each case logs it.
    """
    from kg.case import open_case
    from kg.case.linking.compare import compare
    from kg.case.saved.answers import keep_answer

    if show_values and request.save_as:
        raise UsageError(Message("saved-is-masked"), hint=Message("leave-show-values-out"))
    with ExitStack() as stack:
        opened = [
            stack.enter_context(open_case(Path(place), create=False)) for place in request.others
        ]
        every = [*cases, *opened]
        roots = [case.root for case in every]
        if not every or len(set(roots)) < len(roots):
            what = Message("case-named-twice") if every else Message("no-case-named")
            raise UsageError(what, hint=Message("kg-link-example"))
        sessions = [stack.enter_context(case.sessions.reading()) for case in every]
        links = compare(sessions, request, show_values=show_values)
        if show_values:
            for case in every:
                case.folder.log.append("link", cases=len(every), show_values=True)
    beside = [str(case.root) for case in every[1:]]
    keep_answer(every[0].sessions, replace(request, others=beside), links)
    return links
