// The keyboard walks: along links to the left and right, within a column up and down.

import { data, type Node } from "./data";
import { nodeElements } from "./canvas";
import { edgePasses, edgesOf, nodePasses } from "./graph";
import { change, choose, state } from "./state";
import { refit, show, zoom } from "./zoom";

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

function nearest(from: Node, candidates: number[], dx: number, dy: number): number | undefined {
  const ahead = candidates.filter((at) => {
    const node = data.nodes[at];
    if (!node || node === from) return false;
    const [x, y] = [node.x - from.x, node.y - from.y];
    return dx ? x * dx > 0.2 : Math.abs(x) < 0.2 && (y * dy > 0.01 || (y === 0 && node.host !== from.host));
  });
  const cost = (at: number) => {
    const node = data.nodes[at];
    return node ? Math.abs(node.y - from.y) + (dx ? Math.abs(node.x - from.x) * 4 : 0) : Infinity;
  };
  return ahead.sort((a, b) => cost(a) - cost(b) || a - b)[0];
}

export function focusNode(at: number): void {
  change({ focus: at });
  nodeElements.forEach((element, n) => element.setAttribute("tabindex", n === at ? "0" : "-1"));
  nodeElements[at]?.focus({ preventScroll: true });
  show(at);
}

function walk([dx, dy]: [number, number]): void {
  const from = data.nodes[state.focus];
  if (!from) return;
  const all = data.nodes.map((_, at) => at).filter(nodePasses);
  const next = (dx ? nearest(from, linked(state.focus), dx, dy) : undefined) ?? nearest(from, all, dx, dy);
  if (next !== undefined) focusNode(next);
}

function press(event: KeyboardEvent): boolean {
  const onChain = state.view === "chain" || state.view === "table";
  if (!onChain && event.key !== "/" && event.key !== "Escape") return false;
  const arrow = ARROWS[event.key];
  const focused = document.activeElement?.closest("[data-node],[data-edge]");
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
  const node = element.getAttribute("data-node");
  if (node === null) return choose({ edge: Number(element.getAttribute("data-edge")) });
  pickNode(Number(node), shift);
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
