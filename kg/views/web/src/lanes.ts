// Calls, messages and payments of chosen people and accounts side by side on one clock.

import { data, type Edge, type Row } from "./data";
import { bdi, button, HALO, html, INK, MIDDLE, QUIET, span, svg, text } from "./dom";
import { fitted, textWidth } from "./geometry";
import { edgePasses, edgesOf, moment, nodePasses, rowPasses } from "./graph";
import { nodeIcon } from "./panel";
import { holdings, supplyOf } from "./reach";
import { change, state } from "./state";
import * as words from "./words";

const { say } = words;
const LEFT = 168;
const RIGHT = 22;
const TOP = 12;
const FOOT = 30;
const LEAST = 46;
const MOST = 132;
const FIRST = 4;
const CANDIDATES = 60;
// More lanes than these are not added at once.
const AT_ONCE = 14;
const DAY = 86_400_000;
const STEPS = [1, 5, 15, 30, 60, 180, 360, 720, 1440, 2880, 7200, 14400, 43200, 86400, 172800].map((minutes) => minutes * 60_000);

export const lanesPane = html("main", { class: "lanes", hidden: "", tabindex: "0" });
export const picture = svg("svg", { class: "lanes-picture", role: "group" });

interface Mark {
  edge: number;
  place: number;
  at: number;
  lane: number;
  other: number;
  goes: boolean;
}

// What can be put on a clock: an act, not how long somebody holds or is something.
const isAct = (edge: Edge, row: Row): boolean => supplyOf(edge) !== "held" && !!row.start && !row.end && (row.precision ?? "day") !== "day";

// A person's lane has what happened on the accounts and phones that are theirs, too.
function ownOf(node: number): number[] {
  return [node, ...holdings(node, true).map((at) => data.edges[at]?.target ?? -1)];
}

function acts(node: number): [edge: number, place: number][] {
  const lines = new Set(ownOf(node).flatMap(edgesOf));
  return [...lines].filter(edgePasses).flatMap((at) => {
    const edge = data.edges[at];
    return edge ? edge.links.flatMap((row, place): [number, number][] => (isAct(edge, row) && rowPasses(row) ? [[at, place]] : [])) : [];
  });
}

// Whoever acts most comes first: people before what they hold.
function candidates(): { node: number; acts: number }[] {
  const held = new Set(data.edges.filter((edge) => supplyOf(edge) === "held").map((edge) => edge.target));
  return data.nodes
    .map((_, node) => ({ node, acts: nodePasses(node) ? acts(node).length : 0, isHeld: held.has(node) }))
    .filter((one) => one.acts > 0)
    .sort((a, b) => Number(a.isHeld) - Number(b.isHeld) || b.acts - a.acts || a.node - b.node)
    .slice(0, CANDIDATES);
}

function chosen(): number[] {
  const [one, ...others] = state.lanes;
  if (one === undefined) return candidates().slice(0, FIRST).map(({ node }) => node);
  return others.length ? [...state.lanes] : [one, ...partners(one)];
}

// With whom somebody has most to do: whoever holds the other account or phone, else that itself.
function partners(node: number, most = FIRST - 1): number[] {
  const own = new Set(ownOf(node));
  const many = new Map<number, number>();
  for (const [at] of acts(node)) {
    const { source, target } = data.edges[at] as Edge;
    const end = own.has(source) ? target : source;
    const [holding] = holdings(end, false);
    const other = holding === undefined ? end : (data.edges[holding]?.source ?? end);
    if (!own.has(other)) many.set(other, (many.get(other) ?? 0) + 1);
  }
  return [...many].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most).map(([other]) => other);
}

function marks(lanes: number[]): Mark[] {
  const laneOf = new Map<number, number>();
  lanes.forEach((node, lane) => ownOf(node).forEach((own) => laneOf.has(own) || laneOf.set(own, lane)));
  lanes.forEach((node, lane) => laneOf.set(node, lane));
  const seen = new Set<string>();
  const all = lanes.flatMap((node) =>
    acts(node).flatMap(([edge, place]): Mark[] => {
      const line = data.edges[edge] as Edge;
      const key = `${edge}.${place}`;
      const [from, to] = [laneOf.get(line.source) ?? -1, laneOf.get(line.target) ?? -1];
      if (seen.has(key)) return [];
      seen.add(key);
      const at = moment(line.links[place]?.start);
      const mine = from >= 0 ? [{ edge, place, at, lane: from, other: to, goes: true }] : [];
      return to >= 0 && to !== from ? [...mine, { edge, place, at, lane: to, other: from, goes: false }] : mine;
    }),
  );
  return all.sort((a, b) => a.at - b.at || a.edge - b.edge || a.place - b.place);
}

export function drawLanes(): void {
  const lanes = chosen();
  const all = marks(lanes);
  lanesPane.replaceChildren(head(lanes, all), all.length ? picture : html("p", { class: "empty" }, say("lanes-none")));
  if (all.length) paint(lanes, all);
}

function head(lanes: number[], all: Mark[]): HTMLElement {
  const chip = (node: number) => {
    const one = data.nodes[node];
    const made = button("", () => change({ lanes: lanes.filter((other) => other !== node) }), { class: "chip", title: say("lane-remove"), "data-lane": node });
    if (one) made.append(nodeIcon(one, 16), bdi(words.nodeLabel(one)), span("note", "×"));
    return made;
  };
  const select = html("select", { "aria-label": say("lane-add") }, html("option", { value: "" }, say("lane-add")));
  for (const { node, acts: many } of candidates()) {
    const one = data.nodes[node];
    if (one && !lanes.includes(node)) select.append(html("option", { value: node }, `${words.nodeLabel(one)} ${one.handle} (${words.count(many)})`));
  }
  select.addEventListener("change", () => select.value && change({ lanes: [...lanes, Number(select.value)] }));
  const rows = new Set(all.map((mark) => `${mark.edge}.${mark.place}`)).size;
  // One hand further: whoever those side by side had to do with in the time that is shown.
  const next = [...new Set(lanes.flatMap((node) => partners(node, AT_ONCE)))].filter((node) => !lanes.includes(node)).slice(0, Math.max(0, AT_ONCE - lanes.length));
  const more = next.length ? button(say("lanes-more", { n: next.length }), () => change({ lanes: [...lanes, ...next] }), { class: "chip", "data-more": next.length }) : "";
  return html("div", { class: "lanes-head" }, span("title", say("lanes-of")), ...lanes.map(chip), more, select, span("note", say("lanes-count", { n: rows, k: lanes.length, m: select.length - 1 })), ...legend(all));
}

function legend(all: Mark[]): HTMLElement[] {
  const families = [...new Set(all.map((mark) => data.edges[mark.edge]?.family ?? "people"))].sort();
  const sample = (family: string) => {
    const made = svg("svg", { viewBox: "-8 -8 16 16", width: 16, height: 16, "aria-hidden": "true" }, shape(family, true, colourOf(family)));
    return span("key", made, words.label(data.words.linkFamilies[family], family));
  };
  return [span("keys", ...families.map(sample), span("key", say("lanes-hollow")))];
}

const colourOf = (family: string) => data.look.links[family] ?? INK;

// Payments are round, calls and meetings square, data and messages stand on a corner.
function shape(family: string, goes: boolean, colour: string): SVGElement {
  const look = { fill: goes ? colour : "#ffffff", stroke: colour, "stroke-width": 1.8, class: "body" };
  if (family === "money") return svg("circle", { r: 5.5, ...look });
  if (family === "people") return svg("rect", { x: -4.8, y: -4.8, width: 9.6, height: 9.6, rx: 1, ...look });
  return svg("path", { d: "M0 -6.5L6.5 0L0 6.5L-6.5 0Z", ...look });
}

function paint(lanes: number[], all: Mark[]): void {
  const width = Math.max(480, lanesPane.clientWidth - 4);
  const high = Math.max(LEAST, Math.min(MOST, (lanesPane.clientHeight - (picture.previousElementSibling?.clientHeight ?? 60) - 6 - TOP - FOOT) / Math.max(1, lanes.length)));
  const height = TOP + FOOT + high * lanes.length;
  const times = all.map((mark) => mark.at);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const spare = Math.max((last - first) * 0.02, 60_000);
  const [begin, end] = [first - spare, last + spare];
  const x = (at: number) => LEFT + ((at - begin) / (end - begin)) * (width - LEFT - RIGHT);
  const y = (lane: number) => TOP + high * (lane + 0.5);
  const parts: SVGElement[] = lanes.map((_, lane) => svg("rect", { x: 0, y: y(lane) - high / 2, width, height: high, fill: lane % 2 ? "#f5f8fb" : "#ffffff" }));
  parts.push(...ticks(begin, end, x, height));
  lanes.forEach((node, lane) => parts.push(...laneHead(node, y(lane), width)));
  for (const mark of all) if (mark.goes && mark.other >= 0 && mark.other !== mark.lane) parts.push(joint(mark, x(mark.at), y(mark.lane), y(mark.other)));
  const taken = new Map<number, number>();
  for (const mark of all) parts.push(drawn(mark, x(mark.at), y(mark.lane), taken, width));
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  for (const [name, value] of Object.entries({ width, height })) picture.setAttribute(name, String(value));
  picture.setAttribute("aria-label", say("lanes-view"));
  picture.replaceChildren(...parts);
}

function laneHead(at: number, y: number, width: number): SVGElement[] {
  const node = data.nodes[at];
  if (!node) return [];
  const icon = nodeIcon(node, 22);
  for (const [name, value] of Object.entries({ x: 8, y: y - 11 })) icon.setAttribute(name, String(value));
  return [
    svg("path", { d: `M${LEFT} ${y}H${width - RIGHT}`, stroke: "#cbd3dc" }),
    icon,
    text(36, y - 1, 12.5, INK, fitted(words.nodeLabel(node), 12.5, LEFT - 44), { "font-weight": 650 }),
    text(36, y + 14, 11, QUIET, fitted(`${node.handle} ${words.kindLabel(node.kind)}`.trim(), 11, LEFT - 44)),
  ];
}

function joint(mark: Mark, x: number, from: number, to: number): SVGElement {
  const family = data.edges[mark.edge]?.family ?? "people";
  const way = Math.sign(to - from);
  const tip = to - way * 7;
  return svg("path", { class: "joint", d: `M${x} ${from}V${tip}M${x - 4} ${tip - way * 6}L${x} ${tip}L${x + 4} ${tip - way * 6}`, fill: "none", stroke: colourOf(family), "stroke-width": 1.4, opacity: 0.75 });
}

function drawn(mark: Mark, x: number, y: number, taken: Map<number, number>, width: number): SVGElement {
  const edge = data.edges[mark.edge] as Edge;
  const row = edge.links[mark.place] as Row;
  const other = data.nodes[mark.goes ? edge.target : edge.source];
  const amount = row.amount ? words.short(row.amount, row.currency ?? "") : "";
  const what = amount || words.edgeVerb(edge);
  const said = `${words.span(row)} ${mark.goes ? "→" : "←"} ${other ? words.nodeLabel(other) : ""}: ${words.edgeVerb(edge)} ${row.amount ? words.exactly(row.amount, row.currency ?? "") : ""}`;
  const key = `${mark.edge}.${mark.place}`;
  const group = svg("g", { class: state.row === key ? "mark picked" : "mark", transform: `translate(${x} ${y})`, "data-mark": key, tabindex: 0, role: "button", "aria-label": said }, svg("circle", { class: "hit", r: 10, "fill-opacity": 0 }), shape(edge.family, mark.goes, colourOf(edge.family)), svg("title", {}, said));
  const wide = textWidth(what, 11) + 6;
  const side = mark.goes ? -1 : 1;
  const slot = mark.lane * 2 + (mark.goes ? 0 : 1);
  const left = Math.min(Math.max(x - wide / 2, LEFT), width - RIGHT - wide);
  if (left < (taken.get(slot) ?? -Infinity)) return group;
  taken.set(slot, left + wide);
  group.append(text(left + wide / 2 - x, side < 0 ? -11 : 20, 11, edge.family === "money" ? "#7a4a04" : colourOf(edge.family), what, { ...MIDDLE, ...HALO }));
  return group;
}

// Round hours or days, so far apart that what is written does not touch.
function ticks(begin: number, end: number, x: (at: number) => number, height: number): SVGElement[] {
  const perPixel = (end - begin) / Math.max(1, x(end) - x(begin));
  const step = STEPS.find((one) => one / perPixel >= 78) ?? Math.ceil(((end - begin) / 6) / DAY) * DAY;
  const parts: SVGElement[] = [];
  let day = "";
  for (let at = Math.ceil(begin / step) * step; at <= end; at += step) {
    const when = new Date(at).toISOString();
    const isNew = when.slice(0, 10) !== day;
    day = when.slice(0, 10);
    parts.push(svg("path", { d: `M${x(at)} ${TOP}V${height - FOOT + 4}`, stroke: isNew ? "#aab4c0" : "#e3e8ee", "stroke-dasharray": isNew ? "3 3" : "none" }));
    if (step < DAY) parts.push(text(x(at), height - FOOT + 14, 11, QUIET, when.slice(11, 16), MIDDLE));
    if (isNew) parts.push(text(x(at), height - (step < DAY ? 4 : 14), 11, INK, day, MIDDLE));
  }
  return parts;
}

export function listenLanes(): void {
  const pick = (target: EventTarget | null): void => {
    const [edge, place] = ((target as Element).closest("[data-mark]")?.getAttribute("data-mark") ?? "").split(".");
    if (edge && place) change({ pick: { edge: Number(edge) }, goal: null, panel: "pick", row: `${edge}.${place}` });
  };
  picture.addEventListener("click", (event) => {
    // the panel comes on the side away from the cursor
    document.querySelector("aside")?.classList.toggle("left", event.clientX > 0.6 * window.innerWidth);
    pick(event.target);
  });
  picture.addEventListener("keydown", (event) => {
    const all = [...picture.querySelectorAll<SVGGElement>("[data-mark]")];
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step) all[all.indexOf(document.activeElement as unknown as SVGGElement) + step]?.focus();
    else if (event.key === "Enter" || event.key === " ") pick(event.target);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  new ResizeObserver(() => state.view === "lanes" && drawLanes()).observe(lanesPane);
}
