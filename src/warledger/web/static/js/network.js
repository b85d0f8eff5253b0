// The picture of the actors: who supports, meets, condemns, fights whom in the days in view.
// The list beside it holds the same lines as text; here arrow keys walk over parties and lines, Enter opens them.

import { ask } from "./api.js";
import { colourOf, inks } from "./colours.js";
import { fill, h, s, shorten } from "./dom.js";
import { place } from "./force.js";
import { latest } from "./latest.js";
import { query } from "./period.js";
import { RELATION_LOOK, lineAddress, relationMark } from "./rows.js";
import { set, state } from "./state.js";
import { RELATION, S } from "./strings.js";

const fitting = (width) => (width < 500 ? 8 : 24); // parties in the picture; the list has all that the API gives
const TOLD = 200;
export const grouped = () => (state.by === "party" ? "party" : "side");
export const called = (node) => (node.parties > 1 ? S.andAllies(node.name) : node.name);
const partyAddress = (node) => `actor:${encodeURIComponent(node.key.replace(/^(id|name):/, ""))}`;

export class Network {
  constructor(box) {
    this.told = null;
    this.picture_ = s("svg", { class: "picture", role: "group", "aria-label": S.networkHelp, tabindex: "0" });
    this.tools = h("div", { class: "nettools" });
    this.none = h("p", { class: "nomap", hidden: true }, S.noNetwork);
    this.means = h("p", { class: "netmeans quiet small" });
    this.element = h("div", { class: "network" }, this.picture_, this.none, this.tools, this.means);
    box.append(this.element);
    this.picture_.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.told && state.view === "network" && this.paint()).observe(box);
    this.load = latest(() => this.fetch());
  }

  async fetch() {
    this.told = await ask("network", query({ by: grouped(), limit: TOLD }));
    this.paint();
  }

  paint() {
    if (!this.told) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width) return;
    const hidden = new Set(state.rel.split(","));
    const drawn = new Set(this.told.nodes.slice(0, fitting(width)).map((node) => node.key));
    const lines = this.told.lines.filter((line) => !hidden.has(line.relation) && drawn.has(line.one) && drawn.has(line.other));
    this.left = this.told.nodes.length - drawn.size + this.told.left_out;
    const linked = new Set(lines.flatMap((line) => [line.one, line.other]));
    const nodes = this.told.nodes.filter((node) => linked.has(node.key));
    this.none.hidden = nodes.length > 0;
    this.paintTools(hidden);
    this.picture_.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const at = nodes.length ? place(nodes, lines, width, height) : new Map();
    const most = Math.max(1, ...nodes.map((n) => n.claims));
    const round = (node) => 6 + 13 * Math.sqrt(node.claims / most);
    const sizes = new Map(nodes.map((n) => [n.key, round(n)]));
    const names = new Map(this.told.nodes.map((n) => [n.key, called(n)]));
    fill(this.picture_, heads(), this.joined(lines).map((line) => this.line(line, at, sizes, names)), nodes.map((node) => this.node(node, at.get(node.key), round(node))),
      s("g", { class: "names", "aria-hidden": "true" }, nodes.map((node) => this.name(node, at.get(node.key), round(node)))));
    this.mark();
  }

  // Lines of one pair are bowed apart so that each can be seen and met.
  joined(lines) {
    const beside = new Map();
    return lines.map((line) => {
      const pair = [line.one, line.other].sort().join("|");
      const n = beside.get(pair) ?? 0;
      beside.set(pair, n + 1);
      return { ...line, bow: (n % 2 ? -1 : 1) * Math.ceil(n / 2 + 0.5) * (line.one < line.other ? 1 : -1) };
    });
  }

  line(line, at, sizes, names) {
    const [a, b] = [at.get(line.one), at.get(line.other)];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const far = Math.hypot(dx, dy) || 1;
    const bend = 12 * line.bow;
    const [cx, cy] = [(a.x + b.x) / 2 - (dy / far) * bend * 2, (a.y + b.y) / 2 + (dx / far) * bend * 2];
    const end = shrunk(b, cx, cy, sizes.get(line.other) + 5);
    const start = shrunk(a, cx, cy, sizes.get(line.one) + 1);
    const path = `M${start.x} ${start.y}Q${cx} ${cy} ${end.x} ${end.y}`;
    const middle = { x: (start.x + 2 * cx + end.x) / 4, y: (start.y + 2 * cy + end.y) / 4 };
    const look = RELATION_LOOK[line.relation];
    const wide = (look.width ?? 1.4) + Math.log2(line.claims) * 0.7;
    const sure = line.claims > line.denied + line.ahead;
    const words = S.lineSaid(names.get(line.one), RELATION[line.relation], names.get(line.other), line.claims);
    const group = s("g", {
      class: `link ${line.relation}${sure ? "" : " unsure"}`, role: "button", tabindex: "-1", "aria-label": words, data: { card: lineAddress(line) },
      onclick: () => set({ card: lineAddress(line) }, { push: true }),
    }, s("title", {}, words), s("path", { class: "reach", d: path }),
    s("path", { class: "stroke", d: path, "stroke-width": wide.toFixed(1), "stroke-dasharray": look.dash?.map((d) => d * 1.3).join(" "), "marker-end": line.relation === "meets" ? undefined : `url(#head-${line.relation})` }),
    look.mark && s("g", { class: "sign", transform: `translate(${middle.x - 7} ${middle.y - 7}) scale(${14 / 24})` }, s("circle", { cx: 12, cy: 12, r: 11 }), look.mark.map((d) => s("path", { d }))));
    return group;
  }

  node(node, at, round) {
    const told = S.partySaid(called(node), node.claims);
    return s("g", {
      class: "party", role: "button", tabindex: "-1", "aria-label": told, data: { card: partyAddress(node) }, transform: `translate(${at.x} ${at.y})`,
      onclick: () => set({ card: partyAddress(node) }, { push: true }),
    }, s("title", {}, told), s("circle", { r: round, fill: node.side ? colourOf(node.side) : inks().grey }));
  }

  // Names lie over all parties and lines, and stay inside the picture.
  name(node, at, round) {
    const room = this.element.clientWidth;
    const words = shorten(room < 500 ? node.name : called(node), room < 500 ? 22 : 38);
    const half = words.length * 3.6; // about
    const aside = Math.max(0, half + 4 - at.x) - Math.max(0, at.x + half + 4 - room);
    return s("text", { x: at.x + aside, y: at.y + round + 14, "text-anchor": "middle", direction: /[\u0590-\u08ff]/.test(words) ? "rtl" : undefined }, words);
  }

  paintTools(hidden) {
    const by = (value, word) => h("button", { class: "button", type: "button", "aria-pressed": String(grouped() === value), onclick: () => set({ by: value }, { push: true }) }, word);
    fill(this.tools, h("div", { class: "choices" }, by("side", S.bySide), by("party", S.byParty)),
      h("ul", {}, this.told.relations.map((name) => h("li", {}, h("label", {}, h("input", {
        type: "checkbox", checked: !hidden.has(name), onchange: (event) => {
          event.target.checked ? hidden.delete(name) : hidden.add(name);
          set({ rel: [...hidden].filter(Boolean).join(",") });
        },
      }), relationMark(name), RELATION[name])))));
    fill(this.means, S.networkMeans, this.left > 0 && ` ${S.leftOut(this.left)}`);
  }

  // What the card shows stands out; what has nothing to do with it steps back.
  mark() {
    const shown = state.card.startsWith("line:") || state.card.startsWith("actor:") ? state.card : "";
    for (const part of this.picture_.querySelectorAll("[data-card]")) part.classList.toggle("chosen", part.dataset.card === shown);
  }

  key(event) {
    const all = [...this.picture_.querySelectorAll(".party, .link")];
    const here = all.indexOf(document.activeElement);
    const next = { ArrowRight: all[(here + 1) % all.length], ArrowDown: all[(here + 1) % all.length], ArrowLeft: all.at(here - 1), ArrowUp: all.at(here - 1), Home: all[0], End: all.at(-1) }[event.key];
    if (next) next.focus();
    else if ((event.key === "Enter" || event.key === " ") && here >= 0) set({ card: all[here].dataset.card }, { push: true });
    else return;
    event.preventDefault();
  }

  // The drawing as a picture, with the colours that the page gives it.
  picture() {
    const copy = this.picture_.cloneNode(true);
    const { clientWidth: width, clientHeight: height } = this.element;
    const pairs = [[this.picture_, copy], ...[...this.picture_.querySelectorAll("*")].map((e, i) => [e, copy.querySelectorAll("*")[i]])];
    for (const [live, plain] of pairs) {
      const look = getComputedStyle(live);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-opacity", "opacity", "font-size", "font-weight", "paint-order", "stroke-linejoin"]) plain.style?.setProperty(name, look.getPropertyValue(name));
      if (live.tagName === "text") plain.style.fontFamily = "sans-serif";
    }
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const image = new Image();
    const canvas = h("canvas", { width: width * 2, height: height * 2 });
    return new Promise((done) => {
      image.onload = () => {
        const pen = canvas.getContext("2d");
        pen.fillStyle = inks().land;
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(done, "image/png");
      };
      image.onerror = () => done(null);
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    });
  }
}

function shrunk(point, cx, cy, by) {
  const far = Math.hypot(cx - point.x, cy - point.y) || 1;
  return { x: point.x + ((cx - point.x) / far) * by, y: point.y + ((cy - point.y) / far) * by };
}

const heads = () => s("defs", {}, Object.keys(RELATION_LOOK).map((name) =>
  s("marker", { id: `head-${name}`, class: name, viewBox: "0 0 8 8", refX: 5, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { d: "M0 0L8 4L0 8z" }))));
