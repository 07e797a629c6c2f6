// The keyboard walks: along links to the left and right, within a column up and down.

import { data } from "./data";
import { spotElements } from "./canvas";
import { isGroup, scene, spotOf } from "./scene";
import { edgePasses, edgesOf, nodePasses } from "./graph";
import { change, choose, state } from "./state";
import { openGroup, refit, show, zoom } from "./zoom";

const ARROWS: Record<string, [dx: number, dy: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function linked(from: number): number[] {
  return edgesOf(from).filter(edgePasses).flatMap((at) => {
    const edge = data.edges[at];
    return edge ? [edge.source === from ? edge.target : edge.source] : [];
  });
}

function nearest(from: number, candidates: number[], dx: number, dy: number): number | undefined {
  const place = (node: number) => scene.spots[spotOf(node)];
  const here = place(from);
  if (!here) return undefined;
  const ahead = candidates.filter((at) => {
    const there = place(at);
    if (!there || there === here) return false;
    const [x, y] = [there.x - here.x, there.y - here.y];
    return dx ? x * dx > 0.2 : Math.abs(x) < 0.2 && (y * dy > 0.01 || (y === 0 && there.host !== here.host));
  });
  const cost = (at: number) => {
    const there = place(at);
    return there ? Math.abs(there.y - here.y) + (dx ? Math.abs(there.x - here.x) * 4 : 0) : Infinity;
  };
  return ahead.sort((a, b) => cost(a) - cost(b) || a - b)[0];
}

export function focusNode(at: number): void {
  change({ focus: at });
  const spot = spotOf(at);
  spotElements.forEach((element, n) => element.setAttribute("tabindex", n === spot ? "0" : "-1"));
  spotElements[spot]?.focus({ preventScroll: true });
  show(at, false);
}

function walk([dx, dy]: [number, number]): void {
  const from = state.focus;
  if (!data.nodes[from]) return;
  const all = data.nodes.map((_, at) => at).filter(nodePasses);
  const next = (dx ? nearest(from, linked(state.focus), dx, dy) : undefined) ?? nearest(from, all, dx, dy);
  if (next !== undefined) focusNode(next);
}

function press(event: KeyboardEvent): boolean {
  const onChain = state.view === "chain" || state.view === "table";
  if (!onChain && event.key !== "/" && event.key !== "Escape") return false;
  const arrow = ARROWS[event.key];
  const focused = document.activeElement?.closest("[data-spot],[data-line]");
  if (arrow && (focused || document.activeElement === document.body)) walk(arrow);
  else if ((event.key === "Enter" || event.key === " ") && focused) enter(focused, event.shiftKey);
  else if (event.key === "/") document.getElementById("search")?.focus();
  else if (event.key === "Escape") choose(null);
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") refit();
  else return false;
  return true;
}

function enter(element: Element, shift: boolean): void {
  const spot = element.getAttribute("data-spot");
  if (spot !== null) return pickSpot(Number(spot), shift);
  pickLine(Number(element.getAttribute("data-line")));
}

// A line between groups opens them; one between two things is told in the panel.
export function pickLine(at: number): void {
  const line = scene.lines[at];
  const [only] = line?.edges ?? [];
  if (line?.edges.length === 1 && only !== undefined) return choose({ edge: only });
  change({ panel: "group", facts: line?.edges ?? [], members: [], pick: null, goal: null, spot: null });
}

export function pickSpot(at: number, shift: boolean): void {
  const spot = scene.spots[at];
  if (!spot || !isGroup(spot)) return pickNode(spot?.members[0] ?? -1, shift);
  const { members } = spot;
  change({ panel: "group", facts: [], members, pick: null, goal: null, spot: null, focus: members[0] ?? 0 });
  openGroup(at);
}

export function pickNode(at: number, shift: boolean): void {
  if (shift && state.pick && "node" in state.pick && state.pick.node !== at) change({ goal: at });
  else choose({ node: at });
}

export function listen(): void {
  window.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    if (press(event)) event.preventDefault();
  });
}
