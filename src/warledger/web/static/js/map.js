// The map: borders, who holds what, and the claims as symbols by kind.

import { ask } from "./api.js";
import { colourOf, inks, sideOf } from "./colours.js";
import { fill, h } from "./dom.js";
import { groupOf, icon } from "./glyphs.js";
import { Labels, written } from "./labels.js";
import { arrowFeatures, iconOf } from "./mapicons.js";
import { SOURCES, layers } from "./mapstyle.js";
import { neighbourhoods } from "./neighbourhood.js";
import { latest } from "./latest.js";
import { set, state } from "./state.js";
import { HOLDING, S, kindWord } from "./strings.js";
import { addTiles } from "./tiles.js";

const AREAS = new Set(["admin1", "admin2", "country", "region"]);
const WHOLE = new Set(["country", "region"]);
const ORDER = { unknown: 0, claimed: 1, confirmed: 2, contested: 3, disputed: 4 };
const CLAIMS = ["groups", "single", "claims0", "claims1", "claims2", "claims3"];
const CLICKABLE = ["changes", "cells", "holdings", ...CLAIMS, "arrows", "unsure"];
const LAYERS_OF = { holdings: ["holdings", "chosen"], halo: ["halo"], claims: CLAIMS, arrows: ["arrows", "unsure", "heads"], tiles: ["tiles"] };
const MARGIN = 0.4; // of the view, asked for on every side, so that small moves need no answer
const collection = (features) => ({ type: "FeatureCollection", features });
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class WarMap {
  constructor(box, { fitTo, tiles }) {
    this.box = box;
    this.fitTo = fitTo;
    this.tiles = tiles;
    this.places = [];
    this.cells = [];
    this.arrows = [];
    this.changes = null;
    this.wanted = null;
    this.loaded = null;
    this.load = latest(() => this.fetch());
    this.made = new Promise((done) => (this.isMade = done));
    this.told = new Promise((done) => (this.isTold = done));
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
      this.isMade();
      return;
    }
    this.isMade();
    this.map.touchZoomRotate.disableRotation();
    this.map.setMissingStyleImageResolver((id) => this.paintIcon(id));
    this.labels = new Labels(this.map, names);
    this.buttons();
    this.map.on("move", () => this.look());
    this.map.on("moveend", (event) => {
      if (event.originalEvent || event.ours) this.remember();
      this.look();
      this.moved?.();
    });
    this.map.on("click", (event) => this.clicked(event));
    this.map.on("mousemove", (event) => this.hover(event));
    this.map.on("idle", () => this.labels.lay());
    this.map.on("mouseout", () => (this.tip.hidden = true));
    await new Promise((done) => this.map.once("style.load", done));
    this.styled = true;
    if (this.tiles) await addTiles(lib, this.map, this.tiles, this.box);
    this.base();
    this.redraw();
    await this.look();
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
    await this.told; // the first claims may come after all borders are drawn
    this.map.once("idle", () => document.documentElement.setAttribute("data-map", "ready"));
    this.map.triggerRepaint();
  }

  // How many places each side holds in the view, cells included.
  inView() {
    const bounds = this.map?.getBounds();
    const seen = new Map();
    const count = (side, n) => side && seen.set(side, (seen.get(side) ?? 0) + n);
    for (const f of [...this.places, ...this.cells]) {
      if (bounds && !bounds.contains(f.geometry.coordinates)) continue;
      const p = f.properties;
      if (p.places) p.sides.forEach(([side, n]) => count(side, n));
      else if (p.status && p.status !== "unknown") count(p.side, 1);
    }
    return seen;
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

  // Shows other claims, another day, or what changed since the day `compare`.
  show(wanted) {
    this.wanted = wanted;
    this.loaded = null;
    return this.load();
  }

  // Asks anew only when the view has left what was told of it.
  look() {
    const seen = this.loaded;
    if (!this.wanted || !seen || seen.whole) return null;
    const [west, south, east, north] = this.view(0);
    const [w, s, e, n] = seen.box;
    const inside = west >= w && east <= e && south >= s && north <= n;
    return inside && seen.zoom === this.zoom() ? null : this.load();
  }

  zoom() {
    return Math.floor(this.map.getZoom() * 2) / 2;
  }

  view(margin) {
    const bounds = this.map.getBounds();
    const [west, east, south, north] = [bounds.getWest(), bounds.getEast(), bounds.getSouth(), bounds.getNorth()];
    const [dx, dy] = [(east - west) * margin, (north - south) * margin];
    if (east - west + 2 * dx >= 360) return [-180, Math.max(-90, south - dy), 180, Math.min(90, north + dy)];
    const round = (v) => Number((((v + 540) % 360) - 180).toFixed(2));
    return [round(west - dx), Math.max(-90, south - dy), round(east + dx), Math.min(90, north + dy)].map((v) => Number(v.toFixed(2)));
  }

  async fetch() {
    await this.made;
    if (!this.map) return; // the lists hold the same
    performance.mark("map-asked");
    const wanted = this.wanted;
    const near = { box: this.view(MARGIN), zoom: this.zoom() };
    const [answer, changes] = await Promise.all([
      ask("map", { ...wanted.query, day: wanted.day, bbox: near.box.join(","), zoom: near.zoom }),
      wanted.compare ? ask("changes", { since: wanted.compare, until: wanted.day, known_by: wanted.query.known_by, limit: 500 }) : null,
    ]);
    if (wanted !== this.wanted) return;
    this.loaded = { whole: answer.whole, ...near };
    this.cells = answer.features.filter((f) => f.properties.places);
    this.places = answer.features.filter((f) => !f.properties.places);
    this.arrows = answer.arrows;
    this.changes = changes?.items ?? null;
    this.redraw();
    this.isTold();
    performance.measure("map-answer", "map-asked");
    this.map.once("idle", () => performance.measure("map-painted", "map-asked"));
    this.moved?.();
  }

  redraw() {
    if (!this.styled) return; // an answer may come before the style is there: start() draws it then
    const hidden = new Set(state.hide.split(","));
    // A country as a whole has no dot of its own: it would stand in the middle of a desert.
    const held = this.places.filter((f) => f.properties.status && !WHOLE.has(f.properties.level));
    const changed = new Set(this.changes?.map((c) => c.place_id));
    this.put("holdings", held.map((f) => holdingFeature(f, this.changes && changed.has(f.id))));
    this.put("changes", this.changes ? this.changes.filter((c) => c.after.lat !== null && !WHOLE.has(c.after.level)).map(changeFeature) : []);
    this.put("cells", this.cells.map(cellFeature));
    this.put("claims", this.places.filter((f) => f.properties.n).map(claimFeature));
    this.put("spots", this.places.filter((f) => !WHOLE.has(f.properties.level) && !f.properties.status));
    this.put("arrows", this.arrows.flatMap(arrowFeatures).map((f) => ({ ...f, properties: { ...f.properties, claim: f.properties.claims?.[0] } })));
    this.put("halo", this.changes || hidden.has("halo") ? [] : haloFeatures(held));
    for (const [name, ids] of Object.entries(LAYERS_OF)) {
      const away = hidden.has(name) || (this.changes && (name === "claims" || name === "arrows"));
      for (const id of ids) if (this.map.getLayer(id)) this.map.setLayoutProperty(id, "visibility", away ? "none" : "visible");
    }
    this.map.setPaintProperty("holdings", "icon-opacity", this.changes ? 0.35 : 1);
    this.labels.setPlaces(this.named());
    const [what, id] = state.card.split(":");
    this.map.setFilter("chosen", ["==", "id", what === "place" ? Number(id) : -1]);
  }

  put(source, features) {
    const data = collection(features);
    const text = JSON.stringify(data);
    this.given ??= new Map();
    if (this.given.get(source) === text) return;
    this.given.set(source, text);
    this.map.getSource(source).setData(data);
  }

  named() {
    const changed = new Map(this.changes?.map((c) => [c.place_id, c.moved ? 1000 : 500]));
    return this.places.map((f) => {
      const { name, level, n, kinds, status } = f.properties;
      const [lon, lat] = f.geometry.coordinates;
      const weight = (status ? (AREAS.has(level) ? 10 : 100) + ORDER[status] : 0) + n + (changed.get(f.id) ?? 0);
      return {
        name: WHOLE.has(level) ? S.asAWhole(name) : name, level, lat, lon, weight, area: AREAS.has(level),
        chips: this.changes ? 0 : Math.min(4, new Set(kinds.map(([kind]) => groupOf(kind))).size),
      };
    }).sort((a, b) => b.weight - a.weight);
  }

  paintIcon(id) {
    const made = iconOf(id);
    if (made && !this.map.hasImage(id)) this.map.addImage(id, made.data, { pixelRatio: made.ratio });
  }

  restyle() {
    if (!this.map) return;
    for (const id of this.map.listImages()) this.map.removeImage(id);
    for (const layer of layers()) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) this.map.setPaintProperty(layer.id, name, value);
    }
    this.given = new Map();
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
    const p = hit.properties;
    if (p.cluster) {
      const zoom = await this.map.getSource("claims").getClusterExpansionZoom(p.cluster_id);
      this.map.easeTo({ center: hit.geometry.coordinates, zoom: Math.min(zoom + 0.3, 12), animate: !calm.matches }, { ours: true });
    } else if (p.box) {
      const [west, south, east, north] = JSON.parse(p.box);
      this.map.fitBounds([[west, south], [east, north]], { padding: this.padding(), maxZoom: 11, animate: !calm.matches, duration: 400 }, { ours: true });
    } else if (p.claim) set({ card: `claim:${p.claim}` }, { push: true });
    else set({ card: `place:${p.id}` }, { push: true });
  }

  hover(event) {
    const hit = this.found(event);
    this.map.getCanvas().style.cursor = hit ? "pointer" : "";
    this.tip.hidden = !hit;
    if (!hit) return;
    fill(this.tip, tipOf(hit.properties));
    const left = Math.min(event.point.x + 14, this.box.clientWidth - this.tip.offsetWidth - 8);
    this.tip.style.transform = `translate(${left}px, ${event.point.y + 16}px)`;
  }

  // The map as it is seen, names and a caption included.
  picture(caption) {
    if (!this.map) return null;
    return new Promise((done) => {
      this.map.once("render", () => {
        const drawn = this.map.getCanvas();
        const whole = h("canvas", { width: drawn.width, height: drawn.height });
        const pen = whole.getContext("2d");
        pen.drawImage(drawn, 0, 0);
        pen.scale(drawn.width / drawn.clientWidth, drawn.height / drawn.clientHeight);
        const [ink, halo] = [inks().ink, inks().land];
        this.labels.draw(pen, ink, halo);
        written(pen, caption, 12, drawn.clientHeight - 14, "12px system-ui, sans-serif", ink, halo);
        whole.toBlob(done, "image/png");
      });
      this.map.triggerRepaint();
    });
  }
}

function tipOf(p) {
  if (p.cluster) return S.claims(p.total);
  if (p.places) return `${S.places(p.places)} · ${S.claims(p.n)}${p.open ? ` · ${S.open(p.open)}` : ""}`;
  if (p.before !== undefined) return `${p.name}: ${p.before} → ${p.after}`;
  if (p.claim) return `${kindWord(p.kind)} → ${p.to}${p.n > 1 ? ` ×${p.n}` : ""}`;
  if (p.status) return `${p.name}: ${p.status === "unknown" ? HOLDING.unknown : `${p.holder}, ${HOLDING[p.status].toLowerCase()}`}`;
  const kinds = p.kinds ? JSON.parse(p.kinds).map(([kind, n]) => (n > 1 ? `${kindWord(kind)} ×${n}` : kindWord(kind))).join(", ") : "";
  return `${p.name}: ${kinds}`;
}

const colourFor = (status, side) => (status === "unknown" || !side ? inks().grey : colourOf(side));

function holdingFeature({ id, geometry, properties: p }, changed) {
  const area = AREAS.has(p.level);
  const icon_ = ["hold", p.status, colourFor(p.status, p.side), colourFor("", p.rival), area ? 1 : 0].join("|");
  const order = ORDER[p.status] + (area ? -10 : 0);
  return { type: "Feature", id, geometry, properties: { id, icon: icon_, status: p.status, area, order, holder: p.holder, name: p.name, changed: Boolean(changed) } };
}

function changeFeature({ place_id: id, moved, before, after }) {
  const called = (h_) => (h_.status === "unknown" ? S.nobody : `${h_.holder.name}, ${HOLDING[h_.status].toLowerCase()}`);
  const tone = (h_) => colourFor(h_.status, sideOf(h_));
  return {
    type: "Feature", id, geometry: { type: "Point", coordinates: [after.lon, after.lat] },
    properties: { id, name: after.place, before: called(before), after: called(after), moved, icon: ["change", tone(before), tone(after), moved ? 1 : 0].join("|") },
  };
}

function cellFeature(f) {
  const { places, open, sides } = f.properties;
  const tally = new Map();
  for (const [side, n] of sides) {
    const colour = side ? colourOf(side) : inks().line;
    tally.set(colour, (tally.get(colour) ?? 0) + n);
  }
  const shares = [...tally].map(([colour, n]) => `${colour}*${n}`).join(";");
  return { ...f, properties: { ...f.properties, icon: `cell|${places}|${open ? 1 : 0}|${shares}` } };
}

function claimFeature(feature) {
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

function haloFeatures(held) {
  const places = held.filter((f) => f.properties.status !== "unknown").map(({ geometry, properties: p }) => ({
    lon: geometry.coordinates[0], lat: geometry.coordinates[1], level: p.level,
    hatch: ["hatch", p.status, colourFor(p.status, p.side), colourFor("", p.rival)].join("|"),
  }));
  return neighbourhoods(places).map(({ place, ring }) => ({ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { hatch: place.hatch } }));
}
