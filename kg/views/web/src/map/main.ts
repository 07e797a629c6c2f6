// The map of a case: one canvas, one panel, one search; all that it shows is in this file.

import { bdi, button, html } from "../dom";
import { chosen, clusterAt, fitCluster, fitWhole, goTo, type Pick, pickAt, tellsThings, toX, toY, view, zoomAt } from "./camera";
import { find, type Found } from "./find";
import { C, clusterOf, clusters, head, kind, labels, read, source, x, y } from "./mapdata";
import { lead } from "./lead";
import { savePng, saveSvg } from "./mapsave";
import { around, inside, kindLabel, nameOf, nextLang, now, say, sayIn } from "./mapwords";
import { type Acts, casePanel, clusterPanel, foundPanel, thingPanel } from "./panel";
import { canvas, paint, prepare, resize, written } from "./paint";

const bar = html("div", { class: "bar" });
const pane = html("main", { class: "pane" }, canvas);
const panel = html("aside", { "aria-live": "off" });
const sentence = html("p", { class: "lead" });
const live = html("div", { class: "live", "aria-live": "polite" });
let searched: { text: string; found: Found } | null = null;

const acts: Acts = {
  thing: (n) => choose({ thing: n }, true),
  cluster: (at) => choose({ cluster: at }, true),
  home: () => {
    searched = null;
    chosen.hits = [];
    choose(null, false);
  },
  zoomTo: (at) => {
    fitCluster(at);
    redraw();
  },
  redraw,
};

let waiting = 0;
let still = 0;

function redraw(): void {
  if (!waiting) waiting = requestAnimationFrame(() => {
    waiting = 0;
    paint(false);
  });
}

// While it moves less is drawn; all of it comes back when it has rested for a moment.
function moved(): void {
  if (!waiting) waiting = requestAnimationFrame(() => {
    waiting = 0;
    paint(true);
  });
  window.clearTimeout(still);
  still = window.setTimeout(redraw, 120);
}

function choose(pick: Pick, show: boolean): void {
  chosen.pick = pick;
  chosen.focus = pick;
  if (pick && "thing" in pick && show) goTo(pick.thing);
  if (pick && "cluster" in pick && show) bring(pick.cluster);
  panel.replaceChildren(...(pick ? ("thing" in pick ? thingPanel(pick.thing, acts) : clusterPanel(pick.cluster, acts)) : searched ? foundPanel(searched.text, searched.found, acts) : casePanel(acts)));
  panel.scrollTop = 0;
  live.textContent = spoken(pick);
  redraw();
}

function spoken(pick: Pick): string {
  if (!pick) return "";
  if ("thing" in pick) return `${nameOf(pick.thing)}, ${kindLabel(kind[pick.thing] as number)}`;
  const one = clusters[pick.cluster];
  return one ? `${inside(one, 3)}, ${around(one)}` : "";
}

// Moves a cluster into view where it is not, without any change of scale.
function bring(at: number): void {
  const one = clusters[at];
  if (!one) return;
  const [sx, sy] = [toX(one.x), toY(one.y)];
  if (sx > 0 && sy > 0 && sx < view.width && sy < view.height) return;
  view.x += view.width / 2 - sx;
  view.y += view.height / 2 - sy;
}

function drawBar(): void {
  const input = html("input", { id: "search", type: "search", placeholder: say("search"), "aria-label": say("search"), autocomplete: "off", spellcheck: "false" });
  input.value = searched?.text ?? "";
  let typed = 0;
  input.addEventListener("input", () => {
    window.clearTimeout(typed);
    typed = window.setTimeout(() => look(input.value), 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    window.clearTimeout(typed);
    look(input.value);
    // the best hit opens, and the arrows go on from it; Esc comes back to the list
    const [best] = searched?.found.hits ?? [];
    if (!best) return;
    acts.thing("thing" in best ? best.thing : (source[best.pair] as number));
    canvas.focus();
  });
  const marking = head.marking ? html("span", { class: "marking" }, head.marking) : null;
  bar.replaceChildren(
    html("h1", {}, head.title, " ", html("small", {}, say("case"))),
    ...(marking ? [marking] : []),
    html("div", { class: "search" }, input),
    html("span", { class: "gap" }),
    button("+", () => zoomBy(1.5), { "aria-label": say("zoom-in"), title: say("zoom-in") }),
    button("−", () => zoomBy(1 / 1.5), { "aria-label": say("zoom-out"), title: say("zoom-out") }),
    button(say("fit"), home, { class: "fit" }),
    button("SVG", saveSvg, { class: "svg" }),
    button("PNG", savePng, { class: "png" }),
    button(sayIn(nextLang(), "language"), switchLanguage, { class: "language", title: sayIn(nextLang(), "language-hint") }),
  );
}

function drawLead(): void {
  const [first = "", ...more] = lead();
  sentence.replaceChildren(html("b", {}, bdi(first)), ...more.flatMap((text) => [say("stop"), bdi(text)]), say("end"));
}

function look(text: string): void {
  searched = text.trim() ? { text: text.trim(), found: find(text) } : null;
  chosen.hits = searched ? searched.found.hits.flatMap((hit) => ("thing" in hit ? [hit.thing] : [])) : [];
  choose(null, false);
  live.textContent = searched ? say("found", { things: searched.found.things, pairs: searched.found.pairs }) : "";
}

function zoomBy(by: number): void {
  zoomAt(by);
  moved();
}

function home(): void {
  fitWhole();
  redraw();
}

function switchLanguage(): void {
  now.lang = nextLang();
  document.documentElement.lang = say("html-language");
  drawBar();
  drawLead();
  canvas.setAttribute("aria-label", say("canvas"));
  choose(chosen.pick, false);
}

// The arrows go to the next cluster or thing that way; Enter opens it, and looks closer.
function step(dx: number, dy: number): void {
  const from = chosen.focus;
  const thing = from && "thing" in from ? from.thing : null;
  const here = thing !== null ? [x[thing], y[thing]] : [clusters[from && "cluster" in from ? from.cluster : 0]?.x, clusters[from && "cluster" in from ? from.cluster : 0]?.y];
  const own = thing === null ? null : clusters[clusterOf[thing] as number];
  const candidates = own ? Array.from({ length: own.size }, (_, n) => own.first + n) : clusters.map((one) => one.at);
  let [best, least] = [-1, Infinity];
  for (const at of candidates) {
    if (own ? at === thing : from && "cluster" in from && at === from.cluster) continue;
    const [px, py] = own ? [x[at], y[at]] : [clusters[at]?.x, clusters[at]?.y];
    const [ox, oy] = [(px as number) - (here[0] as number), (py as number) - (here[1] as number)];
    const along = ox * dx + oy * dy;
    const across = Math.abs(ox * dy - oy * dx);
    if (along <= 0 || across > 2 * along) continue;
    if (along + 2 * across < least) [best, least] = [at, along + 2 * across];
  }
  const next: Pick = !from && C ? { cluster: 0 } : best < 0 ? from : own ? { thing: best } : { cluster: best };
  if (!next) return;
  chosen.focus = next;
  if ("cluster" in next) bring(next.cluster);
  else seen(next.thing);
  live.textContent = spoken(next);
  redraw();
}

function seen(n: number): void {
  const [sx, sy] = [toX(x[n] as number), toY(y[n] as number)];
  if (sx > 30 && sy > 30 && sx < view.width - 30 && sy < view.height - 30) return;
  view.x += view.width / 2 - sx;
  view.y += view.height / 2 - sy;
}

function enter(): void {
  const { focus, pick } = chosen;
  if (!focus) return;
  const again = pick && "cluster" in focus && "cluster" in pick && pick.cluster === focus.cluster;
  const one = "cluster" in focus ? clusters[focus.cluster] : null;
  if (!again || !one) return choose(focus, false);
  fitCluster(one.at);
  choose({ thing: one.first }, false);
}

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function press(event: KeyboardEvent): boolean {
  const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Escape") return leave(), true;
  if (typing) return false;
  const arrow = ARROWS[event.key];
  const onMap = document.activeElement === canvas || document.activeElement === document.body;
  if (arrow && onMap) step(...arrow);
  else if (event.key === "Enter" && onMap) enter();
  else if (event.key === "/") document.getElementById("search")?.focus();
  else if (event.key === "+" || event.key === "=") zoomBy(1.4);
  else if (event.key === "-") zoomBy(1 / 1.4);
  else if (event.key === "0") home();
  else return false;
  return true;
}

function leave(): void {
  if (chosen.pick) return choose(null, false);
  searched = null;
  chosen.hits = [];
  drawBar();
  choose(null, false);
  canvas.focus();
}

const fingers = new Map<number, { x: number; y: number }>();
let dragged = 0;

function listen(): void {
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoomAt(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), event.clientX - box.left, event.clientY - box.top);
    moved();
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    dragged = 0;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", drag);
  canvas.addEventListener("pointerup", (event) => {
    const isClick = fingers.delete(event.pointerId) && dragged < 5 && !fingers.size;
    if (isClick) click(event);
  });
  canvas.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
  canvas.addEventListener("dblclick", (event) => {
    const box = canvas.getBoundingClientRect();
    const at = clusterAt(event.clientX - box.left, event.clientY - box.top);
    if (at !== null && !tellsThings()) acts.zoomTo(at);
  });
  window.addEventListener("keydown", (event) => {
    if (press(event)) event.preventDefault();
  });
  new ResizeObserver(() => {
    const { width, height } = view;
    resize();
    if (width <= 1 || height <= 1) fitWhole();
    else {
      view.x += (view.width - width) / 2;
      view.y += (view.height - height) / 2;
    }
    paint(false);
  }).observe(canvas);
}

function drag(event: PointerEvent): void {
  const before = fingers.get(event.pointerId);
  if (!before) return hover(event);
  const here = { x: event.clientX, y: event.clientY };
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  if (other) {
    const box = canvas.getBoundingClientRect();
    const apart = (one: { x: number; y: number }) => Math.hypot(one.x - other.x, one.y - other.y);
    zoomAt(apart(here) / Math.max(1, apart(before)), other.x - box.left, other.y - box.top);
  } else {
    view.x += here.x - before.x;
    view.y += here.y - before.y;
  }
  dragged += Math.abs(here.x - before.x) + Math.abs(here.y - before.y);
  fingers.set(event.pointerId, here);
  moved();
}

function hover(event: PointerEvent): void {
  const pick = pickAt(event.offsetX, event.offsetY);
  canvas.title = pick ? spoken(pick) : "";
  canvas.classList.toggle("over", !!pick);
}

function click(event: PointerEvent): void {
  const pick = pickAt(event.offsetX, event.offsetY);
  choose(pick, false);
}

async function start(): Promise<void> {
  document.documentElement.lang = say("html-language");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", say("canvas"));
  document.body.append(bar, sentence, html("div", { class: "middle" }, pane, panel), live);
  if (!("DecompressionStream" in window)) return panel.append(html("p", { class: "note" }, say("old-browser")));
  performance.mark("opened");
  await read();
  performance.mark("read");
  prepare();
  performance.mark("prepared");
  drawBar();
  drawLead();
  resize();
  fitWhole();
  listen();
  choose(null, false);
  // the first picture is that of a map that moves: it is there at once, and whole a moment later
  paint(true);
  moved();
  performance.mark("ready");
  document.documentElement.dataset["ready"] = "yes";
}

// For those who measure the page: where things are drawn, and what is written.
Object.assign(window, {
  __map: {
    at: (n: number) => [toX(x[n] as number), toY(y[n] as number)],
    cluster: (at: number) => [toX(clusters[at]?.x ?? 0), toY(clusters[at]?.y ?? 0)],
    find: (text: string) => labels.indexOf(text),
    written: () => written,
    clusters: () => clusters.map((one) => [toX(one.x), toY(one.y), one.r * view.k]),
    paint,
    view,
  },
});

void start();
