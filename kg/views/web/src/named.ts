// What the first sentence names, by handle or by name: marked alike in the sentence and in the picture.

import { data, type Clause } from "./data";
import { html, INK, MIDDLE, svg, text as letters } from "./dom";
import { textWidth } from "./geometry";
import { label } from "./words";

export const MARKER = "#cdf25c";
const SIZE = 11;
const HIGH = 13;
const words = new Set(data.headline.flatMap(({ named }) => named ?? []));

export const isNamed = (handle: string, name = ""): boolean => words.has(handle) || words.has(name);

// The handles of those things that are named; their names where only these are.
export function namedOf(members: number[]): string[] {
  const found = members.map((at) => data.nodes[at]).filter((node) => node && isNamed(node.handle, node.label));
  return found.map((node) => node!.handle || node!.label);
}

// A clause, its named words lit.
export function marked({ said, named }: Clause): HTMLElement {
  const text = label(said);
  const sorted = [...(named ?? [])].sort((a, b) => b.length - a.length).map((word) => word.replace(/[^\w]/g, "\\$&"));
  // no look behind: browsers of 2022 do not know it
  const parts = sorted.length ? text.split(new RegExp(`(^|[^0-9A-Za-z])(${sorted.join("|")})(?![0-9A-Za-z])`)) : [text];
  return html("bdi", {}, ...parts.map((part, at) => (at % 3 === 2 ? html("mark", {}, part) : part)));
}

// A handle on the marker's colour: its ground and its text, the left end or the middle at x.
export function tag(text: string, x: number, y: number, middle = false): [SVGRectElement, SVGTextElement] {
  const wide = textWidth(text, SIZE) + 8;
  const left = middle ? x - wide / 2 : x;
  return [
    svg("rect", { class: "tag-named", x: left, y: y - SIZE + 1, width: wide, height: HIGH, rx: 3, fill: MARKER }),
    letters(left + wide / 2, y, SIZE, INK, text, { ...MIDDLE, class: "second", "font-weight": 700 }),
  ];
}

export const tagWidth = (text: string): number => textWidth(text, SIZE) + 14;
