// The state of the page is its address: every view has a URL that restores it.

export const DEFAULTS = {
  tab: "claims", card: "", q: "", kind: "", source: "", actor: "", place: "", stance: "", status: "",
  only: "", at: "", from: "", known: "", sort: "", episode: "", compare: "", map: "", hide: "",
  view: "", by: "", rel: "", held: "",
};

const listeners = new Set();
export const state = { ...DEFAULTS };

function read() {
  const given = new URLSearchParams(location.search);
  for (const key of Object.keys(DEFAULTS)) state[key] = (given.get(key) ?? DEFAULTS[key]).slice(0, 200);
}

export function address(patch = {}) {
  const wanted = { ...state, ...patch };
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(wanted)) if (value && value !== DEFAULTS[key]) query.set(key, value);
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme) query.set("theme", theme);
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text ? `/?${text}` : "/";
}

function tell(changed) {
  if (changed.size) for (const [keys, run] of [...listeners]) if (keys.some((k) => changed.has(k))) run(changed);
}

// push: a step that the back button should undo.
export function set(patch, { push = false } = {}) {
  const changed = new Set(Object.keys(patch).filter((key) => state[key] !== patch[key]));
  if (!changed.size) return;
  Object.assign(state, patch);
  history[push ? "pushState" : "replaceState"](null, "", address());
  tell(changed);
}

export const on = (keys, run) => listeners.add([keys, run]);

addEventListener("popstate", () => {
  const before = { ...state };
  read();
  tell(new Set(Object.keys(DEFAULTS).filter((key) => before[key] !== state[key])));
});

read();
