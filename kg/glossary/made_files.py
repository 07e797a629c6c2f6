"""What lies beside the modules and is made from them: README, picture, context, root, catalogue.

``python -m kg.glossary.made_files`` writes all; a test compares them with what stands there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.glossary.context import context_text
from kg.glossary.drawing.chain_drawing import chain_picture
from kg.glossary.redirects import redirects_text
from kg.glossary.root_ontology import catalog_text, root_text
from kg.glossary.terms import Glossary
from kg.glossary.usage import NamesByFile, TermUsage, files_beside, uses
from kg.schema import ROOT_FILE, load_schema, ontology_files

HEAD = """# The ontology · 本体

<!-- Made by `python -m kg.glossary.made_files`; change the modules, not this file. -->

Every word of the whole chain, from the data company to the running-points platform, in Chinese and
English: what it is, who feeds it, whom it feeds, which offence may be in question. Terms read as
“alleged” (涉嫌), never as guilt. Browse them with `kg ontology`, look a word up with
`kg ontology find 水房`, or write them as pages with `kg ontology --html DIR`.

从数据黑企到跑分平台，全链条的每个术语都有中英文名称和定义，说明谁供给它、它供给谁、可能涉及什么罪名。所有术语一律读作
“涉嫌”。浏览：`kg ontology`；查词：`kg ontology find 水房`；写成网页：`kg ontology --html 目录`。

![The whole chain by stage, its parties and things in the colours of their families](chain.svg)

One Turtle file a module, one flat namespace `https://w3id.org/crimechain/`; what other models call
our terms stands in `mappings/`, with what decides where a table leaves open how a file is read
(`*.reading.toml`); the JSON-LD context is [context.jsonld](context.jsonld).
"""
ALONE = Path(__file__).with_name("alone.md")
"""What a reader does who has the ontology and no kg; a test does it."""
SEED = """## The 103 concepts of the Opinions · 意见所载的 103 个概念

Numbers: A parties, B acts, S assets, H channels, G parts of the chain, X special actions, L law, P
protection, T technology. “Used by” is counted, not typed: the stated edges (E…) and other relations
between terms, the shapes, the layouts of files, the named questions, the templates (CT…).
"""
ELSEWHERE = """## What has no counterpart · 别处没有的概念

Classes were looked for among the classes, and properties among the properties, of {models} models
({rows} rows in `mappings/`, SSSOM). Of the compared concepts these have no exact or close
counterpart in any of them: the chain between data and money is ours to name. “Nearest” is the best
that was found.
"""
NEARNESS = ("broad", "narrow", "related")
"""Best first, of what is neither exact nor close."""


def readme_text(glossary: Glossary | None = None, ontology: Path | None = None) -> str:
    """Return the whole file; same ontology, same text."""
    from kg.glossary import load_glossary

    known = glossary or load_glossary()
    files = files_beside(ontology or _folder())
    parts = (
        HEAD,
        ALONE.read_text("utf-8"),
        "## Modules · 模块\n",
        _table(("module", "", "terms", "classes", "values"), _modules(known)),
        SEED,
        _table(("id", "中文", "English", "module", "term", "used by"), _seed(known, files)),
        _looked_for(known),
        _table(("中文", "English", "term", "nearest"), _alone(known)),
    )
    return "\n".join(parts)


def _modules(glossary: Glossary) -> Iterator[Sequence[str]]:
    from kg.glossary.site.site_map import module_headers

    for name, header in module_headers().items():
        terms = [term for term in glossary.terms() if term.module == name]
        sorts = Counter(term.sort for term in terms)
        label = header.text("label")
        counted = (str(len(terms)), str(sorts["class"]), str(sorts["value"]))
        yield f"[{name}]({name}.ttl)", f"{label['zh']} · {label['en']}", *counted


def _seed(glossary: Glossary, files: NamesByFile) -> Iterator[Sequence[str]]:
    terms = sorted((t for t in glossary.terms() if t.seed_id), key=lambda t: t.seed_id)
    for term in terms:
        used = _used(uses(glossary, term, files))
        yield term.seed_id, term.label("zh"), term.label("en"), term.module, f"`{term.name}`", used


def _used(usage: TermUsage) -> str:
    labels = [
        " ".join(usage.edges),
        _plural(usage.relations, "relation"),
        _counted("shape", usage.shapes),
        _counted("layout", usage.layouts),
        " ".join(usage.questions),
        " ".join(usage.templates),
    ]
    return " · ".join(filter(None, labels))


def _plural(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count > 1)}" if count else ""


def _counted(what: str, names: Sequence[str]) -> str:
    return f"{what} {', '.join(names)}" if names else ""


def _looked_for(glossary: Glossary) -> str:
    rows = glossary.mappings()
    return ELSEWHERE.format(models=len({row.table for row in rows}), rows=len(rows))


def _alone(glossary: Glossary) -> Iterator[Sequence[str]]:
    """Yield the compared concepts that no model has, with the nearest thing there is."""
    for term in glossary.terms():
        mapped = glossary.mapped(term.name)
        if term.concepts and not any(mapping.relation in ("exact", "close") for mapping in mapped):
            nearest = [
                f"{mapping.target} {mapping.target_name} ({mapping.relation})"
                for mapping in sorted(mapped, key=lambda row: NEARNESS.index(row.relation))[:2]
            ]
            name = f"`{term.name}`"
            yield term.label("zh"), term.label("en"), name, "; ".join(nearest) or "—"


def _table(heads: Sequence[str], lines: Iterator[Sequence[str]]) -> str:
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _folder() -> Path:
    return ontology_files()[0].parent


def chain_svg(glossary: Glossary | None = None) -> str:
    """Return the picture of the chain, in both languages."""
    from kg.glossary import load_glossary

    return chain_picture(glossary or load_glossary(), ("zh", "en")) + "\n"


def made_files() -> dict[str, str]:
    """Return every file beside the modules that is made from them, by its name."""
    from kg.glossary import load_glossary

    return {
        "README.md": readme_text(),
        "chain.svg": chain_svg(),
        "context.jsonld": context_text(),
        ROOT_FILE: root_text(load_glossary(), load_schema().version),
        "catalog-v001.xml": catalog_text(load_schema().version),
        "w3id/.htaccess": redirects_text(load_glossary()),
    }


def write_made_files(folder: Path) -> None:
    """Write them anew."""
    for name, text in made_files().items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text.encode())


if __name__ == "__main__":
    write_made_files(_folder())
