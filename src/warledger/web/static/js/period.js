// The days in view: an episode's, or all of the ledger's; and what the lists and the map ask for because of them.

import { add, between } from "./days.js";
import { state } from "./state.js";

let summary = null;
let days = [];

export function setLedger(found, timeline) {
  summary = found;
  days = timeline;
}

export const ledger = () => summary;

export function episode() {
  if (state.episode === "all" || !summary?.episodes.length) return null;
  return summary.episodes[Number(state.episode) || 0] ?? summary.episodes[0];
}

// The first and last day of the bar of time.
export function frame() {
  const shown = episode();
  if (shown) return [add(shown.since, -2), add(shown.until, 1)];
  const first = days[0]?.day ?? summary?.first ?? "2024-01-01";
  const last = [days.at(-1)?.day ?? first, summary?.last ?? first].sort().at(-1);
  return between(first, last) < 6 ? [add(first, -3), add(last, 3)] : [first, last];
}

export const asOf = () => state.at || (episode()?.until ?? summary?.last ?? frame()[1]);
export const from = () => state.from || (episode() ? frame()[0] : "");
export const knownBy = () => (state.known === "at" ? asOf() : state.known);

export function bounds() {
  const shown = episode() ?? summary?.episodes[0];
  if (!shown) return null;
  const [west, south, east, north] = shown.bbox;
  const least = 0.25;
  return [[west - least, south - least], [east + least, north + least]];
}

// The filters of the page as the API wants them.
export function query(more = {}) {
  const { q, kind, source, actor, place, stance, status, only } = state;
  const wanted = { q, kind, source, actor, place, stance, status, known_by: knownBy(), ...more };
  if (only === "unlocated") wanted.unlocated = true;
  if (only === "undated") wanted.undated = true;
  if (!("since" in more)) {
    wanted.since = from();
    // With all days in view, plans that lie ahead of the last report stay in the lists too.
    wanted.until = state.at || episode() ? asOf() : "";
  }
  return wanted;
}
