// Rows as they stand in their files: the headings and the cells, as far as they may be shown.

import { data, type Evidence } from "./data";
import { bdi, button, html, note, span } from "./dom";
import { say } from "./words";

const HIDDEN = "▒";
const FEW = 5;

// What a search finds of a row: its cells, or the text that its reader took out.
export function excerptText([, , , excerpt]: Evidence): string {
  return typeof excerpt === "number" ? (data.cells[excerpt] ?? []).slice(1).join(" ") : excerpt;
}

export function excerptOf([file, , reader, excerpt]: Evidence, handle: string): (HTMLElement | string)[] {
  if (typeof excerpt === "string" && excerpt) return [html("blockquote", {}, bdi(excerpt))];
  if (typeof excerpt === "number") return [cells(excerpt)];
  const isRow = data.cells.length > 0 && !!data.hashes[file] && reader !== "rule";
  return isRow ? [note(say("excerpt-left", { handle: handle || "…" }))] : [];
}

function cells(row: number): HTMLElement {
  const [head, ...texts] = data.cells[row] ?? [0];
  const names = data.heads[head] ?? [];
  const shown = texts.flatMap((text, at) => (text === HIDDEN ? [] : [[names[at] ?? "", text] as const]));
  const dropped = texts.length - shown.length;
  const made = html("blockquote", { class: "cells" }, ...shown.map(([name, text]) => span("cell", html("small", {}, bdi(name)), " ", bdi(text))));
  if (dropped) made.append(html("small", { class: "dropped" }, say("cells-hidden", { n: dropped })));
  if (shown.length <= FEW) return made;
  made.classList.add("few");
  const more = button(say("cells-all", { n: shown.length }), () => {
    made.classList.remove("few");
    more.remove();
  }, { class: "more" });
  return html("div", {}, made, more);
}

// A handle can be copied, to be pasted behind `kg explain CASE`.
export function handleButton(handle: string): HTMLElement | string {
  if (!handle) return "";
  const made = button(handle, () => {
    const box = html("textarea", { readonly: "", class: "off-screen" });
    box.value = handle;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    made.focus();
    made.title = say(done ? "copied" : "copy-failed");
    made.classList.toggle("copied", done);
  }, { class: "handle", title: say("handle-copy", { handle }), "data-handle": handle });
  return made;
}
