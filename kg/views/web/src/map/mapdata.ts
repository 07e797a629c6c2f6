// What map_data.py tells the page: a head as JSON, and columns that are deflated together.

import type { Said } from "../said";

export type Lang = "zh" | "en";
export interface Named extends Said {
  family: string;
  own?: string;
}

interface Head {
  lang: Lang;
  title: string;
  marking: string;
  real: boolean;
  things: number;
  pairs: number;
  clusters: number;
  spacing: number;
  kinds: string[];
  relations: [kind: string, third: number, said: Said][];
  currencies: string[];
  left: [kind: string, many: number][];
  days: string[];
  most: [things: number, pairs: number];
  stages: Said[];
  sums: [currency: string, sum: string, links: number][];
  words: { ui: Record<string, Said>; kinds: Record<string, Named>; families: Record<string, Said>; links: Record<string, Named> };
  look: { kinds: string[]; links: Record<string, string>; icons: Record<string, string> };
  columns: [name: string, bytes: number][];
  digest: string;
}

export const head: Head = JSON.parse(document.getElementById("head")?.textContent ?? "{}");
export const N = head.things;
export const M = head.pairs;
export const C = head.clusters;

// Places are whole steps; SIDE of them are the longer side of the map.
export const SIDE = 65535;

export const x = new Float32Array(N);
export const y = new Float32Array(N);
export const kind = new Uint16Array(N);
export const left = new Uint32Array(N);
// Of each thing its stage, the first as 1; 0 where it has none.
export const stage = new Uint8Array(N);
export const clusterOf = new Uint32Array(N);
export const degree = new Uint32Array(N);
export let labels: string[] = [];
export let handles: string[] = [];

export interface Cluster {
  at: number;
  first: number;
  size: number;
  x: number;
  y: number;
  r: number;
  apart: boolean;
  kinds: [kind: number, many: number][];
  // The stage of most of those that have one, the first as 1; 0 where none does.
  stage: number;
}
export const clusters: Cluster[] = [];

export const source = new Uint32Array(M);
export const target = new Uint32Array(M);
export const relation = new Uint16Array(M);
export const currency = new Uint16Array(M);
export const many = new Uint32Array(M);
export const firstDay = new Uint32Array(M);
export const span = new Uint32Array(M);
export let amounts: string[] = [];
export let largest: string[] = [];
export let facts: string[] = [];
let base = 0;

// The pairs of thing n are those at beside[starts[n]] to beside[starts[n + 1] - 1].
export const starts = new Uint32Array(N + 1);
export const beside = new Uint32Array(2 * M);

// The lines between clusters: how many links, by both numbers.
export const bundles: [a: number, b: number, links: number][] = [];

export async function read(): Promise<void> {
  const columns = await inflated();
  const text = (name: string) => new TextDecoder().decode(columns.get(name)).split("\n");
  labels = text("label");
  handles = text("handle");
  amounts = text("amount");
  largest = text("largest");
  facts = text("fact");
  base = Number(text("base")[0]);
  fill(columns.get("kind"), kind);
  fill(columns.get("left"), left);
  fill(columns.get("stage"), stage);
  places(columns);
  fill(columns.get("source"), source);
  fill(columns.get("target"), target);
  fill(columns.get("relation"), relation);
  fill(columns.get("currency"), currency);
  fill(columns.get("count"), many);
  fill(columns.get("first"), firstDay);
  fill(columns.get("span"), span);
  let one = 0;
  for (let at = 0; at < M; at++) {
    one += source[at] as number;
    source[at] = one;
    const far = target[at] as number;
    target[at] = one + (far % 2 ? -(far + 1) / 2 : far / 2);
  }
  join();
}

async function inflated(): Promise<Map<string, Uint8Array>> {
  const packed = atob((document.getElementById("columns")?.textContent ?? "").trim());
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at++) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const whole = new Uint8Array(await new Response(stream).arrayBuffer());
  const columns = new Map<string, Uint8Array>();
  let start = 0;
  for (const [name, size] of head.columns) {
    columns.set(name, whole.subarray(start, start + size));
    start += size;
  }
  return columns;
}

function fill(bytes: Uint8Array | undefined, into: { [at: number]: number; length: number }): void {
  if (!bytes) return;
  let at = 0;
  for (let n = 0; n < into.length; n++) {
    let value = 0;
    let step = 1;
    let byte = 0;
    do {
      byte = bytes[at++] ?? 0;
      value += (byte & 127) * step;
      step *= 128;
    } while (byte > 127);
    into[n] = value;
  }
}

function places(columns: Map<string, Uint8Array>): void {
  for (const [axis, into] of [["x", x], ["y", y]] as const) {
    const low = columns.get(`${axis}Low`);
    const high = columns.get(`${axis}High`);
    for (let n = 0; n < N; n++) into[n] = (low?.[n] ?? 0) + 256 * (high?.[n] ?? 0);
  }
  const rows = new Float64Array(5 * C);
  fill(columns.get("cluster"), rows);
  let first = 0;
  for (let at = 0; at < C; at++) {
    const [size = 0, cx = 0, cy = 0, r = 0, apart = 0] = rows.subarray(5 * at, 5 * at + 5);
    const counts = new Map<number, number>();
    const staged = new Array<number>(head.stages.length + 1).fill(0);
    for (let n = first; n < first + size; n++) {
      clusterOf[n] = at;
      if (stage[n]) staged[stage[n] as number]! += 1;
      const of = kind[n] as number;
      counts.set(of, (counts.get(of) ?? 0) + 1);
    }
    const kinds = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    clusters.push({ at, first, size, x: cx, y: cy, r, apart: !!apart, kinds, stage: staged.indexOf(Math.max(1, ...staged)) });
    first += size;
  }
}

function join(): void {
  for (let at = 0; at < M; at++) {
    const [a, b] = [source[at] as number, target[at] as number];
    starts[a + 1]! += 1;
    if (a !== b) starts[b + 1]! += 1;
  }
  for (let n = 0; n < N; n++) starts[n + 1]! += starts[n] as number;
  const next = starts.slice();
  const between = new Map<number, number>();
  for (let at = 0; at < M; at++) {
    const [a, b] = [source[at] as number, target[at] as number];
    beside[next[a]!++] = at;
    if (a !== b) beside[next[b]!++] = at;
    const [one, two] = [clusterOf[a] as number, clusterOf[b] as number];
    if (one === two) continue;
    const key = Math.min(one, two) * C + Math.max(one, two);
    between.set(key, (between.get(key) ?? 0) + (many[at] as number));
  }
  for (const [key, links] of between) bundles.push([Math.floor(key / C), key % C, links]);
  bundles.sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1]);
  const seen = new Int32Array(N).fill(-1);
  for (let n = 0; n < N; n++) {
    for (const at of pairsOf(n)) {
      const other = otherEnd(at, n);
      if (other === n || seen[other] === n) continue;
      seen[other] = n;
      degree[n]! += 1;
    }
  }
}

export const pairsOf = (n: number): Uint32Array => beside.subarray(starts[n], starts[n + 1]);
export const otherEnd = (at: number, n: number): number => (source[at] === n ? (target[at] as number) : (source[at] as number));

// The colour of each kind.
export const colours: string[] = head.look?.kinds ?? [];
export const isThird = (at: number): boolean => !!head.relations[relation[at] as number]?.[1];

// The day of a pair's first link, and of its last, as they are written: no clock comes in.
export function days(at: number): [first: string, last: string] | null {
  const first = firstDay[at] as number;
  if (!first) return null;
  const day = (n: number) => new Date((base + n - 1) * 86400000).toISOString().slice(0, 10);
  return [day(first), day(first + (span[at] as number))];
}

export interface Sum {
  relation: number;
  currency: number;
  total: string;
  count: number;
}

// What leaves a thing or reaches it, by relation and currency, to the last digit.
export function sumsOf(n: number, out: boolean): Sum[] {
  const sums = new Map<string, { relation: number; currency: number; units: bigint; digits: number; count: number }>();
  for (const at of pairsOf(n)) {
    const amount = amounts[at];
    if (!amount || (out ? source : target)[at] !== n) continue;
    const key = `${relation[at]} ${currency[at]}`;
    const sum = sums.get(key) ?? { relation: relation[at] as number, currency: currency[at] as number, units: 0n, digits: 0, count: 0 };
    const part = amount.split(".")[1]?.length ?? 0;
    if (part > sum.digits) {
      sum.units *= 10n ** BigInt(part - sum.digits);
      sum.digits = part;
    }
    sum.units += BigInt(amount.replace(".", "")) * 10n ** BigInt(sum.digits - part);
    sum.count += many[at] as number;
    sums.set(key, sum);
  }
  return [...sums.values()]
    .map(({ units, digits, ...sum }) => ({ ...sum, total: decimal(units, digits) }))
    .sort((a, b) => a.relation - b.relation || a.currency - b.currency);
}

function decimal(units: bigint, digits: number): string {
  const sign = units < 0n ? "-" : "";
  const text = String(units < 0n ? -units : units).padStart(digits + 1, "0");
  const part = text.slice(text.length - digits).replace(/0+$/, "");
  return sign + text.slice(0, text.length - digits) + (digits && part ? `.${part}` : "");
}

// How many links a thing has; of links with a third party that one counts its own.
export function linksOf(n: number): number {
  let links = 0;
  for (const at of pairsOf(n)) if (!isThird(at) || target[at] === n) links += many[at] as number;
  return links;
}
