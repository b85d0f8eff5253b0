// The frame of the page: head, banner, legend, the About box.

import { path } from "./api.js";
import { colourOf, inks, nameOf } from "./colours.js";
import { fill, h } from "./dom.js";
import { GROUPS_SHOWN, changeShapes, holdingShapes, icon, kindShapes, svgOf } from "./glyphs.js";
import { asOf, knownBy, ledger, query } from "./period.js";
import { set, state } from "./state.js";
import { HOLDING, HOLDING_MEANS, S, SIGNS, TABS } from "./strings.js";

export function frame() {
  const parts = {
    head: h("header", { class: "head" }), note: h("section", { class: "note", "aria-label": S.note, hidden: true }), map: h("main", { class: "mapbox", "aria-label": S.map }),
    time: h("section", { class: "time", "aria-label": S.timeline }), panel: h("aside", { class: "panel", "aria-label": S.list }, h("p", { class: "starting" }, S.starting)),
  };
  const all = h("div", { class: "frame" }, h("a", { class: "skip", href: "#list", onclick: (event) => { event.preventDefault(); document.getElementById("list").focus(); } }, S.skip), Object.values(parts));
  fill(document.getElementById("app"), all);
  return parts;
}

export function head(box, { picture, retheme }) {
  const search = h("input", { class: "field", type: "search", name: "q", placeholder: S.searchHint, "aria-label": S.search, maxlength: "200", value: state.q, autocomplete: "off" });
  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => set({ q: search.value.trim(), card: "" }), 220);
  });
  const menu = h("details", { class: "menu" }, h("summary", { class: "button" }, S.export), h("div", {},
    h("a", { data: { export: "csv" } }, S.asCsv(TABS.claims)), h("a", { data: { export: "geojson" } }, S.asGeojson(TABS.claims)),
    h("a", { data: { export: "holdings" }, download: "holdings.geojson" }, S.holdingsJson),
    h("button", { type: "button", onclick: async () => {
      menu.open = false;
      const blob = await picture();
      if (!blob) return;
      const url = URL.createObjectURL(blob);
      h("a", { href: url, download: state.view === "network" ? "network.png" : "map.png" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 5000);
    } }, S.picture)));
  menu.addEventListener("toggle", () => {
    const [csv, json, holdings] = menu.querySelectorAll("[data-export]");
    const what = state.tab === "places" && state.compare ? "changes" : state.tab;
    const [since, until] = [state.compare, asOf()].sort();
    const asked = what === "changes" ? { since, until, known_by: knownBy() } : query();
    csv.href = path(`${what}.csv`, what === "places" ? { ...asked, day: asOf() } : asked);
    fill(csv, S.asCsv(TABS[what] ?? S.changes));
    const layer = ["places", "disputes", "changes"].includes(what) ? what : "claims";
    json.href = path("geojson", { ...asked, layer });
    json.download = `${layer}.geojson`;
    fill(json, S.asGeojson(TABS[layer] ?? S.changes));
    holdings.href = path("geojson", { layer: "holdings", at: asOf(), known_by: knownBy() });
  });
  addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  const about = aboutBox();
  fill(box, h("h1", {}, h("a", { class: "brand", href: "/" }, h("img", { src: "/static/icon.svg", alt: "" }), S.name)), h("span", { class: "has" }, S.ledgerHas(ledger())),
    h("div", { class: "push" }), h("div", { class: "search" }, icon("search"), search), menu,
    h("a", { class: "button wide", href: "/api/docs" }, S.api),
    h("button", { class: "icon", type: "button", "aria-label": S.about, title: S.about, onclick: () => about.showModal() }, icon("info")),
    h("button", { class: "icon", type: "button", "aria-label": S.theme, title: S.theme, onclick: retheme }, icon("theme")));
  return search;
}

export function banner(box) {
  if (!ledger().sample) return;
  box.hidden = false;
  fill(box, icon("info"), S.sample, h("button", { class: "icon", type: "button", "aria-label": S.close, onclick: () => (box.hidden = true) }, icon("close")));
}

function aboutBox() {
  const dialog = h("dialog", { "aria-label": S.aboutTitle });
  fill(dialog, h("button", { class: "icon", type: "button", "aria-label": S.close, onclick: () => dialog.close() }, icon("close")),
    h("h2", {}, S.aboutTitle), S.aboutText.map((text) => h("p", {}, text)), h("h3", {}, S.bordersTitle), h("p", {}, S.bordersText),
    h("h3", {}, S.keysTitle), h("div", { class: "keys" }, S.keys.map(([key, what]) => [h("span", {}, h("kbd", {}, key)), h("span", {}, what)])),
    h("h3", {}, S.dataTitle), h("p", {}, S.dataText));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return dialog;
}

// Map or network: what the large part of the page shows.
export function viewSwitch(box) {
  const button = (name, word) => h("button", { class: "button", type: "button", data: { view: name }, onclick: () => set({ view: name, ...(name ? { tab: "actors", card: "" } : {}) }, { push: true }) }, word);
  const element = h("div", { class: "views choices", role: "group", "aria-label": S.views }, button("", S.map), button("network", S.network));
  box.append(element);
  return { paint: () => [...element.children].forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.view === state.view))) };
}

export class Legend {
  constructor(box, settings) {
    this.tiles = Boolean(settings.tiles);
    this.inside = h("div", { class: "in" });
    this.element = h("details", { class: "legend", open: box.clientWidth > 760 && box.clientHeight > 480 }, h("summary", {}, S.legend), this.inside);
    box.append(this.element);
  }

  paint(seen) {
    const ink = inks();
    const shown = [...seen].sort((a, b) => b[1] - a[1]).slice(0, 6);
    const sample = Object.keys(HOLDING);
    const [one, other] = [shown[0] ? colourOf(shown[0][0]) : ink.grey, shown[1] ? colourOf(shown[1][0]) : ink.grey];
    const hidden = new Set(state.hide.split(",").filter(Boolean));
    const layers = Object.entries(S.layers).filter(([name]) => name !== "tiles" || this.tiles);
    const open = new Set([...this.inside.querySelectorAll("details[open]")].map((d) => d.dataset.name));
    const more = (name, word, ...inside) => h("details", { data: { name }, open: open.has(name) }, h("summary", {}, word), inside);
    const key = JSON.stringify([shown, [...hidden], state.compare, document.documentElement.dataset.theme, shown.map(([s]) => nameOf(s))]);
    if (key === this.key) return;
    this.key = key;
    fill(this.inside,
      state.compare && h("ul", {}, h("li", {}, svgOf(changeShapes(other, one, ink), { class: "glyph swatch" }), h("span", {}, S.changedHands)), h("li", { class: "quiet small" }, S.compareMeans)),
      shown.length > 0 && h("ul", {}, shown.map(([side]) => h("li", {}, svgOf(holdingShapes("confirmed", colourOf(side), ink.grey, false, ink), { class: "glyph swatch" }), h("span", {}, nameOf(side))))),
      h("ul", { class: "columns" }, sample.map((status) => h("li", { title: HOLDING_MEANS[status] }, svgOf(holdingShapes(status, one, other, false, ink), { class: "glyph swatch" }), h("span", {}, HOLDING[status])))),
      more("signs", S.signs, h("ul", { class: "columns" }, GROUPS_SHOWN.map((group) => h("li", {}, svgOf(kindShapes(group), { class: "glyph" }), h("span", {}, SIGNS[group] ?? group)))),
        h("p", { class: "quiet small" }, S.struck, ". ", S.dashed, ". ", S.cellMeans)),
      more("layers", S.layersTitle, h("ul", {}, layers.map(([name, word]) => h("li", {}, h("label", {}, h("input", { type: "checkbox", checked: !hidden.has(name), onchange: (event) => {
        event.target.checked ? hidden.delete(name) : hidden.add(name);
        set({ hide: [...hidden].join(",") });
      } }), word)))), h("p", { class: "quiet small" }, S.haloMeans)));
  }
}
