// The bar of time: claims per day, a range to drag, a day to stand on, play, and what was known when.

import { add, between, full, iso, long, month, number, short } from "./days.js";
import { fill, h, s } from "./dom.js";
import { icon } from "./glyphs.js";
import { asOf, episode, frame, from, knownBy, ledger } from "./period.js";
import { set, state } from "./state.js";
import { S } from "./strings.js";

const HEIGHT = 52;
const PACE = 750;
const region = new Intl.DisplayNames("en", { type: "region" });
const country = (code) => {
  try {
    return region.of(code);
  } catch {
    return code;
  }
};

export class TimeBar {
  constructor(box) {
    this.box = box;
    this.days = [];
    this.timer = 0;
    this.track = h("div", { class: "track", role: "group", "aria-label": S.timeline });
    this.chart = s("svg", { "aria-hidden": "true" });
    this.fromHandle = this.handle("from", S.from);
    this.atHandle = this.handle("at", S.asOf);
    this.track.append(this.chart, this.fromHandle, this.atHandle);
    this.title = h("div", { class: "asof", "aria-live": "polite" });
    this.playButton = h("button", { class: "play", type: "button", onclick: () => this.play() });
    this.known = this.knownField();
    this.episodes = h("select", { class: "field", "aria-label": S.episode, onchange: () => set({ episode: this.episodes.value === "0" ? "" : this.episodes.value, at: "", from: "", map: "" }, { push: true }) });
    this.compare = h("div", { class: "comparing" });
    this.compareHandle = this.handle("compare", S.compare);
    this.track.insertBefore(this.compareHandle, this.atHandle);
    box.append(h("div", { class: "controls" }, this.playButton, this.title, this.compare, h("div", { class: "push" }),
      h("label", {}, S.known, this.known), this.episodes), this.track);
    this.track.addEventListener("pointerdown", (event) => this.pressed(event));
    new ResizeObserver(() => this.paint()).observe(this.track);
  }

  handle(name, label) {
    return h("div", {
      class: `handle ${name}`, role: "slider", tabindex: "0", "aria-label": label, "aria-orientation": "horizontal",
      onkeydown: (event) => this.key(event, name),
    });
  }

  knownField() {
    const select = h("select", { class: "field", onchange: () => {
      if (select.value === "other") this.askKnown(select);
      else set({ known: select.value }, { push: true });
    } });
    return select;
  }

  askKnown(select) {
    const input = h("input", { type: "date", class: "field", value: knownBy() || asOf(), "aria-label": S.known });
    const take = () => {
      input.replaceWith(select);
      if (/^\d{4}-\d\d-\d\d$/.test(input.value)) set({ known: input.value }, { push: true });
      this.paintControls();
    };
    input.addEventListener("change", take, { once: true });
    input.addEventListener("keydown", (event) => event.key === "Escape" && take());
    select.replaceWith(input);
    input.focus();
  }

  show(days) {
    this.days = days;
    this.paint();
  }

  scale() {
    const [first, last] = frame();
    const width = this.track.clientWidth || 1;
    const count = between(first, last) + 1;
    const step = width / count;
    return { first, last, width, count, step, x: (day) => between(first, day) * step, day: (x) => iso(number(first) + Math.max(0, Math.min(count - 1, Math.floor(x / step)))) };
  }

  paint() {
    if (!ledger()) return;
    const { first, count, step, width, x } = this.scale();
    const bin = Math.max(1, Math.ceil(3 / step));
    const bins = new Map();
    for (const { day, claims } of this.days) {
      const at = between(first, day);
      if (at >= 0 && at < count) bins.set(Math.floor(at / bin), (bins.get(Math.floor(at / bin)) ?? 0) + claims);
    }
    const most = Math.max(1, ...bins.values());
    const [low, high] = [this.held?.from ?? from(), this.held?.at ?? asOf()];
    const gap = step * bin > 8 ? 2 : step * bin > 4 ? 1 : 0;
    const bars = [...bins].map(([i, n]) => {
      const day = add(first, i * bin);
      const tall = Math.max(2, (n / most) * (HEIGHT - 8));
      return s("rect", {
        class: (!low || day >= low) && day <= high ? "bar on" : "bar", rx: gap ? 1.5 : 0, x: i * bin * step + gap / 2,
        y: HEIGHT - tall, width: Math.max(1, Math.min(step * bin - gap, 34)), height: tall,
      }, s("title", {}, `${long(day)}: ${S.claims(n)}`));
    });
    if (step * bin > 36) for (const bar of bars) bar.setAttribute("x", Number(bar.getAttribute("x")) + (step * bin - 34 - gap) / 2);
    fill(this.chart, bars, s("line", { class: "base", x1: 0, x2: width, y1: HEIGHT + 0.5, y2: HEIGHT + 0.5 }), this.ticks());
    this.place(this.fromHandle, low || first, x(low || first));
    this.place(this.atHandle, high, x(high) + step);
    this.compareHandle.hidden = !state.compare;
    if (state.compare) this.place(this.compareHandle, this.held?.compare ?? state.compare, x(this.held?.compare ?? state.compare) + step);
    this.paintControls();
  }

  ticks() {
    const { first, count, step, width } = this.scale();
    const wanted = Math.max(1, Math.floor(width / 74));
    const every = [1, 2, 3, 4, 7, 14, 28, 61, 91, 183, 365, 730, 1826].find((n) => count / n <= wanted) ?? 3652;
    const told = every > 60 ? month : short;
    const marks = [];
    for (let i = 0; i < count; i += every) {
      const at = i * step + Math.min(step / 2, 17);
      if (at > width - 24 && marks.length) break;
      marks.push(s("text", { x: Math.max(at, 18), y: HEIGHT + 17, "text-anchor": "middle" }, told(add(first, i))));
    }
    return marks;
  }

  place(handle, day, left) {
    const { first, last, width } = this.scale();
    handle.style.left = `${Math.max(0, Math.min(width, left))}px`;
    handle.setAttribute("aria-valuemin", 0);
    handle.setAttribute("aria-valuemax", between(first, last));
    handle.setAttribute("aria-valuenow", Math.max(0, between(first, day)));
    handle.setAttribute("aria-valuetext", full(day));
  }

  paintControls() {
    const day = this.held?.at ?? asOf();
    fill(this.title, h("small", {}, S.asOf), long(day));
    fill(this.playButton, icon(this.timer ? "pause" : "play"));
    this.playButton.setAttribute("aria-label", this.timer ? S.pause : S.play);
    const held = document.activeElement;
    if (!this.compare.contains(held) || held.type !== "date") {
      fill(this.compare, state.compare
        ? [h("label", {}, S.comparedWith, h("input", { type: "date", class: "field", name: "compare", value: this.held?.compare ?? state.compare, onchange: (event) => event.target.value && set({ compare: event.target.value }, { push: true }) })),
          h("button", { class: "icon", type: "button", "aria-label": S.clearCompare, title: S.clearCompare, onclick: () => set({ compare: "" }, { push: true }) }, icon("close"))]
        : h("button", { class: "button", type: "button", onclick: () => this.startCompare() }, S.compare));
    }
    const options = [["", S.knownNow], ["at", S.knownThen]];
    if (state.known && state.known !== "at") options.push([state.known, long(state.known)]);
    options.push(["other", S.knownOther]);
    fill(this.known, options.map(([value, word]) => h("option", { value, selected: value === state.known }, word)));
    const chosen = state.episode === "all" ? "all" : String(Number(state.episode) || 0);
    const periods = ledger().episodes.map((e, i) => [String(i), `${country(e.country)}, ${short(e.since)} – ${long(e.until)}`]);
    fill(this.episodes, [...periods, ["all", S.allDays]].map(([value, word]) => h("option", { value, selected: value === (episode() ? chosen : "all") }, word)));
  }

  // While a handle is dragged the bar follows at once, and the rest of the page as fast as it can.
  move(patch) {
    this.held = { from: from(), at: asOf(), compare: state.compare, ...this.held, ...patch };
    this.paint();
    set(this.patch());
  }

  patch() {
    const [first] = frame();
    const wanted = this.held ?? { from: from(), at: asOf() };
    return { at: wanted.at, from: wanted.from && wanted.from > first ? wanted.from : "", compare: this.held ? this.held.compare : state.compare };
  }

  // From the first day in view to the day on which one stands, unless that is the same.
  startCompare() {
    const [first, last] = frame();
    const day = from() && from() < asOf() ? from() : first < asOf() ? first : last;
    set({ compare: day, tab: "places", card: "", view: "", sort: "" }, { push: true });
  }

  release() {
    const patch = this.patch();
    this.held = null;
    set(patch);
    this.paint();
  }

  pressed(event) {
    if (event.button) return;
    this.stop();
    const left = this.track.getBoundingClientRect().left;
    const handle = event.target.closest(".handle");
    const { day } = this.scale();
    const start = day(event.clientX - left);
    const mode = handle === this.atHandle ? "at" : handle === this.fromHandle ? "from" : handle === this.compareHandle ? "compare" : "range";
    let moved = false;
    const follow = (now) => {
      const here = day(now.clientX - left - (mode === "at" || mode === "compare" ? 1 : 0));
      if (mode === "range" && !moved && Math.abs(now.clientX - event.clientX) < 6) return;
      moved = true;
      if (mode === "at") this.move({ at: here, ...(from() && here < from() ? { from: "" } : {}) });
      else if (mode === "compare") this.move({ compare: here });
      else if (mode === "from") this.move({ from: here > asOf() ? asOf() : here });
      else this.move({ from: here < start ? here : start, at: here < start ? start : here });
    };
    const end = () => {
      this.track.removeEventListener("pointermove", follow);
      if (!moved && mode === "range") this.move({ at: start, ...(from() && start < from() ? { from: "" } : {}) });
      this.release();
      ({ from: this.fromHandle, compare: this.compareHandle }[mode] ?? this.atHandle).focus({ preventScroll: true });
    };
    this.track.setPointerCapture(event.pointerId);
    this.track.addEventListener("pointermove", follow);
    this.track.addEventListener("pointerup", end, { once: true });
    this.track.addEventListener("pointercancel", end, { once: true });
    event.preventDefault();
  }

  key(event, name) {
    if (event.key === " " && name === "at") {
      event.preventDefault();
      this.play();
      return;
    }
    const [first, last] = frame();
    const here = name === "at" ? asOf() : name === "compare" ? state.compare : from() || first;
    const week = event.shiftKey ? 7 : 1;
    const steps = { ArrowLeft: -week, ArrowDown: -week, ArrowRight: week, ArrowUp: week, PageDown: -7, PageUp: 7 };
    let next = event.key in steps ? add(here, steps[event.key]) : event.key === "Home" ? first : event.key === "End" ? last : "";
    if (!next) return;
    event.preventDefault();
    this.stop();
    next = next < first ? first : next > last ? last : next;
    if (name === "compare") set({ compare: next });
    else if (name === "from") set({ from: next > asOf() ? asOf() : next });
    else set({ at: next, ...(state.from && next < state.from ? { from: "" } : {}) });
  }

  play() {
    if (this.timer) {
      this.stop();
      return;
    }
    const [first, last] = frame();
    if (asOf() >= last) set({ at: from() || first });
    this.timer = setInterval(() => {
      const next = add(asOf(), 1);
      if (next > last) this.stop();
      else set({ at: next });
    }, PACE);
    this.paintControls();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    this.paintControls();
  }
}
