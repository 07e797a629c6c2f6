// The shortest way from one choice to another that holds in time: relations, then payments.

import { data, type Edge } from "./data";
import { payments, spread, toldBy, type Payment, type Place } from "./follow";
import { edgesFrom, placePasses } from "./graph";
import { begun, handedOn, heldAt, holdings, light, passes, supplied, type Lit } from "./reach";

export interface Path extends Lit {
  steps: Place[];
  from: number;
  to: number;
}

interface Stop {
  node: number;
  come: number;
  steps: Place[];
  isHeld?: boolean;
}

// Along the supply and the payments, else the other way round: what leads from the goal to the choice.
export function path(from: number, to: number): Path | null {
  return told(from, to, search(from, to)) ?? told(to, from, search(to, from));
}

function told(from: number, to: number, steps: Place[] | null): Path | null {
  if (!steps) return null;
  const lit: Lit = { nodes: new Set([from, to]), rows: new Map() };
  for (const { edge, place } of steps) light(lit, edge, place);
  return { ...lit, steps, from, to };
}

function search(from: number, to: number): Place[] | null {
  let best: Place[] | null = null;
  for (const stop of stops(from)) {
    if (best && stop.steps.length >= best.length) continue;
    if (stop.node === to) best = stop.steps;
    else if (!stop.isHeld) best = shorter(best, byMoney(stop, to));
  }
  return best;
}

function shorter(one: Place[] | null, other: Place[] | null): Place[] | null {
  return !one || (other && other.length < one.length) ? other : one;
}

// Everybody that relations lead to, by the fewest steps; of equally many the earliest.
function stops(from: number): Stop[] {
  const found: Stop[] = [{ node: from, come: -Infinity, steps: [] }];
  const known = new Map([[from, -Infinity]]);
  for (let turn = 0; turn < found.length; turn++) {
    const here = found[turn] as Stop;
    const more = [...relations(here), ...own(here)].sort((a, b) => a.come - b.come);
    for (const next of more) {
      if (next.come >= (known.get(next.node) ?? Infinity)) continue;
      known.set(next.node, next.come);
      found.push(next);
    }
  }
  return found;
}

function relations(here: Stop): Stop[] {
  return supplied(here.node, false).flatMap(([at, node]) =>
    places(at).flatMap((place) => {
      const come = handedOn(at, place, here.come, false);
      return come === undefined ? [] : [{ node, come, steps: [...here.steps, { edge: at, place }] }];
    }),
  );
}

const places = (at: number): number[] => Array.from({ length: data.edges[at]?.count ?? 0 }, (_, place) => place);

// What somebody holds stands where they stand: an account, a phone.
function own(here: Stop): Stop[] {
  return holdings(here.node, true).flatMap((at) => {
    const place = places(at).find((one) => placePasses(at, one));
    const node = (data.edges[at] as Edge).target;
    return place === undefined ? [] : [{ node, come: here.come, steps: [...here.steps, { edge: at, place }], isHeld: true }];
  });
}

// From what pays here to the goal, or to an account that the goal holds.
function byMoney(stop: Stop, to: number): Place[] | null {
  const first = new Map<number, Place[]>();
  const inTime = (n: number) => passes(n) && (payments[n] as Payment).start + (payments[n] as Payment).width > stop.come;
  for (const n of begun(stop.node, false).filter(inTime)) {
    const lead = leading(stop.node, n);
    if (lead) first.set(n, lead);
  }
  let best: Place[] | null = null;
  for (const length of new Set([...first.values()].map((lead) => lead.length))) {
    const seeds = [...first.keys()].filter((n) => first.get(n)?.length === length);
    const way = fewest(spread(seeds, false, passes), to);
    if (!way) continue;
    const [payed, after] = way;
    best = shorter(best, [...stop.steps, ...(first.get(payed[0] as number) ?? []), ...payed.map(asPlace), ...after]);
  }
  return best;
}

// The payments of the shortest way to the goal, and the step from the last one to whoever holds it.
function fewest(reached: Map<number, number>, to: number): [payed: number[], after: Place[]] | null {
  const depth = new Map<number, number>();
  let best: [length: number, n: number, after: Place[]] | null = null;
  for (const [n, before] of reached) {
    depth.set(n, (depth.get(before) ?? 0) + 1);
    const after = following(n, to);
    const length = (depth.get(n) ?? 0) + (after?.length ?? 0);
    if (after && (!best || length < best[0])) best = [length, n, after];
  }
  if (!best) return null;
  const way: number[] = [];
  for (let n = best[1]; n >= 0; n = reached.get(n) ?? -1) way.unshift(n);
  return [way, best[2]];
}

const asPlace = (n: number): Place => ({ edge: (payments[n] as Payment).edge, place: (payments[n] as Payment).place });

// How somebody comes to a payment: it is their own, or they hold the account, or they reported it.
function leading(node: number, n: number): Place[] | null {
  const payment = payments[n] as Payment;
  if (payment.from === node) return [];
  const held = holdings(node, true).filter((at) => data.edges[at]?.target === payment.from);
  for (const at of held) for (const place of heldAt(at, payment)) return [{ edge: at, place }];
  for (const at of edgesFrom(node)) {
    const place = Object.keys(data.edges[at]?.tells ?? {}).map(Number).find((one) => toldBy(at, one) === n);
    if (place !== undefined) return [{ edge: at, place }];
  }
  return null;
}

function following(n: number, to: number): Place[] | null {
  const payment = payments[n] as Payment;
  if (payment.to === to) return [];
  for (const at of holdings(to, true)) {
    if (data.edges[at]?.target !== payment.to) continue;
    for (const place of heldAt(at, payment)) return [{ edge: at, place }];
  }
  return null;
}
