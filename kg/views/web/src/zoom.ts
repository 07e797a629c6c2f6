// Wheel, drag, two fingers, keys: moving about the picture. A fitted picture stays fitted.

import { stretch, view } from "./canvas";
import { fit, picture, settle, transform } from "./chain";
import { point } from "./geometry";

const LEAST = 0.2;
const MOST = 5;
let fitted = true;

export function refit(): void {
  fitted = true;
  fit(picture.clientWidth, picture.clientHeight);
  settle();
}

export function keepFitted(): void {
  if (fitted) refit();
  else transform();
}

export function zoom(by: number, x = picture.clientWidth / 2, y = picture.clientHeight / 2): void {
  const k = Math.min(MOST, Math.max(LEAST, view.k * by));
  view.x = x - ((x - view.x) * k) / view.k;
  view.y = y - ((y - view.y) * k) / view.k;
  view.k = k;
  moved();
}

export function show(node: number): void {
  const { x, y } = point(node, stretch);
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
  waiting = window.setTimeout(settle, 90);
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
  new ResizeObserver(keepFitted).observe(picture);
}
