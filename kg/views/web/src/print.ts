// Printing on A4: the first sentence, the picture, legend and filters, then rows, notes and marking.

import { picture } from "./chain";
import { data } from "./data";
import { bdi, html, span } from "./dom";
import { filterText, legendItems } from "./filters";
import { picture as lanesPicture } from "./lanes";
import { drawTable } from "./table";
import { state } from "./state";
import { heading, label, nodeLabel, say } from "./words";

const top = html("div", { class: "print-top", hidden: "" });
const end = html("div", { class: "print-end", hidden: "" });
const running = html("div", { class: "print-running", hidden: "", "aria-hidden": "true" });

// The browser scales a drawing that says what it shows; between prints it fills its pane.
function before(): void {
  const marking = data.marking || say("marking-none");
  const first = document.querySelector(".headline p");
  const banners = data.banners.map((banner) => html("li", {}, bdi(label(banner))));
  const legend = legendItems().map(({ sample, text }) => span("key", sample, text));
  top.replaceChildren(
    html("h1", {}, bdi(heading().join(" · "))),
    first ? html("p", { class: "first" }, first.textContent ?? "") : "",
    html("ul", {}, ...banners),
  );
  const notes = Object.entries(state.work.notes).map(([on, note]) => html("li", {}, html("b", {}, bdi(noted(on))), " ", bdi(note)));
  const places = data.headline.find(({ places }) => places)?.places;
  const table = html("div", { class: "table" });
  drawTable(table);
  end.replaceChildren(
    html("div", { class: "keys" }, ...legend),
    html("p", { class: "filters-said" }, filterText()),
    ...(notes.length ? [html("h2", {}, say("notes")), html("ul", {}, ...notes)] : []),
    ...(places ? [html("h2", {}, say("places")), html("ol", {}, ...places.map(([said]) => html("li", {}, bdi(label(said)))))] : []),
    html("h2", { class: "rows-head" }, say("table-view")),
    table,
  );
  running.replaceChildren(html("b", {}, bdi(marking)), html("span", {}, `${say("digest")} ${data.digest.slice(0, 16)}`));
  for (const one of [top, end, running]) one.hidden = false;
  picture.setAttribute("viewBox", whole());
  picture.setAttribute("data-printing", "yes");
  lanesPicture.removeAttribute("width");
  lanesPicture.removeAttribute("height");
}

// All of the picture, also what the window cuts off.
function whole(): string {
  const pane = picture.getBoundingClientRect();
  const all = picture.querySelector(".nodes")?.getBoundingClientRect() ?? pane;
  const left = Math.min(0, all.left - pane.left - 30);
  const right = Math.max(pane.width, all.right - pane.left + 30);
  const bottom = Math.max(pane.height, all.bottom - pane.top + 30);
  picture.classList.toggle("taller", bottom > pane.height);
  return `${left} 0 ${right - left} ${bottom}`;
}

function noted(on: string): string {
  const edge = on.startsWith("e") ? data.edges[Number(on.slice(1))] : undefined;
  const node = data.nodes[edge ? edge.source : Number(on.slice(1))];
  const other = edge && data.nodes[edge.target];
  return [node, other].filter((one) => one !== undefined).map(nodeLabel).join(" → ");
}

function after(): void {
  for (const one of [top, end, running]) one.hidden = true;
  picture.removeAttribute("viewBox");
  picture.removeAttribute("data-printing");
  window.dispatchEvent(new Event("resize"));
}

export function listenPrint(): void {
  document.body.prepend(top, running);
  document.body.append(end);
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
}
