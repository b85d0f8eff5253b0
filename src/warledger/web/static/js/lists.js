// The panel of lists: tabs, filters, order, rows, and more of them on demand.

import { ask, calledOff } from "./api.js";
import { long } from "./days.js";
import { fill, h } from "./dom.js";
import { asOf, episode, from, ledger, query } from "./period.js";
import { actorRow, claimRow, disputeRow, holdingRow, placeRow, reportRow, sourceRow } from "./rows.js";
import { set, state } from "./state.js";
import { HOLDING, S, SORTS, STATUS, TABS, kindWord } from "./strings.js";

const PAGE = 60;
const ROWS = { claims: claimRow, disputes: disputeRow, sources: sourceRow, actors: actorRow, reports: reportRow };
const ORDER = ["disputed", "contested", "claimed", "confirmed", "unknown"];

export class Lists {
  constructor(box, { holdings }) {
    this.holdings = holdings;
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": S.list, onkeydown: (event) => this.tabKey(event) },
      Object.entries(TABS).map(([name, word]) => h("button", {
        type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "list", data: { name }, onclick: () => set({ tab: name, card: "", sort: "" }, { push: true }),
      }, word)));
    this.filters = h("div", { class: "filters" });
    this.tally = h("div", { class: "tally", role: "status" });
    this.list = h("ul", { class: "list", role: "list" });
    this.after = h("div", {});
    this.scroll = h("div", { class: "scroll", id: "list", role: "tabpanel", tabindex: "-1", onkeydown: (event) => this.rowKey(event) }, this.filters, this.tally, this.list, this.after);
    box.append(this.tabs, this.scroll);
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
    const kinds = Object.keys(ledger()?.kinds ?? {}).map((kind) => [kind, kindWord(kind)]).sort((a, b) => a[1].localeCompare(b[1]));
    const extra = state.kind && !kinds.some(([k]) => k === state.kind) ? [[state.kind, state.kind.split(",").map(kindWord).join(", ")]] : [];
    const asks = [];
    if (["claims", "disputes", "places", "actors"].includes(state.tab)) asks.push(this.choice("kind", S.kind, [["", S.anyKind], ...extra, ...kinds]));
    if (state.tab === "claims") {
      asks.push(this.choice("stance", S.stance, [["", S.anyStance], ["asserts", S.asserted], ["denies", S.denied]]));
      asks.push(this.choice("status", S.status, [["", S.anyStatus], ...Object.entries(STATUS)]));
      asks.push(this.choice("only", S.whereWhen, [["", S.anywhere], ["unlocated", S.unlocated(ledger()?.unlocated ?? 0)], ["undated", S.undated(ledger()?.undated ?? 0)]]));
    }
    asks.push(this.choice("sort", S.sort, Object.entries(SORTS[state.tab] ?? {})));
    if (state.tab === "places") asks.push(this.compareField());
    const chips = Object.entries(S.filterBy).filter(([key]) => state[key]).map(([key, word]) =>
      h("button", { class: "chip", type: "button", "aria-label": S.remove(`${word}: ${state[key]}`), onclick: () => set({ [key]: "" }, { push: true }) }, `${word}: ${state[key]}`, " ×"));
    fill(this.filters, asks, chips.length > 0 && h("div", { class: "chips" }, chips));
    if (held) this.filters.querySelector(`[name="${CSS.escape(held)}"]`)?.focus();
  }

  compareField() {
    const input = h("input", { class: "field", type: "date", name: "compare", value: state.compare, "aria-label": S.compare, onchange: () => set({ compare: input.value }, { push: true }) });
    const clear = state.compare && h("button", { class: "link", type: "button", onclick: () => set({ compare: "" }, { push: true }) }, S.clearCompare);
    return h("div", { class: "compare" }, h("label", {}, S.compare, input), clear);
  }

  async load() {
    this.paintFrame();
    const tab = state.tab;
    this.cursor = "";
    this.scroll.setAttribute("aria-busy", "true");
    try {
      if (tab === "places") await this.loadPlaces();
      else {
        const page = await this.page("");
        fill(this.list, this.ordered(page.items).map(ROWS[tab]));
        this.finish(page, tab === "claims" ? this.outside(page.total) : "");
      }
    } catch (error) {
      if (calledOff(error)) return;
      fill(this.list, h("li", { class: "empty" }, S.failed(error.message), h("button", { class: "button", type: "button", onclick: () => this.load() }, S.again)));
      fill(this.tally);
      fill(this.after);
    }
    this.scroll.removeAttribute("aria-busy");
  }

  page(cursor) {
    const wanted = query({ limit: PAGE, cursor });
    if (state.tab === "reports") delete wanted.source;
    return ask(state.tab, wanted, "list");
  }

  ordered(items) {
    const by = {
      oldest: (a, b) => (a.day ?? a.known).localeCompare(b.day ?? b.known) || a.id - b.id,
      open: (a, b) => (a.outcome === "open" ? 0 : 1) - (b.outcome === "open" ? 0 : 1),
      name: (a, b) => a.name.localeCompare(b.name),
      borne: (a, b) => b.borne_out - a.borne_out,
    }[state.sort];
    return by ? [...items].sort(by) : items;
  }

  finish(page, tally) {
    const counted = page.items.length;
    fill(this.tally, h("span", {}, tally || (S.counted[state.tab] ?? S.claims)(page.total)), this.clearer());
    if (!counted) fill(this.list, h("li", { class: "empty" }, state.tab === "disputes" ? S.noDisputes : S.none));
    this.cursor = page.next;
    fill(this.after, page.next && h("div", { class: "morebox" }, h("button", { class: "button", type: "button", onclick: () => this.more() }, S.more)));
  }

  outside(total) {
    const all = ledger().claims;
    return [S.shown(total, all), total < all && (from() || state.at) ? [" · ", h("button", { type: "button", onclick: () => set({ episode: "all", at: "", from: "" }, { push: true }) }, S.allDays)] : ""];
  }

  clearer() {
    const keys = ["q", "kind", "source", "actor", "place", "stance", "status", "only"];
    return keys.some((k) => state[k]) && h("button", { type: "button", onclick: () => set(Object.fromEntries(keys.map((k) => [k, ""])), { push: true }) }, S.clear);
  }

  async more() {
    const page = await this.page(this.cursor);
    const rows = page.items.map(ROWS[state.tab]);
    this.list.append(...rows);
    rows[0]?.firstChild.focus();
    this.finish({ ...page, items: [...this.list.children] }, state.tab === "claims" ? this.outside(page.total) : "");
  }

  async loadPlaces() {
    if (state.compare) {
      await this.loadChanges();
      return;
    }
    const [held, named] = await Promise.all([this.holdings(), ask("places", query({ limit: 500 }), "list")]);
    const narrowed = ["q", "kind", "source", "actor", "place", "stance", "status", "only"].some((k) => state[k]);
    const wanted = new Set(named.items.map((p) => p.id));
    const shown = held.items.filter((item) => !narrowed || wanted.has(item.place_id)).sort((a, b) => this.holdingOrder(a, b));
    const listed = new Set(shown.map((item) => item.place_id));
    const others = named.items.filter((p) => !listed.has(p.id));
    fill(this.list, shown.map(holdingRow), others.map(placeRow));
    this.finish({ items: [...shown, ...others], total: shown.length + others.length, next: null }, `${S.places(shown.length + others.length)} · ${long(asOf())}`);
  }

  holdingOrder(a, b) {
    if (state.sort === "since") return (b.since ?? "").localeCompare(a.since ?? "");
    const here = episode()?.country;
    if (here && (a.country === here) !== (b.country === here)) return a.country === here ? -1 : 1;
    const rank = state.sort === "name" ? 0 : ORDER.indexOf(a.status) - ORDER.indexOf(b.status);
    return rank || a.place.localeCompare(b.place);
  }

  async loadChanges() {
    const [now, then] = await Promise.all([this.holdings(), ask("holdings", { at: state.compare, known_by: query().known_by, argument: false }, "compare")]);
    const before = new Map(then.items.map((item) => [item.place_id, item]));
    const changed = now.items.filter((item) => {
      const old = before.get(item.place_id);
      if (!old || (item.status === "unknown" && old.status === "unknown")) return false;
      return old.holder.name !== item.holder.name || old.status !== item.status;
    });
    const moved = (item) => (before.get(item.place_id).holder.name === item.holder.name ? 1 : 0);
    changed.sort((a, b) => moved(a) - moved(b) || this.holdingOrder(a, b));
    const rows = changed.map((item) => {
      const made = holdingRow(item);
      const old = before.get(item.place_id);
      made.firstChild.append(h("div", { class: "foot" }, "← ", old && old.status !== "unknown" ? `${old.holder.name}, ${HOLDING[old.status].toLowerCase()}` : S.nobody));
      return made;
    });
    const [a, b] = [state.compare, asOf()].sort();
    fill(this.list, rows);
    this.finish({ items: rows, total: rows.length, next: null }, S.changed(rows.length, long(a), long(b)));
  }

  tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...this.tabs.children];
    const next = all[(all.findIndex((t) => t.dataset.name === state.tab) + step + all.length) % all.length];
    set({ tab: next.dataset.name, card: "", sort: "" });
    next.focus();
    next.scrollIntoView({ inline: "nearest", block: "nearest" });
  }

  rowKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.closest(".row")) return;
    event.preventDefault();
    const all = [...this.list.querySelectorAll(".row")];
    all[all.indexOf(event.target.closest(".row")) + step]?.focus();
  }
}
