"""The verb ``kg ontology``: every word of the field, found and explained without a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen

if TYPE_CHECKING:
    from kg.glossary import Glossary

NOTHING = 1


def ontology(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TERM | find WORDS | tree [TERM] | count | export]"),
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="DIR")] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE")] = None,
    force: opt.Force = False,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """Browse the ontology: a term, a word looked up, the tree, what is complete.

    With export --to FILE the whole of it is written into one file: .ttl, .rdf, .owl or .jsonld,
    and its words alone as concepts, as .skos.ttl and so on.
    """
    from kg.glossary import load_glossary

    screen, glossary = Screen(lang, as_json), load_glossary()
    if html:
        _write_site(glossary, html, screen)
        return
    verb, rest = (words or [""])[0], (words or [])[1:]
    if to or (verb == "export" and not rest):
        _export(verb, rest, to, screen, force=force)
        return
    if not verb:
        _modules(glossary, screen)
    elif verb == "find" and rest:
        _find(glossary, " ".join(rest), screen)
    elif verb == "tree":
        _tree(glossary, " ".join(rest), screen)
    elif verb == "count" and not rest:
        _count(glossary, screen)
    else:
        _term(glossary, " ".join(words or []), screen)


def _modules(glossary: Glossary, screen: Screen) -> None:
    from kg.cli.render.ontology import show_modules

    show_modules(glossary, screen)


def _find(glossary: Glossary, typed: str, screen: Screen) -> None:
    from kg.cli.render.ontology import show_hits

    hits = glossary.find(typed)
    show_hits(typed, hits, screen)
    if not hits:
        raise typer.Exit(NOTHING)


def _tree(glossary: Glossary, typed: str, screen: Screen) -> None:
    from kg.cli.render.ontology import ROOTS, show_tree

    names = [glossary.one(typed).name] if typed else list(ROOTS)
    show_tree(glossary, names, screen)


def _count(glossary: Glossary, screen: Screen) -> None:
    from kg.cli.render.ontology import show_counts

    if not show_counts(glossary, screen):
        raise typer.Exit(NOTHING)


def _term(glossary: Glossary, typed: str, screen: Screen) -> None:
    from kg.cli.render.ontology import show_term

    show_term(glossary, glossary.one(typed), screen)


def _export(verb: str, rest: list[str], to: Path | None, screen: Screen, *, force: bool) -> None:
    from kg.case.sharing.output_paths import write_out
    from kg.errors import UsageError
    from kg.glossary.publish import published
    from kg.messages import Message

    if verb != "export" or rest or to is None:
        raise UsageError(Message("what-written-where"), hint=Message("kg-ontology-export-to"))
    content = published(to.name)
    write_out(to, content, force=force, private=False)
    screen.document({"file": str(to), "bytes": len(content)})
    screen.say("exported", path=to, size=len(content))


def _write_site(glossary: Glossary, folder: Path, screen: Screen) -> None:
    from kg.case.sharing.output_paths import checked_new_folder
    from kg.glossary.site import write_site

    count = write_site(checked_new_folder(folder), glossary=glossary)
    screen.document({"pages": count, "folder": str(folder)})
    screen.say("site-written", count=count, path=folder / "index.html")
