// Wheel, drag, two fingers, keys: moving about the picture. A fitted picture stays fitted.

import { stretch, view } from "./canvas";
import { bestLevel, fit, picture, settle, transform, untangle } from "./chain";
import { point } from "./geometry";
import { cameFrom, isGroup, levelNow, levels, openGroups, reveal, scene, setLevel, spotOf, toggleGroup } from "./scene";

const LEAST = 0.2;
const MOST = 5;
let fitted = true;

// Zoomed in so far from the fitted picture a group opens, and so far out it closes.
const OPENS = 1.7;
const CLOSES = 0.6;
let times = 1;
let chosen = false;

export function refit(): void {
  fitted = true;
  times = 1;
  fit();
  settle();
}

export function keepFitted(): void {
  if (!fitted) return transform();
  if (!chosen && !openGroups().length && bestLevel() !== levelNow()) setLevel(bestLevel());
  refit();
}

// Somebody chose how much detail there is: the window's size no longer does.
export function pickLevel(at: number): void {
  chosen = true;
  setLevel(at);
  refit();
}

export function zoom(by: number, x = picture.clientWidth / 2, y = picture.clientHeight / 2): void {
  const k = Math.min(MOST, Math.max(LEAST, times * by)) / times;
  times *= k;
  view.x = x - (x - view.x) * k;
  view.y = y - (y - view.y) * k;
  view.k *= k;
  if (by > 1 && times > OPENS && opens(x, y)) return;
  if (by < 1 && times < CLOSES && closes()) return;
  moved();
}

// Zooming untangles: the group under the cursor opens in its place, else the next finer picture comes.
function opens(x: number, y: number): boolean {
  const near = nearest(x, y);
  if (near !== undefined && isGroup(scene.spots[near]) && openGroup(near)) return true;
  if (levelNow() === levels.length - 1 || !scene.spots.some(isGroup)) return false;
  const node = scene.spots[near ?? -1]?.members[0];
  pickLevel(levelNow() + 1);
  if (node !== undefined) centre(spotOf(node), x, y);
  return true;
}

function closes(): boolean {
  if (!openGroups().length && levelNow() === 0) return false;
  pickLevel(openGroups().length ? levelNow() : levelNow() - 1);
  return true;
}

function nearest(x: number, y: number): number | undefined {
  const far = (at: number) => {
    const there = point(at, stretch);
    return Math.hypot(there.x * view.k + view.x - x, there.y * view.k + view.y - y);
  };
  return scene.spots.map((_, at) => at).filter((at) => far(at) < 90).sort((a, b) => far(a) - far(b))[0];
}

function centre(at: number, x: number, y: number): void {
  if (at < 0) return;
  const there = point(at, stretch);
  const whole = { width: scene.size[0] * stretch.x, height: scene.size[1] * stretch.y };
  if (whole.width > picture.clientWidth) view.x = x - there.x;
  if (whole.height > picture.clientHeight) view.y = y - there.y;
  transform();
}

// Opens or closes the group at a place; false where it is too large to be unfolded.
export function openGroup(at: number): boolean {
  const from = cameFrom[at] ?? -1;
  const node = scene.spots[at]?.members[0];
  const base = from >= 0 ? from : levels[levelNow()]?.spots.findIndex((one) => one.members[0] === node) ?? -1;
  if (!toggleGroup(base)) return false;
  chosen = true;
  times = 1;
  fit();
  settle();
  return true;
}

// A node inside a group is brought out, so that it can be seen and taken.
export function bringOut(node: number): void {
  if (!reveal(node)) return;
  chosen = true;
  fit();
  settle();
}

export function show(node: number, alone = true): void {
  if (alone) bringOut(node);
  const { x, y } = point(spotOf(node), stretch);
  const left = x * view.k + view.x;
  const top = y * view.k + view.y;
  const dx = Math.max(0, 60 - left) - Math.max(0, left - picture.clientWidth + 60);
  const dy = Math.max(0, 100 - top) - Math.max(0, top - picture.clientHeight + 90);
  if (dx || dy) pan(dx, dy);
}

function pan(dx: number, dy: number): void {
  view.x += dx;
  view.y += dy;
  moved();
}

let waiting = 0;
function moved(): void {
  fitted = false;
  transform();
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    untangle();
    settle();
  }, 90);
}

const fingers = new Map<number, PointerEvent>();
let dragged = 0;

// A drag that ends over a node is not a click on it.
export const wasDragged = (): boolean => dragged > 4;

function move(event: PointerEvent): void {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
  if (other) pinch(before, event, other);
  else pan(event.clientX - before.clientX, event.clientY - before.clientY);
  dragged += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
  fingers.set(event.pointerId, event);
}

function pinch(before: PointerEvent, now: PointerEvent, other: PointerEvent): void {
  const apart = (a: PointerEvent) => Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY);
  const box = picture.getBoundingClientRect();
  zoom(apart(now) / Math.max(1, apart(before)), other.clientX - box.left, other.clientY - box.top);
}

export function listen(): void {
  picture.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = picture.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  picture.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, event);
    dragged = 0;
  });
  window.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel"] as const) {
    window.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
  // an observer tells the size once at the beginning too, for which everything is drawn already
  let known = `${picture.clientWidth} ${picture.clientHeight}`;
  new ResizeObserver(() => {
    const size = `${picture.clientWidth} ${picture.clientHeight}`;
    if (size !== known) keepFitted();
    known = size;
  }).observe(picture);
}
