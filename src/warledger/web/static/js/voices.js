// The cards of those who speak and act: a source and how it fares, a party and what it does, a line between two parties.

import { ask, path } from "./api.js";
import { span } from "./days.js";
import { h, said, shorten } from "./dom.js";
import { kindGlyph } from "./glyphs.js";
import { query } from "./period.js";
import { claimRow, lineRow, link, shares } from "./rows.js";
import { grouped } from "./network.js";
import { RELATION, S, kindWord } from "./strings.js";

const FEW = 30;
const list = (rows) => h("ul", { role: "list" }, rows);
const section = (title, ...children) => h("section", {}, h("h3", {}, title), ...children);
const title = (name) => said("h2", {}, shorten(name, 200));

function kinds(tally) {
  const told = Object.entries(tally).sort((a, b) => b[1] - a[1]);
  return told.length > 0 && h("ul", { class: "tallies" }, told.slice(0, 12).map(([kind, n]) => h("li", {}, kindGlyph(kind), h("span", {}, kindWord(kind)), h("span", { class: "numbers quiet" }, n))));
}

const counted = (claims) => claims.items.reduce((tally, c) => ({ ...tally, [c.kind]: (tally[c.kind] ?? 0) + 1 }), {});

export async function sourceCard(key) {
  const { kind, source, ...rest } = query({ limit: 500 });
  const found = (await ask("sources", rest)).items.find((s) => s.key === key) ?? (await ask("sources", { limit: 500 })).items.find((s) => s.key === key);
  if (!found) throw new Error(S.none);
  const named = found.id || found.name;
  const claims = await ask("claims", query({ source: named, limit: 500 }));
  const share = (n, word, means) => h("li", { title: means }, h("strong", { class: "numbers" }, n), " ", word);
  return [
    h("div", {}, title(found.name), h("p", { class: "lead" }, [found.kind, S.claims(found.claims), S.reports(found.reports), span(found.first, found.last)].filter(Boolean).join(" · "))),
    section(S.howItFares, h("div", { class: "fares" }, shares(found), h("ul", {}, share(found.borne_out, S.borneOut, S.borneOutMeans), share(found.alone, S.aloneWord, S.aloneMeans),
      share(found.contradicted, S.contradicted, S.contradictedMeans), h("li", {}, S.denials(found.denials)))),
    found.admitted_against > 0 && h("p", { class: "quiet" }, S.admittedAgainst(found.admitted_against)), h("p", { class: "quiet small" }, S.faresMeans)),
    section(S.whatItClaims, kinds(counted(claims))),
    link({ source: named, tab: "claims", card: "" }, { class: "button wide-button" }, S.onlySource),
    section(S.claims(claims.total), list(claims.items.slice(0, FEW).map(claimRow))),
  ];
}

export async function actorCard(key) {
  const side = key.startsWith("side:");
  const { kind, actor, ...rest } = query({ limit: 500 });
  const actors = await ask("actors", rest);
  const of = (a) => (side ? a.side === key.slice(5) : a.id === key || a.name === key || a.name.toLowerCase() === key);
  const members = actors.items.filter(of);
  const told = await ask("network", { ...rest, by: side ? "side" : "", limit: 100 });
  const node = told.nodes.find((n) => n.key === key || n.key === `id:${key}` || n.key === `name:${key}`) ?? told.nodes.find((n) => n.name === members[0]?.name);
  if (!members.length && !node) throw new Error(S.none);
  const main = members[0] ?? { name: node.name, id: "", acts: 0, suffers: 0, kinds: {} };
  const named = side ? main.name : main.id || main.name;
  const lines = told.lines.filter((line) => node && (line.one === node.key || line.other === node.key));
  const claims = await ask("claims", query({ actor: named, limit: FEW }));
  const sum = (name) => members.reduce((n, m) => n + m[name], 0);
  const all = members.reduce((tally, m) => Object.entries(m.kinds).reduce((t, [k, n]) => ({ ...t, [k]: (t[k] ?? 0) + n }), tally), {});
  return [
    h("div", {}, title(main.name), h("p", { class: "lead" }, [sum("acts") && S.acts(sum("acts")), sum("suffers") && S.suffers(sum("suffers")), main.side].filter(Boolean).join(" · "))),
    members.length > 1 && section(S.members, h("p", {}, members.slice(0, 14).map((m, i) => [i ? ", " : "", said("bdi", {}, m.name)]))),
    section(S.whatItDoes, kinds(all) || h("p", { class: "quiet" }, S.none)),
    lines.length > 0 && section(S.relationsOf, list(lines.slice(0, 20).map((line) => lineRow({ line, told })))),
    link({ actor: named, tab: "claims", card: "" }, { class: "button wide-button" }, S.onlyActor),
    section(S.claims(claims.total), list(claims.items.map(claimRow))),
  ];
}

export async function lineCard(id) {
  const [relation, one, other] = id.split("|").map(decodeURIComponent);
  const wanted = query({ by: grouped(), limit: 100 });
  const [told, claims] = await Promise.all([ask("network", { ...wanted, limit: 200 }), ask("network/claims", { ...wanted, relation, one, other })]);
  const name = (key) => told.nodes.find((n) => n.key === key)?.name ?? key.replace(/^\w+:/, "");
  const line = told.lines.find((l) => l.relation === relation && l.one === one && l.other === other);
  return [
    h("div", {}, h("h2", {}, said("bdi", {}, name(one)), ` ${RELATION[relation] ?? relation} `, said("bdi", {}, name(other))),
      h("p", { class: "lead" }, S.claims(claims.total), line && [" · ", span(line.first, line.last)], line?.denied > 0 && h("span", { class: "tag denies" }, S.deniedOf(line.denied)), line?.ahead > 0 && h("span", { class: "tag planned" }, S.aheadOf(line.ahead)))),
    line && section(S.whatItDoes, kinds(line.kinds)),
    section(S.behindLine, list(claims.items.map(claimRow)), claims.next && h("p", { class: "quiet" }, S.shown(claims.items.length, claims.total))),
    h("p", { class: "small" }, h("a", { href: path("network/claims", { ...wanted, relation, one, other, limit: 500 }) }, S.asJson)),
  ];
}
