// One colour a side, the same wherever it is shown. Told apart by those who see no red or green as well.

import { S } from "./strings.js";

const PALETTE = {
  light: ["#2f6db0", "#c2621d", "#8a5a9e", "#2b8a7d", "#a98300", "#b04468", "#5d7422", "#64727f"],
  dark: ["#5b9ce0", "#e58a4a", "#b78bcb", "#52b8a9", "#d3ad35", "#dd7f9f", "#9ab355", "#93a1af"],
};
const order = new Map(); // side → place in the palette
const names = new Map(); // side → the names under which it holds places, commonest first
const sides = new Map(); // party's name → side

export const theme = () => document.documentElement.dataset.theme;
export const INKS = {
  light: { paper: "#ffffff", ink: "#19212b", grey: "#606b78", sea: "#dfe7ec", land: "#f7f6f2", border: "#8b97a3", line: "#d0d4d4", dispute: "#8b97a3", halo: 0.16 },
  dark: { paper: "#161b21", ink: "#e7ebef", grey: "#98a2ae", sea: "#10151a", land: "#1d242b", border: "#6a7885", line: "#313a44", dispute: "#6a7885", halo: 0.2 },
};
export const inks = () => INKS[theme()];

export const sideOf = (holding) => holding.side || holding.holder.id || holding.holder.name;

// Sides as the API orders them, those that hold most of the country in view first; with `anew` all colours are dealt again.
export function deal(rows, anew = false) {
  if (anew) order.clear();
  for (const row of rows) {
    if (!order.has(row.side)) order.set(row.side, order.size);
    names.set(row.side, row.names);
    for (const name of row.names) sides.set(name, row.side);
  }
}

// How many sides have a colour.
export const known = () => order.size;

// Whose side parties are on, so that a rival who holds nothing has the colour of its side too.
export function learnSides(actors) {
  for (const { name, side } of actors) if (side && !sides.has(name)) sides.set(name, side);
}

export function colourOf(side) {
  if (!order.has(side)) return inks().grey;
  const palette = PALETTE[theme()];
  return palette[Math.min(order.get(side), palette.length - 1)];
}

export function rivalColour(holding) {
  const side = holding.rivals.map(([name]) => sides.get(name)).find((found) => found && found !== sideOf(holding));
  return side ? colourOf(side) : inks().grey;
}

export function nameOf(side) {
  const known = names.get(side) ?? [];
  return known.length > 1 ? S.andAllies(known[0]) : (known[0] ?? side.replace(/^\w+:/, ""));
}
