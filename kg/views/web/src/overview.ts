// What the whole picture says of itself: notices, gaps, what is not drawn, files, how to ask again.

import { data } from "./data";
import { bdi, button, header, html, note } from "./dom";
import { hash, section } from "./panel";
import { heading, kindLabel, label, say, stageLabel } from "./words";

export function overviewPanel(): HTMLElement[] {
  const rows = data.edges.reduce((sum, edge) => sum + edge.count, 0);
  const counts = [
    [data.nodes.length, say("entities")],
    [data.edges.length, say("links")],
    [rows, say("rows")],
  ] as const;
  return [
    header(bdi(heading().join(" · "))),
    html("div", { class: "counts" }, ...counts.map(([n, what]) => html("div", {}, html("b", {}, String(n)), html("span", {}, what)))),
    ...(data.banners.length ? [section(say("notices"), bullets(data.banners.map((said) => label(said))))] : []),
    section(say("gaps"), data.gaps.length ? bullets(data.gaps.map((said) => label(said))) : note(say("gaps-none"))),
    ...hidden(),
    section(say("sources"), ...data.sources.map(source)),
    ...(data.cells.length ? [note(say("rows-copied", { n: data.cells.length, left: data.cellsLeft }))] : []),
    note(say("keys")),
  ];
}

function bullets(texts: string[]): HTMLElement {
  return html("ul", { class: "bullets" }, ...texts.map((text) => html("li", {}, bdi(text))));
}

function hidden(): HTMLElement[] {
  const texts = data.bands.flatMap((band) =>
    band.hidden.map(([kind, many]) => `${stageLabel(band.stage)}: ${say("hidden-line", { n: many, kind: kindLabel(kind) })}`),
  );
  return texts.length ? [section(say("not-drawn"), bullets(texts))] : [];
}

function source(one: (typeof data.sources)[number]): HTMLElement {
  const { read, stored, skipped, problems } = one;
  return html(
    "div",
    { class: "evidence" },
    html("div", { class: "file" }, bdi(one.name)),
    html("div", { class: "place" }, say("source-rows", { read, stored, skipped, problems })),
    hash(one.sha256),
  );
}

export function askPanel(): HTMLElement[] {
  const texts = Object.entries(data.ask).map(([way, text]) => {
    const known = data.words.ui[`ask-${way}`];
    return section(label(known, way), copyable(text));
  });
  return [header(say("ask-again")), note(say("ask-again-hint")), ...texts];
}

function copyable(text: string): HTMLElement {
  const box = html("textarea", { readonly: "", rows: Math.min(12, text.split("\n").length + 1), spellcheck: "false", dir: "ltr", "aria-label": text.slice(0, 40) });
  box.value = text;
  const copy = button(say("copy"), () => {
    box.select();
    const done = document.execCommand("copy");
    copy.textContent = say(done ? "copied" : "copy-failed");
  });
  return html("div", { class: "copyable" }, box, copy);
}
