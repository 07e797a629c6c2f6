// What is drawn of the chain and how it lies in the window: shared by all that draw on it.

import { scene } from "./scene";
import type { Line, Stretch } from "./geometry";

export interface View {
  k: number;
  x: number;
  y: number;
}

export const stretch: Stretch = { x: 104, y: 58 };
export const view: View = { k: 1, x: 0, y: 0 };
export const lines: Line[] = [];
// By place and by line of the scene that is drawn.
export const spotElements: SVGGElement[] = [];
export const lineElements: SVGGElement[] = [];
export const labelElements: SVGTextElement[] = [];

export function size(): { width: number; height: number } {
  return { width: scene.size[0] * stretch.x, height: scene.size[1] * stretch.y };
}
