// What the map draws that is no text: signs of claims, counts, cells of many places, hatching, and bowed lines.

import { inks } from "./colours.js";
import { canvasOf, draw, holdingShapes, kindShapes } from "./glyphs.js";

// The icon of a name; its parts tell all that it shows, so that one icon serves all places that look alike.
export function iconOf(id) {
  const [what, ...parts] = id.split("|");
  const ink = inks();
  const painters = {
    hold: () => canvasOf(24, (pen) => draw(pen, holdingShapes(parts[0], parts[1], parts[2], parts[3] === "1", ink))),
    claim: () => canvasOf(20, (pen) => paintChip(pen, parts[0], parts[1], ink)),
    count: () => canvasOf(30, (pen) => paintCount(pen, parts[0], ink)),
    cell: () => canvasOf(44, (pen) => paintCell(pen, Number(parts[0]), Number(parts[1]), parts[2], ink)),
    change: () => canvasOf(30, (pen) => paintChange(pen, parts[0], parts[1], parts[2] === "1", ink)),
    hatch: () => canvasOf(12, (pen) => paintHatch(pen, parts[0], parts[1], parts[2])),
    arrowhead: () => canvasOf(16, (pen) => draw(pen, [{ d: "M2 5l14 7-14 7 4-7z", fill: ink.ink }], 16)),
  };
  return painters[what]?.();
}

// A movement as a bowed line and a head that lies on its end.
export function arrowFeatures(feature) {
  const [[x1, y1], [x2, y2]] = feature.geometry.coordinates;
  const shrink = Math.cos((((y1 + y2) / 2) * Math.PI) / 180);
  const [cx, cy] = [(x1 + x2) / 2 - ((y2 - y1) * 0.12) / shrink, (y1 + y2) / 2 + (x2 - x1) * 0.12 * shrink];
  const points = Array.from({ length: 25 }, (_, i) => {
    const t = i / 24;
    return [(1 - t) ** 2 * x1 + 2 * t * (1 - t) * cx + t * t * x2, (1 - t) ** 2 * y1 + 2 * t * (1 - t) * cy + t * t * y2];
  });
  const turn = (Math.atan2(-(y2 - cy), (x2 - cx) * shrink) * 180) / Math.PI;
  return [
    { type: "Feature", geometry: { type: "LineString", coordinates: points }, properties: feature.properties },
    { type: "Feature", geometry: { type: "Point", coordinates: [x2, y2] }, properties: { turn } },
  ];
}

function paintChip(pen, group, look, ink) {
  pen.beginPath();
  pen.roundRect(1.5, 1.5, 17, 17, 5);
  pen.fillStyle = ink.paper;
  pen.fill();
  pen.strokeStyle = look === "said" ? ink.border : ink.grey;
  pen.lineWidth = 1.2;
  pen.setLineDash(look === "planned" ? [2.5, 2] : []);
  pen.stroke();
  pen.globalAlpha = look === "said" ? 1 : 0.7;
  draw(pen, kindShapes(group, ink.ink), 13, 3.5, 3.5);
  pen.globalAlpha = 1;
  if (look === "denied") {
    pen.setLineDash([]);
    pen.beginPath();
    pen.moveTo(3.5, 16.5);
    pen.lineTo(16.5, 3.5);
    pen.strokeStyle = ink.paper;
    pen.lineWidth = 4;
    pen.stroke();
    pen.strokeStyle = ink.ink;
    pen.lineWidth = 1.6;
    pen.stroke();
  }
}

function paintCount(pen, text, ink) {
  const wide = Math.max(20, 10 + text.length * 7);
  pen.beginPath();
  pen.roundRect(15 - wide / 2, 6, wide, 18, 9);
  pen.fillStyle = ink.paper;
  pen.fill();
  pen.strokeStyle = ink.border;
  pen.lineWidth = 1.2;
  pen.stroke();
  pen.fillStyle = ink.ink;
  pen.font = "600 11px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, 15, 15.5);
}

// Many places as one ring: how many of them each side holds; a gap at the top where some are disputed or contested.
function paintCell(pen, places, open, shares, ink) {
  const radius = 11 + Math.min(7, 2.6 * Math.log10(places) ** 1.4);
  const parts = shares.split(";").filter(Boolean).map((part) => part.split("*"));
  const all = parts.reduce((sum, [, n]) => sum + Number(n), 0) || 1;
  pen.beginPath();
  pen.arc(22, 22, radius, 0, 2 * Math.PI);
  pen.fillStyle = ink.paper;
  pen.fill();
  pen.lineWidth = 4.5;
  let from = -Math.PI / 2;
  for (const [colour, n] of parts) {
    const to = from + (2 * Math.PI * Number(n)) / all;
    pen.beginPath();
    pen.arc(22, 22, radius - 1.5, from + (parts.length > 1 ? 0.06 : 0), to);
    pen.strokeStyle = colour;
    pen.stroke();
    from = to;
  }
  if (!parts.length) {
    pen.beginPath();
    pen.arc(22, 22, radius - 1.5, 0, 2 * Math.PI);
    pen.lineWidth = 1.2;
    pen.strokeStyle = ink.grey;
    pen.stroke();
  }
  if (open) draw(pen, [{ d: "M12 1.5L22.5 12 12 22.5 1.5 12z", fill: ink.paper, stroke: ink.ink, width: 3 }], 9, 22 + radius * 0.55, 22 - radius - 3);
  text(pen, places > 999 ? `${Math.round(places / 100) / 10}k` : String(places), 22, 22.5, ink.ink, places > 99 ? 10 : 11);
}

// What a place was and what it is now: a small mark of the old colour runs into a large one of the new.
function paintChange(pen, before, after, moved, ink) {
  if (moved) {
    pen.beginPath();
    pen.arc(8, 8, 5, 0, 2 * Math.PI);
    pen.fillStyle = before;
    pen.fill();
    pen.strokeStyle = ink.paper;
    pen.lineWidth = 1.4;
    pen.stroke();
  }
  pen.beginPath();
  pen.arc(17, 17, moved ? 8.5 : 6, 0, 2 * Math.PI);
  pen.fillStyle = moved ? after : ink.paper;
  pen.fill();
  pen.strokeStyle = moved ? ink.paper : after;
  pen.lineWidth = moved ? 1.8 : 2;
  pen.setLineDash(moved ? [] : [2.5, 2]);
  pen.stroke();
  pen.setLineDash([]);
  if (moved) draw(pen, [{ d: "M7 7l9 9", stroke: ink.paper, width: 2.6 }, { d: "M17 8v9H8", stroke: ink.paper, width: 2.6 }], 12, 11, 11);
}

function paintHatch(pen, status, colour, rival) {
  pen.globalAlpha = 0.14;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 12, 12);
  pen.globalAlpha = status === "confirmed" ? 0.75 : 0.55;
  pen.lineWidth = status === "confirmed" ? 1.5 : 1;
  const stroke = (tone, lines) => {
    pen.strokeStyle = tone;
    for (const [x1, y1, x2, y2] of lines) {
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
      pen.stroke();
    }
  };
  if (status === "claimed") pen.setLineDash([3, 3]);
  if (status === "contested") stroke(colour, [[-2, 8, 4, 14], [-2, -4, 14, 12], [8, -2, 14, 4]]);
  stroke(colour, [[-2, 4, 4, -2], [-2, 14, 14, -2], [8, 14, 14, 8]]);
  if (status === "disputed") stroke(rival, [[-2, 9, 9, -2], [3, 14, 14, 3]]);
}

function text(pen, words, x, y, colour, size) {
  pen.fillStyle = colour;
  pen.font = `600 ${size}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(words, x, y);
}
