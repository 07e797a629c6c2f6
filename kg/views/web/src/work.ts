// What a reader does to the picture: moves, hides, groups, colours, notes; each step can be undone.

import { lineElements, spotElements, stretch, view } from "./canvas";
import { data, type Drawn, type Route, type Spot } from "./data";
import { draw, picture, settle } from "./chain";
import { button, html, note, svg, text } from "./dom";
import { COLOURS, type Group, type Work } from "./kept";
import { scene, spotOf } from "./scene";
import { change, renamed, state } from "./state";
import { nodeLabel, say } from "./words";

// Where Python put things, and how it led the lines.
const home = new WeakMap<Spot, readonly [x: number, y: number]>();
const routes = new WeakMap<Drawn, Route>();
const past: Work[] = [];
const future: Work[] = [];
const STILL = 4;

export function edit(patch: Partial<Work>): void {
  past.push(state.work);
  future.length = 0;
  change({ work: { ...state.work, ...patch } });
}

export function undo(): void {
  const before = past.pop();
  if (!before) return;
  future.push(state.work);
  change({ work: before });
}

export function redo(): void {
  const after = future.pop();
  if (!after) return;
  past.push(state.work);
  change({ work: after });
}

// The group in which a node is drawn as one with others; the first of it stands for all.
export const closedGroup = (node: number): Group | undefined => state.work.groups.find((group) => group.closed && group.nodes.includes(node));
export const isFolded = (node: number): boolean => {
  const group = closedGroup(node);
  return !!group && group.nodes[0] !== node;
};
export const isInside = (at: number): boolean => {
  const edge = data.edges[at];
  const group = edge && closedGroup(edge.source);
  return !!group && !!edge && group.nodes.includes(edge.target);
};

const alone = (spot: Spot | undefined): number => (spot?.members.length === 1 ? (spot.members[0] ?? -1) : -1);
const keyOf = (spot: Spot | undefined): string => `${scene.name}.${spot?.members[0] ?? -1}`;

// Puts everything where the reader wants it; what stands elsewhere than at first has straight lines.
export function arrange(): void {
  const moved = new Set<number>();
  const first = (spot: Spot) => home.get(spot) ?? ([spot.x, spot.y] as const);
  scene.spots.forEach((spot) => home.has(spot) || home.set(spot, [spot.x, spot.y]));
  scene.lines.forEach((line) => routes.has(line) || routes.set(line, line.route));
  scene.spots.forEach((spot, at) => {
    const root = scene.spots[spot.host] ?? spot;
    const place = placeOf(root);
    const [[x, y], [rootX, rootY]] = [first(spot), first(root)];
    [spot.x, spot.y] = place ? [place[0] + x - rootX, place[1] + y - rootY] : [x, y];
    if (place) moved.add(at);
  });
  for (const line of scene.lines) {
    const isMoved = moved.has(line.source) || moved.has(line.target);
    line.route = isMoved ? straight(line.source, line.target) : (routes.get(line) as Route);
  }
  renamed.clear();
  for (const group of state.work.groups) {
    const stands = data.nodes[group.nodes[0] ?? -1];
    if (group.closed && stands) renamed.set(stands, `${group.name} (${group.nodes.length})`);
  }
}

function placeOf(root: Spot): readonly [number, number] | undefined {
  const group = closedGroup(alone(root));
  if (!group) return state.work.at[keyOf(root)];
  const spots = group.nodes.map((node) => scene.spots[spotOf(node)]).filter((spot): spot is Spot => alone(spot) >= 0);
  const own = state.work.at[`${scene.name}.${group.nodes[0] ?? -1}`];
  if (own || !spots.length) return own;
  const places = spots.map((spot) => state.work.at[keyOf(spot)] ?? home.get(spot) ?? [0, 0]);
  const middle = (which: 0 | 1) => places.reduce((sum, place) => sum + (place[which] ?? 0), 0) / places.length;
  return [middle(0), middle(1)];
}

function straight(source: number, target: number): Route {
  const dx = (scene.spots[target]?.x ?? 0) - (scene.spots[source]?.x ?? 0);
  if (Math.abs(dx) < 0.3) return [1, 1, 0, 0];
  return dx > 0 ? [1, -1, 0, 0] : [-1, 1, 0, 0];
}

// Marks on what is drawn: colours, notes, pins, what is chosen, boxes around open groups.
export function decorate(): void {
  const { at, colours, notes, groups } = state.work;
  scene.spots.forEach((spot, place) => {
    const element = spotElements[place];
    if (!element) return;
    const node = alone(spot);
    const colour = colours[node];
    const body = element.querySelector(".body");
    if (colour && body) body.setAttribute(data.nodes[node]?.harmed ? "stroke" : "fill", colour);
    element.querySelectorAll(".mine").forEach((one) => one.remove());
    if (at[keyOf(spot)]) element.append(svg("circle", { class: "mine pin", cx: -13, cy: -13, r: 3.2, fill: "#1b2430" }, svg("title", {}, say("pinned"))));
    const note = spot.members.map((one) => notes[`n${one}`]).filter(Boolean).join("\n");
    if (note) element.append(noteMark(13, -13, note));
    element.classList.toggle("chosen", spot.members.some((one) => state.chosen.has(one)));
    element.classList.toggle("folded", isFolded(node));
  });
  scene.lines.forEach((line, place) => {
    const element = lineElements[place];
    if (!element) return;
    element.classList.toggle("folded", line.edges.every(isInside));
    element.querySelectorAll(".mine").forEach((one) => one.remove());
    const [note, path] = [line.edges.map((edge) => notes[`e${edge}`]).filter(Boolean).join("\n"), element.querySelector<SVGPathElement>(".stroke")];
    if (!note || !path) return;
    const middle = path.getPointAtLength(path.getTotalLength() / 2);
    element.append(noteMark(middle.x, middle.y - 9, note));
  });
  boxes(groups);
}

function noteMark(x: number, y: number, note: string): SVGElement {
  return svg("g", { class: "mine note-mark", transform: `translate(${x} ${y})` }, svg("path", { d: "M-6 -6H6V3L2 7H-6Z", fill: "#ffe28a", stroke: "#8a6d1a", "stroke-width": 1 }), svg("path", { d: "M-3.5 -2.5H3.5M-3.5 0.5H2", stroke: "#8a6d1a", "stroke-width": 1 }), svg("title", {}, note));
}

const ground = svg("g", { class: "groups" });

function boxes(groups: Group[]): void {
  const world = picture.firstElementChild;
  if (world && ground.parentNode !== world) world.insertBefore(ground, world.children[1] ?? null);
  ground.replaceChildren(
    ...groups.flatMap((group) => {
      if (group.closed || !group.nodes.length) return [];
      const spots = group.nodes.map((node) => scene.spots[spotOf(node)]).filter((spot) => spot !== undefined);
      if (!spots.length) return [];
      const xs = spots.map((spot) => spot.x * stretch.x);
      const ys = spots.map((spot) => spot.y * stretch.y);
      const [left, top] = [Math.min(...xs) - 34, Math.min(...ys) - 34];
      const [width, height] = [Math.max(...xs) - left + 34, Math.max(...ys) - top + 46];
      return [
        svg("rect", { x: left, y: top, width, height, rx: 10, fill: "#1f5fae", "fill-opacity": 0.05, stroke: "#1f5fae", "stroke-opacity": 0.5, "stroke-dasharray": "6 4" }),
        text(left + 8, top + 14, 12, "#1f5fae", `${group.name} (${group.nodes.length})`, { "font-weight": 650 }),
      ];
    }),
  );
}

// A node is dragged by mouse or finger; where it is let go it stays.
export function listenWork(): void {
  let held: { spot: Spot; key: string; pointer: number; x: number; y: number; from: [number, number]; before: Work } | null = null;
  let gone = 0;
  let waiting = 0;
  picture.addEventListener("pointerdown", (event) => {
    const at = (event.target as Element).closest("[data-spot]")?.getAttribute("data-spot");
    gone = 0;
    const own = scene.spots[Number(at ?? -1)];
    const spot = scene.spots[own?.host ?? -1] ?? own;
    if (event.button || !spot) return;
    held = { spot, key: keyOf(spot), pointer: event.pointerId, x: event.clientX, y: event.clientY, from: [spot.x, spot.y], before: state.work };
  });
  window.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    event.stopPropagation();
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    gone = Math.max(gone, Math.hypot(dx, dy));
    if (gone <= STILL) return;
    const place = [held.from[0] + dx / (view.k * stretch.x), held.from[1] + dy / (view.k * stretch.y)].map((n) => Math.round(n * 1000) / 1000);
    state.work = { ...held.before, at: { ...held.before.at, [held.key]: place as [number, number] } };
    waiting ||= window.requestAnimationFrame(() => {
      waiting = 0;
      draw();
    });
  }, true);
  for (const end of ["pointerup", "pointercancel"] as const) {
    window.addEventListener(end, () => {
      if (held && gone > STILL) {
        const { at } = state.work;
        state.work = held.before;
        edit({ at });
      }
      held = null;
      // the click that ends a drag comes at once, if at all
      window.setTimeout(() => (gone = 0), 0);
    });
  }
  picture.addEventListener("click", (event) => {
    if (gone > STILL) event.stopImmediatePropagation();
    gone = 0;
  }, true);
}

// After a step of work everything is drawn again.
export function workChanged(): void {
  draw();
  settle();
}

export function workBar(save: () => void): HTMLElement {
  const { hidden } = state.work;
  const some = [...state.chosen];
  const small = (sign: string, name: string, act: () => void, on: boolean) => {
    const made = button(sign, act, { title: say(name), "aria-label": say(name), "data-work": name });
    made.disabled = !on;
    return made;
  };
  return html(
    "div",
    { class: "segments work" },
    small("↶", "undo", undo, past.length > 0),
    small("↷", "redo", redo, future.length > 0),
    ...(hidden.length ? [button(say("hidden-show", { n: hidden.length }), () => edit({ hidden: [] }), { "data-work": "show" })] : []),
    ...(some.length ? [button(say("group-make", { n: some.length }), () => group(some), { "data-work": "group" }), button(say("hide"), () => hide(some), { "data-work": "hide-chosen" })] : []),
    button(say("save-copy"), save, { title: say("save-copy-hint"), "data-work": "save" }),
  );
}

function group(nodes: number[]): void {
  if (nodes.length < 2) return;
  const name = say("group-name", { n: state.work.groups.length + 1 });
  edit({ groups: [...state.work.groups.filter((one) => !one.nodes.some((node) => nodes.includes(node))), { name, nodes, closed: true }] });
  change({ chosen: new Set() });
}

function hide(nodes: number[]): void {
  edit({ hidden: [...new Set([...state.work.hidden, ...nodes])] });
  change({ chosen: new Set(), pick: null, panel: "closed" });
}

// In the panel of a node or line: its colour, its note, its group, and whether it is drawn.
export function workSection(on: "n" | "e", at: number): HTMLElement[] {
  const key = `${on}${at}`;
  const note = html("textarea", { rows: 2, "aria-label": say("note"), placeholder: say("note-hint"), "data-note": key });
  note.value = state.work.notes[key] ?? "";
  note.addEventListener("change", () => {
    const { [key]: _, ...others } = state.work.notes;
    edit({ notes: note.value.trim() ? { ...others, [key]: note.value.trim() } : others });
  });
  return [html("section", { class: "mine-section" }, html("h3", {}, say("mine")), ...(on === "n" ? nodeTools(at) : []), note)];
}

function nodeTools(at: number): HTMLElement[] {
  const { at: places, colours, groups } = state.work;
  const { [at]: colour, ...otherColours } = colours;
  const swatches = COLOURS.map((one) => {
    const made = button("", () => edit({ colours: colour === one ? otherColours : { ...colours, [at]: one } }), { class: "swatch", "aria-label": say("colour"), "aria-pressed": String(colour === one), "data-colour": one });
    made.append(svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16 }, svg("circle", { cx: 8, cy: 8, r: 7, fill: one })));
    return made;
  });
  const key = `${scene.name}.${at}`;
  const { [key]: place, ...otherPlaces } = places;
  const mine = groups.find((one) => one.nodes.includes(at));
  const tools = [
    button(say(state.chosen.has(at) ? "chosen-not" : "choose-more"), () => {
      const now = new Set(state.chosen);
      if (!now.delete(at)) now.add(at);
      change({ chosen: now });
    }, { "data-work": "choose" }),
    button(say("hide"), () => hide([at]), { "data-work": "hide" }),
    ...(place ? [button(say("unpin"), () => edit({ at: otherPlaces }), { "data-work": "unpin" })] : []),
  ];
  return [html("div", { class: "swatches" }, ...swatches, ...tools), ...(mine ? groupTools(mine) : [])];
}

function groupTools(mine: Group): HTMLElement[] {
  const others = state.work.groups.filter((one) => one !== mine);
  const name = html("input", { type: "text", "aria-label": say("group") });
  name.value = mine.name;
  name.addEventListener("change", () => edit({ groups: [...others, { ...mine, name: name.value }] }));
  return [
    html("div", { class: "group-tools" }, name, button(say(mine.closed ? "group-open" : "group-close"), () => edit({ groups: [...others, { ...mine, closed: !mine.closed }] }), { "data-work": "fold" }), button(say("group-undo"), () => edit({ groups: others }), { "data-work": "ungroup" })),
    note(mine.nodes.map((node) => data.nodes[node]).filter((one) => one !== undefined).map((one) => (renamed.get(one) ? one.label : nodeLabel(one))).join(" · ")),
  ];
}

export function toggleChosen(nodes: number[]): void {
  const now = new Set(state.chosen);
  const all = nodes.every((node) => now.has(node));
  for (const node of nodes) all ? now.delete(node) : now.add(node);
  change({ chosen: now });
}
