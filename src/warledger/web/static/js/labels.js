// Names on the map as text of the page, set where there is room: no glyph server, every script, real text.

import { h } from "./dom.js";
import { NEAR as NEAR_ZOOM } from "./mapstyle.js";

const MOST = 90;
const PAD = 4;
const FIRST = 9;
const NEAR = 0.035; // degrees within which a town of the map and a place of the ledger are the same

const widest = document.createElement("canvas").getContext("2d");
const widths = new Map();
function widthOf(text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    widest.font = font;
    widths.set(key, widest.measureText(text).width * (font.includes("spaced") ? 1.3 : 1));
  }
  return widths.get(key);
}

export function written(pen, text, x, y, font, ink, halo) {
  pen.font = font;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3.5;
  pen.strokeStyle = halo;
  pen.strokeText(text, x, y);
  pen.fillStyle = ink;
  pen.fillText(text, x, y);
}

export class Labels {
  constructor(map, box) {
    this.map = map;
    this.box = box;
    this.base = { countries: [], admin1: [], towns: [] };
    this.places = [];
    this.shown = [];
    this.kept = new Map();
    map.on("move", () => this.follow());
    map.on("moveend", () => this.lay());
  }

  setBase(base) {
    this.base = base;
    this.lay();
  }

  setPlaces(places) {
    this.places = places;
    this.lay();
  }

  *candidates() {
    const zoom = this.map.getZoom();
    const bounds = this.map.getBounds();
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const named = new Set(this.places.map((p) => p.name));
    const inside = (x, y) => y >= south && y <= north && x >= west && x <= east;
    for (const p of this.places) {
      if (inside(p.lon, p.lat)) yield { text: p.name, x: p.lon, y: p.lat, kind: p.area ? "place area" : "place", beside: 13 };
    }
    for (const [text, x, y, area] of this.base.countries) {
      if (zoom < 7.5 && area * 4 ** zoom > 900 && inside(x, y)) yield { text, x, y, kind: "country" };
    }
    for (const [text, x, y, area] of this.base.admin1) {
      if (named.has(text)) continue;
      if (zoom >= 5 && zoom < 9.5 && area * 4 ** zoom > 3000 && inside(x, y)) yield { text, x, y, kind: "admin1" };
    }
    const least = zoom < 4 ? 9000 : zoom < 5 ? 3000 : zoom < 6 ? 900 : zoom < 7 ? 350 : zoom < 8 ? 120 : 50;
    for (const [text, x, y, people] of this.base.towns) {
      if (people < least) break; // largest first
      if (inside(x, y) && !named.has(text) && !this.places.some((p) => Math.abs(p.lon - x) < NEAR && Math.abs(p.lat - y) < NEAR)) yield { text, x, y, kind: "town", beside: 5 };
    }
  }

  lay() {
    const { width, height } = this.map.getCanvas().getBoundingClientRect();
    const dots = this.places.map((p) => {
      const at = this.map.project([p.lon, p.lat]);
      return [at.x - 7, at.y - 7, at.x + 7, at.y + 7];
    });
    const taken = [];
    const here = this.box.getBoundingClientRect();
    for (const over of this.box.parentElement.querySelectorAll(".legend, .zoom")) {
      const area = over.getBoundingClientRect();
      taken.push([area.left - here.left, area.top - here.top, area.right - here.left, area.bottom - here.top]);
    }
    for (const { geometry, properties } of this.signs()) {
      const at = this.map.project(geometry.coordinates);
      const wide = this.map.getZoom() < NEAR_ZOOM ? 13 : 10 * (properties.shown ?? 1.3);
      taken.push([at.x - wide, at.y + 11, at.x + wide, at.y + 31]);
    }
    const next = [];
    const used = new Set();
    for (const wanted of this.candidates()) {
      if (next.length >= MOST) break;
      const at = this.map.project([wanted.x, wanted.y]);
      const wide = this.measure(wanted);
      const half = 8;
      const spots = wanted.beside
        ? [[wanted.beside, -half], [-wanted.beside - wide, -half], [-wide / 2, -half - 18], [6, -half - 15], [-6 - wide, -half - 15]]
        : [[-wide / 2, -half]];
      // The weightiest names may lie over the dots of lesser places, never over other names or signs.
      const tries = wanted.kind === "place" && next.length < FIRST ? [...spots, ...[2, 3, 4, 0, 1].map((i) => [...spots[i], true])] : spots;
      for (const [dx, dy, overDots] of tries) {
        const area = [at.x + dx - PAD, at.y + dy, at.x + dx + wide + PAD, at.y + dy + 2 * half];
        if (area[0] < 2 || area[2] > width - 2 || area[1] < 2 || area[3] > height - 2) continue;
        if ((overDots ? taken : [...taken, ...dots]).some((t) => area[0] < t[2] && area[2] > t[0] && area[1] < t[3] && area[3] > t[1])) continue;
        taken.push(area);
        const key = `${wanted.kind}|${wanted.text}|${wanted.x}`;
        if (used.has(key)) break;
        used.add(key);
        next.push({ ...wanted, key, dx, dy });
        break;
      }
    }
    this.shown = next;
    for (const [key, element] of this.kept) {
      if (!used.has(key)) {
        element.remove();
        this.kept.delete(key);
      }
    }
    for (const label of next) {
      if (!this.kept.has(label.key)) {
        const element = h("span", { class: `label ${label.kind}`, dir: "auto" }, label.text);
        this.kept.set(label.key, element);
        this.box.append(element);
      }
    }
    this.follow();
  }

  // Groups of claims and rows of signs as they are drawn now.
  signs() {
    const layers = ["groups", "single", "claims0"].filter((id) => this.map.getLayer(id));
    return this.map.isStyleLoaded() && layers.length ? this.map.queryRenderedFeatures({ layers }) : [];
  }

  measure({ text, kind }) {
    if (kind === "country") return widthOf(text.toUpperCase(), "12.5px system-ui") * 1.22;
    return widthOf(text, kind.startsWith("place") ? "600 12.5px system-ui" : "12px system-ui") * 1.04;
  }

  // The same names on a canvas, for a picture.
  draw(pen, ink, halo) {
    for (const label of this.shown) {
      const at = this.map.project([label.x, label.y]);
      const country = label.kind === "country";
      const font = country ? "12.5px system-ui" : label.kind.startsWith("place") ? "600 12.5px system-ui" : "12px system-ui";
      written(pen, country ? label.text.toUpperCase() : label.text, at.x + label.dx, at.y + label.dy + 8, font, ink, halo);
    }
  }

  follow() {
    for (const label of this.shown) {
      const at = this.map.project([label.x, label.y]);
      const element = this.kept.get(label.key);
      if (element) element.style.transform = `translate(${Math.round(at.x + label.dx)}px, ${Math.round(at.y + label.dy)}px)`;
    }
  }
}
