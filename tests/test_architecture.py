"""The plan of the house, read from the code itself: who imports whom, which room has which library.

A room may import the rooms before it in ROOMS, never one after it. ``model`` stands before
``values`` because it is pure: of ours it knows only the requests that its results hold.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from kg.schema import load_schema, meanings

HOUSE = Path(__file__).resolve().parent.parent / "kg"
ROOMS = (
    *("version", "notebook_frames", "messages", "errors", "system_errors", "locking", "files"),
    *("limits", "sandbox"),
    *("text", "requests", "model", "records", "workers", "values", "schema", "masking", "custody"),
    *("sources", "ledger", "lake", "rdf", "lpg", "shapes", "rules", "graph"),
    *("trace", "chain", "patterns", "law", "query", "network", "identity"),
    *("views", "glossary", "exports", "explain", "case", "demo", "serve", "cli", "__main__"),
)
NEVER = {
    "lake": {"graph"},
    "graph": {"lake", "sources", "ledger", "shapes"},
    "rdf": {"lake", "sources", "ledger"},
    "lpg": {"lake", "sources", "ledger"},
    "shapes": {"lake", "sources", "ledger", "lpg", "masking", "custody", "values"},
    "trace": {"lake", "sources", "graph", "rdf", "lpg", "shapes", "rules"},
    "chain": {"lake", "sources", "ledger", "rdf", "lpg", "shapes", "rules"},
    "patterns": {"lake", "sources", "ledger", "rdf", "lpg", "shapes", "rules", "graph", "chain"},
    "network": {"lake", "sources", "rdf", "lpg", "shapes", "rules", "chain"}
    | {"values", "schema", "masking", "custody"},
    "identity": {
        "lake",
        "sources",
        "ledger",
        "rdf",
        "lpg",
        "shapes",
        "rules",
        "graph",
        "trace",
        "chain",
    },
    "views": {"lake", "sources", "ledger", "rdf", "lpg", "shapes", "rules", "graph"}
    | {"network", "trace", "chain", "law", "query"},
    "glossary": {"lake", "masking", "sources", "ledger", "rdf", "lpg", "shapes", "rules", "graph"}
    | {"network", "trace", "chain", "law", "query"},
    "exports": {"lake", "sources", "ledger", "shapes", "rules", "graph"}
    | {"network", "trace", "chain", "law", "query", "views"},
    "explain": {"lake", "sources", "ledger", "rdf", "lpg", "shapes", "rules", "graph"}
    | {"network", "trace", "chain", "law", "query", "views"},
    "demo": {"lake", "sources", "ledger", "rdf", "lpg", "shapes", "rules", "graph"}
    | {"network", "trace", "chain", "query", "views", "case"},
}
"""Rooms before one's own that are out of bounds all the same."""
for _later in ("views", "glossary", "exports", "explain", "demo"):
    NEVER[_later] |= {"patterns"}
DOORS = {
    ("trace", "ledger"): {"kg.ledger.base", "kg.ledger.account_flows"},
    ("chain", "graph"): {"kg.graph.base"},
    ("network", "graph"): {"kg.graph.base"},
    ("network", "ledger"): {"kg.ledger.base"},
    ("network", "trace"): {"kg.trace.typologies.catalogue"},
}
"""Where only the contract of another room may be known, and how its columns are sorted."""
LIBRARIES = {
    "Crypto": {"values"},
    "charset_normalizer": {"text"},
    "duckdb": {"sources", "ledger", "query"},
    "fastavro": {"sources"},
    "fluent": {"messages"},
    "jinja2": {"text"},
    "markupsafe": {"text", "glossary"},
    "neo4j": {"graph"},
    "networkx": {"chain", "exports", "network"},
    "opencc": {"identity"},
    "numba": {"trace"},
    "numpy": {"lake", "ledger", "network", "sources", "trace", "views"},
    "phonenumbers": {"values"},
    "psutil": {"workers"},
    "pyarrow": {"sources", "ledger", "lake", "explain", "exports"},
    "pyoxigraph": {"schema", "sources", "rdf", "shapes", "graph", "query", "exports", "glossary"},
    "python_calamine": {"sources", "explain"},
    "pdfminer": {"sources", "explain"},
    "pypinyin": {"text"},
    "py4j": {"lake"},
    "grpc": {"lake"},
    "pyspark": {"lake"},
    "pyvis": {"views"},
    "rapidfuzz": {"identity"},
    "rdflib": {"schema", "exports"},
    "rich": {"cli"},
    "stdnum": {"values", "demo"},
    "typer": {"cli"},
    "xlsxwriter": {"exports", "demo"},
    "yaml": {"sources"},
}
BANNED = {
    "pickle",
    "requests",
    "socket",
    "http",
    "ftplib",
    "smtplib",
    "xml.etree",
    "urllib.request",
}
NETWORK = {("http", "kg/serve/sparql_endpoint.py"), ("http", "kg/serve/sparql_protocol.py"),
           ("http", "kg/sources/sparql_answer.py")}  # fmt: skip
"""The files that listen on the loopback, or ask the one server that a person names."""
LINES = 600
SMALL = 60
ONE_FILE_EACH = {
    "kg/cli/commands": "one verb of the command line a file",
    "kg/cli/render": "what one verb prints a file",
    "kg/exports": "one format a file",
    "kg/trace/rules": "one rule a file",
    "kg/trace/typologies": "one typology a file",
}
"""Folders in which a file is found by the name of what it does, however small: and why."""

OTHERS_WORDS = ("kg/exports/ftm.py", "kg/rules/rule_toml.py")
"""Files whose literals are names of another vocabulary, or of a property beside the class."""

FILES = sorted(path for path in HOUSE.rglob("*.py") if "node_modules" not in path.parts)


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE.parent).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of every module that a file imports, wherever it does so."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name"
            module = node.module or ""
            yield from (f"kg.{alias.name}" for alias in node.names if module == "kg")
            yield module
    yield from modules_by_name(path)


def modules_by_name(path: Path) -> set[str]:
    """Return the modules that texts of a file name whole: it imports them when it needs them.

    Packages are not among them: their names also say where data lies.
    """
    texts = {str(node.value) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant)}
    own = name_of(path).removesuffix(".py").replace("/", ".")  # to be run as a process of its own
    return texts & MODULES.keys() - PACKAGES - {own}


@cache
def every_import() -> list[tuple[Path, str]]:
    return [(path, module) for path in FILES for module in imports(path)]


def rooms_imported(path: Path) -> set[str]:
    parts = (module.split(".") for module in imports(path) if module.startswith("kg."))
    return {part[1] for part in parts} & set(ROOMS) - {room_of(path)}


def test_every_file_stands_in_a_known_room() -> None:
    assert {room_of(path) for path in FILES} - {"__init__"} <= set(ROOMS)


def test_a_room_imports_only_rooms_before_it() -> None:
    strays = [
        f"{name_of(path)} imports {', '.join(sorted(late))}"
        for path in FILES
        if (room := room_of(path)) != "__init__"
        and (late := rooms_imported(path) - rooms_before(room))
    ]
    assert not strays


def rooms_before(room: str) -> set[str]:
    return set(ROOMS[: ROOMS.index(room)]) - NEVER.get(room, set())


def test_where_there_is_a_contract_nothing_else_is_known() -> None:
    strays = [
        f"{name_of(path)} imports {module}"
        for path, module in every_import()
        for (room, other), doors in DOORS.items()
        if room_of(path) == room
        and module.split(".")[:2] == ["kg", other]
        and module not in {*doors, f"kg.{other}"}
    ]
    assert not strays


def test_one_room_for_each_library() -> None:
    ours = {*sys.stdlib_module_names, "kg"}
    strays = [
        f"{name_of(path)} imports {module}"
        for path, module in every_import()
        if (library := module.partition(".")[0]) not in ours
        and room_of(path) not in LIBRARIES.get(library, set())
    ]
    assert not strays


def test_nothing_reaches_for_the_network_or_unsafe_formats() -> None:
    strays = [
        f"{name_of(path)} imports {module}"
        for path, module in every_import()
        for banned in BANNED
        if module == banned or module.startswith(f"{banned}.")
        if (banned, name_of(path)) not in NETWORK
    ]
    assert not strays


def test_only_the_terminal_prints() -> None:
    prints = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        if room_of(path) not in ("cli", "__main__")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("print", "eval", "exec", "input")
    ]
    assert not prints


def test_no_except_catches_everything() -> None:
    broad = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node.type)
    ]
    assert not broad


def catches_everything(caught: ast.expr | None) -> bool:
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
    return caught is None or bool(names & {"Exception", "BaseException"})


def test_a_long_file_gives_its_reason() -> None:
    long = [
        name_of(path)
        for path in FILES
        if len(path.read_text(encoding="utf-8").splitlines()) > LINES
        and "one file because" not in (ast.get_docstring(tree_of(path)) or "")
    ]
    assert not long


def test_no_circle_between_files() -> None:
    """Every import counts: at the top, for types, and inside a function, where it comes late."""
    graph = {module: imported_modules(path) for module, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" <- ".join(error.args[1])) from None


MODULES = {
    name_of(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__"): path
    for path in FILES
}

PACKAGES = {module for module, path in MODULES.items() if path.name == "__init__.py"}


def imported_modules(path: Path) -> set[str]:
    """Return the modules of kg that a file imports anywhere, or names to import them."""
    named = [
        (node.module or "", alias.name)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    full = (
        f"{module}.{name}" if f"{module}.{name}" in MODULES else module for module, name in named
    )
    return {module for module in full if module in MODULES} | modules_by_name(path)


def test_pytest_can_collect_all_tests_at_once() -> None:
    """Where folders are no packages, two test files of one name are one module to pytest."""
    places = defaultdict(list)
    for path in Path(__file__).parent.rglob("test_*.py"):
        if not (path.parent / "__init__.py").exists():
            places[path.name].append(str(path))
    assert not {name: paths for name, paths in places.items() if len(paths) > 1}


def test_class_names_are_unique() -> None:
    places = defaultdict(list)
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name_of(path))
    assert not {name: paths for name, paths in places.items() if len(paths) > 1}


def test_no_small_file_serves_one_sibling() -> None:
    """A helper with one importer lives in its file; what a package hands out is for others."""
    importers = defaultdict(set)
    for path in FILES:
        for module in (*imports(path), *imported_modules(path)):
            importers[module].add(path)
    assert not [
        f"{name_of(path)} serves only {name_of(user)}"
        for module, path in MODULES.items()
        if path.name != "__init__.py" and name_of(path.parent) not in ONE_FILE_EACH
        if len(path.read_text(encoding="utf-8").splitlines()) < SMALL
        and len(users := importers[module]) == 1
        and (user := next(iter(users))).parent == path.parent
        and user.name != "__init__.py"
    ]


def test_functions_stay_small() -> None:
    lengths = [
        1 + (node.end_lineno or 0) - node.lineno
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
    ]
    assert statistics.median(lengths) <= 10


def test_every_module_and_public_name_says_what_it_promises() -> None:
    trees = {path: tree_of(path) for path in FILES}
    silent = [
        name_of(path) for path, tree in trees.items() if not ast.get_docstring(tree) and tree.body
    ]
    silent += [
        f"{name_of(path)}:{node.name}"
        for path in FILES
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not silent


def test_what_decides_is_named_in_the_schema_alone() -> None:
    """Whoever asks what a holding or a pool is asks the schema: a literal is a second decision."""
    deciding = {text for name, text in vars(meanings).items() if name.isupper()}
    strays = [
        f"{name_of(path)}:{node.lineno} {node.value}"
        for path in FILES
        if room_of(path) not in ("schema", "demo", "sources", "model")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and node.value in deciding
    ]
    assert [stray for stray in strays if not stray.startswith(OTHERS_WORDS)] == []


def test_sql_asks_the_schema_what_a_holding_is() -> None:
    holdings = load_schema().kinds_below(meanings.HOLDING)
    strays = [
        f"{name_of(path)} {kind}"
        for path in HOUSE.rglob("*.sql")
        for kind in holdings
        if f"'{kind}'" in path.read_text(encoding="utf-8")
    ]
    assert strays == []
