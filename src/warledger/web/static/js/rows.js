// Rows of the lists: one look for a claim, a dispute, a holding, a source, a party, a report.

import { colourOf, inks, rivalColour, sideOf } from "./colours.js";
import { long, short, span } from "./days.js";
import { h, said, shorten } from "./dom.js";
import { holdingShapes, kindGlyph, svgOf } from "./glyphs.js";
import { address, set, state } from "./state.js";
import { ABOUT, HOLDING, OUTCOME, S, STATUS, kindWord, sourceOf } from "./strings.js";

// A link that is part of the page: it has an address of its own, and changes the state without loading.
export function link(patch, attributes, ...children) {
  return h("a", {
    href: address(patch), ...attributes,
    onclick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      set(patch, { push: true });
    },
  }, ...children);
}

const row = (patch, ...children) =>
  h("li", {}, link(patch, { class: "row", "aria-current": patch.card && patch.card === state.card ? "true" : undefined }, ...children));

export const placeOf = (claim) => claim.place || claim.resolved || S.no_place;
export const dayOf = (claim) => (claim.start ? span(claim.start, claim.end) : S.said_on(long(claim.known)));
const names = (parties) => parties.map((p) => shorten(p.name, 60)).join(", ");

export function tags(claim) {
  return [
    claim.stance === "denies" && h("span", { class: "tag denies" }, S.denied),
    claim.status !== "happened" && h("span", { class: `tag ${claim.status}` }, STATUS[claim.status] ?? claim.status),
  ];
}

export function claimRow(claim) {
  const who = names(claim.actors);
  return row({ card: `claim:${claim.id}` },
    h("div", { class: "top" }, kindGlyph(claim.kind), h("span", { class: "title" }, kindWord(claim.kind), " · ", said("bdi", {}, shorten(placeOf(claim), 60))),
      h("span", { class: "day numbers" }, claim.start ? short(claim.start) : S.no_day)),
    said("p", { class: "quote" }, shorten(claim.quote, 240)),
    h("div", { class: "foot" }, tags(claim), said("span", { class: "name" }, shorten(sourceOf(claim), 80)),
      claim.via.length > 0 && h("span", { class: "name" }, S.via, " ", shorten(claim.via.join(", "), 60)),
      !claim.via.length && claim.source !== "publisher" && who === "" && null));
}

export function disputeRow(dispute) {
  return row({ card: `dispute:${dispute.id}` },
    h("div", { class: "top" }, kindGlyph(dispute.kind), h("span", { class: "title" }, kindWord(dispute.kind), " · ", said("bdi", {}, dispute.place || S.no_place)),
      h("span", { class: "day numbers" }, short(dispute.first))),
    h("div", { class: "sides" }, dispute.sides.slice(0, 3).map((side) =>
      h("div", {}, h("strong", {}, shorten(side.position, 120)), h("div", { class: "quiet" }, shorten(side.sources.join(", "), 140))))),
    h("div", { class: "foot" }, h("span", { class: `tag ${dispute.outcome}` }, OUTCOME[dispute.outcome] ?? dispute.outcome),
      h("span", { class: "name" }, ABOUT[dispute.about] ?? dispute.about)));
}

export function swatch(holding, attributes = {}) {
  const area = ["admin1", "admin2", "country", "region"].includes(holding.level);
  return svgOf(holdingShapes(holding.status, colourOf(sideOf(holding)), rivalColour(holding), area, inks()), { class: "glyph swatch", ...attributes });
}

export function holdingRow(holding) {
  return row({ card: `place:${holding.place_id}` },
    h("div", { class: "top" }, swatch(holding), said("span", { class: "title" }, holding.place), S.levels[holding.level] && h("span", { class: "quiet small" }, S.levels[holding.level]),
      h("span", { class: "day" }, HOLDING[holding.status] ?? holding.status)),
    h("div", { class: "foot" }, said("span", { class: "name" }, holding.status === "unknown" ? S.nobody : holding.holder.name || S.nobody),
      holding.since && h("span", { class: "day numbers" }, S.since(short(holding.since)))));
}

export function placeRow(place) {
  return row({ card: `place:${place.id}` },
    h("div", { class: "top" }, said("span", { class: "title" }, place.name), h("span", { class: "day numbers" }, S.claims(place.claims))),
    h("div", { class: "foot" }, [place.admin1, place.country].filter(Boolean).join(", "), place.lat === null && h("span", { class: "tag" }, S.no_place)));
}

function shares(parts) {
  const all = parts.reduce((sum, [, n]) => sum + n, 0);
  return all > 0 && h("div", { class: "shares", "aria-hidden": "true" }, parts.filter(([, n]) => n).map(([name, n]) => h("span", { class: name, style: { width: `${(100 * n) / all}%` } })));
}

export function sourceRow(source) {
  const name = source.name;
  return row({ tab: "claims", source: source.id || name },
    h("div", { class: "top" }, said("span", { class: "title" }, shorten(name, 80)), h("span", { class: "day numbers" }, S.claims(source.claims))),
    shares([["borne", source.borne_out], ["alone", source.alone], ["against", source.contradicted]]),
    h("div", { class: "foot numbers" }, `${source.borne_out} ${S.borneOut} · ${source.alone} ${S.aloneWord} · ${source.contradicted} ${S.contradicted}`,
      source.kind && h("span", { class: "day" }, source.kind)));
}

export function actorRow(actor) {
  return row({ tab: "claims", actor: actor.id || actor.name },
    h("div", { class: "top" }, said("span", { class: "title" }, shorten(actor.name, 80)), h("span", { class: "day numbers" }, S.claims(actor.acts + actor.suffers))),
    h("div", { class: "foot" }, h("span", { class: "name" }, [
      actor.acts && S.acts(actor.acts), actor.suffers && S.suffers(actor.suffers),
    ].filter(Boolean).join(" · ")),
    h("span", { class: "day" }, Object.entries(actor.kinds).sort((a, b) => b[1] - a[1]).slice(0, 2).map(([k]) => kindWord(k)).join(", "))));
}

export function reportRow(report) {
  return row({ card: `report:${report.id}` },
    said("h3", {}, shorten(report.title || report.ref, 160)),
    h("div", { class: "foot" }, said("span", { class: "name" }, shorten(report.publisher, 80)), h("span", { class: "numbers" }, S.claims(report.claims)),
      h("span", { class: "day numbers" }, long(report.date ?? report.known))));
}
