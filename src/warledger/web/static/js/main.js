// Starts the page and joins its parts: a change of state asks for what it needs and nothing else.

import { ask, calledOff } from "./api.js";
import { Card } from "./card.js";
import { forget, learn, learnSides } from "./colours.js";
import { fill, h } from "./dom.js";
import { Legend, banner, frame, head } from "./layout.js";
import { Lists } from "./lists.js";
import { WarMap } from "./map.js";
import { asOf, bounds, episode, knownBy, ledger, query, setLedger } from "./period.js";
import { address, on, state } from "./state.js";
import { S } from "./strings.js";
import { TimeBar } from "./timebar.js";

const FILTERS = ["q", "kind", "source", "actor", "place", "stance", "status", "only"];
const TIME = ["at", "from", "known", "episode"];
const parts = frame();

async function start() {
  const [summary, timeline, actors] = await Promise.all([ask("summary"), ask("timeline"), ask("actors", { limit: 300 })]);
  learnSides(actors.items);
  setLedger(summary, timeline);
  banner(parts.note);
  const bar = new TimeBar(parts.time);
  bar.show(timeline);
  const legend = new Legend(parts.map);
  legend.paint([]);
  const map = new WarMap(parts.map, { fitTo: bounds });
  map.moved = () => legend.paint(map.inView());

  let held = null;
  const holdings = () => {
    const key = `${asOf()}|${knownBy()}`;
    if (held?.key !== key) held = { key, promise: ask("holdings", { at: asOf(), known_by: knownBy(), argument: false }) };
    return held.promise;
  };
  const lists = new Lists(parts.panel, { holdings });
  const card = new Card(parts.panel);
  const search = head(parts.head, {
    picture: () => map.picture(),
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
      showHoldings();
      lists.load();
      card.load();
    },
  });

  // Colours are dealt by how the period ends, so that they are the same on each of its days.
  let dealt = null;
  function deal() {
    const shown = episode();
    const at = shown?.until ?? ledger().last;
    if (dealt?.at !== at) {
      dealt = { at, done: ask("holdings", { at, argument: false }).then((end) => { forget(); learn(end.items, shown?.country); }) };
    }
    return dealt.done.catch(() => {});
  }

  async function showHoldings() {
    let mine = null;
    try {
      await deal();
      mine = holdings();
      const found = await mine;
      if (held?.promise !== mine) return; // the day has moved on
      learn(found.items, episode()?.country);
      map.showHoldings(found.items);
      legend.paint(map.inView());
    } catch (error) {
      if (held?.promise === mine) held = null;
      if (!calledOff(error)) legend.paint([]);
    }
  }
  const quietly = (promise) => promise.catch((error) => calledOff(error) || console.warn(error.message));
  const showClaims = () => quietly(map.showClaims(query()));

  on(["tab", "sort", "compare", ...FILTERS, ...TIME], () => lists.load());
  on([...FILTERS, ...TIME], showClaims);
  on(FILTERS.concat("known"), () => quietly(ask("timeline", query({ since: "", until: "" }), "timeline").then((days) => bar.show(days))));
  on(TIME, () => { bar.paint(); showHoldings(); });
  on(["card"], () => { card.load(); map.redraw(); });
  on(["at", "known"], () => state.card.startsWith("place:") && card.load());
  on(["hide"], () => map.redraw());
  on(["episode"], () => map.fit());
  on(["q"], () => { if (document.activeElement !== search) search.value = state.q; });

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.card && !document.querySelector("dialog[open]")) card.close();
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });

  await Promise.all([lists.load(), card.load(), showHoldings(), showClaims()]);
  document.documentElement.setAttribute("data-page", "ready");
}

start().catch((error) => fill(document.getElementById("app"), h("p", { class: "empty", role: "alert" }, S.failed(error.message))));
