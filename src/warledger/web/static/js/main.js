// Starts the page and joins its parts: a change of state asks for what it needs and nothing else.

import { ask, calledOff } from "./api.js";
import { Card } from "./card.js";
import { deal, known, learnSides } from "./colours.js";
import { long } from "./days.js";
import { fill, h } from "./dom.js";
import { Legend, banner, frame, head, viewSwitch } from "./layout.js";
import { Lists } from "./lists.js";
import { WarMap } from "./map.js";
import { Network } from "./network.js";
import { asOf, bounds, episode, knownBy, ledger, query, setLedger } from "./period.js";
import { address, on, state } from "./state.js";
import { S } from "./strings.js";
import { TimeBar } from "./timebar.js";

const FILTERS = ["q", "kind", "source", "actor", "place", "stance", "status", "only"];
const TIME = ["at", "from", "known", "episode"];
const parts = frame();

async function start() {
  const [summary, timeline, settings] = await Promise.all([ask("summary"), ask("timeline"), ask("settings")]);
  setLedger(summary, timeline);
  banner(parts.note);
  const bar = new TimeBar(parts.time);
  bar.show(timeline);
  const legend = new Legend(parts.map, settings);
  legend.paint(new Map());
  const map = new WarMap(parts.map, { fitTo: bounds, tiles: settings.tiles });
  map.moved = () => legend.paint(map.inView());
  const network = new Network(parts.map);
  const views = viewSwitch(parts.map);
  const lists = new Lists(parts.panel, { relations: () => network.told });
  const card = new Card(parts.panel);
  const quietly = (promise) => promise?.catch((error) => calledOff(error) || console.warn(error.message));

  // Colours are dealt by how the period ends, so that they are the same on each of its days.
  let dealt = "";
  async function colours() {
    const shown = episode();
    const end = shown?.until ?? ledger().last;
    const anew = dealt !== end;
    dealt = end;
    const [last, now] = await Promise.all([
      anew ? ask("sides", { at: end, country: shown?.country }) : [],
      ask("sides", { at: asOf(), known_by: knownBy(), country: shown?.country }, "sides"),
    ]);
    if (anew) deal(last, true);
    deal(now);
  }

  function showMap() {
    return map.show({ query: query(), day: asOf(), compare: state.compare });
  }
  async function showDay() {
    const before = known();
    const again = dealt !== (episode()?.until ?? ledger().last);
    await Promise.all([quietly(colours()), quietly(showMap())]);
    if (again || known() !== before) map.redraw();
    legend.paint(map.inView());
  }
  function showView() {
    parts.map.dataset.view = state.view || "map";
    views.paint();
    return state.view === "network" ? quietly(network.load().then(() => lists.relationsCame())) : null;
  }

  const search = head(parts.head, {
    picture: () => (state.view === "network" ? network.picture() : map.picture(S.caption(long(asOf()), knownBy() && long(knownBy())))),
    retheme() {
      const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      document.documentElement.dataset.theme = next;
      try {
        localStorage.setItem("warledger.theme", next);
      } catch {
        // storage may be forbidden
      }
      if (new URLSearchParams(location.search).has("theme")) history.replaceState(null, "", address().replace(/theme=\w+/, `theme=${next}`));
      map.restyle();
      legend.paint(map.inView());
      network.paint();
      lists.load();
      card.load();
    },
  });

  on(["tab", "sort", "compare", "view", "by", "held", ...FILTERS, ...TIME], () => lists.load());
  on(FILTERS.concat("known"), () => quietly(ask("timeline", query({ since: "", until: "" }), "timeline").then((days) => bar.show(days))));
  on([...TIME, "compare"], () => bar.paint());
  on([...TIME, "compare", ...FILTERS], (changed) => (TIME.some((key) => changed.has(key)) ? showDay() : quietly(showMap())));
  on(["view", "by", ...FILTERS, ...TIME], showView);
  on(["rel"], () => network.paint());
  on(["card"], () => { card.load(); map.redraw(); network.mark(); });
  on(["at", "known"], () => state.card.startsWith("place:") && card.load());
  on(["hide"], () => map.redraw());
  on(["episode"], () => map.fit());
  on(["q"], () => { if (document.activeElement !== search) search.value = state.q; });

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.card && !document.querySelector("dialog[open], .menu[open]")) card.close();
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });

  // The lists first: the map is the larger part of the work, and the words do not wait for it.
  await quietly(colours());
  await Promise.all([lists.load(), card.load(), showView()]);
  document.documentElement.setAttribute("data-page", "ready");
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  quietly(map.start());
  quietly(showMap().then(() => legend.paint(map.inView())));
  quietly(ask("actors", { limit: 300 }).then((found) => learnSides(found.items)));
}

start().catch((error) => fill(document.getElementById("app"), h("p", { class: "empty", role: "alert" }, S.failed(error.message))));
