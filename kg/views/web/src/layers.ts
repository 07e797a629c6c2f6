// Findings, inferred legs and answers as layers: what is switched on is lit, with what it rests on.

import { labelElements, lineElements, spotElements, stretch } from "./canvas";
import { picture } from "./chain";
import { data, type Layer } from "./data";
import { bdi, HALO, header, html, MIDDLE, note, span, svg, text } from "./dom";
import { handleButton } from "./excerpt";
import { point } from "./geometry";
import { scene, spotOf } from "./scene";
import { change, state, toggled } from "./state";
import { label, nodeLabel, say } from "./words";

const jumps = svg("g", { class: "jumps" });

export function layersPanel(): HTMLElement[] {
  const sorts = ["finding", "leg", "question"] as const;
  const lists = sorts.flatMap((sort) => {
    const mine = data.layers.filter((layer) => layer.sort === sort);
    return mine.length ? [html("section", {}, html("h3", {}, say(`layers-${sort}`)), ...mine.map(item))] : [];
  });
  return [header(say("layers")), note(say("layers-hint")), ...lists];
}

function item(layer: Layer): HTMLElement {
  const box = html("input", { type: "checkbox", "data-layer": layer.handle });
  box.checked = state.layers.has(layer.handle);
  box.addEventListener("change", () => change({ layers: toggled(state.layers, layer.handle) }));
  const rows = layer.rows.reduce((sum, [, ...places]) => sum + places.length, 0);
  const said = layer.said.map((n) => html("p", {}, bdi(label(data.sentences[n]))));
  if (layer.sort !== "question") said[said.length - 1]?.prepend(span("title", say("innocent")));
  return html(
    "article",
    { class: "row layer" },
    html("div", { class: "layer-head" }, html("label", {}, box, html("b", {}, bdi(label(data.sentences[layer.label])))), handleButton(layer.handle)),
    note(say("layer-size", { nodes: layer.nodes.length, links: rows })),
    html("div", { class: "innocent", ...(box.checked ? {} : { hidden: "" }) }, ...said),
    ...(box.checked && layer.jump ? [note(layer.jump.map((at) => data.nodes[at]).map((node) => (node ? nodeLabel(node) : "")).join(" ⇢ "))] : []),
  );
}

export function markLayers(): void {
  const on = data.layers.filter((layer) => state.layers.has(layer.handle));
  const nodes = new Set(on.flatMap((layer) => layer.nodes));
  const lines = new Set(on.flatMap((layer) => layer.rows.map(([edge]) => edge)));
  for (const at of lines) for (const end of [data.edges[at]?.source, data.edges[at]?.target]) if (end !== undefined) nodes.add(end);
  picture.classList.toggle("layering", on.length > 0);
  scene.spots.forEach(({ members }, at) => spotElements[at]?.classList.toggle("layered", members.some((node) => nodes.has(node))));
  scene.lines.forEach(({ edges }, at) => [lineElements[at], labelElements[at]].forEach((element) => element?.classList.toggle("layered", edges.some((edge) => lines.has(edge)))));
  drawJumps(on);
}

// What no row records: a leg by which money may have gone on, over everything else.
function drawJumps(on: Layer[]): void {
  const world = picture.firstElementChild;
  if (world && jumps.parentNode !== world) world.append(jumps);
  jumps.replaceChildren(
    ...on.flatMap(({ jump, handle }) => {
      if (!jump) return [];
      const [a, b] = [point(spotOf(jump[0]), stretch), point(spotOf(jump[1]), stretch)];
      const [x, y] = [(a.x + b.x) / 2, Math.min(a.y, b.y) - 40];
      return [
        svg("path", { d: `M${a.x} ${a.y}Q${x} ${y} ${b.x} ${b.y}`, fill: "none", stroke: "#7d3c98", "stroke-width": 2.2, "stroke-dasharray": "2 5", "stroke-linecap": "round" }),
        text(x, (y + Math.min(a.y, b.y)) / 2, 11.5, "#7d3c98", `${handle} ${say("inferred")}`, { ...MIDDLE, ...HALO }),
      ];
    }),
  );
}
