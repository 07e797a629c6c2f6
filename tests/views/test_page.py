"""The page as text: one file, one script, one style, nothing of the data outside its place."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from chains import fraud
from hostile import CORPUS, hostile_chain

from kg.errors import UsageError
from kg.messages import Message, languages
from kg.model import Chain, Headline, HeadlinePart
from kg.schema import Schema
from kg.views.page import page
from kg.views.page_data import data_of, in_clear, interface
from kg.views.pyvis_graph import _in_rows as in_rows
from kg.views.pyvis_graph import pyvis_page
from kg.views.svg import svg

ROOT = Path(__file__).parents[2]
WEB = ROOT / "kg" / "views" / "web" / "src"
STATIC = ROOT / "kg" / "views" / "static"


def packed(html: str) -> dict[str, object]:
    return data_of(html)


def test_the_same_chain_is_the_same_page(chain: Chain, schema: Schema) -> None:
    assert page(chain, schema) == page(chain, schema)
    assert svg(chain, schema, lang="en") == svg(chain, schema, lang="en")


def test_the_page_tells_every_entity_row_and_hidden_count(chain: Chain, schema: Schema) -> None:
    told = packed(page(chain, schema).decode())
    assert [node["id"] for node in told["nodes"]] == [node.entity.id for node in chain.nodes]
    rows = [row["id"] for edge in told["edges"] for row in edge["links"]]
    assert rows == [link.id for edge in chain.edges for link in edge.links]
    hidden = [pair for band in told["bands"] for pair in band["hidden"]]
    assert sorted(hidden) == sorted([one.kind, one.count] for one in chain.hidden)


def test_the_policy_is_first_and_names_the_one_script_and_style(schema: Schema) -> None:
    html = page(fraud(), schema).decode()
    head = html[html.index("<head>") + 6 :].lstrip()
    assert head.startswith('<meta http-equiv="Content-Security-Policy"')
    head = unescape(head[:1_000])
    script = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert len(script) == len(style) == 1
    for text in (*script, *style):
        assert f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}" in head[:900]
    for rule in ("default-src 'none'", "trusted-types 'none'", "base-uri"):
        assert rule in head[:900]
    assert "style=" not in html[: html.index("<style>")]


def test_data_cannot_leave_its_element(schema: Schema) -> None:
    closed = page(hostile_chain(), schema, marking=CORPUS[1]).decode()
    assert closed.count("<script") == 2 and closed.count("</script>") == 2
    html = in_clear(closed)
    data = html[html.index('id="chain">') + 11 :]
    data = data[: data.index("</script>")]
    assert not set(data) & set("<>&\u2028\u2029\u202e\x00\x07")
    assert html.count("<script") == 2 and html.count("</script>") == 2
    assert "⟦U+202E⟧" in data


class Tags(HTMLParser):
    """Collects the elements and attributes that a lenient reader finds."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_hostile_text_stays_text_in_the_still_picture(schema: Schema) -> None:
    found = Tags()
    found.feed(svg(hostile_chain(), schema).decode())
    assert found.tags <= {"svg", "title", "rect", "path", "g", "text"}
    assert not {name for name in found.attributes if name.startswith(("on", "href", "style"))}


def test_a_chain_of_nothing_is_a_page_too(schema: Schema) -> None:
    assert packed(page(Chain("n", "t", (), ()), schema).decode())["nodes"] == []
    assert svg(Chain("n", "t", (), ()), schema)


def test_sources_use_no_way_from_text_to_markup_or_code() -> None:
    banned = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        'setTimeout("',
        "createContextualFragment",
        "DOMParser",
        "srcdoc",
    )
    files = [*WEB.rglob("*.ts"), *STATIC.glob("*.js")]
    assert len(files) > 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not [word for word in banned if word in text], file.name
        assert not re.search(r"setAttribute\(\s*[\"']style", text), file.name


def test_the_bundle_is_small_and_asks_nobody() -> None:
    sizes = {file.name: file.stat().st_size for file in STATIC.iterdir()}
    assert set(sizes) == {"app.js", "app.css", "map.js", "map.css"}
    assert sizes["app.js"] + sizes["app.css"] <= 140_000
    assert sizes["map.js"] + sizes["map.css"] <= 40_000
    text = "".join(file.read_text(encoding="utf-8") for file in STATIC.iterdir())
    assert set(re.findall(r"https?://[^\"'`\s)]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert "fetch(" not in text and "XMLHttpRequest" not in text and "WebSocket" not in text


def test_every_text_of_the_interface_is_there_in_both_languages() -> None:
    said = interface()
    assert all(set(text) == set(languages()) and all(text.values()) for text in said.values())
    sources = "".join(file.read_text(encoding="utf-8") for file in WEB.glob("*.ts"))
    used = set(re.findall(r"\bsay\(\s*\"([\w-]+)\"", sources))
    assert len(used) > 40 and used <= set(said)
    for name, text in said.items():
        assert set(re.findall(r"{\w+}", text["zh"])) == set(re.findall(r"{\w+}", text["en"])), name


def test_no_text_of_the_interface_is_left_over() -> None:
    code = [WEB.glob("*.ts"), *((ROOT / "kg" / one).rglob("*.py") for one in ("views", "glossary"))]
    sources = "".join(file.read_text(encoding="utf-8") for files in code for file in files)
    built = {"ask-", "basis-", "level-", "layers-", "money-left-", "rule-"}
    unused = {
        name
        for name in interface()
        if f'"{name}"' not in sources and f'"page-{name}"' not in sources
    }
    assert not {name for name in unused if not any(name.startswith(one) for one in built)}


@pytest.mark.skipif(not shutil.which("npm"), reason="Node is not here to rebuild the bundle")
@pytest.mark.skipif(
    not (WEB.parent / "node_modules").is_dir(),
    reason="run scripts/bundle once: it installs esbuild",
)
def test_the_committed_bundle_is_what_the_sources_build() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "bundle"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_pyvis_asks_nobody_and_holds_no_foreign_markup(schema: Schema) -> None:
    html = pyvis_page(hostile_chain(), schema).decode()
    tags = re.findall(r"<(?:link|script)\b[^>]*>", html)
    assert not [tag for tag in tags if "http" in tag]
    assert "popup.innerHTML = " not in html or "hr-ef" in html
    assert "Content-Security-Policy" in html and "'sha256-" in html
    assert CORPUS[0] not in html


def test_a_title_has_no_bare_id(schema: Schema) -> None:
    chain = replace(fraud(), title="case · urn:crimechain:social_account:9a66")
    assert data_of(page(chain, schema))["title"] == "case"
    assert data_of(page(replace(chain, title="case · P1"), schema))["title"] == "case · P1"


def test_pyvis_says_the_first_sentence_and_kinds_by_colour(schema: Schema) -> None:
    chain = fraud()
    said = Headline(
        (HeadlinePart("lost", Message("as-stored", zh="甲", en="who lost")),),
        Message("subject-victims"),
    )
    html = pyvis_page(chain, schema, lang="en", headline=said).decode()
    assert "<p>who lost.</p>" in html
    assert f"<b>{chain.title} · chain from what victims reported</b>" in html
    colours = re.findall(r'class="kinds"><svg[^>]*><circle[^>]*fill="(#[0-9a-f]+)"', html)
    assert len(colours) == len(set(colours)) > 3


def test_names_of_pyvis_break_near_their_middle_and_numbers_never_do() -> None:
    assert in_rows("某引流推广行为1") == "某引流推\n广行为1"
    assert in_rows("Generation of leads 1") == "Generation\nof leads 1"
    assert in_rows("Fake traf…control 1") == "Fake traf…\ncontrol 1"
    assert in_rows("0622****8888") == "0622****8888" and in_rows("闻某51") == "闻某51"


def test_without_pyvis_the_refusal_says_what_to_install(
    schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyvis.network", None)
    with pytest.raises(UsageError, match=r"pyvis is not installed.*crimechain\[pyvis\]"):
        pyvis_page(hostile_chain(), schema)


def test_pyvis_refuses_what_nobody_can_read(schema: Schema) -> None:
    with pytest.raises(UsageError, match="too many"):
        pyvis_page(fraud(480), schema)
