// Rows of the lists: one look for a claim, a dispute, a holding, a source, a party, a report.

import { colourOf, inks, rivalColour, sideOf } from "./colours.js";
import { long, short, span } from "./days.js";
import { h, said, shorten } from "./dom.js";
import { holdingShapes, kindGlyph, svgOf } from "./glyphs.js";
import { address, set, state } from "./state.js";
import { ABOUT, HOLDING, OUTCOME, RELATION, S, STATUS, kindWord, sourceOf } from "./strings.js";

// Relations are told apart by the stroke and a sign on it, not by colour alone.
export const RELATION_LOOK = {
  fights: { mark: ["M8 8l8 8", "M16 8l-8 8"] },
  supports: { mark: ["M12 7v10", "M7 12h10"] },
  meets: { dash: [1, 4], width: 3 },
  condemns: { dash: [6, 4], mark: ["M12 6v7", "M12 17v.4"] },
};

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

// The question that the sources answer differently, and about which place.
export const disputeTitle = (dispute) => [said("bdi", {}, dispute.place || S.no_place), ": ", ABOUT[dispute.about] ?? dispute.about];

export function disputeRow(dispute) {
  return row({ card: `dispute:${dispute.id}` },
    h("div", { class: "top" }, kindGlyph(dispute.kind), h("span", { class: "title" }, disputeTitle(dispute)),
      h("span", { class: "day numbers" }, short(dispute.first))),
    h("div", { class: "sides" }, dispute.sides.slice(0, 3).map((side) =>
      h("div", {}, h("strong", {}, shorten(side.position, 120)), h("div", { class: "quiet" }, shorten(side.sources.join(", "), 140))))),
    h("div", { class: "foot" }, h("span", { class: `tag ${dispute.outcome}` }, OUTCOME[dispute.outcome] ?? dispute.outcome),
      dispute.about !== "holder" && h("span", { class: "name" }, kindWord(dispute.kind))));
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

// A place with its holding if somebody is told to hold it.
export function placeEntryRow({ place, holding }) {
  return holding ? holdingRow(holding) : placeRow(place);
}

const holderOf = (holding) => (holding.status === "unknown" ? S.nobody : holding.holder.name || S.nobody);

export function changeRow({ moved, before, after }) {
  return row({ card: `place:${after.place_id}` },
    h("div", { class: "top" }, swatch(after), said("span", { class: "title" }, after.place), S.levels[after.level] && h("span", { class: "quiet small" }, S.levels[after.level]),
      h("span", { class: "day" }, moved ? S.changedHands : S.changedStatus)),
    h("dl", { class: "wasis" },
      h("dt", {}, S.was), h("dd", {}, swatch(before), said("bdi", {}, holderOf(before)), h("span", { class: "quiet" }, HOLDING[before.status])),
      h("dt", {}, S.isNow), h("dd", {}, swatch(after), said("bdi", {}, holderOf(after)), h("span", { class: "quiet" }, HOLDING[after.status]))));
}

// One line of the network: who does what to whom, in how many claims.
export function lineRow({ line, told }) {
  const named = new Map(told.nodes.map((n) => [n.key, n]));
  const [one, other] = [line.one, line.other].map((key) => named.get(key)).map((n) => (n.parties > 1 ? S.andAllies(n.name) : n.name));
  return row({ card: lineAddress(line) },
    h("div", { class: "top" }, relationMark(line.relation), h("span", { class: "title wraps" }, said("bdi", {}, shorten(one, 60)), ` ${RELATION[line.relation]} `, said("bdi", {}, shorten(other, 60))),
      h("span", { class: "day numbers" }, S.claims(line.claims))),
    h("div", { class: "foot" }, h("span", { class: "name" }, Object.entries(line.kinds).slice(0, 3).map(([kind, n]) => `${kindWord(kind)} ${n}`).join(" · ")),
      line.denied > 0 && h("span", { class: "tag denies" }, S.deniedOf(line.denied)), line.ahead > 0 && h("span", { class: "tag planned" }, S.aheadOf(line.ahead))));
}

export const lineAddress = (line) => `line:${[line.relation, line.one, line.other].map(encodeURIComponent).join("|")}`;

export function relationMark(relation) {
  return svgOf([{ d: "M1 12h22", stroke: "currentColor", width: RELATION_LOOK[relation]?.width ?? 2, dash: RELATION_LOOK[relation]?.dash },
    ...(RELATION_LOOK[relation]?.mark ?? []).map((d) => ({ d, stroke: "currentColor", width: 2 }))], { class: `glyph relation ${relation}` });
}

export function placeRow(place) {
  return row({ card: `place:${place.id}` },
    h("div", { class: "top" }, said("span", { class: "title" }, place.name), h("span", { class: "day numbers" }, S.claims(place.claims))),
    h("div", { class: "foot" }, [place.admin1, place.country].filter(Boolean).join(", "), place.lat === null && h("span", { class: "tag" }, S.no_place)));
}

const bars = (parts) => {
  const all = parts.reduce((sum, [, n]) => sum + n, 0);
  return all > 0 && h("div", { class: "shares", "aria-hidden": "true" }, parts.filter(([, n]) => n).map(([name, n]) => h("span", { class: name, style: { width: `${(100 * n) / all}%` } })));
};

export const shares = (source) => bars([["borne", source.borne_out], ["alone", source.alone], ["against", source.contradicted]]);

export function sourceRow(source) {
  const name = source.name;
  return row({ card: `source:${encodeURIComponent(source.key)}` },
    h("div", { class: "top" }, said("span", { class: "title" }, shorten(name, 80)), h("span", { class: "day numbers" }, S.claims(source.claims))),
    shares(source),
    h("div", { class: "foot numbers" }, `${source.borne_out} ${S.borneOut} · ${source.alone} ${S.aloneWord} · ${source.contradicted} ${S.contradicted}`,
      source.kind && h("span", { class: "day" }, source.kind)));
}

export function actorRow(actor) {
  return row({ card: `actor:${encodeURIComponent(actor.id || actor.name)}` },
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
