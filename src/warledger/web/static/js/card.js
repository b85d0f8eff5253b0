// The card: one claim, place, dispute or report with all that stands behind it.

import { ask, calledOff } from "./api.js";
import { long, span } from "./days.js";
import { fill, h, said, shorten } from "./dom.js";
import { icon, kindGlyph } from "./glyphs.js";
import { asOf, knownBy } from "./period.js";
import { claimRow, dayOf, disputeRow, disputeTitle, link, placeOf, swatch, tags } from "./rows.js";
import { set, state } from "./state.js";
import { HARM, HOLDING, HOLDING_MEANS, OUTCOME, PRECISION, S, TABS, kindWord, sourceOf, stanceWords } from "./strings.js";
import { actorCard, lineCard, sourceCard } from "./voices.js";

const PATHS = { claim: "claims", place: "holdings", report: "reports" };
const section = (title, ...children) => h("section", {}, title && h("h3", {}, title), ...children);
const bold = (text) => h("strong", {}, said("bdi", {}, shorten(text, 200)));
const list = (rows) => h("ul", { role: "list" }, rows);

export class Card {
  constructor(box) {
    this.box = box;
    this.kind = h("span", {});
    this.body = h("div", { class: "body", tabindex: "-1" });
    this.element = h("section", { class: "card", "aria-label": S.what, hidden: true },
      h("header", {}, h("button", { class: "icon", type: "button", "aria-label": S.back, title: S.back, onclick: () => this.close() }, icon("back")), this.kind), this.body);
    box.append(this.element);
  }

  close() {
    set({ card: "" }, { push: true });
  }

  async load() {
    const [what, ...rest] = state.card.split(":");
    const id = rest.join(":");
    const open = Boolean(what && id);
    if (!open && !this.element.hidden) {
      this.element.hidden = true;
      document.querySelector(`.panel .scroll .row[href*="${CSS.escape(this.shown ?? "")}"]`)?.focus({ preventScroll: true });
    }
    this.shown = state.card;
    this.seen ||= !open;
    if (!open) return;
    const asked = (this.asked = {});
    this.element.setAttribute("aria-busy", "true"); // more may come, as what others say of a claim
    try {
      const own = { dispute: (name) => this.dispute(name).then(disputeCard), source: (name) => sourceCard(decodeURIComponent(name)), actor: (name) => actorCard(decodeURIComponent(name)), line: lineCard }[what];
      if (own) {
        const parts = await own(id);
        if (this.shown === `${what}:${id}`) this.paint(what, parts);
        return;
      }
      const address = `${PATHS[what] ?? "claims"}/${encodeURIComponent(id)}`;
      if (what === "claim") {
        // The words at once; what others say of it when it is known.
        const all = ask(address, {}, "card-others");
        all.catch(() => {});
        const words = await ask(address, { others: false }, "card");
        if (this.shown !== `claim:${id}`) return;
        const soon = await Promise.race([all, new Promise((done) => setTimeout(done, 150))]);
        this.paint(what, claimCard(words, soon));
        if (!soon) {
          const full = await all;
          if (this.shown === `claim:${id}`) this.paint(what, claimCard(words, full), { keep: true });
        }
        return;
      }
      const found = await ask(address, what === "place" ? { at: asOf(), known_by: knownBy() } : {}, "card");
      const parts = { place: () => placeCard(found), report: () => reportCard(found) }[what]();
      this.paint(what, parts);
    } catch (error) {
      if (!calledOff(error)) this.paint(what, [h("p", {}, S.failed(error.message))]);
    } finally {
      if (asked === this.asked) this.element.removeAttribute("aria-busy");
    }
  }

  async dispute(id) {
    const found = await ask(`disputes/${encodeURIComponent(id)}`, {}, "card");
    const numbers = found.sides.flatMap((side) => side.claims).slice(0, 8);
    const claims = await Promise.all(numbers.map((n) => ask(`claims/${n}`).then((c) => c.claim)));
    return { ...found, told: claims };
  }

  paint(what, parts, { keep = false } = {}) {
    const fresh = this.element.hidden;
    fill(this.kind, S.cards[what] ?? "");
    fill(this.body, parts);
    this.element.hidden = false;
    if (!keep) this.body.scrollTop = 0;
    if (fresh && this.seen) this.element.querySelector("header button").focus({ preventScroll: true });
    this.seen = true;
  }
}

function facts(rows) {
  return h("dl", { class: "facts" }, rows.filter(([, value]) => value && value.length !== 0).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

// Those who say it, each origin once with all its claims: ten papers that quote one voice are one voice.
function byOrigin(claims) {
  const origins = new Map();
  for (const claim of claims) {
    const name = sourceOf(claim);
    origins.set(name, [...(origins.get(name) ?? []), claim]);
  }
  return [...origins].slice(0, 12).map(([name, told]) => h("details", { class: "origin", open: origins.size < 4 },
    h("summary", {}, said("bdi", {}, shorten(name, 80)), h("span", { class: "quiet" }, S.claims(told.length))), list(told.slice(0, 8).map(claimRow))));
}

const party = (p) => link({ actor: p.id || p.name, tab: "claims", card: "" }, {}, said("bdi", {}, shorten(p.name, 120)));
const parties = (all) => all.flatMap((p, i) => (i ? [", ", party(p)] : [party(p)]));

function costs(counts) {
  const told = Object.entries(counts).filter(([harm]) => harm !== "detained" || !counts.captured); // the same people
  return told.map(([harm, c]) => {
    const n = c.best ?? c.low ?? c.high;
    const words = c.best === null ? (c.low !== null ? S.atLeast(c.low) : S.upTo(c.high)) : c.high === null && c.low === c.best ? S.orMore(n) : String(n);
    return `${words} ${HARM[harm] ?? harm}`;
  }).join(", ");
}

function claimCard({ claim, passage, report }, others) {
  const { incident, agree, disagree, disputes } = others ?? { agree: [], disagree: [], disputes: [] };
  const where = [claim.resolved && claim.resolved !== claim.place ? `${claim.place} (${claim.resolved})` : claim.place, claim.admin1].filter(Boolean).join(", ");
  return [
    h("div", {}, h("h2", {}, kindWord(claim.kind), " · ", said("bdi", {}, shorten(placeOf(claim), 80))),
      h("p", { class: "lead" }, kindGlyph(claim.kind), dayOf(claim), tags(claim))),
    h("p", { class: "says" }, bold(sourceOf(claim)), claim.via.length > 0 && [", ", S.via, " ", bold(claim.via.join(", ")), ","], " ", stanceWords(claim), "."),
    section(S.words, h("blockquote", { class: "passage", dir: "auto", tabindex: passage.before.length + passage.after.length + passage.quote.length > 1500 ? "0" : undefined }, shorten(passage.before, 4100), h("mark", {}, shorten(passage.quote, 8200)), shorten(passage.after, 4100)),
      h("p", { class: "small quiet", style: { "margin-top": "8px" } }, said("bdi", {}, shorten(report.publisher, 80)), report.publisher && ", ", long(report.date ?? report.known), " · ", link({ card: `report:${report.id}` }, {}, S.openReport))),
    section(S.what, facts([
      [S.actors, parties(claim.actors)], [S.targets, parties(claim.targets)],
      [S.where, claim.place_id ? link({ card: `place:${claim.place_id}` }, {}, said("bdi", {}, shorten(where, 120))) : where || S.no_place],
      [S.when, claim.start ? [span(claim.start, claim.end), PRECISION[claim.precision] && `, ${PRECISION[claim.precision]}`] : S.no_day],
      [S.cost, costs(claim.counts)],
    ])),
    incident && incident.claims.length > 1 && h("p", { class: "quiet" }, S.partOf(incident.claims.length, incident.origins)),
    disagree.length > 0 && section(S.disagree, byOrigin(disagree)),
    section(S.agree, agree.length ? byOrigin(agree) : h("p", { class: "quiet" }, others ? S.alone : S.lookingUp)),
    disputes.length > 0 && section(TABS.disputes, list(disputes.map(disputeRow))),
    others?.amendments.length > 0 && section(S.corrections, h("ul", { class: "voices" }, others.amendments.map((a) => h("li", {},
      h("strong", {}, said("bdi", {}, a.author), ", ", long(a.made_at.slice(0, 10))),
      Object.entries(a.changes).map(([field, [before, after]]) => h("p", { class: "small" }, field, ": ", h("del", {}, said("bdi", {}, before)), " → ", h("ins", {}, said("bdi", {}, after)))),
      a.result === null && h("p", { class: "small" }, S.retracted), said("p", { class: "quiet" }, shorten(a.why, 400)))))),
    h("details", { class: "coder" }, h("summary", {}, S.coder), facts([
      [S.confidence, `${Math.round(claim.confidence * 100)} %`], ["PLOVER", [claim.codes.plover_type, claim.codes.plover_mode].filter(Boolean).join(", ")],
      ["CAMEO", claim.codes.cameo], ["ACLED", [claim.codes.acled_event_type, claim.codes.acled_sub_event_type].filter(Boolean).join(", ")],
    ]), claim.reason && h("p", { class: "small quiet" }, shorten(claim.reason, 600))),
  ];
}

function evidence(all, side) {
  const most = Math.max(1, ...all.map((e) => Math.abs(e.weight)));
  return h("ul", { class: `evidence ${side}` }, all.slice(0, 12).map((e) => {
    const bar = h("i", {});
    bar.style.width = `${(44 * Math.abs(e.weight)) / most}px`;
    return h("li", {}, h("div", { class: "weight" }, e.weight.toFixed(1), bar),
      link({ card: `claim:${e.claim}` }, {}, h("strong", {}, said("bdi", {}, shorten(e.says, 200))), h("p", {}, said("bdi", {}, shorten(e.source, 80)), ", ", long(e.known), e.why && ` · ${e.why}`)));
  }));
}

function placeCard({ holding, claims, disputes }) {
  const first = claims[0];
  const name = holding?.place ?? first?.resolved ?? first?.place ?? S.no_place;
  const meter = h("i", {});
  if (holding) meter.style.width = `${holding.probability * 100}%`;
  return [
    h("div", {}, h("h2", {}, said("bdi", {}, name)), h("p", { class: "lead" }, [S.levels[holding?.level ?? first?.level], holding?.admin1 ?? first?.admin1, long(asOf())].filter(Boolean).join(" · "))),
    holding ? section("", h("p", { class: "says lead" }, swatch(holding), bold(holding.status === "unknown" ? S.nobody : holding.holder.name)),
      h("p", {}, HOLDING[holding.status], ". ", HOLDING_MEANS[holding.status], "."),
      holding.status !== "unknown" && [h("p", { class: "quiet small numbers" }, [S.probability(holding.probability), holding.since && S.since(long(holding.since)), holding.last_confirmed && S.lastConfirmed(long(holding.last_confirmed))].filter(Boolean).join(" · ")), h("div", { class: "meter" }, meter)])
      : h("p", { class: "quiet" }, S.noHolding),
    holding?.why && section(S.argument, h("p", { class: "why" }, shorten(holding.why.split(/\s(?:For|Against):\s/)[0], 1500))),
    holding?.claims_for.length > 0 && section(S.speaksFor, evidence(holding.claims_for, "for")),
    holding?.claims_against.length > 0 && section(S.speaksAgainst, evidence(holding.claims_against, "against")),
    holding?.rivals.length > 0 && section(S.rivals, facts(holding.rivals.map(([who, p]) => [`${Math.round(p * 100)} %`, said("bdi", {}, who)]))),
    disputes.length > 0 && section(TABS.disputes, list(disputes.map(disputeRow))),
    link({ place: first?.gazetteer_id || first?.place_key || name, tab: "claims", card: "" }, { class: "button wide-button" }, S.onlyHere),
    claims.length > 0 && section(`${S.claimsHere} (${claims.length})`, list(claims.slice(0, 80).map(claimRow))),
  ];
}

function disputeCard(dispute) {
  return [
    h("div", {}, h("h2", {}, disputeTitle(dispute)),
      h("p", { class: "lead" }, dispute.about !== "holder" && `${kindWord(dispute.kind)} · `, span(dispute.first, dispute.last), h("span", { class: `tag ${dispute.outcome}` }, OUTCOME[dispute.outcome] ?? dispute.outcome))),
    h("ul", { class: "voices" }, dispute.sides.map((side) => h("li", {}, h("strong", {}, shorten(side.position, 300)),
      said("blockquote", {}, `“${shorten(side.quote, 400)}”`), h("p", { class: "small quiet" }, shorten(side.sources.join(", "), 300), " · ", span(side.first_said, side.last_said))))),
    dispute.why && section(S.argument, h("p", { class: "why" }, shorten(dispute.why, 1200)), dispute.settled_day && h("p", { class: "quiet small" }, S.settled(long(dispute.settled_day)))),
    dispute.place_id && link({ card: `place:${dispute.place_id}` }, { class: "button wide-button" }, S.openPlace),
    section(TABS.claims, list(dispute.told.map(claimRow))),
  ];
}

// A line between paragraphs, however many the report left.
const spaced = (text) => text.replace(/\n\s*/g, "\n\n");

function reportCard({ report, claims }) {
  const pieces = [];
  let at = 0;
  for (const claim of claims) {
    if (claim.quote_start < at || claim.quote_end > report.text.length) continue;
    pieces.push(spaced(report.text.slice(at, claim.quote_start)));
    pieces.push(link({ card: `claim:${claim.id}` }, { title: `${kindWord(claim.kind)} · ${placeOf(claim)}` }, shorten(report.text.slice(claim.quote_start, claim.quote_end), 12000)));
    at = claim.quote_end;
  }
  pieces.push(spaced(shorten(report.text.slice(at), 40000)));
  const web = /^https?:\/\//.test(report.url);
  return [
    h("div", {}, said("h2", {}, shorten(report.title || report.ref, 300)), h("p", { class: "lead" }, said("bdi", {}, shorten(report.publisher, 120)), " · ", long(report.date ?? report.known),
      web && [" · ", h("a", { href: report.url, rel: "noreferrer noopener nofollow", target: "_blank" }, S.original)])),
    h("div", { class: "report", dir: "auto" }, pieces),
    section(S.claims(claims.length), list(claims.map(claimRow))),
  ];
}
