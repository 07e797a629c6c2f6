// What is drawn just now: one of the pictures from the overview to single things, some groups of it open.

import { data, type Band, type Drawn, type Spot, type Ties } from "./data";

export interface Scene {
  name: string;
  size: [width: number, height: number];
  bands: Band[];
  spots: Spot[];
  lines: Drawn[];
  ties: Ties;
}

const things: Scene = {
  name: "things",
  size: data.size,
  bands: data.bands,
  spots: data.nodes.map(({ x, y, host, side }, at) => ({ x, y, host, side, members: [at], in: [], out: [] })),
  lines: data.edges.map((edge, at) => ({ ...edge, edges: [at] })),
  ties: data.ties,
};

// From the coarsest to the finest; each Python has laid out.
export const levels: Scene[] = [...data.levels, things];
export const scene: Scene = { ...things };
// Of the spots that are drawn, which group each comes out of, or -1.
export const cameFrom: number[] = [];
let level = levels.length - 1;
const opened = new Set<number>();
let spotOfNode: number[] = [];

export const levelNow = (): number => level;
export const spotOf = (node: number): number => spotOfNode[node] ?? -1;
export const isGroup = (spot: Spot | undefined): boolean => (spot?.members.length ?? 0) > 1;
export const openGroups = (): number[] => [...opened];
// More than so many are listed in the panel and not unfolded in the picture.
export const MOST_OPEN = 48;

export function setLevel(at: number): void {
  level = Math.max(0, Math.min(levels.length - 1, at));
  opened.clear();
  refresh();
}

// Opens a group of the level that is shown, or closes it; false where there is nothing to unfold.
// What stands beside a group opens with it; beside one thing alone it opens below that.
export function toggleGroup(base: number): boolean {
  const spots = levels[level]?.spots ?? [];
  const spot = spots[base];
  if (spot && isGroup(spot) && isGroup(spots[spot.host])) return toggleGroup(spot.host);
  if (!spot || !isGroup(spot) || spot.members.length > MOST_OPEN) return false;
  if (!opened.delete(base)) opened.add(base);
  refresh();
  return true;
}

// Makes sure that a node stands in the picture by itself.
export function reveal(node: number): boolean {
  const at = spotOf(node);
  const spot = scene.spots[at];
  if (!spot || !isGroup(spot)) return false;
  const base = levels[level]?.spots.findIndex((one) => one.members.includes(node)) ?? -1;
  if (!toggleGroup(base)) setLevel(level + 1);
  if (isGroup(scene.spots[spotOf(node)]) && level < levels.length - 1) setLevel(levels.length - 1);
  return true;
}

// So few lines of an open group all say what they are.
const FEW = 8;

function joined(a: number, b: number): boolean {
  return data.edges.some(({ source, target }) => (source === a && target === b) || (source === b && target === a));
}

interface Fold {
  spot: Spot;
  rows: number;
  columns: number;
  grows: number;
}

function refresh(): void {
  const base = levels[level] ?? things;
  Object.assign(scene, opened.size ? unfolded(base) : base);
  if (!opened.size) scene.spots.forEach((_, at) => (cameFrom[at] = -1));
  cameFrom.length = scene.spots.length;
  spotOfNode = [];
  scene.spots.forEach((spot, at) => spot.members.forEach((node) => (spotOfNode[node] = at)));
}

// An open group takes rows in its column and, if it has many members, columns beside it.
function unfolded(base: Scene): Scene {
  const folds = new Map<number, Fold>();
  for (const at of opened) {
    const spot = base.spots[at];
    if (!spot) continue;
    const rows = Math.min(spot.members.length, Math.max(4, Math.ceil(base.size[1])), 9);
    folds.set(at, { spot, rows, columns: Math.ceil(spot.members.length / rows), grows: spot.host >= 0 ? rows : rows - 1 });
  }
  const all = [...folds.values()];
  const inColumn = (x: number) => all.filter(({ spot }) => Math.abs(spot.x - x) < 0.45);
  const extra = (x: number) => inColumn(x).reduce((sum, { grows }) => sum + grows, 0);
  const [width, height] = base.size;
  const tallest = height + Math.max(0, ...all.map(({ spot }) => extra(spot.x)));
  const wide = all.reduce((sum, { columns }) => sum + columns - 1, 0);
  const moveX = (x: number) => x + all.reduce((sum, { spot, columns }) => sum + (x > spot.x + 0.45 ? columns - 1 : 0), 0);
  const moveY = (x: number, y: number) => {
    const grown = extra(x);
    if (!grown) return (y * tallest) / height;
    const above = inColumn(x).reduce((sum, { spot, grows }) => sum + (y > spot.y + 0.01 ? grows : 0), 0);
    return ((y + above) * tallest) / (height + grown);
  };
  const spots: Spot[] = [];
  const placeOf: number[] = [];
  cameFrom.length = 0;
  const members = new Map<number, number[]>();
  const guests = new Set<number>();
  base.spots.forEach((spot, at) => {
    const fold = folds.get(at);
    if (folds.has(spot.host)) return void guests.add(at);
    placeOf[at] = spots.length;
    if (!fold) {
      cameFrom.push(-1);
      spots.push({ ...spot, x: moveX(spot.x), y: moveY(spot.x, spot.y) });
      return;
    }
    const top = moveY(spot.x, spot.y);
    const step = Math.max((moveY(spot.x, spot.y + 0.02) - top) / Math.max(1, fold.grows + 0.02), 0.98);
    const first = spot.host >= 0 ? top + step : top;
    members.set(at, spot.members.map((node, turn) => {
      cameFrom.push(at);
      spots.push({ x: moveX(spot.x) + Math.floor(turn / fold.rows), y: first + (turn % fold.rows) * step, host: -1, side: 0, members: [node], in: [], out: [] });
      return spots.length - 1;
    }));
  });
  for (const spot of spots) if (spot.host >= 0) spot.host = placeOf[spot.host] ?? -1;
  // What stands beside an open group goes with it: each beside whose it is.
  const taken = new Set<string>();
  for (const at of guests) {
    const spot = base.spots[at];
    if (!spot) continue;
    placeOf[at] = spots.length;
    members.set(at, spot.members.map((node) => {
      const hosts = members.get(spot.host) ?? [];
      const own = hosts.find((one) => joined(node, spots[one]?.members[0] ?? -1)) ?? hosts[0] ?? 0;
      const side = taken.has(`${own}:${spot.side}`) ? -spot.side : spot.side;
      taken.add(`${own}:${side}`);
      const { x = 0, y = 0 } = spots[own] ?? {};
      cameFrom.push(spot.host);
      spots.push({ x, y, host: own, side, members: [node], in: [], out: [] });
      return spots.length - 1;
    }));
  }
  const where = (at: number, node: number) => {
    const turn = members.has(at) ? (base.spots[at]?.members.indexOf(node) ?? 0) : 0;
    return members.get(at)?.[turn] ?? placeOf[at] ?? 0;
  };
  const rerouted = ([leaves, enters, out, into, ...via]: Drawn["route"]): Drawn["route"] => [leaves, enters, out, into, ...via.map((value, n) => (n % 2 ? moveY(via[n - 1] ?? 0, value) : moveX(value)))];
  const lines = base.lines.flatMap((line) => {
    const { source, target } = line;
    const route = rerouted(line.route);
    const [leaves, enters, , , ...moved] = route;
    if (!members.has(source) && !members.has(target)) {
      return [{ ...line, source: placeOf[source] ?? 0, target: placeOf[target] ?? 0, route }];
    }
    return line.edges.map((at): Drawn => {
      const edge = data.edges[at];
      const [a, b] = [where(source, edge?.source ?? 0), where(target, edge?.target ?? 0)];
      return { ...line, ...edge, source: a, target: b, edges: [at], quiet: line.quiet, said: line.said < 0 ? line.said : Number(line.edges.length <= FEW), route: [leaves, enters, 0, 0, ...moved] };
    });
  });
  const bands = base.bands.map((band) => ({ ...band, left: moveX(band.left), right: moveX(band.right - 0.01) + 0.01, levels: band.levels.map(([x, said]): Band["levels"][number] => [moveX(x), said]) }));
  const ties = base.ties.map(([a, b, route]): Ties[number] => [placeOf[a] ?? 0, placeOf[b] ?? 0, rerouted(route)]);
  return { name: base.name, size: [width + wide, tallest], bands, spots, lines, ties };
}

refresh();
