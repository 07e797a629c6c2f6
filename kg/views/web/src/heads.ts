// Headings of the stages and what each of them hides: they stay in sight however one moves.

import { type Band } from "./data";
import { scene } from "./scene";
import { INK, MIDDLE, QUIET, svg, text } from "./dom";
import { broken, sizeFor, textWidth } from "./geometry";
import { stretch, view } from "./canvas";
import { count, kindLabel, label, say, stageLabel } from "./words";

export const HEAD = 58;
const PILLS = 34;
// The foot is as high as the counts of what is not drawn need.
export const footOf = (): number => (scene.bands.some((band) => band.hidden.length && band.right > band.left) ? PILLS : 6);

function onScreen(x: number): number {
  return x * stretch.x * view.k + view.x;
}

export function drawHeads(group: SVGGElement, picture: SVGSVGElement): void {
  const wide = picture.clientWidth || Number(picture.getAttribute("width")) || 1;
  const parts: SVGElement[] = [svg("rect", { width: wide, height: HEAD - 8, fill: "#ffffff" })];
  for (const band of scene.bands) if (band.right > band.left) parts.push(...head(band));
  group.replaceChildren(...parts);
}

function head(band: Band): SVGElement[] {
  const left = onScreen(band.left - 0.05);
  const right = onScreen(band.right + 0.05);
  const width = right - left - 6;
  // headings are bold, a little wider than their letters are counted
  const bold = 0.92 * width;
  const x = (left + right) / 2;
  const name = stageLabel(band.stage);
  const rows = textWidth(name, 13) <= bold ? [name] : broken(name, 11, width, 3);
  const most = rows.length > 1 ? 12 : 13.5;
  const high = Math.min(...rows.map((row) => sizeFor(row, most, 11, bold)));
  const cell = band.levels.length > 1 ? stretch.x * view.k : width;
  const levels = band.levels.map(([at, name]): [number, string[]] => [at, broken(label(name), 11, cell)]);
  const top = !levels.length ? 29 : levels.some(([, said]) => said.length > 1) ? 14 : 21;
  const parts: SVGElement[] = [
    svg("rect", { x: left + 1.5, width: Math.max(0, right - left - 3), y: HEAD - 11, height: 3, rx: 1.5, fill: "#c3ccd7" }),
    ...rows.map((row, at) => text(x, rows.length > 2 ? 12 + at * 13 : (rows.length > 1 ? 15 : top) + at * 14, high, INK, row, { ...MIDDLE, "font-weight": 650 })),
  ];
  const nodes = count(scene.spots.filter(({ x }) => x >= band.left && x <= band.right).reduce((sum, spot) => sum + spot.members.length, 0));
  if (textWidth(`${rows.join("")}  ${nodes}`, high) < width && rows.length === 1) {
    parts[1]?.append(svg("tspan", { dx: 6, "font-size": 11, "font-weight": 400, fill: QUIET }, nodes));
  }
  const said = levels.flatMap(([at, texts]) => texts.map((said, turn) => text(onScreen(at), HEAD - 16 - 11.5 * (texts.length - 1 - turn), 11, QUIET, said, MIDDLE)));
  return rows.length > 1 ? parts : [...parts, ...said];
}

export function drawFoot(group: SVGGElement, picture: SVGSVGElement): void {
  const high = picture.clientHeight || Number(picture.getAttribute("height")) || 1;
  if (footOf() === PILLS) group.append(svg("rect", { class: "foot", y: high - PILLS, width: "100%", height: PILLS, fill: "#fff", opacity: 0.9 }));
  for (const band of scene.bands) {
    if (!band.hidden.length || band.right <= band.left) continue;
    const left = onScreen(band.left);
    const right = onScreen(band.right);
    const total = band.hidden.reduce((sum, [, many]) => sum + many, 0);
    const room = Math.max(60, right - left - 8);
    // the kind is told where the whole of it has room
    const [only = ["", 0]] = band.hidden;
    const rows = [...(band.hidden.length === 1 ? [say("hidden-line", { n: total, kind: kindLabel(only[0]) })] : []), say("hidden-stage", { n: total })].map((text) => broken(text, 11, room));
    const whole = rows.find((one) => !one.join("").includes("…")) ?? [`+${count(total)}`];
    group.append(pill(whole, hiddenTitle(band), (left + right) / 2, high - PILLS + 4));
  }
}

function hiddenTitle(band: Band): string {
  const said = band.hidden.map(([kind, many]) => say("hidden-line", { n: many, kind: kindLabel(kind) }));
  return [stageLabel(band.stage), ...said].join("\n");
}

function pill(rows: string[], title: string, x: number, y: number): SVGGElement {
  const width = Math.max(...rows.map((row) => textWidth(row, 11))) + 14;
  return svg(
    "g",
    { class: "hidden-count" },
    svg("title", {}, title),
    svg("rect", { x: x - width / 2, y: y - 2, width, height: 28, rx: 8, fill: "#ffffff", stroke: "#aab4c0", "stroke-dasharray": "3 3" }),
    ...rows.slice(0, 2).map((row, at) =>
      text(x, y + (rows.length > 1 ? 9.5 : 16) + at * 12, 11, QUIET, row, MIDDLE),
    ),
  );
}
