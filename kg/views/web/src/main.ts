// The page: its parts, and who is redrawn when something changes.

import { data } from "./data";
import { bdi, button, html } from "./dom";
import { edgeElements, labelElements, nodeElements } from "./canvas";
import { captionOf, draw, onDrawn, picture, settle } from "./chain";
import { drawFilters } from "./filters";
import { drawFlow, flowLegend, flowPane, listenFlow, markFlow } from "./flowview";
import { edgePasses, edgesOf, nodePasses } from "./graph";
import * as keys from "./keys";
import { flow, money } from "./money";
import { moneyPanel } from "./moneypanel";
import { askPanel, overviewPanel } from "./overview";
import { path } from "./path";
import { closeButton, edgePanel, nodePanel } from "./panel";
import { reach, type Lit } from "./reach";
import { savePng, saveSvg } from "./save";
import { drawSearch } from "./search";
import { change, choose, onChange, state, type Panel, type Shown } from "./state";
import { drawTable } from "./table";
import { drawTimeline } from "./timeline";
import { drawTimes, listenTimes, timePane } from "./timeview";
import { edgeTitle, htmlLang, label, nextLang, partOf, say, sayIn } from "./words";
import * as zoom from "./zoom";

const bar = html("header", { class: "bar" });
const notices = html("div", { class: "notices", role: "note" });
const chain = html("main", { class: "chain" });
const table = html("main", { class: "table", hidden: "", tabindex: "0" });
const flows = html("main", { class: "money-view", hidden: "" }, flowLegend, flowPane, timePane);
const tools = html("div", { class: "tools" });
const panel = html("aside", { "aria-live": "polite", hidden: "" });
const filters = html("div", { class: "filters" });
const timeline = html("div", { class: "timeline" });
const foot = html("footer", {});
const count = html("span", { class: "count", "aria-live": "polite" });
const searchBox = html("div", { class: "search" });

function build(): void {
  const middle = html("div", { class: "middle" }, flows, chain, table, panel);
  tools.append(filters, timeline);
  document.body.append(bar, notices, middle, tools, foot);
  words();
  view();
  picture.addEventListener("click", click);
  picture.addEventListener("focusin", (event) => {
    const node = (event.target as Element).closest("[data-node]")?.getAttribute("data-node");
    if (node) change({ focus: Number(node) });
  });
  onDrawn(mark);
  zoom.refit();
  zoom.listen();
  keys.listen();
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
  if (!table.hidden) drawTable(table);
}

function drawMoney(): void {
  if (!money) return;
  drawFlow();
  if (state.view === "time") drawTimes();
}

function words(): void {
  document.documentElement.lang = htmlLang(state.lang);
  drawBar();
  drawNotices();
  const empty = data.nodes.length ? "" : html("p", { class: "empty" }, say("nothing"));
  chain.replaceChildren(picture, zoomButtons(), empty);
  drawFilters(filters);
  drawTimeline(timeline);
  const marking = data.marking || say("marking-none");
  foot.replaceChildren(html("b", {}, bdi(marking)), html("span", {}, `${say("digest")} `, html("code", {}, data.digest)), data.zone ? html("span", {}, say("zone", { zone: data.zone })) : "", html("span", { class: "made" }, say("made-by")));
}

function drawBar(): void {
  drawSearch(searchBox);
  const toggle = (view: Shown, text: string) => button(text, () => change({ view, panel: "closed", spot: null }), { "data-view": view, "aria-pressed": String(state.view === view) });
  const open = (name: Panel, text: string) => button(text, () => change({ panel: state.panel === name ? "closed" : name }), { "aria-pressed": String(state.panel === name) });
  const next = nextLang();
  const language = button(sayIn(next, "language"), () => change({ lang: next }), { class: "language", title: sayIn(next, "language-hint"), lang: htmlLang(next) });
  bar.replaceChildren(
    html("h1", {}, bdi(data.title || data.name || say("app"))),
    ...(data.marking ? [html("span", { class: "marking" }, bdi(data.marking))] : []),
    searchBox,
    count,
    html("span", { class: "segments", role: "group" }, ...(flow()?.rules.length ? [toggle("flow", say("money-flow"))] : []), ...(money ? [toggle("time", say("money-time"))] : []), toggle("chain", say("chain-view")), toggle("table", say("table-view"))),
    open("overview", say("overview")),
    open("ask", say("ask-again")),
    html("span", { class: "segments", role: "group" }, button("SVG", saveSvg, { title: say("save-svg"), "aria-label": say("save-svg") }), button("PNG", savePng, { title: say("save-png"), "aria-label": say("save-png") })),
    language,
  );
}

function drawNotices(): void {
  const gaps = data.gaps.length ? [button(say("gaps-count", { n: data.gaps.length }), () => change({ panel: "overview" }), { class: "gaps" })] : [];
  notices.replaceChildren(...data.banners.map((said) => html("span", {}, bdi(label(said)))), ...gaps);
  notices.hidden = !notices.childElementCount;
}

function zoomButtons(): HTMLElement {
  const small = (sign: string, name: string, act: () => void) => button(sign, act, { title: say(name), "aria-label": say(name) });
  return html("div", { class: "segments zoom" }, small("+", "zoom-in", () => zoom.zoom(1.25)), small("−", "zoom-out", () => zoom.zoom(0.8)), small("⤢", "zoom-fit", zoom.refit));
}

function click(event: MouseEvent): void {
  if (zoom.wasDragged()) return;
  const target = event.target as Element;
  const node = target.closest("[data-node]")?.getAttribute("data-node");
  const edge = target.closest("[data-edge]")?.getAttribute("data-edge");
  if (node) keys.pickNode(Number(node), event.shiftKey);
  else if (edge) choose({ edge: Number(edge) });
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

// Filters hide lines and fade what has none left; a choice dims what does not belong to it.
function mark(): void {
  const found = lit();
  const near = new Set<number>();
  picture.classList.toggle("choosing", !!found);
  let links = 0;
  data.edges.forEach((edge, at) => {
    const passes = edgePasses(at);
    links += Number(passes);
    const isNear = touches(at);
    if (isNear) near.add(edge.source).add(edge.target);
    labelElements[at]?.classList.toggle("near", isNear);
    edgeElements[at]?.classList.toggle("near", isNear);
    tellReached(at, found?.rows.get(at));
    for (const element of [edgeElements[at], labelElements[at]]) {
      element?.classList.toggle("off", !passes);
      element?.classList.toggle("lit", !!found?.rows.has(at));
      element?.classList.toggle("picked", !!state.pick && "edge" in state.pick && state.pick.edge === at);
    }
  });
  let nodes = 0;
  data.nodes.forEach((_, at) => {
    const passes = nodePasses(at);
    const all = edgesOf(at);
    const lone = all.length > 0 && !all.some(edgePasses);
    nodes += Number(passes && !lone);
    const element = nodeElements[at];
    element?.classList.toggle("off", !passes);
    element?.classList.toggle("lone", lone);
    element?.classList.toggle("lit", !!found?.nodes.has(at));
    element?.classList.toggle("near", near.has(at));
    element?.classList.toggle("picked", (!!state.pick && "node" in state.pick && state.pick.node === at) || state.goal === at);
    element?.setAttribute("tabindex", at === state.focus ? "0" : "-1");
  });
  const steps = (flow()?.time.bars ?? []).reduce((all, [, , , , rows]) => all + rows.count, 0);
  count.textContent = flows.hidden ? say("shown", { nodes, links }) : say("money-payments", { n: steps });
}

// A line of which only some rows are reached says how many of how many.
function tellReached(at: number, rows: ReadonlySet<number> | undefined): void {
  const edge = data.edges[at];
  const [element, caption] = [edgeElements[at], labelElements[at]];
  if (!edge || !element || !caption) return;
  const part = partOf(edge, rows?.size);
  caption.textContent = captionOf(edge) + (part && captionOf(edge) ? ` · ${part}` : "");
  element.setAttribute("aria-label", edgeTitle(edge) + (part ? ` · ${part}` : ""));
  if (rows) element.setAttribute("data-reached", [...rows].sort((a, b) => a - b).join(","));
  else element.removeAttribute("data-reached");
}

function drawPanel(): void {
  const { pick } = state;
  const inside = {
    closed: () => [],
    overview: overviewPanel,
    ask: askPanel,
    money: moneyPanel,
    pick: () => (!pick ? [] : "node" in pick ? nodePanel(pick.node) : edgePanel(pick.edge)),
  }[state.panel]();
  panel.hidden = state.panel === "closed";
  panel.replaceChildren(closeButton(), ...inside);
  panel.scrollTop = 0;
}

onChange((changed) => {
  if (changed.has("lang")) {
    words();
    draw();
    settle();
  }
  if (changed.has("view") || changed.has("panel")) drawBar();
  const filtered = ["kindsOff", "familiesOff", "proofsOff"].some((key) => changed.has(key as "kindsOff"));
  if (filtered) drawFilters(filters);
  view();
  if (["lang", "view", "rule", "flow"].some((key) => changed.has(key as "lang"))) drawMoney();
  else if (changed.has("spot") && money) state.view === "time" ? drawTimes() : markFlow();
  drawPanel();
  mark();
});

build();
drawMoney();
document.documentElement.dataset["ready"] = "yes";
