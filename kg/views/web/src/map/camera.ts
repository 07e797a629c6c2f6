// Where the map lies in the window, and what is looked at: shared by all that draw on it.

import { C, clusters, clusterOf, head, SIDE, x, y } from "./mapdata";

export const view = { k: 1, x: 0, y: 0, width: 1, height: 1 };

export type Pick = { thing: number } | { cluster: number } | null;
export const chosen: { pick: Pick; focus: Pick; hits: number[]; hidden: Set<number> } = { pick: null, focus: null, hits: [], hidden: new Set() };

// Things lie so many steps apart at least, which says how much the screen can tell of them.
export const apart = head.spacing;

const LEAST = 0.5;
let fitted = 1;

export function fit(box = whole(), margin = 26): void {
  const k = Math.min((view.width - 2 * margin) / (box.right - box.left), (view.height - 2 * margin) / (box.bottom - box.top));
  view.k = Math.max(1e-6, k);
  view.x = view.width / 2 - (view.k * (box.left + box.right)) / 2;
  view.y = view.height / 2 - (view.k * (box.top + box.bottom)) / 2;
}

export function fitWhole(): void {
  fit();
  fitted = view.k;
}

function whole(): { left: number; right: number; top: number; bottom: number } {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x: cx, y: cy, r } of clusters) {
    left = Math.min(left, cx - r);
    right = Math.max(right, cx + r);
    top = Math.min(top, cy - r);
    bottom = Math.max(bottom, cy + r);
  }
  return C ? { left, right, top, bottom } : { left: 0, right: SIDE, top: 0, bottom: SIDE };
}

export function fitCluster(at: number): void {
  const one = clusters[at];
  if (one) fit({ left: one.x - one.r, right: one.x + one.r, top: one.y - one.r, bottom: one.y + one.r }, 40);
}

export function zoomAt(by: number, sx = view.width / 2, sy = view.height / 2): void {
  const most = 60 / apart;
  const k = Math.min(Math.max(most, fitted), Math.max(fitted * LEAST, view.k * by)) / view.k;
  view.x = sx - (sx - view.x) * k;
  view.y = sy - (sy - view.y) * k;
  view.k *= k;
}

// Brings a thing to the middle, close enough that its neighbours can be told from it.
export function goTo(n: number): void {
  const cluster = clusters[clusterOf[n] as number];
  const near = Math.min(26 / apart, cluster ? Math.min(view.width, view.height) / (0.9 * cluster.r) : Infinity);
  view.k = Math.max(view.k, near);
  view.x = view.width / 2 - view.k * (x[n] as number);
  view.y = view.height / 2 - view.k * (y[n] as number);
}

export const toX = (wx: number): number => wx * view.k + view.x;
export const toY = (wy: number): number => wy * view.k + view.y;

// How near things are told apart: below it a click means the cluster.
export const tellsThings = (): boolean => apart * view.k > 3;

export function thingAt(sx: number, sy: number): number | null {
  let [best, least] = [-1, 11 * 11];
  for (const one of clusters) {
    const reach = one.r * view.k + 12;
    if (Math.abs(toX(one.x) - sx) > reach || Math.abs(toY(one.y) - sy) > reach) continue;
    for (let n = one.first; n < one.first + one.size; n++) {
      const dx = toX(x[n] as number) - sx;
      const dy = toY(y[n] as number) - sy;
      if (dx * dx + dy * dy < least) [best, least] = [n, dx * dx + dy * dy];
    }
  }
  return best < 0 ? null : best;
}

export function clusterAt(sx: number, sy: number): number | null {
  const one = clusters.find(({ x: cx, y: cy, r }) => Math.hypot(toX(cx) - sx, toY(cy) - sy) <= r * view.k);
  return one ? one.at : null;
}

export function pickAt(sx: number, sy: number): Pick {
  const thing = tellsThings() ? thingAt(sx, sy) : null;
  if (thing !== null) return { thing };
  const cluster = clusterAt(sx, sy);
  return cluster === null ? null : { cluster };
}
