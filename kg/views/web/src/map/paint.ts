// Draws the map on its canvas: clusters, lines, things, names. While it moves, less of each.

import { chosen, apart, tellsThings, toX, toY, view } from "./camera";
import { bundles, C, type Cluster, clusterOf, clusters, colours, degree, head, kind, many, M, N, otherEnd, pairsOf, relation, source, target, x, y } from "./mapdata";
import { around, count, kindShort, nameOf, say, short } from "./mapwords";

const PAPER = "#fff";
const DISC = "#f4f6f9";
const RIM = "#d9dee5";
const INK = "#1b2430";
const QUIET = "#5b6675";
const ACCENT = "#1f5fae";
const FONT = '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC","Hiragino Sans GB","Source Han Sans SC",system-ui,sans-serif';
const LINES_MOVING = 1500;
const LINES_STILL = 16000;
const SQUARES_MOVING = 10000;
const NAMES_MOVING = 24;
const NAMES_STILL = 400;
// A disc of so many pixels from its middle to its rim has a name.
const SMALLEST = 12;
const ICONS = 900;

export const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { alpha: false });
if (!context) throw new Error("canvas");
const pen: CanvasRenderingContext2D = context;
const icons = new Map<number, Path2D>();

// Things by kind, and lines by colour, the most joined first.
const byKind: [colour: string, things: Uint32Array][] = [];
const byLinkFamily: [colour: string, pairs: Uint32Array, isInside: boolean][] = [];
let byDegree = new Uint32Array(0);

export function prepare(): void {
  const ofKind: number[][] = head.kinds.map(() => []);
  for (let n = 0; n < N; n++) ofKind[kind[n] as number]?.push(n);
  ofKind.forEach((mine, of) => byKind.push([colours[of] as string, shuffled(mine)]));
  const linkFamily = head.relations.map(([name]) => head.words.links[name]?.family ?? "people");
  for (const [name, colour] of Object.entries(head.look.links)) {
    const [inner, outer]: [number[], number[]] = [[], []];
    for (let at = 0; at < M; at++) {
      if (linkFamily[relation[at] as number] !== name || source[at] === target[at]) continue;
      (clusterOf[source[at] as number] === clusterOf[target[at] as number] ? inner : outer).push(at);
    }
    byLinkFamily.push([colour, shuffled(outer), false], [colour, shuffled(inner), true]);
  }
  byDegree = Uint32Array.from({ length: N }, (_, n) => n).sort((a, b) => (degree[b] as number) - (degree[a] as number) || a - b);
  head.kinds.forEach((name, at) => icons.set(at, new Path2D(head.look.icons[name] ?? "")));
}

// The first so many of these are a fair sample of all: they come in steps without a pattern.
function shuffled(list: number[]): Uint32Array {
  const size = list.length;
  let step = Math.max(1, Math.floor(size * 0.618));
  while (gcd(step, size) > 1) step++;
  return Uint32Array.from({ length: size }, (_, at) => list[(at * step) % size] as number);
}

const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : a);

export function resize(): void {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  [view.width, view.height] = [clientWidth, clientHeight];
  canvas.width = Math.round(clientWidth * ratio);
  canvas.height = Math.round(clientHeight * ratio);
}

export function paint(moving: boolean): void {
  const ratio = window.devicePixelRatio || 1;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.globalAlpha = 1;
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, view.width, view.height);
  const seen = visible();
  discs(seen);
  lines(moving);
  const drawn = squares(seen, moving);
  picked();
  names(seen, moving);
  if (!drawn && N && !moving) write([[say("nothing-here"), 400, QUIET]], view.width / 2, view.height / 2, 13, true);
}

function visible(): Uint8Array {
  const seen = new Uint8Array(C);
  for (const { at, x: cx, y: cy, r } of clusters) {
    const [sx, sy, reach] = [toX(cx), toY(cy), r * view.k];
    seen[at] = +(sx + reach > 0 && sy + reach > 0 && sx - reach < view.width && sy - reach < view.height);
  }
  return seen;
}

function discs(seen: Uint8Array): void {
  pen.fillStyle = DISC;
  pen.strokeStyle = RIM;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const { at, x: cx, y: cy, r } of clusters) {
    if (!seen[at]) continue;
    const [sx, sy, reach] = [toX(cx), toY(cy), Math.max(1, r * view.k)];
    pen.moveTo(sx + reach, sy);
    pen.arc(sx, sy, reach, 0, 2 * Math.PI);
  }
  pen.fill();
  pen.stroke();
}

// Far away a line is all that joins two clusters; near by it is one pair.
function lines(moving: boolean): void {
  const near = Math.min(1, Math.max(0, (apart * view.k - 1) / 6));
  if (near < 1) bundled((1 - near) * 0.5, moving ? 80 : 400);
  const most = moving ? LINES_MOVING : LINES_STILL;
  const whole = byLinkFamily.reduce((sum, [, pairs]) => sum + pairs.length, 0);
  pen.lineWidth = 0.6 + 0.5 * near;
  for (const [colour, pairs, isInside] of byLinkFamily) {
    // what leads from one cluster into another is told by their bundle until it can be followed
    if (!isInside && near < 0.4) continue;
    pen.strokeStyle = colour;
    pen.globalAlpha = isInside ? 0.12 + 0.34 * near : 0.16 * near;
    let room = Math.ceil((most * pairs.length) / Math.max(1, whole));
    pen.beginPath();
    for (let at = 0; at < pairs.length && room; at++) if (line(pairs[at] as number, isInside)) room--;
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function line(at: number, isInside: boolean): boolean {
  const [a, b] = [source[at] as number, target[at] as number];
  const [ax, ay, bx, by] = [toX(x[a] as number), toY(y[a] as number), toX(x[b] as number), toY(y[b] as number)];
  if (Math.max(ax, bx) < 0 || Math.max(ay, by) < 0 || Math.min(ax, bx) > view.width || Math.min(ay, by) > view.height) return false;
  // a line that only passes by says nothing of what is seen
  if (!isInside && !isIn(ax, ay) && !isIn(bx, by)) return false;
  if (Math.abs(ax - bx) + Math.abs(ay - by) < 1.5) return false;
  if (chosen.hidden.size && (isHidden(a) || isHidden(b))) return false;
  pen.moveTo(ax, ay);
  pen.lineTo(bx, by);
  return true;
}

const isIn = (sx: number, sy: number): boolean => sx > 0 && sy > 0 && sx < view.width && sy < view.height;
const isHidden = (n: number): boolean => chosen.hidden.has(kind[n] as number);

function bundled(alpha: number, most: number): void {
  const largest = bundles[0]?.[2] ?? 1;
  pen.strokeStyle = "#7a8aa0";
  for (const [a, b, links] of bundles.slice(0, most)) {
    const [one, two] = [clusters[a], clusters[b]];
    if (!one || !two) continue;
    const share = Math.log1p(links) / Math.log1p(largest);
    pen.globalAlpha = alpha * (0.1 + 0.8 * share * share);
    pen.lineWidth = 0.5 + 5 * share * share;
    pen.beginPath();
    const far = Math.hypot(two.x - one.x, two.y - one.y) || 1;
    const [ux, uy] = [(two.x - one.x) / far, (two.y - one.y) / far];
    pen.moveTo(toX(one.x + ux * one.r), toY(one.y + uy * one.r));
    pen.lineTo(toX(two.x - ux * two.r), toY(two.y - uy * two.r));
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

// How large a thing is drawn: larger where more is joined to it, never over its neighbours.
export function side(n: number): number {
  const step = apart * view.k;
  return sideOf(step, Math.log2(1 + (degree[n] as number)));
}

const sideOf = (step: number, order: number): number => Math.min(26, Math.max(1.2, step * (0.5 + 0.12 * Math.min(6, order))));

function squares(seen: Uint8Array, moving: boolean): number {
  let drawn = 0;
  const inView = clusters.reduce((sum, one) => sum + (seen[one.at] ? one.size : 0), 0);
  const share = moving && inView > SQUARES_MOVING ? SQUARES_MOVING / inView : 1;
  const detailed: number[] = [];
  const { k, width, height } = view;
  const step = apart * k;
  const sides = new Float32Array(64);
  for (let n = 0; n < 64; n++) sides[n] = sideOf(step, n / 4);
  for (const [colour, things] of byKind) {
    pen.fillStyle = colour;
    const last = Math.ceil(things.length * share);
    for (let at = 0; at < last; at++) {
      const n = things[at] as number;
      if (!seen[clusterOf[n] as number]) continue;
      const sx = (x[n] as number) * k + view.x;
      const sy = (y[n] as number) * k + view.y;
      if (sx < -14 || sy < -14 || sx > width + 14 || sy > height + 14) continue;
      if (chosen.hidden.size && isHidden(n)) continue;
      drawn++;
      const size = sides[Math.min(63, Math.round(4 * Math.log2(1 + (degree[n] as number))))] as number;
      if (size < 10 || moving) pen.fillRect(sx - size / 2, sy - size / 2, size, size);
      else detailed.push(n);
    }
  }
  rounded(detailed);
  return drawn;
}

function rounded(things: number[]): void {
  for (const [at, n] of things.entries()) {
    const [sx, sy, size] = [toX(x[n] as number), toY(y[n] as number), side(n)];
    pen.fillStyle = colours[kind[n] as number] ?? INK;
    pen.beginPath();
    pen.arc(sx, sy, size / 2, 0, 2 * Math.PI);
    pen.fill();
    const icon = icons.get(kind[n] as number);
    if (!icon || size < 13 || at > ICONS) continue;
    pen.save();
    pen.translate(sx - size / 2, sy - size / 2);
    pen.scale(size / 24, size / 24);
    pen.fillStyle = PAPER;
    pen.fill(icon, "evenodd");
    pen.restore();
  }
}

function ring(n: number, colour: string, wide: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = wide;
  pen.beginPath();
  pen.arc(toX(x[n] as number), toY(y[n] as number), side(n) / 2 + 3, 0, 2 * Math.PI);
  pen.stroke();
}

function picked(): void {
  for (const n of chosen.hits.slice(0, 400)) ring(n, "#c2410c", 2);
  const { pick, focus } = chosen;
  for (const [one, colour] of [[focus, QUIET], [pick, ACCENT]] as const) {
    if (one && "cluster" in one) rim(one.cluster, colour);
    else if (one) star(one.thing, colour, one === pick);
  }
}

function rim(at: number, colour: string): void {
  const one = clusters[at];
  if (!one) return;
  pen.strokeStyle = colour;
  pen.lineWidth = 2.5;
  pen.beginPath();
  pen.arc(toX(one.x), toY(one.y), one.r * view.k, 0, 2 * Math.PI);
  pen.stroke();
}

function star(n: number, colour: string, isPick: boolean): void {
  if (isPick) {
    pen.strokeStyle = colour;
    pen.globalAlpha = 0.75;
    pen.lineWidth = 1.4;
    pen.beginPath();
    for (const at of pairsOf(n).subarray(0, 3000)) {
      const other = otherEnd(at, n);
      pen.moveTo(toX(x[n] as number), toY(y[n] as number));
      pen.lineTo(toX(x[other] as number), toY(y[other] as number));
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }
  ring(n, colour, 3);
}

type Box = [left: number, top: number, right: number, bottom: number];
export interface Label {
  text: string;
  size: number;
  box: Box;
  weight: number;
  colour: string;
}
// What is written on the picture now, for those who measure it.
export let written: Label[] = [];

function names(seen: Uint8Array, moving: boolean): void {
  written = [];
  let room = moving ? NAMES_MOVING : NAMES_STILL;
  const { pick, focus } = chosen;
  for (const one of [pick, focus]) if (one && "thing" in one) nameThing(one.thing, true);
  for (const n of chosen.hits.slice(0, 60)) nameThing(n, false);
  room = nameClusters(seen, room);
  if (!tellsThings()) return;
  let looked = 0;
  for (const n of byDegree) {
    if (!room || looked > 6000) break;
    const [sx, sy] = [toX(x[n] as number), toY(y[n] as number)];
    if (sx < 0 || sy < 0 || sx > view.width || sy > view.height || isHidden(n)) continue;
    looked++;
    if (apart * view.k < 22 && (degree[n] as number) < 2) break;
    if (nameThing(n, false)) room--;
  }
}

function nameThing(n: number, always: boolean): boolean {
  const below = side(n) / 2 + 9;
  return write([[short(nameOf(n), 22), always ? 600 : 400, INK]], toX(x[n] as number), toY(y[n] as number) + below, 12, always);
}

// Every cluster that is large enough to be seen has a name: inside its disc, where no other name can
// be, as much of it as fits there; else beside the disc, where there is room.
function nameClusters(seen: Uint8Array, room: number): number {
  let left = room;
  const shown = clusters.filter((one) => seen[one.at] && one.r * view.k >= SMALLEST);
  const outside = shown.filter((one) => left > 0 && !(nameInside(one) && left--));
  for (const one of outside) if (left > 0 && nameBeside(one)) left--;
  return left;
}

// What a cluster is called, the fullest first: its kinds with counts, then whose it is.
function clusterNames(one: Cluster): Line[][] {
  const whose: Line = [around(one), 400, QUIET];
  const kinds = (most: number): Line[] => {
    const told = one.kinds.slice(0, most).map(([of, n]): Line => [`${kindShort(of)} ×${count(n)}`, 650, INK]);
    const more = one.kinds.length - most;
    return more > 0 && most > 1 ? [...told, [say("more-kinds", { n: more }), 400, QUIET]] : told;
  };
  const middle: Line = [short(nameOf(one.first), 18), 650, INK];
  return [[...kinds(3), whose], [...kinds(2), whose], [...kinds(1), whose], ...(one.apart ? [] : [[...kinds(1), middle], [middle]]), kinds(1)];
}

function nameInside(one: Cluster): boolean {
  const reach = one.r * view.k;
  const [sx, sy] = [toX(one.x), toY(one.y)];
  if (tellsThings()) {
    // at the upper rim of a disc whose things are told, no wider than it
    const high = Math.max(sy - reach + 16, Math.min(30, sy + reach - 20));
    const across = Math.min(Math.max(sx, 90), view.width - 90);
    const fitting = clusterNames(one).filter((lines) => lines.length < 3 && lines.every((line) => wideOf(line, 12) < 1.8 * reach));
    return fitting.some((lines) => write(lines, across, high, 12, false, true));
  }
  const large = Math.round(Math.min(15, 11 + reach / 60));
  // a name of several words fits into a small disc where each has a line of its own
  const names = clusterNames(one);
  const words = (names[names.length - 1]?.[0]?.[0] ?? "").split(/ (?!×)/).map((word): Line => [word, 650, INK]);
  for (const lines of [...names, words]) {
    for (const size of new Set([large, 11])) if (isWithin(lines, size, reach) && write(lines, sx, sy, size, false, true)) return true;
  }
  return false;
}

// Whether each line of a name lies between the sides of the disc, at its own height.
function isWithin(lines: Line[], size: number, reach: number): boolean {
  const step = size * 1.25;
  return lines.every((line, at) => {
    const far = step * Math.max(Math.abs(at - lines.length / 2), Math.abs(at + 1 - lines.length / 2));
    return far < reach && wideOf(line, size) / 2 <= Math.sqrt(reach * reach - far * far) + 3;
  });
}

function nameBeside(one: Cluster): boolean {
  const reach = one.r * view.k + 9;
  const [sx, sy] = [toX(one.x), toY(one.y)];
  for (const lines of clusterNames(one).slice(-2).reverse()) {
    const wide = wideOf(lines[0] as Line, 11) / 2 + reach - 4;
    const places: [number, number][] = [[sx, sy], [sx, sy + reach], [sx, sy - reach], [sx + wide, sy], [sx - wide, sy]];
    if (places.some(([x, y]) => write(lines, x, y, 11, false, true))) return true;
  }
  return false;
}

type Line = [text: string, weight: number, colour: string];

function write(lines: Line[], sx: number, sy: number, size: number, always: boolean, grounded = false): boolean {
  const step = size * 1.25;
  const wide = Math.max(...lines.map((line) => wideOf(line, size)));
  const box: Box = [sx - wide / 2 - 3, sy - (step * lines.length) / 2, sx + wide / 2 + 3, sy + (step * lines.length) / 2];
  if (!always && written.some(({ box: other }) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return false;
  if (!always && (box[0] < 2 || box[2] > view.width - 2 || box[1] < 0 || box[3] > view.height)) return false;
  if (grounded) {
    pen.fillStyle = "rgba(255,255,255,0.72)";
    pen.fillRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
  }
  lines.map((line) => sprite(line, size)).forEach((one, at) => {
    const top = sy + step * (at - (lines.length - 1) / 2);
    pen.drawImage(one.picture, Math.round(sx - one.width / 2), Math.round(top - one.height / 2), one.width, one.height);
    const [text, weight, colour] = lines[at] as Line;
    const rows: Box = [box[0], sy + step * (at - lines.length / 2), box[2], sy + step * (at + 1 - lines.length / 2)];
    written.push({ text, size, box: rows, weight, colour });
  });
  return true;
}

// A name is drawn once, with a rim of paper, and copied while the map moves: strokes of signs are slow.
interface Sprite {
  picture: HTMLCanvasElement;
  width: number;
  height: number;
}
const sprites = new Map<string, Sprite>();
const SPRITES = 1500;

// How wide a text is: many are measured until one fits, and few are written.
const widths = new Map<string, number>();
function wideOf([text, weight]: Line, size: number): number {
  const key = `${weight} ${size}px ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > 20 * SPRITES) widths.clear();
  pen.font = `${weight} ${size}px ${FONT}`;
  const { width } = pen.measureText(text);
  widths.set(key, width);
  return width;
}

function sprite([text, weight, colour]: Line, size: number): Sprite {
  const key = `${text} ${weight} ${colour} ${size}`;
  const known = sprites.get(key);
  if (known) return known;
  if (sprites.size > SPRITES) sprites.clear();
  const ratio = window.devicePixelRatio || 1;
  const font = `${weight} ${size}px ${FONT}`;
  const [width, height] = [Math.ceil(wideOf([text, weight, colour], size)) + 8, Math.ceil(size * 1.5) + 6];
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
  const own = picture.getContext("2d");
  if (own) {
    own.scale(ratio, ratio);
    own.font = font;
    own.textAlign = "center";
    own.textBaseline = "middle";
    own.lineJoin = "round";
    own.strokeStyle = "rgba(255,255,255,0.9)";
    own.lineWidth = 3.5;
    own.strokeText(text, width / 2, height / 2);
    own.fillStyle = colour;
    own.fillText(text, width / 2, height / 2);
  }
  const made = { picture, width, height };
  sprites.set(key, made);
  return made;
}

export const linesOfCluster = (at: number): number => {
  let links = 0;
  for (let pair = 0; pair < M; pair++) {
    if (clusterOf[source[pair] as number] === at && clusterOf[target[pair] as number] === at) links += many[pair] as number;
  }
  return links;
};
