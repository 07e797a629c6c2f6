/*! d3-sankey, d3-array, d3-shape, d3-path. Copyright 2010-2021 Mike Bostock. BSD-3-Clause:
Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:
* Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
* Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the documentation and/or other materials provided with the distribution.
* Neither the name of the author nor the names of contributors may be used to endorse or promote products derived from this software without specific prior written permission.
THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE. */
// Where bars and ribbons stand: columns are the steps that Python made, heights are amounts.

import { sankey } from "d3-sankey";
import type { Rule } from "./moneydata";
import { through } from "./money";

export interface Placed {
  x: number;
  y: number;
  height: number;
  kept: number;
}
export interface Drawn {
  d: string;
  width: number;
}
interface Node {
  at: number;
  column: number;
  fixedValue: number;
}
interface Link {
  source: number;
  target: number;
  value: number;
}

export const BAR = 12;
const LEAST = 1.5;

// Amounts become numbers here, and only for the eye: every figure on the page is the exact text.
export function place(rule: Rule, box: { left: number; right: number; top: number; bottom: number }, gap: number): { bars: Placed[]; ribbons: Drawn[] } {
  const nodes: Node[] = rule.bars.map((bar, at) => ({ at, column: bar.column, fixedValue: Number(through(bar)) }));
  const links: Link[] = rule.ribbons.map(([source, target, { amount }]) => ({ source, target, value: Number(amount) }));
  const made = sankey<Node, Link>()
    .nodeId((node) => node.at)
    .nodeAlign((node) => (node as unknown as Node).column)
    .nodeWidth(BAR)
    .nodePadding(gap)
    .iterations(32)
    .extent([[box.left, box.top], [box.right, box.bottom]])({ nodes: [...nodes, ...unseen(rule)], links: [...links, ...between(rule)] });
  const bars = made.nodes.slice(0, nodes.length).map((node) => {
    const [y0 = 0, y1 = 0] = [node.y0, node.y1];
    const gone = (node.sourceLinks ?? []).reduce((most, link) => most + (link.width ?? 0), 0);
    const height = Math.max(LEAST, y1 - y0);
    return { x: node.x0 ?? 0, y: y0, height, kept: Math.max(0, height - gone) };
  });
  const ribbons = made.links.slice(0, links.length).map((link) => {
    const [source, target] = [link.source as unknown as { x1: number }, link.target as unknown as { x0: number }];
    return { d: ribbon(source.x1, link.y0 ?? 0, target.x0, link.y1 ?? 0), width: Math.max(0.75, link.width ?? 0) };
  });
  return { bars, ribbons };
}

// The layout counts its columns along the longest way. Where ribbons pass over columns a way of
// nothing, through bars of no height, keeps them all.
function unseen(rule: Rule): Node[] {
  return longest(rule) < rule.columns.length ? rule.columns.map((_, column) => ({ at: rule.bars.length + column, column, fixedValue: 0 })) : [];
}

function between(rule: Rule): Link[] {
  return unseen(rule).slice(1).map(({ at }) => ({ source: at - 1, target: at, value: 0 }));
}

function longest(rule: Rule): number {
  const ways = rule.bars.map(() => 1);
  const order = [...rule.ribbons].sort(([a], [b]) => (rule.bars[a]?.column ?? 0) - (rule.bars[b]?.column ?? 0));
  for (const [source, target] of order) ways[target] = Math.max(ways[target] ?? 1, (ways[source] ?? 1) + 1);
  return Math.max(0, ...ways);
}

const fixed = (n: number) => String(Math.round(n * 10) / 10);

function ribbon(x0: number, y0: number, x1: number, y1: number): string {
  const middle = fixed((x0 + x1) / 2);
  return `M${fixed(x0)} ${fixed(y0)}C${middle} ${fixed(y0)} ${middle} ${fixed(y1)} ${fixed(x1)} ${fixed(y1)}`;
}
