// What lies up- and downstream of a choice: payments in time, people and data by direction of supply.
//
// Payments are followed from the chosen account, from what the chosen person holds, or from the
// chosen line. Whoever holds an account that is reached is lit and leads no further: holding two
// accounts makes the money of one no money of the other. Relations are followed from the choice
// along the direction of supply that the ontology states for their kind, never from money into them.

import { data, type Edge } from "./data";
import { paymentAt, payments, paymentsOf, reportsOf, span, spread, toldBy, type Payment } from "./follow";
import { edgePasses, edgesFrom, edgesInto, placePasses } from "./graph";
import type { Pick } from "./state";

export interface Lit {
  nodes: Set<number>;
  rows: Map<number, Set<number>>;
}

export interface Reach extends Lit {
  upstream: number[];
  downstream: number[];
  paidUp: number;
  paidDown: number;
}

export const supplyOf = (edge: Edge): string => data.words.links[edge.kind]?.supply ?? "none";
export const passes = (n: number): boolean => {
  const one = payments[n];
  return !!one && edgePasses(one.edge) && placePasses(one.edge, one.place);
};

const places = (edge: Edge): number[] => Array.from({ length: edge.count }, (_, place) => place);
const isPaid = (at: number, place: number) => paymentAt(at, place) !== undefined || toldBy(at, place) !== undefined;

export function light(lit: Lit, at: number, place: number): void {
  const edge = data.edges[at];
  if (!edge) return;
  lit.nodes.add(edge.source).add(edge.target);
  lit.rows.set(at, (lit.rows.get(at) ?? new Set()).add(place));
}

// The lines by which somebody has something as their own.
export function holdings(node: number, asHolder: boolean): number[] {
  const lines = asHolder ? edgesFrom(node) : edgesInto(node);
  return lines.filter((at) => {
    const edge = data.edges[at];
    return edge && edge.source !== edge.target && supplyOf(edge) === "held" && edgePasses(at);
  });
}

// Rows by which it was held at the time of a payment; undated ones count where none is dated.
export function heldAt(at: number, payment: Payment): number[] {
  const edge = data.edges[at];
  if (!edge) return [];
  const open = places(edge).filter((place) => placePasses(at, place));
  const dated = open.filter((place) => edge.links[place]?.start || edge.links[place]?.end);
  return (dated.length ? dated : open).filter((place) => {
    const [since, until] = span(edge.links[place], true);
    return payment.start + payment.width > since && payment.start < until;
  });
}

// What begins at a node: its own payments, those of what it holds, and those it is reported to have made.
export function begun(node: number, backward: boolean): number[] {
  const found = new Set(paymentsOf(node, backward));
  for (const at of holdings(node, true)) {
    for (const n of paymentsOf(data.edges[at]?.target ?? -1, backward)) {
      const payment = payments[n];
      if (payment && heldAt(at, payment).length) found.add(n);
    }
  }
  if (!backward) {
    for (const at of edgesFrom(node)) {
      for (const place of Object.keys(data.edges[at]?.tells ?? {}).map(Number)) {
        const told = toldBy(at, place);
        if (told !== undefined && edgePasses(at) && placePasses(at, place)) found.add(told);
      }
    }
  }
  return [...found];
}

function seedsOf(pick: Pick, backward: boolean): number[] {
  if ("node" in pick) return begun(pick.node, backward);
  const edge = data.edges[pick.edge];
  if (!edge) return [];
  if (supplyOf(edge) === "held") {
    return paymentsOf(edge.target, backward).filter((n) => heldAt(pick.edge, payments[n] as Payment).length);
  }
  return places(edge).flatMap((place) => paymentAt(pick.edge, place) ?? toldBy(pick.edge, place) ?? []);
}

function lightPayment(lit: Lit, n: number): void {
  const payment = payments[n];
  if (!payment) return;
  light(lit, payment.edge, payment.place);
  for (const { edge, place } of reportsOf.get(n) ?? []) {
    if (edgePasses(edge) && placePasses(edge, place)) light(lit, edge, place);
  }
  for (const end of [payment.from, payment.to]) {
    for (const at of holdings(end, false)) for (const place of heldAt(at, payment)) light(lit, at, place);
  }
}

// A relation hands on what came before it was over; what it hands on comes when it began, or later.
function related(start: number[], backward: boolean, lit: Lit): void {
  const never = backward ? Infinity : -Infinity;
  const when = new Map(start.map((node) => [node, never]));
  const queue = [...start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const come = when.get(node) ?? never;
    for (const [at, next] of supplied(node, backward)) {
      for (const place of places(data.edges[at] as Edge)) {
        const gone = handedOn(at, place, come, backward);
        if (gone === undefined) continue;
        const known = when.get(next);
        if (known !== undefined && (backward ? gone <= known : gone >= known)) continue;
        when.set(next, gone);
        queue.push(next);
      }
    }
  }
  for (const [node, come] of when) {
    for (const [at] of supplied(node, backward)) {
      for (const place of places(data.edges[at] as Edge)) {
        if (handedOn(at, place, come, backward) !== undefined) light(lit, at, place);
      }
    }
  }
}

// The lines by which a node supplies somebody (backward: is supplied), and to where they lead.
export function supplied(node: number, backward: boolean): [at: number, next: number][] {
  const of = (lines: number[], supply: string, end: (edge: Edge) => number) =>
    lines.flatMap((at): [number, number][] => {
      const edge = data.edges[at];
      return edge && edge.source !== edge.target && supplyOf(edge) === supply && edgePasses(at) ? [[at, end(edge)]] : [];
    });
  const [ahead, behind] = backward ? ["backward", "forward"] : ["forward", "backward"];
  return [...of(edgesFrom(node), ahead as string, (edge) => edge.target), ...of(edgesInto(node), behind as string, (edge) => edge.source)];
}

export function handedOn(at: number, place: number, come: number, backward: boolean): number | undefined {
  const edge = data.edges[at];
  if (!edge || isPaid(at, place) || !placePasses(at, place)) return undefined;
  const [since, until] = span(edge.links[place], edge.family === "people");
  if (backward) return since < come ? Math.min(come, until) : undefined;
  return until > come ? Math.max(come, since) : undefined;
}

function oneWay(pick: Pick, backward: boolean): [lit: Lit, paid: number] {
  const lit: Lit = { nodes: new Set(), rows: new Map() };
  const reached = spread(seedsOf(pick, backward), backward, passes);
  for (const n of reached.keys()) lightPayment(lit, n);
  if ("node" in pick) {
    const held = holdings(pick.node, true).map((at) => data.edges[at]?.target ?? -1);
    related([pick.node, ...held], backward, lit);
  } else {
    const edge = data.edges[pick.edge] as Edge;
    const supply = supplyOf(edge);
    if (supply === "held") related([edge.source, edge.target], backward, lit);
    else if (supply === "forward" || supply === "backward") {
      related([(supply === "forward") !== backward ? edge.target : edge.source], backward, lit);
    }
  }
  return [lit, reached.size];
}

export function reach(pick: Pick): Reach {
  const [up, paidUp] = oneWay(pick, true);
  const [down, paidDown] = oneWay(pick, false);
  const own = new Set<number>();
  const lit: Lit = { nodes: new Set([...up.nodes, ...down.nodes]), rows: new Map() };
  for (const rows of [up.rows, down.rows]) {
    for (const [at, found] of rows) for (const place of found) light(lit, at, place);
  }
  if ("node" in pick) {
    own.add(pick.node);
    for (const at of holdings(pick.node, true)) {
      own.add(data.edges[at]?.target ?? -1);
      whole(lit, at);
    }
    for (const at of holdings(pick.node, false)) whole(lit, at);
  } else {
    const edge = data.edges[pick.edge];
    if (edge) own.add(edge.source).add(edge.target);
    whole(lit, pick.edge);
  }
  for (const node of own) lit.nodes.add(node);
  const others = (nodes: Set<number>) => [...nodes].filter((node) => !own.has(node));
  return { ...lit, upstream: others(up.nodes), downstream: others(down.nodes), paidUp, paidDown };
}

function whole(lit: Lit, at: number): void {
  const edge = data.edges[at];
  for (const place of edge ? places(edge) : []) if (placePasses(at, place)) light(lit, at, place);
}
