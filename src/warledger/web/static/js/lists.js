// The panel of lists: tabs, filters, order, rows, and more of them on demand.

import { ask, calledOff } from "./api.js";
import { long } from "./days.js";
import { fill, h } from "./dom.js";
import { latest } from "./latest.js";
import { asOf, episode, from, knownBy, ledger, query } from "./period.js";
import { actorRow, changeRow, claimRow, disputeRow, lineRow, placeEntryRow, reportRow, sourceRow } from "./rows.js";
import { set, state } from "./state.js";
import { HOLDING, S, SORTS, STATUS, TABS, kindWord } from "./strings.js";

const PAGE = 60;
const ROWS = {
  claims: claimRow, disputes: disputeRow, places: placeEntryRow, changes: changeRow, sources: sourceRow, actors: actorRow,
  reports: reportRow, network: lineRow,
};
const NARROWING = ["q", "kind", "source", "actor", "place", "stance", "status", "only", "held"];

export class Lists {
  constructor(box, { relations }) {
    this.relations = relations;
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": S.list, onkeydown: (event) => this.tabKey(event) },
      Object.entries(TABS).map(([name, word]) => h("button", {
        type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "list", data: { name }, onclick: () => set({ tab: name, card: "", sort: "" }, { push: true }),
      }, word)));
    this.filters = h("div", { class: "filters" });
    this.tally = h("div", { class: "tally", role: "status" });
    this.list = h("ul", { class: "list", role: "list" });
    this.after = h("div", {});
    this.scroll = h("div", { class: "scroll", id: "list", role: "tabpanel", tabindex: "0", onkeydown: (event) => this.rowKey(event) }, this.filters, this.tally, this.list, this.after);
    fill(box, this.tabs, this.scroll);
    this.load = latest(() => this.fetch());
  }

  // What the panel lists: a tab has other rows while two days are compared or the network is shown.
  what() {
    if (state.tab === "places" && state.compare) return "changes";
    if (state.tab === "actors" && state.view === "network") return "network";
    return state.tab;
  }

  paintFrame() {
    for (const tab of this.tabs.children) {
      const on = tab.dataset.name === state.tab;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
    }
    this.scroll.setAttribute("aria-labelledby", `tab-${state.tab}`);
    this.paintFilters();
  }

  choice(name, label, options) {
    const select = h("select", { class: "field", name, "aria-label": label, onchange: () => set({ [name]: select.value }, { push: true }) },
      options.map(([value, word]) => h("option", { value, selected: value === state[name] }, word)));
    return select;
  }

  paintFilters() {
    const held = document.activeElement?.name;
    const what = this.what();
    const kinds = Object.keys(ledger()?.kinds ?? {}).map((kind) => [kind, kindWord(kind)]).sort((a, b) => a[1].localeCompare(b[1]));
    const extra = state.kind && !kinds.some(([k]) => k === state.kind) ? [[state.kind, state.kind.split(",").map(kindWord).join(", ")]] : [];
    const asks = [];
    if (["claims", "disputes", "places", "actors", "sources", "network"].includes(what)) asks.push(this.choice("kind", S.kind, [["", S.anyKind], ...extra, ...kinds]));
    if (what === "claims") {
      asks.push(this.choice("stance", S.stance, [["", S.anyStance], ["asserts", S.asserted], ["denies", S.denied]]));
      asks.push(this.choice("status", S.status, [["", S.anyStatus], ...Object.entries(STATUS)]));
      asks.push(this.choice("only", S.whereWhen, [["", S.anywhere], ["unlocated", S.unlocated(ledger()?.unlocated ?? 0)], ["undated", S.undated(ledger()?.undated ?? 0)]]));
    }
    if (what === "places") asks.push(this.choice("held", S.heldHow, [["", S.anyHolding], ...Object.entries(HOLDING)]));
    if (SORTS[what]) asks.push(this.choice("sort", S.sort, Object.entries(SORTS[what])));
    const chips = Object.entries(S.filterBy).filter(([key]) => state[key]).map(([key, word]) =>
      h("button", { class: "chip", type: "button", "aria-label": S.remove(`${word}: ${state[key]}`), onclick: () => set({ [key]: "" }, { push: true }) }, `${word}: ${state[key]}`, " ×"));
    fill(this.filters, asks, state.tab === "actors" && this.pictureChoice(), chips.length > 0 && h("div", { class: "chips" }, chips));
    if (held) this.filters.querySelector(`[name="${CSS.escape(held)}"]`)?.focus();
  }

  pictureChoice() {
    const button = (name, word) => h("button", { class: "button", type: "button", name: `view-${name || "map"}`, "aria-pressed": String(state.view === name), onclick: () => set({ view: name }, { push: true }) }, word);
    return h("div", { class: "choices" }, button("", S.partiesList), button("network", S.networkList));
  }

  async fetch() {
    const what = this.what();
    this.paintFrame();
    this.cursor = "";
    this.scroll.setAttribute("aria-busy", "true");
    try {
      const page = await this.page("");
      fill(this.list, page.items.map(ROWS[what]));
      this.finish(page);
    } catch (error) {
      if (!calledOff(error)) this.failed(error);
    }
    this.scroll.removeAttribute("aria-busy");
  }

  failed(error) {
    fill(this.list, h("li", { class: "empty" }, S.failed(error.message), h("button", { class: "button", type: "button", onclick: () => this.load() }, S.again)));
    fill(this.tally);
    fill(this.after);
  }

  async page(cursor) {
    const what = this.what();
    const country = episode()?.country;
    const more = { limit: PAGE, cursor, sort: SORTS[what]?.[state.sort] ? state.sort : "" };
    if (what === "network") {
      const told = this.relations();
      return { items: (told?.lines ?? []).map((line) => ({ line, told })), next: null, total: told?.lines.length ?? 0 };
    }
    if (what === "changes") {
      const [since, until] = [state.compare, asOf()].sort();
      return ask("changes", { since, until, known_by: knownBy(), country, states: state.sort !== "moved", limit: PAGE, cursor });
    }
    if (what === "places") return ask("places", query({ ...more, day: asOf(), country, holding_status: state.held }));
    const wanted = query(more);
    if (what === "reports") delete wanted.source;
    return ask(what, wanted);
  }

  relationsCame() {
    if (this.what() === "network") this.load();
  }

  finish(page) {
    const what = this.what();
    fill(this.tally, h("span", {}, this.tallyOf(what, page)), this.clearer());
    if (!this.list.children.length) fill(this.list, h("li", { class: "empty" }, { disputes: S.noDisputes, changes: S.noChanges, network: S.noNetwork }[what] ?? S.none));
    this.cursor = page.next;
    fill(this.after, page.next && h("div", { class: "morebox" }, h("button", { class: "button", type: "button", onclick: () => this.more() }, S.more)));
  }

  tallyOf(what, page) {
    if (what === "claims") return this.outside(page.total);
    if (what === "places") return `${S.places(page.total)} · ${long(asOf())}`;
    if (what === "changes") return S.changed(page.total, ...[state.compare, asOf()].sort().map(long));
    if (what === "network") return S.relations(page.total);
    return S.counted[what](page.total);
  }

  outside(total) {
    const all = ledger().claims;
    return [S.shown(total, all), total < all && (from() || state.at) ? [" · ", h("button", { type: "button", onclick: () => set({ episode: "all", at: "", from: "" }, { push: true }) }, S.allDays)] : ""];
  }

  clearer() {
    return NARROWING.some((k) => state[k]) && h("button", { type: "button", onclick: () => set(Object.fromEntries(NARROWING.map((k) => [k, ""])), { push: true }) }, S.clear);
  }

  async more() {
    try {
      const page = await this.page(this.cursor);
      const rows = page.items.map(ROWS[this.what()]);
      this.list.append(...rows);
      rows[0]?.firstChild.focus();
      this.finish(page);
    } catch (error) {
      this.failed(error);
    }
  }

  tabKey(event) {
    const all = [...this.tabs.children];
    const here = all.findIndex((t) => t.dataset.name === state.tab);
    const next = { ArrowRight: all[(here + 1) % all.length], ArrowLeft: all.at(here - 1), Home: all[0], End: all.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    set({ tab: next.dataset.name, card: "", sort: "" });
    next.focus();
    next.scrollIntoView({ inline: "nearest", block: "nearest" });
  }

  rowKey(event) {
    if (!event.target.closest(".row")) return;
    const all = [...this.list.querySelectorAll(".row")];
    const here = all.indexOf(event.target.closest(".row"));
    const next = { ArrowDown: all[here + 1], ArrowUp: all[here - 1], Home: all[0], End: all.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
