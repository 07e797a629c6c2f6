// What pack.py tells the page. One reading of the one element of data, nothing else is ever read.

import { unpacked } from "./inflate";
import type { Money } from "./moneydata";
import type { Said } from "./said";

export type Lang = string;
export type Values = [name: string, texts: string[]][];
// The excerpt is a text, or the number of a row of the page.
export type Evidence = [file: number, place: string, reader: string, excerpt: string | number];
export type Totals = [currency: string, amount: string][];
export type Family = "people" | "data" | "money";
export type Route = [leaves: number, enters: number, out: number, into: number, ...via: number[]];

export interface Row {
  id: string;
  proof: string;
  confidence?: number;
  precision?: string;
  start?: string;
  end?: string;
  amount?: string;
  currency?: string;
  object?: string;
  values?: Values;
  evidence?: Evidence[];
  more?: number;
}

// A role with who says so; texts are numbers of sentences.
export interface Part {
  role: string;
  since?: string;
  until?: string;
  handle?: string;
  label?: number;
  said?: number;
  innocent?: number;
}

// Something that can be lit: a finding, an inferred leg, an answer.
export interface Layer {
  sort: "finding" | "leg" | "question";
  handle: string;
  label: number;
  nodes: number[];
  rows: [edge: number, ...places: number[]][];
  said: number[];
  jump?: [from: number, to: number];
}

export type Sum = [handle: string, currency: string, received: string, receipts: number, paid: string, payments: number];
export type Traced = [currency: string, received: string, passedOn: string, kept: string];

export interface Node {
  id: string;
  kind: string;
  label: string;
  handle: string;
  stage: string;
  column: string;
  basis: string;
  why: Said | null;
  level: number;
  roles: string[];
  icon: string;
  masked: boolean;
  harmed: boolean;
  values: Values;
  evidence: Evidence[];
  x: number;
  y: number;
  host: number;
  side: number;
  tie?: string;
  sums?: Sum[];
  traced: Traced[];
  parts?: Part[];
}

export interface Edge {
  source: number;
  target: number;
  kind: string;
  name?: Said;
  family: Family;
  proof: string;
  marks: string[];
  width: number;
  said: number;
  quiet: number;
  route: Route;
  totals: Totals;
  traced: Totals;
  unproven: number;
  count: number;
  last: string;
  links: Row[];
  rest?: [proof: string, currency: string, amount: string][];
  moments?: number[][];
  tells?: Record<number, [edge: number, place: number]>;
  handles?: string[];
}

// A place in the picture: one thing, or a group with what came in and went out of it.
export interface Spot {
  x: number;
  y: number;
  host: number;
  side: number;
  members: number[];
  in: Totals;
  out: Totals;
}

// A line of the picture between two places: one edge, or all of a kind between two groups.
export type Drawn = Pick<Edge, "source" | "target" | "kind" | "name" | "family" | "proof" | "marks" | "width" | "said" | "quiet" | "route" | "totals" | "count"> & { edges: number[] };
export type Ties = [giver: number, given: number, route: Route][];

export interface Level {
  name: string;
  size: [width: number, height: number];
  bands: Band[];
  spots: Spot[];
  lines: Drawn[];
  ties: Ties;
}

// A clause of the first sentence, with the nodes and rows that it is made from.
export interface Clause {
  name: string;
  said: Said;
  nodes: number[];
  rows: [edge: number, place: number][];
  more: number;
  named?: string[];
  // every place where money lies, and its node where it is drawn
  places?: [said: Said, node: number][];
  unplaced?: number;
}

export interface Band {
  stage: string;
  left: number;
  right: number;
  levels: [x: number, said: Said][];
  hidden: [kind: string, count: number][];
}

export interface Source {
  sha256: string;
  name: string;
  layout: string;
  read: number;
  stored: number;
  skipped: number;
  problems: number;
}

export interface Kind extends Said {
  family: string;
  icon: string;
}

export interface LinkKind extends Said {
  family: string;
  verb: Said;
  supply: "time" | "forward" | "backward" | "held" | "none";
}

export interface Packed {
  money?: Money;
  lang: Lang;
  name: string;
  title: string;
  marking: string;
  digest: string;
  zone: string;
  words: {
    ui: Record<string, Said>;
    stages: Record<string, Said>;
    kinds: Record<string, Kind>;
    links: Record<string, LinkKind>;
    roles: Record<string, Said & { harmed: boolean }>;
    properties: Record<string, Said>;
    proofs: Record<string, Said>;
    families: Record<string, Said>;
    linkFamilies: Record<string, Said>;
  };
  look: {
    families: Record<string, string>;
    links: Record<string, string>;
    shapes: Record<string, string>;
    icons: Record<string, string>;
  };
  size: [width: number, height: number];
  bands: Band[];
  nodes: Node[];
  edges: Edge[];
  follow: { base: number; within: number; skew: number; strict: boolean; barred: number[]; summed: boolean };
  ties: Ties;
  headline: Clause[];
  subject?: Said;
  starts: number[];
  columns: string;
  levels: Level[];
  sources: Source[];
  hashes: string[];
  banners: Said[];
  gaps: Said[];
  ask: Record<string, string>;
  heads: string[][];
  cells: [head: number, ...texts: string[]][];
  cellsLeft: number;
  sentences: Said[];
  layers: Layer[];
}

export const data: Packed = JSON.parse(unpacked(document.getElementById("chain")?.textContent ?? ""));
const sources = new Map(data.sources.map((source) => [source.sha256, source]));
export const hashOf = (file: number): string => data.hashes[file] ?? "";
export const fileName = (file: number): string => sources.get(hashOf(file))?.name ?? "";
export const FAMILIES: Family[] = ["people", "data", "money"];

export function familyOf(node: Node): string {
  return data.words.kinds[node.kind]?.family ?? "case";
}

export function iconOf(node: Node): string {
  return data.look.icons[node.icon] ?? "";
}
