// Search over everything that stands in the file, nodes and rows alike.

import { data, type Values } from "./data";
import { bdi, html } from "./dom";
import { excerptText } from "./excerpt";
import { bringOut, show } from "./zoom";
import { nodeIcon } from "./panel";
import { change, choose, state, type Pick } from "./state";
import { edgeVerb, kindLabel, nodeLabel, roleLabel, say, shorts, stageLabel } from "./words";

const MOST = 12;
const flat = (values: Values) => values.flatMap(([, texts]) => texts);
const fold = (text: string) => text.normalize("NFKC").toLowerCase();

function hits(query: string): Pick[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const fits = (texts: string[]) => {
    const text = fold(texts.join("\n"));
    return words.every((word) => text.includes(word));
  };
  const nodes = data.nodes.flatMap((node, at) =>
    fits([nodeLabel(node), node.handle, kindLabel(node.kind), stageLabel(node.stage), ...node.roles.map(roleLabel), ...flat(node.values)]) ? [{ node: at }] : [],
  );
  const edges = data.edges.flatMap((edge, at) => {
    const rows = edge.links.flatMap((row) => [row.amount ?? "", row.object ?? "", ...flat(row.values ?? []), ...(row.evidence ?? []).map(excerptText)]);
    return fits([edgeVerb(edge), ...(edge.handles ?? []), ...rows]) ? [{ edge: at }] : [];
  });
  return [...nodes, ...edges];
}

let found: Pick[] = [];
let active = -1;

export function drawSearch(into: HTMLElement): void {
  const input = html("input", { type: "search", id: "search", placeholder: say("search"), "aria-label": say("search"), role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" });
  const list = html("ul", { id: "found", role: "listbox", hidden: "" });
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (pick: Pick | undefined) => {
    if (!pick) return;
    close();
    input.value = "";
    if (state.view === "flow" || state.view === "time") change({ view: "chain" });
    choose(pick);
    if ("node" in pick) show(pick.node);
    if ("edge" in pick) bringOut(data.edges[pick.edge]?.source ?? -1);
    document.querySelector<SVGGElement>("node" in pick ? `[data-node="${pick.node}"]` : `[data-edge="${pick.edge}"]`)?.focus();
  };
  const draw = () => {
    list.replaceChildren(...rows(take));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (active >= 0) input.setAttribute("aria-activedescendant", `hit-${active}`);
  };
  input.addEventListener("input", () => {
    found = hits(input.value);
    active = found.length ? 0 : -1;
    draw();
  });
  input.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && found.length) {
      active = (active + step + Math.min(found.length, MOST)) % Math.min(found.length, MOST);
      draw();
      event.preventDefault();
    } else if (event.key === "Enter") take(found[active]);
    else if (event.key === "Escape") {
      input.value = "";
      close();
      input.blur();
    }
    event.stopPropagation();
  });
  input.addEventListener("blur", () => window.setTimeout(close, 150));
  into.replaceChildren(input, list);
}

function rows(take: (pick: Pick) => void): HTMLElement[] {
  const shown = found.slice(0, MOST).map((pick, at) => {
    const row = html("li", { id: `hit-${at}`, role: "option", "aria-selected": String(at === active) }, ...text(pick));
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(pick);
    });
    return row;
  });
  const summary = found.length ? say("found", { n: found.length }) : say("found-none");
  return [...shown, html("li", { class: "note", role: "presentation" }, summary)];
}

function text(pick: Pick): (globalThis.Node | string)[] {
  if ("node" in pick) {
    const node = data.nodes[pick.node];
    if (!node) return [];
    return [nodeIcon(node, 18), bdi(nodeLabel(node)), html("small", {}, `${kindLabel(node.kind)} ${node.handle}`)];
  }
  const edge = data.edges[pick.edge];
  const [from, to] = [data.nodes[edge?.source ?? -1], data.nodes[edge?.target ?? -1]];
  if (!edge || !from || !to) return [];
  const said = bdi(`${nodeLabel(from)} ${edgeVerb(edge)} ${nodeLabel(to)}`);
  return [html("span", { class: `dot ${edge.family}` }), said, html("small", {}, shorts(edge.totals))];
}
