// The frame of the page: head, banner, legend, the About box.

import { path } from "./api.js";
import { colourOf, inks, nameOf, sideOf } from "./colours.js";
import { fill, h } from "./dom.js";
import { GROUPS_SHOWN, holdingShapes, icon, kindShapes, svgOf } from "./glyphs.js";
import { ledger, query } from "./period.js";
import { set, state } from "./state.js";
import { HOLDING, HOLDING_MEANS, S, SIGNS } from "./strings.js";

export function frame() {
  const parts = {
    head: h("header", { class: "head" }), note: h("section", { class: "note", "aria-label": S.note, hidden: true }), map: h("main", { class: "mapbox", "aria-label": S.map }),
    time: h("section", { class: "time", "aria-label": S.timeline }), panel: h("aside", { class: "panel", "aria-label": S.list }),
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
    timer = setTimeout(() => set({ q: search.value.trim(), tab: ["claims", "reports"].includes(state.tab) ? state.tab : "claims", card: "" }), 220);
  });
  const menu = h("details", { class: "menu" }, h("summary", { class: "button" }, S.export), h("div", {},
    h("a", { data: { export: "csv" } }, S.csv), h("a", { data: { export: "geojson" }, download: "claims.geojson" }, S.geojson),
    h("a", { data: { export: "holdings" }, download: "holdings.geojson" }, S.holdingsJson),
    h("button", { type: "button", onclick: async () => {
      menu.open = false;
      const blob = await picture();
      if (!blob) return;
      const url = URL.createObjectURL(blob);
      h("a", { href: url, download: "map.png" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 5000);
    } }, S.picture)));
  menu.addEventListener("toggle", () => {
    const [csv, claims, holdings] = menu.querySelectorAll("[data-export]");
    csv.href = path("claims.csv", query());
    claims.href = path("geojson", query());
    holdings.href = path("geojson", { layer: "holdings", at: query().until, known_by: query().known_by });
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

export class Legend {
  constructor(box) {
    this.inside = h("div", { class: "in" });
    this.element = h("details", { class: "legend", open: box.clientWidth > 760 && box.clientHeight > 480 }, h("summary", {}, S.legend), this.inside);
    box.append(this.element);
  }

  paint(holdings) {
    const ink = inks();
    const sides = new Map();
    for (const item of holdings) if (item.status !== "unknown" && sideOf(item)) sides.set(sideOf(item), (sides.get(sideOf(item)) ?? 0) + 1);
    const shown = [...sides].sort((a, b) => b[1] - a[1]).slice(0, 6);
    const sample = Object.keys(HOLDING);
    const [one, other] = [shown[0] ? colourOf(shown[0][0]) : ink.grey, shown[1] ? colourOf(shown[1][0]) : ink.grey];
    const hidden = new Set(state.hide.split(",").filter(Boolean));
    fill(this.inside,
      shown.length > 0 && h("ul", {}, shown.map(([side]) => h("li", {}, svgOf(holdingShapes("confirmed", colourOf(side), ink.grey, false, ink), { class: "glyph swatch" }), h("span", {}, nameOf(side))))),
      h("ul", { class: "columns" }, sample.map((status) => h("li", { title: HOLDING_MEANS[status] }, svgOf(holdingShapes(status, one, other, false, ink), { class: "glyph swatch" }), h("span", {}, HOLDING[status])))),
      h("details", {}, h("summary", {}, S.signs), h("ul", { class: "columns" }, GROUPS_SHOWN.map((group) => h("li", {}, svgOf(kindShapes(group), { class: "glyph" }), h("span", {}, SIGNS[group] ?? group)))),
        h("p", { class: "quiet small" }, S.struck, ". ", S.dashed, ".")),
      h("ul", {}, Object.entries(S.layers).map(([name, word]) => h("li", {}, h("label", {}, h("input", { type: "checkbox", checked: !hidden.has(name), onchange: (event) => {
        event.target.checked ? hidden.delete(name) : hidden.add(name);
        set({ hide: [...hidden].join(",") });
      } }), word)))),
      h("p", { class: "quiet small" }, S.haloMeans));
  }
}
