// Signs, told as paths in a box of 24: drawn into the page as SVG and onto the map by canvas, the same in both.

import { h, s } from "./dom.js";

const GROUP_OF = {
  capture: "flag", handover: "flag", hold: "hold", besiege: "siege", advance: "advance", withdraw: "withdraw",
  clash: "clash", attack: "clash", airstrike: "air", shootdown: "air", shelling: "burst", bombing: "burst",
  destruction: "burst", chemical: "burst", killing: "harm", abduction: "harm", arrest: "harm", sexual_violence: "harm",
  toll: "harm", deploy: "forces", arm: "forces", surrender: "surrender", release: "surrender", displacement: "people",
  aid: "people", hardship: "people",
};
export const groupOf = (kind) => GROUP_OF[kind] ?? "talk";

// Strokes on a grid of 24; one that begins with "F" is filled.
const PATHS = {
  flag: ["M7 20V5", "FM7 5h11l-3 4 3 4H7z"],
  hold: ["M6 6h12v12H6z", "FM10 10h4v4h-4z"],
  siege: ["M12 4a8 8 0 1 0 .01 0", "FM12 9a3 3 0 1 0 .01 0"],
  advance: ["M4 12h14", "M12.5 6l6 6-6 6"],
  withdraw: ["M20 12H6", "M11.5 6l-6 6 6 6"],
  clash: ["M6 6l12 12", "M18 6L6 18"],
  air: ["FM12 3l2 8 7 4v2l-7-2-.6 4 2.1 1.5v1.3L12 21l-3.5 .8v-1.3L10.6 19 10 15l-7 2v-2l7-4z"],
  burst: ["FM12 3l2 5.2 5.2-2.4-2.4 5.2L22 13l-5.2 2 2.4 5-5.2-2.3L12 22.5l-2-4.8L4.8 20l2.4-5L2 13l5.2-2-2.4-5.2L10 8.2z"],
  harm: ["M12 5v14", "M7.5 9.5h9"],
  forces: ["M5 13l7-6 7 6", "M5 19l7-6 7 6"],
  surrender: ["M7 20V5", "M7 5h11l-3 4 3 4H7z"],
  people: ["FM12 4a3 3 0 1 0 .01 0", "FM6 20c0-5 2.4-8 6-8s6 3 6 8z"],
  talk: ["M5 6h14v9h-8l-4 4v-4H5z"],
};
export const GROUPS_SHOWN = ["flag", "advance", "withdraw", "clash", "air", "burst", "harm", "forces", "people", "talk"];

const CIRCLE = (r) => `M${12 - r} 12a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const SQUARE = "M5 5h14v14H5z";
const DIAMOND = "M12 1.5L22.5 12 12 22.5 1.5 12z";

export function holdingShapes(status, colour, rival, area, ink) {
  const whole = area ? SQUARE : CIRCLE(8.5);
  if (status === "confirmed") return [{ d: whole, fill: colour, stroke: ink.paper, width: 1.6 }];
  if (status === "claimed") {
    return [
      { d: area ? SQUARE : CIRCLE(7.5), fill: ink.paper, stroke: colour, width: 3.2 },
      { d: area ? "M10 10h4v4h-4z" : CIRCLE(2.5), fill: colour },
    ];
  }
  if (status === "disputed") {
    const half = area ? "M5 19h14V5z" : "M6 18A8.5 8.5 0 0 0 18 6z";
    return [
      { d: whole, fill: colour }, { d: half, fill: rival },
      { d: area ? "M4.5 19.5L19.5 4.5" : "M5.8 18.2L18.2 5.8", stroke: ink.paper, width: 2.2 },
      { d: whole, stroke: ink.ink, width: 1.3 },
    ];
  }
  if (status === "contested") {
    return [
      { d: DIAMOND, fill: ink.paper },
      { d: "M12 1.5L1.5 12l3.2 3.2L15.2 4.7zM18.3 7.8L7.8 18.3 12 22.5 22.5 12z", fill: colour },
      { d: DIAMOND, stroke: colour, width: 1.8 },
    ];
  }
  return [{ d: area ? SQUARE : CIRCLE(7), fill: ink.paper, stroke: ink.grey, width: 1.8, dash: [2.5, 2] }];
}

// What a place was (small) and what it is now (large).
export const changeShapes = (before, after, ink) => [
  { d: "M6 2.5a3.5 3.5 0 1 0 .01 0", fill: before, stroke: ink.paper, width: 1 },
  { d: "M15 7.5a7.5 7.5 0 1 0 .01 0", fill: after, stroke: ink.paper, width: 1.2 },
];

export function svgOf(shapes, attributes = {}) {
  return s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", ...attributes },
    shapes.map((p) => s("path", {
      d: p.d, fill: p.fill ?? "none", stroke: p.stroke ?? "none", "stroke-width": p.width ?? 0,
      "stroke-dasharray": p.dash?.join(" "), "stroke-linejoin": "round", "stroke-linecap": "round",
    })));
}

export const kindShapes = (group, colour = "currentColor") =>
  PATHS[group].map((p) => (p.startsWith("F") ? { d: p.slice(1), fill: colour } : { d: p, stroke: colour, width: 2 }));

export const kindGlyph = (kind, attributes = {}) => svgOf(kindShapes(groupOf(kind)), { class: "glyph", ...attributes });

const LINES = {
  search: ["M10.5 4a6.5 6.5 0 1 0 .01 0", "M15.5 15.5L20 20"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  back: ["M14.5 5l-7 7 7 7"],
  theme: ["M12 4a8 8 0 1 0 .01 0"],
  plus: ["M12 5v14", "M5 12h14"],
  minus: ["M5 12h14"],
  fit: ["M4 9V4h5", "M15 4h5v5", "M20 15v5h-5", "M9 20H4v-5"],
  info: ["M12 3a9 9 0 1 0 .01 0", "M12 11v6", "M12 7.5v.2"],
};
export function icon(name) {
  const shapes = (LINES[name] ?? []).map((d) => ({ d, stroke: "currentColor", width: 1.8 }));
  if (name === "theme") shapes.push({ d: "M12 4a8 8 0 0 1 0 16z", fill: "currentColor" });
  if (name === "play") shapes.push({ d: "M8 5l11 7-11 7z", fill: "currentColor" });
  if (name === "pause") shapes.push({ d: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z", fill: "currentColor" });
  return svgOf(shapes, { width: 18, height: 18 });
}

export function canvasOf(size, paint) {
  const ratio = Math.min(3, Math.ceil(devicePixelRatio || 1) + 1);
  const canvas = h("canvas", { width: size * ratio, height: size * ratio });
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  paint(pen);
  return { data: pen.getImageData(0, 0, size * ratio, size * ratio), ratio };
}

export function draw(pen, shapes, size = 24, left = 0, top = 0) {
  pen.save();
  pen.translate(left, top);
  pen.scale(size / 24, size / 24);
  pen.lineJoin = pen.lineCap = "round";
  for (const shape of shapes) {
    const path = new Path2D(shape.d);
    if (shape.fill) {
      pen.fillStyle = shape.fill;
      pen.fill(path);
    }
    if (shape.stroke) {
      pen.strokeStyle = shape.stroke;
      pen.lineWidth = shape.width;
      pen.setLineDash(shape.dash ?? []);
      pen.stroke(path);
    }
  }
  pen.restore();
}
