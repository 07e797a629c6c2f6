// The page: its parts, and who is redrawn when something changes.

import { data } from "./data";
import { bdi, button, html, span } from "./dom";
import { labelElements, lineElements, spotElements } from "./canvas";
import { saveCopy } from "./copy";
import { bestLevel, captionOf, draw, onDraw, onDrawn, picture, settle } from "./chain";
import { drawFilters } from "./filters";
import { drawFlow, flowLegend, flowPane, listenFlow, markFlow } from "./flowview";
import { edgePasses, edgesOf, nodePasses } from "./graph";
import { clausePanel, drawHeadline, groupPanel, headline, headlineTools } from "./headline";
import * as keys from "./keys";
import { flow, money } from "./money";
import { drawLanes, lanesPane, listenLanes } from "./lanes";
import { layersPanel, markLayers } from "./layers";
import { moneyPanel } from "./moneypanel";
import { askPanel, overviewPanel } from "./overview";
import { path } from "./path";
import { closeButton, edgePanel, nodePanel } from "./panel";
import { listenPrint } from "./print";
import { reach, type Lit } from "./reach";
import { reachedPanel } from "./reached";
import { savePng, saveSvg } from "./save";
import { drawSearch } from "./search";
import { levelNow, levels, scene, setLevel } from "./scene";
import { change, choose, onChange, state, type Panel, type Shown } from "./state";
import { rowsDrawn } from "./sums";
import { drawTable } from "./table";
import { drawTimeline } from "./timeline";
import { drawTimes, listenTimes, timePane } from "./timeview";
import { arrange, decorate, listenWork, toggleChosen, workBar, workChanged } from "./work";
import { edgeTitle, heading, lineTitle, htmlLang, nextLang, partOf, say, sayIn } from "./words";
import * as zoom from "./zoom";

const bar = html("header", { class: "bar" });
const chain = html("main", { class: "chain" });
const table = html("main", { class: "table", hidden: "", tabindex: "0" });
const flows = html("main", { class: "money-view", hidden: "" }, flowLegend, flowPane, timePane);
const detail = html("div", { class: "segments detail", role: "group" });
const tools = html("div", { class: "tools" });
const panel = html("aside", { "aria-live": "polite", hidden: "" });
const filters = html("div", { class: "filters" });
const timeline = html("div", { class: "timeline" });
const foot = html("footer", {});
const count = html("span", { class: "count", "aria-live": "polite" });
const work = html("div", { class: "work-bar" });
const searchBox = html("div", { class: "search" });

function build(): void {
  const middle = html("div", { class: "middle" }, flows, chain, table, lanesPane, panel);
  tools.append(filters, timeline);
  document.body.append(bar, headline, middle, tools, foot);
  words();
  view();
  listenWork();
  picture.addEventListener("click", click);
  picture.addEventListener("focusin", (event) => {
    const spot = scene.spots[Number((event.target as Element).closest("[data-spot]")?.getAttribute("data-spot") ?? -1)];
    if (spot) change({ focus: spot.members[0] ?? 0 });
  });
  onDraw(arrange);
  onDrawn(() => {
    decorate();
    mark();
    drawDetail();
  });
  setLevel(bestLevel());
  zoom.refit();
  zoom.listen();
  keys.listen();
  listenLanes();
  listenPrint();
  if (money) {
    listenFlow();
    listenTimes();
  }
}

// One of the views is shown; the filters are those of the chain and its table.
function view(): void {
  const of = state.view === "flow" || state.view === "time";
  flows.hidden = !of;
  flowPane.hidden = state.view !== "flow";
  timePane.hidden = state.view !== "time";
  chain.hidden = state.view !== "chain";
  table.hidden = state.view !== "table";
  tools.hidden = of;
  lanesPane.hidden = state.view !== "lanes";
  headlineTools.hidden = state.view !== "chain";
  if (!table.hidden) drawTable(table);
  if (!lanesPane.hidden) drawLanes();
}

function drawMoney(): void {
  if (!money) return;
  drawFlow();
  if (state.view === "time") drawTimes();
}

function words(): void {
  document.documentElement.lang = htmlLang(state.lang);
  drawBar();
  drawHeadline();
  const empty = data.nodes.length ? "" : html("p", { class: "empty" }, say("nothing"));
  chain.replaceChildren(picture, work, empty);
  drawWorkBar();
  drawDetail();
  headlineTools.replaceChildren(detail, zoomButtons());
  drawFilters(filters);
  drawTimeline(timeline);
  const marking = data.marking || say("marking-none");
  foot.replaceChildren(html("b", {}, bdi(marking)), html("span", {}, `${say("digest")} `, html("code", {}, data.digest)), data.zone ? html("span", {}, say("zone", { zone: data.zone })) : "", span("made", say("made-by")));
}

function drawBar(): void {
  drawSearch(searchBox);
  const toggle = (view: Shown, text: string) => button(text, () => change({ view, panel: "closed", spot: null, only: -1 }), { "data-view": view, "aria-pressed": String(state.view === view) });
  const open = (name: Panel, text: string) => button(text, () => change({ panel: state.panel === name ? "closed" : name }), { "aria-pressed": String(state.panel === name) });
  const next = nextLang();
  const language = button(sayIn(next, "language"), () => change({ lang: next }), { class: "language", title: sayIn(next, "language-hint"), lang: htmlLang(next) });
  bar.replaceChildren(
    html("h1", { title: heading().join(" · ") }, ...heading().map((said, at) => html(at ? "small" : "bdi", {}, said))),
    ...(data.marking ? [span("marking", bdi(data.marking))] : []),
    searchBox,
    count,
    html("span", { class: "segments", role: "group" }, ...(flow()?.rules.length ? [toggle("flow", say("money-flow"))] : []), ...(money ? [toggle("time", say("money-time"))] : []), toggle("chain", say("chain-view")), toggle("table", say("table-view")), toggle("lanes", say("lanes-view"))),
    ...(data.layers.length ? [open("layers", `${say("layers")} ${data.layers.length}`)] : []),
    open("overview", say("overview")),
    open("ask", say("ask-again")),
    html("span", { class: "segments", role: "group" }, button("SVG", saveSvg, { title: say("save-svg"), "aria-label": say("save-svg") }), button("PNG", savePng, { title: say("save-png"), "aria-label": say("save-png") })),
    language,
  );
}

// How much detail: from the overview to single things.
function drawDetail(): void {
  const now = levelNow();
  detail.hidden = levels.length < 2;
  detail.setAttribute("aria-label", say("detail"));
  detail.replaceChildren(...levels.map(({ name, spots }, at) => button(`${say(`level-${name}`)} ${spots.length}`, () => zoom.pickLevel(at), { "data-level": name, "aria-pressed": String(at === now) })));
}

function zoomButtons(): HTMLElement {
  const small = (sign: string, name: string, act: () => void) => button(sign, act, { title: say(name), "aria-label": say(name) });
  return html("div", { class: "segments zoom" }, small("+", "zoom-in", () => zoom.zoom(1.25)), small("−", "zoom-out", () => zoom.zoom(0.8)), small("⤢", "zoom-fit", zoom.refit));
}

function drawWorkBar(): void {
  work.replaceChildren(workBar(saveCopy));
}

function click(event: MouseEvent): void {
  if (zoom.wasDragged()) return;
  panel.classList.toggle("left", event.clientX > 0.6 * window.innerWidth);
  const target = event.target as Element;
  const spot = target.closest("[data-spot]")?.getAttribute("data-spot");
  const line = target.closest("[data-line]")?.getAttribute("data-line");
  if (spot && (event.ctrlKey || event.metaKey)) toggleChosen(scene.spots[Number(spot)]?.members ?? []);
  else if (spot) keys.pickSpot(Number(spot), event.shiftKey);
  else if (line) keys.pickLine(Number(line));
  else choose(null);
}

function lit(): Lit | null {
  const { pick, goal } = state;
  if (!pick) return null;
  if (goal !== null && "node" in pick) return path(pick.node, goal) ?? { nodes: new Set([pick.node, goal]), rows: new Map() };
  return reach(pick);
}

function touches(at: number): boolean {
  const { pick } = state;
  const edge = data.edges[at];
  if (!pick || !edge || state.goal !== null) return false;
  return "edge" in pick ? pick.edge === at : edge.source === pick.node || edge.target === pick.node;
}

// What a clause of the first sentence is made from is lit like what is chosen.
function litByClause(): Lit | null {
  const clause = state.panel === "clause" ? data.headline[state.clause] : undefined;
  if (!clause) return null;
  const rows = new Map<number, Set<number>>();
  for (const [edge, place] of clause.rows) rows.set(edge, (rows.get(edge) ?? new Set()).add(place));
  const ends = [...rows.keys()].flatMap((at) => [data.edges[at]?.source ?? -1, data.edges[at]?.target ?? -1]);
  return { nodes: new Set([...clause.nodes, ...(clause.nodes.length ? [] : ends)]), rows };
}

// Filters hide lines and fade what has none left; a choice dims what does not belong to it.
function mark(): void {
  const found = lit() ?? litByClause();
  const near = new Set<number>();
  picture.classList.toggle("choosing", !!found);
  let links = 0;
  data.edges.forEach((edge, at) => {
    links += Number(edgePasses(at));
    if (touches(at)) near.add(edge.source).add(edge.target);
  });
  scene.lines.forEach((line, at) => {
    const passes = line.edges.some(edgePasses);
    const isNear = line.edges.some(touches);
    tellReached(at, found);
    labelElements[at]?.classList.toggle("near", isNear);
    lineElements[at]?.classList.toggle("near", isNear);
    for (const element of [lineElements[at], labelElements[at]]) {
      element?.classList.toggle("off", !passes);
      element?.classList.toggle("lit", line.edges.some((edge) => found?.rows.has(edge)));
      element?.classList.toggle("picked", line.edges.some((edge) => !!state.pick && "edge" in state.pick && state.pick.edge === edge));
    }
  });
  let nodes = 0;
  const isLone = (at: number) => edgesOf(at).length > 0 && !edgesOf(at).some(edgePasses);
  data.nodes.forEach((_, at) => (nodes += Number(nodePasses(at) && !isLone(at))));
  scene.spots.forEach(({ members }, at) => {
    const element = spotElements[at];
    const isPicked = (node: number) => (!!state.pick && "node" in state.pick && state.pick.node === node) || state.goal === node;
    element?.classList.toggle("off", !members.some(nodePasses));
    element?.classList.toggle("lone", members.every(isLone));
    element?.classList.toggle("lit", members.some((node) => found?.nodes.has(node)));
    element?.classList.toggle("near", members.some((node) => near.has(node)));
    element?.classList.toggle("picked", members.some(isPicked));
    element?.setAttribute("tabindex", members.includes(state.focus) ? "0" : "-1");
  });
  markLayers();
  const steps = (flow()?.time.bars ?? []).reduce((all, [, , , , rows]) => all + rows.count, 0);
  count.textContent = flows.hidden ? say("shown", { nodes, links, rows: rowsDrawn() }) : say("money-payments", { n: steps });
}

// A line of which only some rows are reached says how many of how many.
function tellReached(at: number, found: Lit | null): void {
  const line = scene.lines[at];
  const [element, caption] = [lineElements[at], labelElements[at]];
  if (!line || !element || !caption) return;
  const rows = line.edges.flatMap((edge) => [...(found?.rows.get(edge) ?? [])]);
  const part = partOf(line, rows.length || undefined);
  caption.textContent = captionOf(line) + (part && captionOf(line) ? ` · ${part}` : "");
  const [only] = line.edges;
  const edge = line.edges.length === 1 && only !== undefined ? data.edges[only] : undefined;
  element.setAttribute("aria-label", (edge ? edgeTitle(edge) : lineTitle(line)) + (part ? ` · ${part}` : ""));
  if (rows.length) element.setAttribute("data-reached", rows.sort((a, b) => a - b).join(","));
  else element.removeAttribute("data-reached");
}

function drawPanel(): void {
  const { pick } = state;
  const inside = {
    closed: () => [],
    overview: overviewPanel,
    ask: askPanel,
    layers: layersPanel,
    money: moneyPanel,
    group: groupPanel,
    clause: clausePanel,
    up: reachedPanel,
    down: reachedPanel,
    pick: () => (!pick ? [] : "node" in pick ? nodePanel(pick.node) : edgePanel(pick.edge)),
  }[state.panel]();
  panel.hidden = state.panel === "closed";
  panel.replaceChildren(closeButton(), ...inside);
  panel.scrollTop = 0;
  panel.querySelector(".spotted")?.scrollIntoView({ block: "center" });
}

onChange((changed) => {
  if (changed.has("lang")) {
    words();
    draw();
    settle();
  }
  if (changed.has("view") || changed.has("panel")) drawBar();
  if (changed.has("panel") || changed.has("clause")) drawHeadline();
  const filtered = ["kindsOff", "familiesOff", "proofsOff"].some((key) => changed.has(key as "kindsOff"));
  if (filtered) drawFilters(filters);
  if (changed.has("work")) workChanged();
  if (["lang", "work", "chosen"].some((key) => changed.has(key as "lang"))) drawWorkBar();
  if (changed.has("chosen")) decorate();
  view();
  if (["lang", "view", "rule", "flow"].some((key) => changed.has(key as "lang"))) drawMoney();
  else if (changed.has("spot") && money) state.view === "time" ? drawTimes() : markFlow();
  drawPanel();
  mark();
  if ((changed.has("to") || changed.has("from")) && !document.activeElement?.matches(".timeline input")) drawTimeline(timeline);
});

build();
drawMoney();
document.documentElement.dataset["ready"] = "yes";
