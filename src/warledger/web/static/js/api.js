// The API under /api/v1. A newer question of the same name calls the older one off.

const BASE = "/api/v1/";
const running = new Map();

export function path(name, query = {}) {
  const asked = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== "" && value !== undefined && value !== null) asked.set(key, value);
  }
  const text = asked.toString();
  return BASE + name + (text ? `?${text}` : "");
}

export async function ask(name, query = {}, slot = "") {
  let signal;
  if (slot) {
    running.get(slot)?.abort();
    const controller = new AbortController();
    running.set(slot, controller);
    ({ signal } = controller);
  }
  const answer = await fetch(path(name, query), { signal, headers: { accept: "application/json" } });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(told.detail ?? answer.statusText), { status: answer.status });
  }
  return answer.json();
}

export const calledOff = (error) => error?.name === "AbortError";
