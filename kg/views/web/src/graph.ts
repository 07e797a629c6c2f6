// Which rows pass the filters, and what lies up- and downstream of a choice.

import { data, type Edge, type Row } from "./data";
import { state, type Pick } from "./state";

export interface Lit {
  nodes: Set<number>;
  edges: Set<number>;
}

const out: number[][] = data.nodes.map(() => []);
const into: number[][] = data.nodes.map(() => []);
data.edges.forEach((edge, at) => {
  out[edge.source]?.push(at);
  into[edge.target]?.push(at);
});

export const edgesOf = (node: number): number[] => [...(into[node] ?? []), ...(out[node] ?? [])];

// Moments on the clock of the case, so that a day is a day of the case.
export function moment(text: string | undefined): number {
  return text ? Date.parse(`${text.slice(0, 19)}Z`) : NaN;
}

export function rowPasses(row: Row): boolean {
  if (state.proofsOff.has(row.proof)) return false;
  const start = moment(row.start);
  return Number.isNaN(start) || (start <= state.to && (moment(row.end) || start) >= state.from);
}

// Rows beyond those listed lie between the last listed one and the last of all.
function restPasses(edge: Edge): boolean {
  const known = moment(edge.links[edge.links.length - 1]?.start);
  if (edge.count <= edge.links.length) return false;
  return !(known > state.to) && !(moment(edge.last) < state.from);
}

export function nodePasses(node: number): boolean {
  const kind = data.nodes[node]?.kind;
  return kind !== undefined && !state.kindsOff.has(kind);
}

export function edgePasses(at: number): boolean {
  const edge = data.edges[at];
  if (!edge || state.familiesOff.has(edge.family)) return false;
  if (!nodePasses(edge.source) || !nodePasses(edge.target)) return false;
  return edge.links.some(rowPasses) || restPasses(edge);
}

function walk(start: number, steps: number[][], end: (edge: Edge) => number, lit: Lit): number {
  const queue = [start];
  const seen = new Set(queue);
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const at of steps[node] ?? []) {
      const edge = data.edges[at];
      if (!edge || !edgePasses(at)) continue;
      lit.edges.add(at);
      const next = end(edge);
      if (!seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  for (const node of seen) lit.nodes.add(node);
  return seen.size - 1;
}

export interface Reach extends Lit {
  upstream: number;
  downstream: number;
}

export function reach(pick: Pick): Reach {
  const edge = "edge" in pick ? data.edges[pick.edge] : undefined;
  const from = edge ? edge.source : "node" in pick ? pick.node : 0;
  const to = edge ? edge.target : from;
  const lit: Lit = { nodes: new Set([from, to]), edges: new Set() };
  if ("edge" in pick) lit.edges.add(pick.edge);
  const upstream = walk(from, into, (one) => one.source, lit);
  const downstream = walk(to, out, (one) => one.target, lit);
  return { ...lit, upstream, downstream };
}

// Shortest path along the arrows, else against them, else whichever way leads there.
export function path(from: number, to: number): Lit | null {
  const along = (node: number) => out[node] ?? [];
  const against = (node: number) => into[node] ?? [];
  return search(from, to, along) ?? search(from, to, against) ?? search(from, to, edgesOf);
}

function search(from: number, to: number, steps: (node: number) => number[]): Lit | null {
  const back = new Map<number, number>();
  const queue = [from];
  const seen = new Set(queue);
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    if (node === to) return retrace(from, to, back);
    for (const at of steps(node)) {
      const edge = data.edges[at];
      if (!edge || !edgePasses(at)) continue;
      const next = edge.source === node ? edge.target : edge.source;
      if (seen.has(next)) continue;
      seen.add(next);
      back.set(next, at);
      queue.push(next);
    }
  }
  return null;
}

function retrace(from: number, to: number, back: Map<number, number>): Lit {
  const lit: Lit = { nodes: new Set([to]), edges: new Set() };
  for (let node = to; node !== from; ) {
    const at = back.get(node);
    const edge = at === undefined ? undefined : data.edges[at];
    if (at === undefined || !edge) break;
    lit.edges.add(at);
    node = edge.source === node ? edge.target : edge.source;
    lit.nodes.add(node);
  }
  return lit;
}
