// The map as a picture of its own: as it is seen, with its first sentence, legend and marking.

import { svg } from "../dom";
import { chosen, tellsThings, toX, toY, view } from "./camera";
import { lead } from "./lead";
import { bundles, clusterOf, clusters, colours, head, kind, M, N, source, target, x, y } from "./mapdata";
import { kindLabel, say } from "./mapwords";
import { canvas, paint, side, written } from "./paint";

const SIZE = 12;
const ROW = 18;
const EDGE = 12;
const FONT = '"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",system-ui,sans-serif';
const pen = document.createElement("canvas").getContext("2d");

function wide(text: string, size = SIZE): number {
  if (!pen) return text.length * size;
  pen.font = `600 ${size}px ${FONT}`;
  return pen.measureText(text).width * 1.06;
}

function rows(text: string, width: number): string[] {
  const made = [""];
  for (const word of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
    if (made[made.length - 1] && wide(made[made.length - 1] + word) > width) made.push("");
    made[made.length - 1] += word;
  }
  return made;
}

// What stands above and below the picture.
function frame(picture: SVGElement[]): { element: SVGSVGElement; width: number; height: number } {
  const { width } = view;
  const text = (line: string, at: number, more: Record<string, string | number> = {}) => svg("text", { x: EDGE, y: at, "font-size": SIZE, fill: "#1b2430", ...more }, line);
  const above = rows(`${head.title}: ${lead().join(say("stop"))}`, width - 2 * EDGE);
  const top = above.length * ROW + 14;
  const parts: SVGElement[] = above.map((line, at) => text(line, 18 + at * ROW, at ? {} : { "font-weight": 600 }));
  parts.push(svg("svg", { x: 0, y: top, width, height: view.height, viewBox: `0 0 ${width} ${view.height}` }, ...picture));
  let [left, down] = [EDGE, top + view.height + 20];
  head.kinds.forEach((_, of) => {
    if (chosen.hidden.has(of)) return;
    const room = wide(kindLabel(of)) + 34;
    if (left + room > width && left > EDGE) [left, down] = [EDGE, down + ROW];
    parts.push(svg("rect", { x: left, y: down - 10, width: 12, height: 12, rx: 3, fill: colours[of] ?? "#000" }), svg("text", { x: left + 18, y: down, "font-size": SIZE, fill: "#1b2430" }, kindLabel(of)));
    left += room;
  });
  const hidden = head.kinds.flatMap((_, of) => (chosen.hidden.has(of) ? [kindLabel(of)] : []));
  const said = [hidden.length ? say("hidden-kinds", { kinds: hidden.join(say("and")) }) : "", say("how-to-read"), [head.marking, say(head.real ? "real" : "masked"), say("made-by"), `${say("digest")} ${head.digest.slice(0, 16)}`].filter(Boolean).join("  ·  ")];
  for (const line of said.filter(Boolean).flatMap((one) => rows(one, width - 2 * EDGE))) parts.push(text(line, (down += ROW), { fill: "#5b6675" }));
  const height = down + EDGE;
  const element = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT }, svg("rect", { width, height, fill: "#ffffff" }), ...parts);
  return { element, width, height };
}

const fixed = (n: number): string => String(Math.round(n * 10) / 10);
const isSeen = (sx: number, sy: number): boolean => sx > -20 && sy > -20 && sx < view.width + 20 && sy < view.height + 20;

// Discs, lines, things and names as shapes and texts: what is seen stays sharp at any size.
function shapes(): SVGElement[] {
  const made: SVGElement[] = clusters.map((one) => svg("circle", { cx: fixed(toX(one.x)), cy: fixed(toY(one.y)), r: fixed(one.r * view.k), fill: "#f4f6f9", stroke: "#d9dee5" }));
  const most = Math.max(1, ...bundles.map(([, , links]) => links));
  if (!tellsThings()) {
    for (const [a, b, links] of bundles.slice(0, 400)) {
      const [one, two] = [clusters[a], clusters[b]];
      if (one && two) made.push(svg("path", { d: `M${fixed(toX(one.x))} ${fixed(toY(one.y))}L${fixed(toX(two.x))} ${fixed(toY(two.y))}`, stroke: "#8593a5", "stroke-opacity": 0.3, "stroke-width": fixed(0.8 + 5 * Math.sqrt(links / most)) }));
    }
  }
  let lines = "";
  for (let at = 0, room = 16_000; at < M && room; at++) {
    const [a, b] = [source[at] as number, target[at] as number];
    if (chosen.hidden.has(kind[a] as number) || chosen.hidden.has(kind[b] as number)) continue;
    if (clusterOf[a] !== clusterOf[b] && !tellsThings()) continue;
    const ends = [toX(x[a] as number), toY(y[a] as number), toX(x[b] as number), toY(y[b] as number)] as const;
    if (!isSeen(ends[0], ends[1]) && !isSeen(ends[2], ends[3])) continue;
    lines += `M${fixed(ends[0])} ${fixed(ends[1])}L${fixed(ends[2])} ${fixed(ends[3])}`;
    room--;
  }
  made.push(svg("path", { d: lines, fill: "none", stroke: "#5b6f8c", "stroke-opacity": 0.25, "stroke-width": 0.7 }));
  const paths = head.kinds.map(() => "");
  for (let n = 0; n < N; n++) {
    const [sx, sy, size] = [toX(x[n] as number), toY(y[n] as number), side(n)];
    if (!chosen.hidden.has(kind[n] as number) && isSeen(sx, sy)) paths[kind[n] as number] += `M${fixed(sx - size / 2)} ${fixed(sy - size / 2)}h${fixed(size)}v${fixed(size)}h${fixed(-size)}z`;
  }
  paths.forEach((d, of) => d && made.push(svg("path", { d, fill: colours[of] ?? "#000" })));
  for (const { text, size, box, weight, colour } of written) {
    made.push(svg("text", { x: fixed((box[0] + box[2]) / 2), y: fixed(box[1] + size), "text-anchor": "middle", "font-size": size, "font-weight": weight, fill: colour, stroke: "#ffffff", "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" }, text));
  }
  return made;
}

function hand(blob: Blob, suffix: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${(head.title || "map").replace(/[^\p{L}\p{N}_-]+/gu, "-")}-map.${suffix}`;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function saveSvg(): void {
  paint(false);
  hand(new Blob([new XMLSerializer().serializeToString(frame(shapes()).element)], { type: "image/svg+xml" }), "svg");
}

export function savePng(): void {
  paint(false);
  const { element, width, height } = frame([svg("image", { width: view.width, height: view.height, href: canvas.toDataURL() })]);
  const image = new Image();
  const from = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(element)], { type: "image/svg+xml" }));
  image.onload = () => {
    const scale = Math.min(2, 8000 / Math.max(width, height));
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [width * scale, height * scale];
    copy.getContext("2d")?.drawImage(image, 0, 0, copy.width, copy.height);
    URL.revokeObjectURL(from);
    copy.toBlob((blob) => blob && hand(blob, "png"));
  };
  image.src = from;
}
