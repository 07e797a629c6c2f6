"""The command ``kg contacts``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.request_options import asks
from kg.cli.screen import Screen
from kg.errors import UsageError
from kg.messages import Message
from kg.requests import ContactsRequest

Explained = Annotated[bool, typer.Option("--thresholds")]


@asks(ContactsRequest)
def contacts(
    case: opt.CasePath,
    request: ContactsRequest,
    explained: Explained = False,
    raw: opt.Raw = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Say who could have passed word to whom, in order, by calls and messages; not that they did.

    A call tells both sides, a message its receiver, an unanswered call nobody. Each hand passes on
    within --within of being told. Service numbers and hubs stop it, visibly.
    """
    from kg.case import open_case
    from kg.cli.render.contacts import show_terms, show_word

    screen = Screen(lang, as_json)
    if explained:
        show_terms("contacts", screen)
        return
    if not request.start:
        raise UsageError(Message("whose-word-name-number"), hint=Message("kg-contacts-case-138"))
    with open_case(case, create=False, raw=raw) as opened:
        result = opened.calls.contacts_as(request)
        show_word(result, opened, screen)
