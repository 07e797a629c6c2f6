// The same links as a table: for reading row by row, for screen readers, for printing.

import { data, fileName, type Edge, type Row } from "./data";
import { bdi, button, html, note } from "./dom";
import { edgePasses, rowPasses } from "./graph";
import { change, choose, state } from "./state";
import * as words from "./words";

const { say } = words;
const MOST = 2000;
const COLUMNS = ["date", "from", "relation", "to", "amount", "proof", "file", "place"] as const;
type Column = (typeof COLUMNS)[number];

interface Item {
  at: number;
  edge: Edge;
  row: Row;
}

let sorted: Column = "date";
let down = false;

export function drawTable(into: HTMLElement): void {
  const items = data.edges
    .flatMap((edge, at) => (edgePasses(at) && isMeant(edge) ? edge.links.filter(rowPasses).map((row) => ({ at, edge, row })) : []))
    .sort((a, b) => (down ? -1 : 1) * compare(key(a, sorted), key(b, sorted)));
  const head = html("tr", {}, ...COLUMNS.map((column) => heading(column, into)));
  const body = items.slice(0, MOST).map(line);
  const rest = data.edges.filter(isMeant).reduce((sum, edge) => sum + edge.count - edge.links.length, 0) + Math.max(0, items.length - MOST);
  const only = data.nodes[state.only];
  into.replaceChildren(
    only ? html("p", { class: "only" }, button(`${say("only", { name: words.nodeLabel(only) })} ×`, () => change({ only: -1 }), { class: "chip", "data-only": state.only })) : "",
    html("table", {}, html("thead", {}, head), html("tbody", {}, ...body)),
    rest > 0 ? note(say("rows-left-out", { n: rest })) : "",
  );
}

const isMeant = ({ source, target }: Edge): boolean => state.only < 0 || source === state.only || target === state.only;

function heading(column: Column, into: HTMLElement): HTMLElement {
  const order = column !== sorted ? "none" : down ? "descending" : "ascending";
  const sign = order === "none" ? "" : down ? " ↓" : " ↑";
  const press = button(say(column) + sign, () => {
    down = sorted === column && !down;
    sorted = column;
    drawTable(into);
  }, { title: say("sort-hint") });
  return html("th", { scope: "col", "aria-sort": order, class: column }, press);
}

function key({ edge, row }: Item, column: Column): string | number {
  const [file, place] = row.evidence?.[0] ?? [];
  if (column === "date") return row.start ?? "";
  if (column === "from") return name(edge.source);
  if (column === "to") return name(edge.target);
  if (column === "relation") return words.edgeVerb(edge);
  if (column === "amount") return row.amount ? Number(row.amount) : -Infinity;
  if (column === "proof") return Object.keys(data.words.proofs).indexOf(row.proof);
  return column === "file" ? fileName(file ?? -1) : words.place(place ?? "");
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -1 : 1;
  return String(a).localeCompare(String(b), "zh-CN", { numeric: true });
}

function name(at: number): string {
  const node = data.nodes[at];
  return node ? words.nodeLabel(node) : "";
}

function line(item: Item): HTMLElement {
  const { at, edge, row } = item;
  const open = button("", () => choose({ edge: at }), { class: "open" });
  open.append(html("time", {}, words.span(row)));
  return html(
    "tr",
    {},
    html("td", {}, open),
    html("td", {}, bdi(name(edge.source))),
    html("td", {}, html("span", { class: `dot ${edge.family}` }), words.edgeVerb(edge)),
    html("td", {}, bdi(name(edge.target))),
    html("td", { class: "figure" }, row.amount ? words.exactly(row.amount, row.currency ?? "") : ""),
    html("td", {}, words.proofLabel(row.proof)),
    html("td", {}, bdi(String(key(item, "file")))),
    html("td", {}, bdi(String(key(item, "place")))),
  );
}
