// One colour a side, the same wherever it is shown. Told apart by those who see no red or green as well.

import { S } from "./strings.js";

const PALETTE = {
  light: ["#2f6db0", "#c2621d", "#8a5a9e", "#2b8a7d", "#a98300", "#b04468", "#5d7422", "#64727f"],
  dark: ["#5b9ce0", "#e58a4a", "#b78bcb", "#52b8a9", "#d3ad35", "#dd7f9f", "#9ab355", "#93a1af"],
};
const order = new Map(); // side → place in the palette
const names = new Map(); // side → how often which holder's name
const sides = new Map(); // holder's name → side

export const theme = () => document.documentElement.dataset.theme;
export const INKS = {
  light: { paper: "#ffffff", ink: "#19212b", grey: "#606b78", sea: "#dfe7ec", land: "#f7f6f2", border: "#8b97a3", line: "#d0d4d4", dispute: "#8b97a3", halo: 0.16 },
  dark: { paper: "#161b21", ink: "#e7ebef", grey: "#98a2ae", sea: "#10151a", land: "#1d242b", border: "#6a7885", line: "#313a44", dispute: "#6a7885", halo: 0.2 },
};
export const inks = () => INKS[theme()];

export const sideOf = (holding) => holding.side || holding.holder.id || holding.holder.name;

// Sides that hold the most places of the country in view get the first colours; a side keeps its colour.
export function learn(holdings, country) {
  const tally = new Map();
  for (const item of holdings) tally.set(sideOf(item), (tally.get(sideOf(item)) ?? 0) + (item.country === country ? 1000 : 1));
  const ordered = [...holdings].sort((a, b) => tally.get(sideOf(b)) - tally.get(sideOf(a)));
  for (const item of ordered.filter((i) => i.status !== "unknown")) {
    const side = sideOf(item);
    if (!side) continue;
    if (!order.has(side)) order.set(side, order.size);
    sides.set(item.holder.name, side);
    const called = names.get(side) ?? names.set(side, new Map()).get(side);
    called.set(item.holder.name, (called.get(item.holder.name) ?? 0) + 1);
  }
  for (const item of ordered) {
    for (const [rival] of item.rivals) {
      const other = sides.get(rival);
      if (other && !order.has(other)) order.set(other, order.size);
    }
  }
}

export function forget() {
  order.clear();
  names.clear();
}

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
  const tally = [...(names.get(side) ?? [])].sort((a, b) => b[1] - a[1]);
  return tally.length > 1 ? S.andAllies(tally[0][0]) : (tally[0]?.[0] ?? side);
}
