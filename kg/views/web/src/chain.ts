// The picture as SVG: columns, lines, places. Positions come from Python, the window stretches them.

import { stretch, view, lines, spotElements, lineElements, labelElements, size } from "./canvas";
import { data, familyOf, iconOf, type Drawn, type Node, type Route, type Spot } from "./data";
import { INK, MIDDLE, QUIET, svg, text } from "./dom";
import { broken, depth, line, point, RADIUS, radius, room, sizeFor, SMALL, textWidth } from "./geometry";
import { daysOf } from "./graph";
import { drawHeads, drawFoot, footOf, HEAD } from "./heads";
import { placeLabels, SIZE } from "./labels";
import { MARKER, namedOf, tag } from "./named";
import { cameFrom, isGroup, levels, scene, type Scene } from "./scene";
import { count, edgeLabel, edgeTextOf, edgeTitle, kindLabel, lineTitle, nodeLabel, recordedAs, roleLabel, say, secondLine, shorts, stageLabel } from "./words";

const PAPER = "#ffffff";
// What a column and a row need so that names stand beside each other; and what is wide enough.
const COLUMN = { least: 74, most: 460 };
const ROW = { least: 52, most: 190 };
// On a low screen rows come nearer where all of them are seen then, and each name still has two rows.
const NEAR = 2 * RADIUS + 33;
const CAPTION = 84;
// Below the last row stands its name.
const UNDER = 22;
const TEXT_ROW = 13;
const MARGIN = { x: 10, y: 20 };
// So much paper around letters that no line strikes through them.
const GROUND = 7;
// On a small screen the picture is moved about, not made so small that nobody can read it.
const SMALL_SCREEN = 720;

const bands = svg("g", { class: "bands" });
const ties = svg("g", { class: "ties" });
const edges = svg("g", { class: "edges" });
const nodes = svg("g", { class: "nodes" });
const texts = svg("g", { class: "amounts" });
const world = svg("g", {}, bands, ties, edges, texts, nodes);
const heads = svg("g", { class: "heads" });
export const picture = svg("svg", { class: "picture", role: "group" }, world, heads);

function pane(): [width: number, height: number] {
  return [picture.clientWidth - 2 * MARGIN.x, picture.clientHeight - HEAD - footOf() - MARGIN.y - UNDER];
}

function fits({ size: [columns, rows] }: Scene): boolean {
  const [wide, high] = pane();
  return wide / columns >= COLUMN.least && high / rows >= ROW.least;
}

// So few things are drawn one by one even where groups would save some.
const FEW = 40;
const SAVES = 0.7;

// The finest picture whose names have room, and that is no wall; where none is, the coarsest.
export function bestLevel(): number {
  const wished = levels.findIndex(({ name }) => name === location.hash.slice(1));
  if (wished >= 0) return wished;
  const last = levels.length - 1;
  const groups = levels.findIndex(({ name }) => name === "groups");
  const things = levels[last]?.spots.length ?? 0;
  const wall = groups >= 0 && things > FEW && (levels[groups]?.spots.length ?? 0) < SAVES * things;
  for (let at = wall ? groups : last; at > 0; at--) if (levels[at] && fits(levels[at]!)) return at;
  return 0;
}

// Columns and rows take the whole window as long as they stay readable.
export function fit(): void {
  const [columns, rows] = scene.size;
  const [wide, high] = pane();
  const least = picture.clientWidth < SMALL_SCREEN ? COLUMN.least : 0.72 * COLUMN.least;
  stretch.x = Math.min(COLUMN.most, Math.max(least, wide / Math.max(columns, 1)));
  const row = high / Math.max(rows, 1);
  const closest = Math.min(...scene.spots.map(({ host }, at) => (host < 0 ? depth(at, { x: stretch.x, y: 1 }) : Infinity)));
  stretch.y = Math.min(ROW.most, row * closest < NEAR ? Math.max(ROW.least, row) : row);
  const whole = size();
  view.k = 1;
  view.x = Math.max(MARGIN.x, (picture.clientWidth - whole.width) / 2);
  view.y = HEAD + 8 + Math.max(0, (high - whole.height) / 2);
  draw();
}

// What was zoomed by enlarging is drawn anew with more room between: names and nodes keep their size.
export function untangle(): void {
  if (view.k === 1) return;
  stretch.x *= view.k;
  stretch.y *= view.k;
  view.k = 1;
  draw();
}

// Whoever marks the drawn elements is told when they are new.
const drawnAnew: (() => void)[] = [];
export function onDrawn(listener: () => void): void {
  drawnAnew.push(listener);
}

// Whoever says where things stand is asked before they are drawn.
const drawing: (() => void)[] = [];
export function onDraw(listener: () => void): void {
  drawing.push(listener);
}

export function draw(): void {
  for (const listener of drawing) listener();
  picture.setAttribute("aria-label", say("chain-label"));
  drawBands();
  drawLines();
  drawNodes();
  transform();
  for (const listener of drawnAnew) listener();
}

export function transform(): void {
  world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
  drawHeads(heads, picture);
  drawFoot(heads, picture);
}

function drawBands(): void {
  const drawn = scene.bands.filter((band) => band.right > band.left);
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
  lines.length = lineElements.length = labelElements.length = 0;
  ties.replaceChildren(...scene.ties.map(([a, b, route]) => tie(a, b, route)));
  scene.lines.forEach((edge, at) => {
    lines.push(line(edge, edge.route, stretch));
    lineElements.push(drawn(edge, at));
    labelElements.push(caption(edge, at));
  });
  edges.replaceChildren(...lineElements);
  texts.replaceChildren(...labelElements);
}

function tie(source: number, target: number, route: Route): SVGPathElement {
  const { d } = line({ source, target, family: "data", width: 1 }, route, stretch);
  return svg("path", { d, fill: "none", stroke: data.look.links["data"] ?? INK, "stroke-width": 1.2, opacity: 0.55 });
}

// What no row records is told by a mark, and its dashes are of one length, whatever its width.
export const style = (edge: Pick<Drawn, "marks" | "proof">) => (edge.marks.includes("inferred") ? "inferred" : edge.proof);

// Solid: a row records it. Dotted: a clue. Dashed: nobody recorded it. Short dashes: somebody doubts it.
export function dashes(proof: string, width: number): Record<string, string> {
  if (proof === "inferred") return { "stroke-dasharray": "9 6" };
  if (proof === "clue") return { "stroke-dasharray": `0.1 ${3.4 + width * 1.4}`, "stroke-linecap": "round" };
  if (proof === "disputed" || proof === "excluded") return { "stroke-dasharray": "3 4" };
  return {};
}

function drawn(edge: Drawn, at: number): SVGGElement {
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
    parts.splice(1, 0, svg("path", { ...base, stroke: colour, "stroke-width": clue, opacity: 0.15 }));
  }
  if (edge.family === "data") parts.push(svg("path", { ...base, stroke: PAPER, "stroke-width": 1.5 }));
  if (edge.family === "people" && made) {
    parts.push(svg("circle", { cx: made.tail.x, cy: made.tail.y, r: 1.9, fill: colour }));
  }
  const open = edge.family === "people";
  parts.push(svg("path", { d: made?.arrow ?? "", fill: open ? "none" : colour, stroke: colour, "stroke-width": open ? 1.5 : 0.5, "stroke-linejoin": "round" }));
  if (edge.source === edge.target) parts.length = 0;
  const [only] = edge.edges.length === 1 ? edge.edges : [];
  const title = only === undefined ? lineTitle(edge) : edgeTitle(data.edges[only]!);
  const name = only === undefined ? { "data-line": at } : { "data-edge": only, "data-line": at };
  const group = svg("g", { class: `edge ${edge.family}${edge.quiet ? " quiet" : ""}${edge.proof === "single" ? " single" : ""}`, ...name, role: "button", tabindex: -1, "aria-label": title }, ...parts);
  group.append(svg("title", {}, title));
  return group;
}

export const MARKS: Record<string, string> = { disputed: "?", excluded: "×", verified: "✓" };

export function captionOf(edge: Drawn): string {
  const marks = [...edge.marks, ...(edge.proof === "verified" ? [edge.proof] : [])].map((mark) => MARKS[mark] ?? "").join("");
  return edge.source === edge.target ? "" : `${edgeTextOf(edge)}${marks ? ` ${marks}` : ""}`;
}

function caption(edge: Drawn, at: number): SVGTextElement {
  const money = edge.totals.length > 0;
  return svg(
    "text",
    {
      class: money ? "amount" : "verb",
      "data-label": at,
      "font-size": SIZE,
      fill: money && edge.family === "money" ? "#7a4a04" : data.look.links[edge.family] ?? INK,
      stroke: PAPER,
      "stroke-width": GROUND,
      "paint-order": "stroke",
      "stroke-linejoin": "round",
      "text-anchor": "middle",
    },
    captionOf(edge),
  );
}

function drawNodes(): void {
  spotElements.length = 0;
  scene.spots.forEach((_, at) => spotElements.push(drawnSpot(at)));
  const small = spotElements.filter((_, at) => radius(at) === SMALL);
  nodes.replaceChildren(...spotElements.filter((_, at) => radius(at) !== SMALL), ...small);
}

function drawnSpot(at: number): SVGGElement {
  const spot = scene.spots[at];
  const node = data.nodes[spot?.members[0] ?? -1];
  if (!node || !spot) return svg("g");
  const family = familyOf(node);
  const colour = data.look.families[family] ?? INK;
  const r = radius(at);
  const scaled = { transform: `translate(${-r} ${-r}) scale(${r / 12})` };
  const group = isGroup(spot);
  const icon = group ? (data.look.icons[data.words.kinds[node.kind]?.icon ?? ""] ?? iconOf(node)) : iconOf(node);
  const title = group ? groupTitle(spot) : say("node-label", { label: nodeLabel(node), kind: kindLabel(node.kind), stage: stageLabel(node.column) });
  const start = !group && data.starts.includes(spot.members[0] ?? -1);
  const shape = { d: data.look.shapes[family] ?? "", ...scaled };
  const made = svg(
    "g",
    { class: `node${group ? " group" : ""}${start ? " start" : ""}`, "data-spot": at, ...(group ? {} : { "data-node": spot.members[0] ?? -1 }), role: "button", tabindex: -1, "aria-label": title, transform: placed(at) },
    svg("circle", { class: "ring", r: r + 5, fill: "none", stroke: colour, "stroke-width": 2.2, opacity: 0 }),
    ...(namedOf(spot.members).length ? [[INK, 6.6], [MARKER, 5]].map(([stroke = INK, wide = 5]) => svg("circle", { class: "named", r: r + 4, fill: "none", stroke, "stroke-width": wide })) : []),
    start && svg("circle", { r: r + 2.6, fill: "none", stroke: INK, "stroke-width": 2 }),
    group && svg("path", { ...shape, transform: `translate(${-r + 5} ${-r - 4}) scale(${r / 12})`, fill: colour, opacity: 0.35 }),
    svg("path", { class: "body", ...shape, ...body(node.harmed, colour, r) }),
    svg("path", { d: icon, ...scaled, fill: node.harmed ? colour : PAPER, "fill-rule": "evenodd" }),
    svg("title", {}, group ? title : `${title}\n${[node.handle, ...node.roles.map(() => secondLine(node))].join(" ")}`),
  );
  if (group) made.append(...badge(String(spot.members.length), r, colour));
  else if ((cameFrom[at] ?? -1) >= 0) made.append(svg("path", { class: "from-group", d: `M${-r - 2} ${-r + 3}v${2 * r - 6}`, stroke: colour, "stroke-width": 2, opacity: 0.5 }));
  if (spot.host < 0) made.append(...nameBelow(at, spot));
  return made;
}

function placed(at: number): string {
  const { x, y } = point(at, stretch);
  return `translate(${x} ${y})`;
}

function groupTitle(spot: Spot): string {
  const kind = data.nodes[spot.members[0] ?? -1]?.kind ?? "";
  return say("group-of", { n: spot.members.length, kind: kindLabel(kind) });
}

function badge(many: string, r: number, colour: string): SVGElement[] {
  const wide = 8 + 6.6 * many.length;
  return [
    svg("rect", { x: r - 7, y: -r - 7, width: wide, height: 15, rx: 7.5, fill: PAPER, stroke: colour, "stroke-width": 1.2 }),
    text(r - 7 + wide / 2, -r + 4.5, 11, colour, many, { ...MIDDLE, class: "badge", "font-weight": 700 }),
  ];
}

// Those who were harmed are hollow: nobody should take them for those who harmed.
function body(harmed: boolean, colour: string, r: number): Record<string, string | number> {
  if (harmed) return { fill: PAPER, stroke: colour, "stroke-width": r === SMALL ? 2.2 : 1.7 };
  return { fill: colour, stroke: PAPER, "stroke-width": r === SMALL ? 3 : 2, "paint-order": "stroke" };
}

function nameBelow(at: number, spot: Spot): SVGElement[] {
  const [name, below, bare = ""] = captions(at, spot);
  const width = room(at, stretch, CAPTION) - 5;
  const most = Math.max(1, Math.min(5, Math.floor((depth(at, stretch) - 2 * RADIUS - 7) / TEXT_ROW)));
  const size = sizeFor(name, 12, 11, width);
  const handles = [...new Set([at, ...guestsOf(at)].flatMap((one) => namedOf(scene.spots[one]?.members ?? [])))].join(" ");
  const few = Math.min(name.includes(" ") ? 3 : 2, Math.max(1, most - Number(!!handles)));
  const whole = broken(name, size, width, few);
  // the number of a group stands in its badge, too: where not all has room, the kind has it
  const rows = bare && whole.join("").includes("…") ? broken(bare, 11, width, few) : whole;
  const base = { "text-anchor": "middle", stroke: PAPER, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" };
  const made = rows.map((row) => svg("text", { ...base, class: "name", "font-size": size, "font-weight": 600, fill: INK }, row));
  // a handle that the first sentence names has a row of its own
  const [under, tagged] = tag(handles, 0, RADIUS + 12 + TEXT_ROW * rows.length, true);
  if (handles) made.push(tagged);
  below.map((one) => (handles && one.text.endsWith(handles) ? { ...one, text: one.text.slice(0, -handles.length).trim() } : one)).filter(({ text }) => text).forEach(({ text: whole, names, shorter = "" }, turn, below) => {
    const free = most - made.length;
    const text = shorter && textWidth(whole, 11) > width ? shorter : whole;
    if (free < 1) return;
    const later = below.length - 1 - turn;
    // who stands beside it wraps before what comes later has room: it is never cut at its head word
    for (const row of broken(text, 11, width, shorter ? 1 : Math.max(1, Math.min(4, free, Math.max(names.length && 2, free - later))))) {
      made.push(svg("text", { ...base, class: "second", "font-size": 11, fill: QUIET, "data-names": names.join(" ") }, row));
    }
  });
  made.forEach((text, turn) => text.setAttribute("y", String(RADIUS + 12 + TEXT_ROW * turn)));
  return [...ground(made), ...(handles ? [under] : []), ...made];
}

// The paper under a name: lines pass below it.
function ground(rows: SVGTextElement[]): SVGElement[] {
  const wide = Math.max(0, ...rows.map((row) => textWidth(row.textContent ?? "", Number(row.getAttribute("font-size"))))) + 4;
  return rows.length ? [svg("rect", { class: "ground", x: -wide / 2, y: RADIUS + 2, width: wide, height: TEXT_ROW * rows.length + 1, rx: 4, fill: PAPER, opacity: 0.82 })] : [];
}

interface Below {
  text: string;
  names: number[];
  shorter?: string;
}

// What stands below somebody: the name; then the role, what stands beside it, what went through.
function captions(at: number, spot: Spot): [name: string, below: Below[], bare?: string] {
  const node = data.nodes[spot.members[0] ?? -1];
  if (!node) return ["", []];
  const guests = guestsOf(at);
  const beside = { text: guests.map(guestName).join(" · "), names: guests };
  const alone = (text: string): Below => ({ text, names: [] });
  if (isGroup(spot)) {
    const sum = shorts(spot.in.length ? spot.in : spot.out);
    const days = alone(scene.name === "overview" ? daysOf(spot.members, 7) : "");
    return [spotName(at), [membersOf(spot), beside, alone(sum ? `${say(spot.in.length ? "incoming" : "outgoing")} ${sum}` : ""), days], calledOf(spot.members)];
  }
  const start = data.starts.includes(spot.members[0] ?? -1) ? `${say("start")} ` : "";
  if (node.roles.length || !guests.length) return [nodeLabel(node), [alone(start + secondLine(node)), beside]];
  return [nodeLabel(node), [alone((start + recordedAs(node)).trim()), beside]];
}

const guestsOf = (at: number): number[] => scene.spots.flatMap((other, n) => (other.host === at ? [n] : []));

// The first two of a group, whom the first sentence names before others, and how many more; one where two have no room.
function membersOf(spot: Spot): Below {
  const members = [...spot.members].sort((a, b) => namedOf([b]).length - namedOf([a]).length);
  const named = [...new Set(members.flatMap((one) => (data.nodes[one]?.label ? [nodeLabel(data.nodes[one]!)] : [])))];
  const first = (n: number) => {
    const more = members.length - Math.min(n, named.length);
    return `${named.slice(0, n).join(say("money-and"))}${more ? ` +${count(more)}` : ""}`;
  };
  return named.length ? { text: first(2), names: [], shorter: first(1) } : { text: "", names: [] };
}

// A companion that does not hold its host says what joins them.
function guestName(at: number): string {
  const tie = data.nodes[scene.spots[at]?.members[0] ?? -1]?.tie;
  return `${tie ? `${edgeLabel({ kind: tie })} ` : ""}${spotName(at)}`;
}

function spotName(at: number): string {
  const members = scene.spots[at]?.members ?? [];
  const node = data.nodes[members[0] ?? -1];
  if (!node) return "";
  if (members.length < 2) return nodeLabel(node);
  return say("group-of", { n: members.length, kind: calledOf(members) });
}

// What all of a group are: by the role or the word of their file that they share, else by their kind.
function calledOf(members: number[]): string {
  const shared = (name: (node: Node) => string) => {
    const [one = "", ...others] = new Set(members.map((at) => name(data.nodes[at]!)));
    return others.length ? "" : one;
  };
  const role = shared(({ roles }) => roles[0] ?? "");
  return role ? roleLabel(role) : shared(recordedAs) || kindLabel(data.nodes[members[0] ?? -1]?.kind ?? "");
}

export function settle(): void {
  placeLabels();
}
