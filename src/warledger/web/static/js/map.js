// The map: borders, who holds what, and the claims as symbols by kind.

import { ask, calledOff } from "./api.js";
import { colourOf, inks, rivalColour, sideOf } from "./colours.js";
import { fill, h } from "./dom.js";
import { canvasOf, draw, groupOf, holdingShapes, icon, kindShapes } from "./glyphs.js";
import { Labels } from "./labels.js";
import { SOURCES, layers } from "./mapstyle.js";
import { set, state } from "./state.js";
import { HOLDING, S, kindWord } from "./strings.js";

const AREAS = new Set(["admin1", "admin2", "country", "region"]);
const WHOLE = new Set(["country", "region"]);
const ORDER = { unknown: 0, claimed: 1, confirmed: 2, contested: 3, disputed: 4 };
const CLICKABLE = ["holdings", "groups", "single", "claims0", "claims1", "claims2", "claims3"];
const LAYERS_OF = { holdings: ["holdings", "chosen"], halo: ["halo"], claims: CLICKABLE.slice(1), arrows: ["arrows", "heads"] };
const collection = (features) => ({ type: "FeatureCollection", features });
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class WarMap {
  constructor(box, { fitTo }) {
    this.box = box;
    this.fitTo = fitTo;
    this.last = { holdings: [], claims: collection([]), arrows: collection([]) };
    this.ready = this.start();
  }

  async start() {
    const canvas = h("div", { class: "canvas", role: "application", "aria-label": S.mapHelp });
    const names = h("div", { class: "labels", "aria-hidden": "true" });
    this.tip = h("div", { class: "tip", hidden: true });
    const lib = await import("../vendor/maplibre-gl.mjs").catch(() => null);
    lib?.setWorkerUrl("/static/vendor/maplibre-gl-worker.mjs");
    this.box.prepend(canvas, names, this.tip);
    const [lon, lat, zoom] = state.map.split(",").map(Number);
    const view = Number.isFinite(zoom) ? { center: [lon, lat], zoom } : { bounds: this.fitTo() ?? [[-20, -35], [60, 60]], fitBoundsOptions: { padding: this.padding() } };
    try {
      if (!lib) throw new Error(S.noWebgl);
      this.map = new lib.Map({
        container: canvas, style: { version: 8, sources: SOURCES, layers: layers() }, ...view, attributionControl: false,
        maxZoom: 13, minZoom: 1.5, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: true, fadeDuration: 0,
      });
    } catch {
      this.box.classList.add("without");
      canvas.replaceWith(h("p", { class: "nomap" }, S.noWebgl));
      return;
    }
    this.map.touchZoomRotate.disableRotation();
    this.map.setMissingStyleImageResolver((id) => this.paintIcon(id));
    this.labels = new Labels(this.map, names);
    this.buttons();
    this.map.on("moveend", (event) => {
      if (event.originalEvent || event.ours) this.remember();
      this.moved?.();
    });
    this.map.on("click", (event) => this.clicked(event));
    this.map.on("mousemove", (event) => this.hover(event));
    this.map.on("idle", () => this.labels.lay());
    this.map.on("mouseout", () => (this.tip.hidden = true));
    await new Promise((done) => this.map.once("style.load", done));
    this.base();
    this.redraw();
  }

  padding() {
    if (this.box.clientWidth < 600) return 34;
    const legend = this.box.querySelector(".legend[open]");
    return { top: 44, bottom: 56, left: legend ? legend.offsetWidth + 70 : 90, right: 100 };
  }

  async base() {
    const [{ default: feature }, borders, labels] = await Promise.all([
      import("../vendor/topojson/feature.js"),
      fetch("/static/data/borders.json").then((r) => r.json()),
      fetch("/static/data/labels.json").then((r) => r.json()),
    ]);
    this.map.getSource("land").setData(feature(borders, borders.objects.land));
    const lines = ["borders", "disputed", "admin1"].flatMap((what) => {
      const found = feature(borders, borders.objects[what]);
      return (found.features ?? [found]).map((f) => ({ ...f, properties: { what } }));
    });
    this.map.getSource("lines").setData(collection(lines));
    this.labels.setBase(labels);
    this.map.once("idle", () => document.documentElement.setAttribute("data-map", "ready"));
  }

  inView() {
    const bounds = this.map?.getBounds();
    return this.last.holdings.filter((item) => !bounds || bounds.contains([item.lon, item.lat]));
  }

  buttons() {
    const button = (name, label, run) => h("button", { class: "icon", type: "button", "aria-label": label, title: label, onclick: run }, icon(name));
    this.box.append(h("div", { class: "zoom" },
      button("plus", S.zoomIn, () => this.map.zoomIn({}, { ours: true })),
      button("minus", S.zoomOut, () => this.map.zoomOut({}, { ours: true })),
      button("fit", S.fit, () => this.fit())));
  }

  fit() {
    const bounds = this.fitTo();
    if (!bounds || !this.map) return;
    set({ map: "" });
    this.map.fitBounds(bounds, { padding: this.padding(), animate: !calm.matches, duration: 500 });
  }

  remember() {
    const { lng, lat } = this.map.getCenter();
    set({ map: `${lng.toFixed(3)},${lat.toFixed(3)},${this.map.getZoom().toFixed(2)}` });
  }

  async showClaims(query) {
    try {
      const [points, arrows] = await Promise.all([ask("map", query, "map"), ask("arrows", query, "arrows")]);
      this.last.claims = points;
      this.last.arrows = arrows;
      this.redraw();
    } catch (error) {
      if (!calledOff(error)) throw error;
    }
  }

  showHoldings(held) {
    // A country as a whole has no dot of its own: it would stand in the middle of a desert.
    this.last.holdings = held.filter((item) => item.lat !== null && !WHOLE.has(item.level));
    this.redraw();
  }

  redraw() {
    if (!this.map?.getSource("holdings")) return;
    const hidden = new Set(state.hide.split(","));
    this.map.getSource("holdings").setData(collection(this.last.holdings.map((item) => this.holdingFeature(item))));
    this.map.getSource("claims").setData(collection(this.last.claims.features.map((f) => this.claimFeature(f))));
    this.map.getSource("spots").setData(collection(this.last.claims.features.filter((f) => !WHOLE.has(f.properties.level))));
    this.map.getSource("arrows").setData(collection(this.last.arrows.features.flatMap(arrowFeatures)));
    for (const [name, ids] of Object.entries(LAYERS_OF)) {
      for (const id of ids) this.map.setLayoutProperty(id, "visibility", hidden.has(name) ? "none" : "visible");
    }
    const named = new Map();
    for (const item of this.last.holdings) named.set(item.place_id, { name: item.place, level: item.level, lat: item.lat, lon: item.lon, weight: (AREAS.has(item.level) ? 10 : 100) + ORDER[item.status], chips: 0 });
    for (const f of this.last.claims.features) {
      const { name, level, n, kinds } = f.properties;
      const [lon, lat] = f.geometry.coordinates;
      const kept = named.get(f.id) ?? { name, level, lat, lon, weight: 0 };
      named.set(f.id, { ...kept, weight: kept.weight + n, chips: Math.min(4, new Set(kinds.map(([kind]) => groupOf(kind))).size) });
    }
    this.labels.setPlaces([...named.values()].map((p) => ({ ...p, name: WHOLE.has(p.level) ? S.asAWhole(p.name) : p.name, area: AREAS.has(p.level) })).sort((a, b) => b.weight - a.weight));
    const [what, id] = state.card.split(":");
    this.map.setFilter("chosen", ["==", "id", what === "place" ? Number(id) : -1]);
  }

  holdingFeature(item) {
    const area = AREAS.has(item.level);
    const colour = item.status === "unknown" ? inks().grey : colourOf(sideOf(item));
    const name = ["hold", item.status, colour, rivalColour(item), area ? 1 : 0].join("|");
    return {
      type: "Feature", id: item.place_id, geometry: { type: "Point", coordinates: [item.lon, item.lat] },
      properties: { id: item.place_id, icon: name, colour, status: item.status, area, order: ORDER[item.status] + (area ? -10 : 0), holder: item.holder.name, name: item.place },
    };
  }

  claimFeature(feature) {
    const merged = new Map();
    for (const [kind, n, denied, planned] of feature.properties.kinds) {
      const group = groupOf(kind);
      const kept = merged.get(group) ?? { n: 0, denied: 0, planned: 0 };
      merged.set(group, { n: kept.n + n, denied: kept.denied + denied, planned: kept.planned + planned });
    }
    const shown = [...merged].sort((a, b) => b[1].n - a[1].n).slice(0, 4);
    const properties = { id: feature.id, name: feature.properties.name, n: feature.properties.n, kinds: JSON.stringify(feature.properties.kinds), shown: shown.length };
    shown.forEach(([group, tally], i) => {
      const look = tally.denied === tally.n ? "denied" : tally.planned === tally.n ? "planned" : "said";
      properties[`icon${i}`] = `claim|${group}|${look}`;
    });
    return { ...feature, properties };
  }

  paintIcon(id) {
    const [what, ...parts] = id.split("|");
    const ink = inks();
    const painters = {
      hold: () => canvasOf(24, (pen) => draw(pen, holdingShapes(parts[0], parts[1], parts[2], parts[3] === "1", ink))),
      claim: () => canvasOf(20, (pen) => paintChip(pen, parts[0], parts[1], ink)),
      count: () => canvasOf(30, (pen) => paintCount(pen, parts[0], ink)),
      arrowhead: () => canvasOf(16, (pen) => draw(pen, [{ d: "M2 5l14 7-14 7 4-7z", fill: ink.ink }], 16)),
    };
    const made = painters[what]?.();
    if (made && !this.map.hasImage(id)) this.map.addImage(id, made.data, { pixelRatio: made.ratio });
  }

  restyle() {
    if (!this.map) return;
    for (const id of this.map.listImages()) this.map.removeImage(id);
    for (const layer of layers()) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) this.map.setPaintProperty(layer.id, name, value);
    }
    this.redraw();
  }

  found(event) {
    const reach = 5;
    const { x, y } = event.point;
    const live = CLICKABLE.filter((id) => this.map.getLayer(id));
    return this.map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers: live })[0];
  }

  async clicked(event) {
    const hit = this.found(event);
    if (!hit) return;
    if (hit.properties.cluster) {
      const zoom = await this.map.getSource("claims").getClusterExpansionZoom(hit.properties.cluster_id);
      this.map.easeTo({ center: hit.geometry.coordinates, zoom: Math.min(zoom + 0.3, 12), animate: !calm.matches }, { ours: true });
      return;
    }
    set({ card: `place:${hit.properties.id}` }, { push: true });
  }

  hover(event) {
    const hit = this.found(event);
    this.map.getCanvas().style.cursor = hit ? "pointer" : "";
    this.tip.hidden = !hit;
    if (!hit) return;
    const p = hit.properties;
    const kinds = p.kinds ? JSON.parse(p.kinds).map(([kind, n]) => (n > 1 ? `${kindWord(kind)} ×${n}` : kindWord(kind))).join(", ") : "";
    fill(this.tip, p.cluster ? S.claims(p.total) : p.status ? `${p.name}: ${p.status === "unknown" ? HOLDING.unknown : `${p.holder}, ${HOLDING[p.status].toLowerCase()}`}` : `${p.name}: ${kinds}`);
    const left = Math.min(event.point.x + 14, this.box.clientWidth - this.tip.offsetWidth - 8);
    this.tip.style.transform = `translate(${left}px, ${event.point.y + 16}px)`;
  }

  picture() {
    return new Promise((done) => {
      this.map.once("render", () => this.map.getCanvas().toBlob(done, "image/png"));
      this.map.triggerRepaint();
    });
  }
}

// A movement as a bowed line and a head that lies on its end.
function arrowFeatures(feature) {
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
