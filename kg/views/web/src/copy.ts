// A copy of this file with what was worked on it: the same script and data, and one element more.

import { hand, fileName } from "./save";
import { state } from "./state";

const script = document.currentScript?.textContent ?? "";

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/[<]/g, "&lt;").replace(/"/g, "&quot;");

// No name of an element stands in this script itself, whose own element it must not close.
const tag = (name: string, attributes: string, inside: string): string => `<${name}${attributes}>${inside}</${name}>`;

// JSON that closes no element, whatever somebody typed into a note.
function json(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function kept(): string {
  const { lang, view, kindsOff, familiesOff, proofsOff, layers, lanes, work, from, to } = state;
  const span = { ...(from > -Infinity ? { from } : {}), ...(to < Infinity ? { to } : {}) };
  return json({ lang, view, kindsOff: [...kindsOff], familiesOff: [...familiesOff], proofsOff: [...proofsOff], layers: [...layers], lanes, work, ...span });
}

export function copyText(): string {
  const head = [...document.head.children].map((element) => {
    const name = element.localName;
    if (name === "meta") return `<meta ${[...element.attributes].map((one) => `${one.name}="${escaped(one.value)}"`).join(" ")}>`;
    return tag(name, "", name === "title" ? escaped(element.textContent ?? "") : (element.textContent ?? ""));
  });
  const noscript = document.querySelector("noscript")?.textContent ?? "";
  return [
    "<!DOCTYPE html>",
    `<html lang="${escaped(document.documentElement.lang)}">`,
    "<head>",
    ...head,
    "</head>",
    "<body>",
    tag("noscript", "", escaped(noscript)),
    tag("script", ` type="text/plain" id="chain"`, document.getElementById("chain")?.textContent ?? ""),
    tag("script", ` type="application/json" id="work"`, kept()),
    tag("script", "", script),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

export function saveCopy(): void {
  hand(new Blob([copyText()], { type: "text/html" }), fileName("copy.html"));
}
