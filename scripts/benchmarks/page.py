"""Pages in Chromium without a GPU: size, time to the first picture, frames a second, beside peers.

--only chain,grouped,zoom,map,peers,export picks some; --things 20000,100000 the sizes of the map.
Peers are downloaded into a temporary folder with npm where it is there (--scripts FOLDER: where
they lie already); their graph and its places are the map's. Where the machine is busy, seconds of
the clock tell of the machine: beside them stand those of the processor, and the best turn counts.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "views")]

from measured import Verdicts, row  # noqa: E402 - beside this file

TURNS = 5
WINDOW = {"width": 1440, "height": 900}
PARTS = ("chain", "grouped", "zoom", "map", "peers", "export")
PEERS = {
    "cytoscape": ("cytoscape@3.34.4", "cytoscape/dist/cytoscape.min.js"),
    "force-graph": ("force-graph@1.52.0", "force-graph/dist/force-graph.min.js"),
    "sigma": ("sigma@3.0.3", "sigma/dist/sigma.min.js"),
    "graphology": ("graphology@0.26.0", "graphology/dist/graphology.umd.min.js"),
    "vis-network": ("vis-network@10.1.5", "vis-network/standalone/umd/vis-network.min.js"),
}
COUNT = """async ([sel, how, turns]) => {
  const pane = [...document.querySelectorAll(sel)].sort((a, b) => b.clientWidth - a.clientWidth)[0];
  const box = pane.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const told = {bubbles: true, cancelable: true, view: window};
  const fire = (type, kind, more) => pane.dispatchEvent(new type(kind, {...told, ...more}));
  const press = (kind, at, buttons) => { for (const [type, name] of [[PointerEvent, 'pointer'],
    [MouseEvent, 'mouse']]) fire(type, name + kind, {clientX: at, clientY: y, buttons,
      pointerId: 1, isPrimary: true, pointerType: 'mouse', button: 0}); };
  let frames = 0, runs = true;
  const frame = () => { frames++; if (runs) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  const begun = performance.now();
  if (how === 'pan') press('down', x, 1);
  for (let at = 0; at < turns && performance.now() - begun < 8000; at++) {
    await new Promise(done => setTimeout(done, 16));
    const back = at < turns / 2 ? at : turns - at;
    if (how === 'zoom') fire(WheelEvent, 'wheel',
      {deltaY: at < turns / 2 ? -50 : 50, clientX: x, clientY: y});
    else press('move', x + 5 * back, 1);
  }
  if (how === 'pan') press('up', x, 0);
  runs = false;
  return 1000 * frames / (performance.now() - begun);
}"""
CROSSED = """() => {
  const spots = [...document.querySelectorAll('[data-spot] .ring, [data-spot] circle')];
  const boxes = [...document.querySelectorAll('[data-spot]')].map(spot => {
    const box = (spot.querySelector('.ring') ?? spot).getBoundingClientRect();
    const r = 0.4 * Math.min(box.width, box.height);
    return [box.left + box.width / 2, box.top + box.height / 2, r];
  });
  const hit = new Set();
  for (const path of document.querySelectorAll('[data-line] path.stroke, [data-line] .stroke')) {
    const whole = path.getTotalLength(), to = path.getScreenCTM();
    const at = n => { const p = path.getPointAtLength(whole * n / 60);
      return [p.x * to.a + p.y * to.c + to.e, p.x * to.b + p.y * to.d + to.f]; };
    const ends = [at(0), at(60)];
    for (let n = 3; n < 58; n++) {
      const [px, py] = at(n);
      boxes.forEach(([x, y, r], of) => {
        const own = ends.some(([ex, ey]) => Math.hypot(ex - x, ey - y) < 3 * r + 14);
        if (!own && Math.hypot(px - x, py - y) < r) hit.add(of);
      });
    }
  }
  return [hit.size, boxes.length, spots.length];
}"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--things", default="20000,100000")
    parser.add_argument("--case-things", type=int, default=60_000)
    parser.add_argument("--scripts", type=Path, default=None)
    asked = parser.parse_args(arguments)
    wanted, verdicts = asked.only.split(","), Verdicts()
    sizes = [int(size) for size in asked.things.split(",")]
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} cores{load}; Chromium headless, no GPU, {WINDOW}")
    with chromium() as browser, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part, run in (
            ("chain", lambda: chains(browser, folder, verdicts)),
            ("grouped", lambda: grouped(browser, folder, verdicts)),
            ("zoom", lambda: zoomed(browser, folder, verdicts)),
            ("map", lambda: maps(browser, folder, verdicts, sizes)),
            ("peers", lambda: peers(browser, folder, sizes, asked.scripts)),
            ("export", lambda: exported(folder, verdicts, asked.case_things)),
        ):
            if part in wanted:
                run()
    verdicts.show()
    return 1 if verdicts.missed else 0


@contextmanager
def chromium() -> Iterator[Any]:
    """Yield a browser without a GPU, or nothing where none is there."""
    path = os.environ.get("KG_BROWSER") or shutil.which("chromium")
    if not path:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        # WebGL, which sigma draws by, is computed by the processor too
        software = ["--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        browser = running.chromium.launch(executable_path=path, args=software)
        yield browser
        browser.close()


def chains(browser: Any, folder: Path, verdicts: Verdicts) -> None:
    """Tell a chain page's size, the time to lay it out, to write it, to its first picture."""
    from chains import banks, fraud

    from kg.schema import load_schema
    from kg.views.page import arrange, page
    from kg.views.svg import svg

    schema = load_schema()
    made = {"7": banks(), "63": fraud(), "152": fraud(30, (12, 24, 26, 16))}
    widths = (10, 8, 8, 11, 11, 11, 11, 11)
    print("\nchain pages (the best of some turns)")
    row(("entities", "lines", "KB", "layout", "page", "svg", "picture", "processor"), widths)
    for name, chain in made.items():
        content = page(chain, schema)
        works: tuple[Callable[[], object], ...] = (
            lambda chain=chain: arrange(chain, schema),
            lambda chain=chain: page(chain, schema),
            lambda chain=chain: svg(chain, schema),
        )
        times = [f"{1000 * measured(work):.0f} ms" for work in works]
        first = first_picture(browser, folder, content)
        shown, busy = ("no browser", "-") if first is None else (f"{one:.0f} ms" for one in first)
        row((name, len(chain.edges), f"{len(content) / 1000:.0f}", *times, shown, busy), widths)
        if first and name == "63":
            verdicts.say("P1", "a chain's first picture < 500 ms", shown, first[0] < 500)
            verdicts.say("P1", "the same, of the processor < 500 ms", busy, first[1] < 500)


def measured(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that something takes: the best of a few turns."""
    turns = []
    for _ in range(TURNS):
        begin = time.process_time()
        work()
        turns.append(time.process_time() - begin)
    return min(turns)


def first_picture(browser: Any, folder: Path, content: bytes) -> tuple[float, float] | None:
    """Return the time from opening the file to the first paint of the whole chain, in ms.

    The second is that of the page's own thread on the processor: to read, to run, to lay out.
    """
    if browser is None:
        return None
    file = folder / "chain.html"
    file.write_bytes(content)
    turns = [paint(browser, file) for _ in range(TURNS)]
    return min(shown for shown, _ in turns), min(busy for _, busy in turns)


def paint(browser: Any, file: Path) -> tuple[float, float]:
    tab = browser.new_page(viewport=WINDOW)
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-ready=yes]")
    waited = tab.evaluate(
        """() => new Promise(done => requestAnimationFrame(() => done(
          performance.getEntriesByName('first-contentful-paint')[0]?.startTime
          ?? performance.now())))"""
    )
    told = session.send("Performance.getMetrics")["metrics"]
    busy = next(one["value"] for one in told if one["name"] == "TaskDuration")
    tab.close()
    return float(waited), 1000 * float(busy)


def grouped(browser: Any, folder: Path, verdicts: Verdicts) -> None:
    """Lay a chain of a thousand things out as groups, and count what lies on a line."""
    from chains import fraud

    from kg.schema import load_schema
    from kg.views.columns import columns_of
    from kg.views.page import page
    from kg.views.page_levels import picture_levels

    schema, chain = load_schema(), fraud(760, (40, 60, 60, 40))
    columns = columns_of(chain, schema, ())
    took = measured(lambda: picture_levels(chain, schema, columns, ()))
    print(f"\n{len(chain.nodes):,} things as overview and groups: {1000 * took:.0f} ms")
    verdicts.say(
        "P2", "1,000 grouped things laid out < 500 ms", f"{1000 * took:.0f} ms", took < 0.5
    )
    if browser is None:
        return
    file = folder / "grouped.html"
    file.write_bytes(page(chain, schema))
    tab = browser.new_page(viewport=WINDOW)
    tab.goto(f"{file.as_uri()}#groups")
    tab.wait_for_selector("html[data-ready=yes]")
    hit, spots, _ = tab.evaluate(CROSSED)
    tab.close()
    share = hit / max(spots, 1)
    verdicts.say("P2", "<= 2 % of nodes on a line not theirs", f"{hit} of {spots}", share <= 0.02)


def zoomed(browser: Any, folder: Path, verdicts: Verdicts) -> None:
    """Zoom a chain of 150 nodes."""
    if browser is None:
        return
    from chains import fraud

    from kg.schema import load_schema
    from kg.views.page import page

    file = folder / "zoom.html"
    file.write_bytes(page(fraud(30, (12, 24, 26, 16)), load_schema()))
    tab = browser.new_page(viewport=WINDOW)
    tab.goto(f"{file.as_uri()}#things")
    tab.wait_for_selector("html[data-ready=yes]")
    frames = statistics.median(tab.evaluate(COUNT, [".picture", "zoom", 40]) for _ in range(3))
    tab.close()
    print(f"\nzoom of 150 nodes: {frames:.0f} frames/s")
    verdicts.say("P3", "zoom of 150 nodes >= 30 frames/s", f"{frames:.0f}", frames >= 30)


def maps(browser: Any, folder: Path, verdicts: Verdicts, sizes: list[int]) -> None:
    """Write the map, and see how large it is, when it is there and how it moves."""
    from map_cases import made_case

    from kg.schema import load_schema
    from kg.views.map.map_page import map_page

    print("\nmap of a case")
    widths = (10, 10, 10, 10, 10, 10, 10, 10)
    row(("things", "pairs", "written", "KB", "ready", "zoom", "pan", "heap MB"), widths)
    for size in sizes:
        case = made_case(size, size * 3 // 2)
        begun = time.perf_counter()
        content = map_page(case, load_schema())
        took = time.perf_counter() - begun
        told: list[str] = ["-"] * 4
        file = folder / f"map{size}.html"
        file.write_bytes(content)
        bytes_most, ready_most = (1.5, 1.0) if size <= 20_000 else (6.0, 3.0)
        name = f"{size // 1000} k"
        size_told = f"{len(content) / 1e6:.2f} MB"
        verdicts.say(
            "P4", f"map of {name} <= {bytes_most} MB", size_told, len(content) <= bytes_most * 1e6
        )
        if browser is not None:
            ready, frames, heap = watched(browser, file, "canvas")
            told = [f"{ready:.0f} ms", *(f"{one:.0f}" for one in frames), f"{heap:.0f}"]
            verdicts.say(
                "P4", f"map of {name} ready < {ready_most:g} s", told[0], ready < 1000 * ready_most
            )
            if size <= 20_000:
                found = f"{frames[0]:.0f} / {frames[1]:.0f}"
                verdicts.say(
                    "P4", f"map of {name} zoom and pan >= 30 frames/s", found, min(frames) >= 30
                )
        row(
            (
                f"{size:,}",
                f"{len(case.pairs):,}",
                f"{took:.1f} s",
                f"{len(content) / 1000:,.0f}",
                *told,
            ),
            widths,
        )


def watched(
    browser: Any, file: Path, pane: str, wait: int = 60_000
) -> tuple[float, list[float], float]:
    """Return when a page was ready, its frames while it is zoomed and moved, and its heap."""
    tab = browser.new_page(viewport=WINDOW)
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-ready=yes]", timeout=wait)
    ready = tab.evaluate("performance.getEntriesByName('ready')[0]?.startTime ?? performance.now()")
    tab.wait_for_timeout(500)
    frames = [
        statistics.median(tab.evaluate(COUNT, [pane, how, 40]) for _ in range(3))
        for how in ("zoom", "pan")
    ]
    heap = tab.evaluate("(performance.memory?.usedJSHeapSize ?? 0) / 1e6")
    tab.close()
    return float(ready), frames, float(heap)


START = {
    "cytoscape": """cytoscape({container: box, elements: {
        nodes: n.map((p, i) => ({data: {id: 'n' + i}, position: {x: p[0], y: p[1]}})),
        edges: e.map(([a, b], i) => ({data: {id: 'e' + i, source: 'n' + a, target: 'n' + b}}))},
      layout: {name: 'preset'}, style: [{selector: 'node', style: {width: 6, height: 6}},
        {selector: 'edge', style: {width: 1, 'curve-style': 'haystack'}}],
      textureOnViewport: true, hideEdgesOnViewport: true}).ready(done);""",
    "force-graph": """const g = new ForceGraph(box).nodeRelSize(2).cooldownTicks(0).graphData({
        nodes: n.map((p, i) => ({id: i, x: p[0], y: p[1], fx: p[0], fy: p[1]})),
        links: e.map(([source, target]) => ({source, target}))}); g.zoomToFit(0); done();""",
    "sigma": """const g = new graphology.MultiGraph();
      n.forEach((p, i) => g.addNode(i, {x: p[0], y: p[1], size: 2, color: '#04469c'}));
      e.forEach(([a, b]) => a !== b && g.addEdge(a, b, {size: 0.5}));
      new Sigma(g, box, {hideEdgesOnMove: true, renderLabels: false}); done();""",
    "vis-network": """new vis.Network(box, {
        nodes: n.map((p, i) => ({id: i, x: p[0], y: p[1], shape: 'dot', size: 3})),
        edges: e.map(([from, to], id) => ({id, from, to}))},
      {physics: false, layout: {improvedLayout: false}, edges: {smooth: false},
       interaction: {hideEdgesOnDrag: true, hideEdgesOnZoom: true}}); done();""",
}
NEEDS = {"sigma": ("graphology", "sigma")}
PANE = {"sigma": ".sigma-mouse"}
"""On what a mouse acts, where it is not the canvas."""


def peers(browser: Any, folder: Path, sizes: list[int], scripts_in: Path | None = None) -> None:
    """Let others draw the map's graph at its own places, with edges hidden while it moves."""
    print("\npeers on the same graph and places (edges hidden while it moves where they can)")
    widths = (14, 10, 10, 10, 10, 10, 10)
    row(("peer", "things", "KB", "ready", "zoom", "pan", "heap MB"), widths)
    scripts = downloaded(scripts_in or folder / "peers")
    for size in sizes:
        graph = graph_of(size)
        if browser is not None:
            row(("this map", f"{size:,}", *peer_row(browser, own_map(folder, size))), widths)
        for name, start in START.items():
            needs = NEEDS.get(name, (name,))
            if browser is None or any(need not in scripts for need in needs):
                row((name, f"{size:,}", "not to be had here"), (14, 10, 22))
                continue
            file = folder / "peer.html"
            file.write_text(peer_page([scripts[need] for need in needs], start, graph), "utf-8")
            row((name, f"{size:,}", *peer_row(browser, file, PANE.get(name, "canvas"))), widths)
        row(("pyvis", f"{size:,}", *pyvis_row(browser, folder, graph)), widths)


def own_map(folder: Path, size: int) -> Path:
    """Return the file of the map of so many things, written where it was not yet."""
    from map_cases import made_case

    from kg.schema import load_schema
    from kg.views.map.map_page import map_page

    file = folder / f"map{size}.html"
    if not file.exists():
        file.write_bytes(map_page(made_case(size, size * 3 // 2), load_schema()))
    return file


def peer_row(browser: Any, file: Path, pane: str = "canvas", wait: int = 90_000) -> list[str]:
    from playwright.sync_api import Error
    from playwright.sync_api import TimeoutError as Late

    kilobytes = f"{file.stat().st_size / 1000:,.0f}"
    try:
        ready, frames, heap = watched(browser, file, pane, wait)
    except Late:
        return [kilobytes, f"not in {wait // 1000} s"]
    except Error as error:
        return [kilobytes, error.message.splitlines()[0][:60]]
    return [kilobytes, f"{ready:.0f} ms", *(f"{one:.1f}" for one in frames), f"{heap:.0f}"]


def graph_of(size: int) -> tuple[list[list[float]], list[list[int]]]:
    """Return the places and pairs of the map's graph."""
    import numpy as np
    from map_cases import made_ends

    from kg.views.map.communities import weighted_pairs
    from kg.views.map.layout import map_layout

    a, b = made_ends(size, size * 3 // 2)
    pairs = weighted_pairs(size, a, b, np.ones(len(a)))
    laid = map_layout(pairs, np.arange(size) % 6)
    return (10 * laid.at).round(1).tolist(), np.column_stack([pairs.a, pairs.b]).tolist()


def peer_page(scripts: list[Path], start: str, graph: object) -> str:
    inlined = "".join(f"<script src={json.dumps(path.as_uri())}></script>" for path in scripts)
    done = (
        "const done = () => requestAnimationFrame(() => requestAnimationFrame(() => {"
        "performance.mark('ready'); document.documentElement.dataset.ready = 'yes'; }));"
    )
    return (
        "<!DOCTYPE html><meta charset=utf-8><body style='margin:0'>"
        f"<div id=box style='width:100vw;height:100vh'></div>{inlined}<script>"
        f"const [n, e] = {json.dumps(graph)}; const box = document.getElementById('box');"
        f"{done}{start}</script>"
    )


def downloaded(folder: Path) -> dict[str, Path]:
    """Return the script of each peer that npm brings; nothing of it is kept."""
    npm = shutil.which("npm")
    if not npm:
        return {}
    folder.mkdir(exist_ok=True)
    quiet = ("--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--silent")
    missing = [package for package, path in PEERS.values()
               if not (folder / "node_modules" / path).exists()]  # fmt: skip
    for package in missing:
        subprocess.run([npm, "install", *quiet, package], cwd=folder, check=False)
    places = {name: folder / "node_modules" / path for name, (_, path) in PEERS.items()}
    return {name: path for name, path in places.items() if path.exists()}


def pyvis_row(
    browser: Any, folder: Path, graph: tuple[list[list[float]], list[list[int]]]
) -> list[str]:
    """Return what pyvis needs with the places given, its own page kept from the network."""
    try:
        from pyvis.network import Network
    except ImportError:
        return ["not installed"]
    if browser is None:
        return ["no browser"]
    network = Network(cdn_resources="in_line", directed=True)
    network.toggle_physics(False)
    for at, (x, y) in enumerate(graph[0]):
        network.add_node(at, x=x, y=y, label=" ", size=3)
    for a, b in graph[1]:
        network.add_edge(a, b)
    html = network.generate_html()
    ready = (
        "<script>requestAnimationFrame(() => requestAnimationFrame(() => {"
        "performance.mark('ready');"
        "document.documentElement.dataset.ready = 'yes'; }))</script></body>"
    )
    file = folder / "pyvis.html"
    file.write_text(html.replace("</body>", ready), "utf-8")
    return peer_row(browser, file)


def exported(folder: Path, verdicts: Verdicts, things: int) -> None:
    """Write a map and a chain's page of a large case, each in a process of its own."""
    import numpy as np
    from map_cases import made_ends

    a, b = made_ends(things, things * 3 // 2)
    dice = np.random.default_rng(3)
    lines = zip(a.tolist(), b.tolist(), dice.integers(100, 10**6, len(a)).tolist(), strict=True)
    file = folder / "transactions.csv"
    text = "".join(f"{10**7 + x},{10**7 + y},{cents / 100},{1 + at % 149}\n"
                   for at, (x, y, cents) in enumerate(lines))  # fmt: skip
    file.write_text(f"sourceNodeId,targetNodeId,value,time\n{text}", "utf-8")
    kg(["new", "case"], folder)
    loaded, _, _ = kg(["load", "case", file.name, "--layout", "amlsim-transactions"], folder)
    hub = str(10**7 + int(np.bincount(b).argmax()))
    kg(["chain", "case", hub, "--as", "around"], folder)
    print(f"\nexport from a case of {things:,} things ({loaded:.0f} s to load)")
    for words in (["map.html", "--style", "map"], ["page.html", "around"]):
        took, busy, peak = kg(["export", "case", *words, "--force"], folder)
        size = (folder / words[0]).stat().st_size
        told = f"{took:5.1f} s, processor {busy:.1f} s {peak:6.0f} MB {size / 1000:9,.0f} KB"
        print(f"  {words[0]:10} {told}")
        found = f"{took:.1f} s, of the processor {busy:.1f} s, {peak:.0f} MB"
        target = f"{words[0]} of {things:,} things < 10 s, < 1 GB"
        verdicts.say("P5", target, found, min(took, busy) < 10 and peak < 1000)


def kg(words: list[str], folder: Path) -> tuple[float, float, float]:
    """Run a command; return its seconds, those of the processor, and its most memory in MB."""
    begun = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kg", *words]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as running:
        said = running.stderr.read().decode() if running.stderr else ""
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        sys.exit(f"kg {' '.join(words)}: {said}")
    processor = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - begun, processor, usage.ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
