// Legend and filters are one: each sample switches what it explains on and off.

import { data, FAMILIES } from "./data";
import { button, HALO, html, MIDDLE, span, svg, text as letters } from "./dom";
import { dashes, MARKS, style } from "./chain";
import { nodeIcon } from "./panel";
import { levels } from "./scene";
import { change, state, toggled } from "./state";
import { count, kindLabel, label, proofLabel, say } from "./words";

type Chip = { name: string; text: string; sample: SVGSVGElement; on: boolean; flip: () => void };

export function drawFilters(into: HTMLElement): void {
  into.replaceChildren(
    html("div", { class: "pair" }, ...(data.edges.length ? [group(say("filter-links"), families()), group(say("filter-proof"), proofs())] : []), ...pale().map(({ sample, text }) => span("pale-key", sample, text)), ...reset()),
    group(say("filter-kinds"), kinds()),
    html("p", { class: "hint" }, say("hint"), data.nodes.some(({ masked }) => masked) ? ` · ${say("legend-names")}` : ""),
  );
  requestAnimationFrame(() => unfold(into));
}

// What has no room is counted, and unfolds by a click.
function unfold(into: HTMLElement): void {
  const bottom = into.getBoundingClientRect().bottom;
  const left = [...into.querySelectorAll("[data-filter]")].filter((one) => one.getBoundingClientRect().bottom > bottom + 5).length;
  const isOpen = into.classList.contains("all");
  const flip = () => {
    into.classList.toggle("all");
    drawFilters(into);
  };
  into.querySelector(".more-kinds")?.remove();
  if (left || isOpen) into.append(button(isOpen ? "▾" : say("kinds-more", { n: left }), flip, { class: "chip more-kinds", "aria-expanded": String(isOpen) }));
}

// The legend of what is drawn: kinds of things, of lines, and how far lines are proven.
export function legendItems(): { sample: SVGSVGElement; text: string }[] {
  return [...[...kinds(), ...families(), ...proofs()].filter(({ on }) => on), ...pale()].map(({ sample, text }) => ({ sample, text }));
}

// What nobody recorded is dashed; beside the strongest line between two, the others are paler.
function pale(): { sample: SVGSVGElement; text: string }[] {
  const guessed = data.edges.some((edge) => style(edge) === "inferred") ? [{ sample: stroke(dashes("inferred", 2), "#4a5564", 2), text: say("inferred") }] : [];
  if (!levels.some(({ lines }) => lines.some((line) => line.quiet && line.source !== line.target))) return guessed;
  const sample = svg("svg", { viewBox: "0 0 28 16", width: 28, height: 16, "aria-hidden": "true" }, svg("path", { d: "M1 5H27", stroke: "#4a5564", "stroke-width": 2.4 }), svg("path", { d: "M1 11H27", stroke: "#4a5564", "stroke-width": 2.4, opacity: 0.3 }));
  return [...guessed, { sample, text: say("legend-pale") }];
}

// What is filtered, in words: it goes with every picture and print.
export function filterText(): string {
  const off = [...kinds(), ...families(), ...proofs()].filter(({ on }) => !on).map(({ text }) => text);
  const day = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : "…");
  const parts = [
    state.from > -Infinity || state.to < Infinity ? `${say("filter-dates")} ${day(state.from)} – ${day(state.to)}` : "",
    off.length ? `${say("filtered-out")} ${off.join(", ")}` : "",
    state.work.hidden.length ? say("hidden-show", { n: state.work.hidden.length }) : "",
    state.layers.size ? `${say("layers")} ${[...state.layers].join(", ")}` : "",
  ].filter(Boolean);
  return `${say("filters")}: ${parts.join(" · ") || say("filters-none")}`;
}

function reset(): HTMLElement[] {
  const off = [state.kindsOff, state.familiesOff, state.proofsOff];
  if (!off.some((set) => set.size)) return [];
  const none = { kindsOff: new Set<string>(), familiesOff: new Set<string>(), proofsOff: new Set<string>() };
  return [button(say("filters-reset"), () => change(none), { class: "chip" })];
}

function group(title: string, chips: Chip[]): HTMLElement {
  return html("div", { class: "chips", role: "group", "aria-label": title }, span("title", title), ...chips.map(chip));
}

function chip({ name, text, sample, on, flip }: Chip): HTMLElement {
  const made = html("button", { type: "button", class: "chip", "aria-pressed": String(on), "data-filter": name }, sample, html("span", {}, text));
  made.addEventListener("click", flip);
  return made;
}

function kinds(): Chip[] {
  const first = new Map(data.nodes.map((node) => [node.kind, node]).reverse() as [string, (typeof data.nodes)[number]][]);
  const order = Object.keys(data.look.families);
  const rank = (kind: string) => order.indexOf(data.words.kinds[kind]?.family ?? "");
  return [...first.entries()]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([kind, node]) => ({
      name: kind,
      text: `${kindLabel(kind)} ${count(data.nodes.filter((one) => one.kind === kind).length)}`,
      sample: nodeIcon({ ...node, icon: data.words.kinds[kind]?.icon ?? "circle" }, 17),
      on: !state.kindsOff.has(kind),
      flip: () => change({ kindsOff: toggled(state.kindsOff, kind) }),
    }));
}

function families(): Chip[] {
  return FAMILIES.filter((family) => data.edges.some((edge) => edge.family === family)).map((family) => ({
    name: family,
    text: label(data.words.linkFamilies[family], family),
    sample: familySample(family),
    on: !state.familiesOff.has(family),
    flip: () => change({ familiesOff: toggled(state.familiesOff, family) }),
  }));
}

function proofs(): Chip[] {
  const found = new Set(data.edges.flatMap((edge) => edge.links.map((row) => row.proof)));
  return Object.keys(data.words.proofs).filter((proof) => found.has(proof)).map((proof) => ({
    name: proof,
    text: proofLabel(proof),
    sample: stroke({ ...dashes(proof, 2), ...(proof === "single" ? { opacity: "0.55" } : {}) }, "#4a5564", 2, MARKS[proof]),
    on: !state.proofsOff.has(proof),
    flip: () => change({ proofsOff: toggled(state.proofsOff, proof) }),
  }));
}

function familySample(family: string): SVGSVGElement {
  const colour = data.look.links[family] ?? "#555";
  if (family === "money") return stroke({}, colour, 4.5);
  const made = stroke({}, colour, family === "data" ? 4.4 : 1.5);
  if (family === "data") made.append(svg("path", { d: "M1 8H27", stroke: "#fff", "stroke-width": 1.6 }));
  else made.append(svg("circle", { cx: 3, cy: 8, r: 2.2, fill: colour }));
  return made;
}

function stroke(dash: Record<string, string>, colour: string, width: number, mark?: string): SVGSVGElement {
  const made = svg("svg", { viewBox: "0 0 28 16", width: 28, height: 16, "aria-hidden": "true" });
  made.append(svg("path", { d: "M1 8H27", fill: "none", stroke: colour, "stroke-width": width, ...dash }));
  if (mark) made.append(letters(14, 12, 12, mark === MARKS["verified"] ? "#1c5b37" : "#a3261f", mark, { ...MIDDLE, ...HALO, "stroke-width": 5 }));
  return made;
}
