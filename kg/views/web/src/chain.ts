// The chain as SVG: bands of stages, lines, nodes. Places come from Python, the window stretches them.

import { INK, QUIET, stretch, view, lines, nodeElements, edgeElements, labelElements, size } from "./canvas";
import { data, familyOf, iconOf, type Edge, type Route } from "./data";
import { svg } from "./dom";
import { broken, depth, line, point, RADIUS, radius, room, sizeFor, SMALL } from "./geometry";
import { drawHeads, drawFoot, HEAD, FOOT } from "./heads";
import { placeLabels } from "./labels";
import { edgeText, edgeTitle, kindLabel, nodeLabel, say, secondLine, stageLabel } from "./words";

const PAPER = "#ffffff";
const COLUMN = { least: 82, most: 230 };
const ROW = { least: 47, most: 150 };
const LARGEST = 1.45;
const TWO_ROWS = 68;
const THREE_ROWS = 80;
// Names are bold and so a little wider than their letters are counted.
const BOLD = 0.94;
const CAPTION = 46;
const MARGIN = { x: 10, y: 26 };
// On a small screen the picture is moved about, not made so small that nobody can read it.
const SMALL_SCREEN = 720;
const READABLE = 0.82;

const bands = svg("g", { class: "bands" });
const ties = svg("g", { class: "ties" });
const edges = svg("g", { class: "edges" });
const nodes = svg("g", { class: "nodes" });
const texts = svg("g", { class: "amounts" });
const world = svg("g", {}, bands, ties, edges, texts, nodes);
const heads = svg("g", { class: "heads" });
export const picture = svg("svg", { class: "picture", role: "group" }, world, heads);

// Columns and rows take the whole window as long as they stay readable; beyond, the view shrinks.
export function fit(width: number, height: number): void {
  const [columns, rows] = data.size;
  const wide = width - 2 * MARGIN.x;
  const high = height - HEAD - FOOT - MARGIN.y;
  stretch.x = Math.min(COLUMN.most, Math.max(COLUMN.least, wide / Math.max(columns, 1)));
  const shrunk = Math.min(1, wide / (columns * stretch.x));
  stretch.y = Math.min(ROW.most, Math.max(ROW.least, high / shrunk / Math.max(rows, 1)));
  const whole = size();
  view.k = Math.max(width < SMALL_SCREEN ? READABLE : 0, Math.min(LARGEST, wide / whole.width, high / whole.height));
  view.x = Math.max(width < SMALL_SCREEN ? MARGIN.x : -Infinity, (width - whole.width * view.k) / 2);
  view.y = HEAD + 4 + Math.max(0, (high - whole.height * view.k) / 2);
  draw();
}

// Whoever marks the drawn elements is told when they are new.
const drawnAnew: (() => void)[] = [];
export function onDrawn(listener: () => void): void {
  drawnAnew.push(listener);
}

export function draw(): void {
  picture.setAttribute("aria-label", say("chain-label"));
  drawBands();
  drawLines();
  drawNodes();
  transform();
  for (const listener of drawnAnew) listener();
}

export function transform(): void {
  world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
  const grow = Math.max(1, 10.5 / (12 * view.k));
  nodeElements.forEach((element, at) => {
    const { x, y } = point(at, stretch);
    element.setAttribute("transform", `translate(${x} ${y}) scale(${grow})`);
  });
  picture.classList.toggle("far", stretch.y * view.k < 50 && view.k < 1);
  drawHeads(heads, picture);
  drawFoot(heads, picture);
}

function drawBands(): void {
  const drawn = data.bands.filter((band) => band.right > band.left);
  bands.replaceChildren(
    ...drawn.map((band, at) =>
      svg("rect", {
        x: band.left * stretch.x - 0.05 * stretch.x,
        width: (band.right - band.left + 0.1) * stretch.x,
        y: -4000,
        height: 8000 + size().height,
        fill: at % 2 ? "#eef2f7" : "#f8fafc",
      }),
    ),
  );
}

function drawLines(): void {
  lines.length = edgeElements.length = labelElements.length = 0;
  ties.replaceChildren(...data.ties.map(([a, b, route]) => tie(a, b, route)));
  data.edges.forEach((edge, at) => {
    lines.push(line(edge, edge.route, stretch));
    edgeElements.push(drawn(edge, at));
    labelElements.push(caption(edge, at));
  });
  edges.replaceChildren(...edgeElements);
  texts.replaceChildren(...labelElements);
}

function tie(source: number, target: number, route: Route): SVGPathElement {
  const { d } = line({ source, target, family: "data", width: 1 }, route, stretch);
  return svg("path", { d, fill: "none", stroke: data.look.links["data"] ?? INK, "stroke-width": 1.2, opacity: 0.55 });
}

// What no row records is told by a mark, and its dashes are of one length, whatever its width.
export const style = (edge: Edge) => (edge.marks.includes("inferred") ? "inferred" : edge.proof);

export function dashes(proof: string, width: number): Record<string, string> {
  if (proof === "inferred") return { "stroke-dasharray": "9 6" };
  if (proof === "clue") return { "stroke-dasharray": `0.1 ${3.4 + width * 1.4}`, "stroke-linecap": "round" };
  if (proof === "single") return { "stroke-dasharray": `${7 + width * 2} ${2.5 + width * 0.5}` };
  if (proof === "disputed" || proof === "excluded") return { "stroke-dasharray": "3 4" };
  return {};
}

function drawn(edge: Edge, at: number): SVGGElement {
  const made = lines[at];
  const colour = edge.proof === "excluded" ? "#9aa3ae" : (data.look.links[edge.family] ?? INK);
  const base = { d: made?.d ?? "", fill: "none" };
  const width = edge.family === "data" ? 4.2 : edge.width;
  const clue = edge.proof === "clue" && edge.family !== "money" ? 2.2 : width;
  const parts: SVGElement[] = [
    svg("path", { ...base, class: "hit", stroke: "#000", "stroke-opacity": 0, "stroke-width": Math.max(12, width + 6) }),
    svg("path", { ...base, class: "stroke", stroke: colour, "stroke-width": clue, ...dashes(style(edge), clue) }),
  ];
  if (edge.family === "money" && !["excluded", "inferred"].includes(style(edge))) {
    parts.splice(1, 0, svg("path", { ...base, stroke: colour, "stroke-width": clue, opacity: 0.3 }));
  }
  if (edge.family === "data") parts.push(svg("path", { ...base, stroke: PAPER, "stroke-width": 1.5 }));
  if (edge.family === "people" && made) {
    parts.push(svg("circle", { cx: made.tail.x, cy: made.tail.y, r: 1.9, fill: colour }));
  }
  const open = edge.family === "people";
  parts.push(svg("path", { d: made?.arrow ?? "", fill: open ? "none" : colour, stroke: colour, "stroke-width": open ? 1.5 : 0.5, "stroke-linejoin": "round" }));
  if (edge.source === edge.target) parts.length = 0;
  const group = svg("g", { class: `edge ${edge.family}${edge.quiet ? " quiet" : ""}`, "data-edge": at, role: "button", tabindex: -1, "aria-label": edgeTitle(edge) }, ...parts);
  group.append(svg("title", {}, edgeTitle(edge)));
  return group;
}

const MARKS: Record<string, string> = { disputed: "?", excluded: "×" };

export function captionOf(edge: Edge): string {
  const marks = edge.marks.map((mark) => MARKS[mark] ?? "").join("");
  return edge.source === edge.target ? "" : `${edgeText(edge)}${marks ? ` ${marks}` : ""}`;
}

function caption(edge: Edge, at: number): SVGTextElement {
  const money = edge.totals.length > 0;
  return svg(
    "text",
    {
      class: money ? "amount" : "verb",
      "data-label": at,
      "font-size": 10.5,
      fill: money ? "#7a4a04" : data.look.links[edge.family] ?? INK,
      stroke: PAPER,
      "stroke-width": 3.2,
      "paint-order": "stroke",
      "stroke-linejoin": "round",
      "text-anchor": "middle",
    },
    captionOf(edge),
  );
}

function drawNodes(): void {
  nodeElements.length = 0;
  data.nodes.forEach((_, at) => nodeElements.push(drawnNode(at)));
  const small = nodeElements.filter((_, at) => radius(at) === SMALL);
  nodes.replaceChildren(...nodeElements.filter((_, at) => radius(at) !== SMALL), ...small);
}

function drawnNode(at: number): SVGGElement {
  const node = data.nodes[at];
  if (!node) return svg("g");
  const family = familyOf(node);
  const colour = data.look.families[family] ?? INK;
  const r = radius(at);
  const scaled = { transform: `translate(${-r} ${-r}) scale(${r / 12})` };
  const name = nodeLabel(node);
  const title = say("node-label", { label: name, kind: kindLabel(node.kind), stage: stageLabel(node.stage) });
  const group = svg(
    "g",
    { class: "node", "data-node": at, role: "button", tabindex: -1, "aria-label": title },
    svg("circle", { class: "ring", r: r + 5, fill: "none", stroke: colour, "stroke-width": 2.2, opacity: 0 }),
    svg("path", { class: "body", d: data.look.shapes[family] ?? "", ...scaled, ...body(node.harmed, colour, r) }),
    svg("path", { d: iconOf(node), ...scaled, fill: node.harmed ? colour : PAPER, "fill-rule": "evenodd" }),
    svg("title", {}, `${title}\n${[node.handle, ...node.roles.map(() => secondLine(node))].join(" ")}`),
  );
  if (node.host < 0) group.append(...nameBelow(at, name));
  return group;
}

// Those who were harmed are hollow: nobody should take them for those who harmed.
function body(harmed: boolean, colour: string, r: number): Record<string, string | number> {
  if (harmed) return { fill: PAPER, stroke: colour, "stroke-width": r === SMALL ? 2.2 : 1.7 };
  return { fill: colour, stroke: PAPER, "stroke-width": r === SMALL ? 3 : 2, "paint-order": "stroke" };
}

function nameBelow(at: number, name: string): SVGTextElement[] {
  const guest = data.nodes.find((other) => other.host === at && familyOf(other) !== "communication");
  const node = data.nodes[at];
  const below = guest && !node?.roles.length ? nodeLabel(guest) : node ? secondLine(node) : "";
  const width = room(at, stretch, CAPTION) / Math.max(1, 10.5 / (12 * view.k)) - 3;
  const size = sizeFor(name, 12, 10.5, BOLD * width);
  const most = rowsBelow(depth(at, stretch) * view.k);
  const names = broken(name, size, BOLD * width, name.includes(" ") ? most : 1);
  const under = RADIUS + 13.5 + 12 * names.length;
  const base = { "text-anchor": "middle", stroke: PAPER, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" };
  return [
    ...names.map((row, turn) =>
      svg("text", { ...base, class: "name", y: RADIUS + 13 + 12 * turn, "font-size": size, "font-weight": 600, fill: INK }, row),
    ),
    ...broken(below, 10.5, width, node?.roles.length ? Math.max(1, most + 1 - names.length) : 1).map((row, turn) =>
      svg("text", { ...base, class: "second", y: under + 12 * turn, "font-size": 10.5, fill: QUIET }, row),
    ),
  ];
}

// So many rows of text may stand below somebody, the name not counted.
function rowsBelow(free: number): number {
  return free > THREE_ROWS ? 3 : free > TWO_ROWS ? 2 : 1;
}

export function settle(): void {
  placeLabels();
}
