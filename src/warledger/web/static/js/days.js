// ISO days as text, and how they are told.

const DAY = 86400000;
export const number = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
export const iso = (n) => new Date(n * DAY).toISOString().slice(0, 10);
export const add = (day, n) => iso(number(day) + n);
export const between = (a, b) => number(b) - number(a);

const maker = (options) => {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
  return (day) => (/^\d{4}-\d\d-\d\d$/.test(day ?? "") ? format.format(new Date(`${day}T00:00:00Z`)) : "");
};
export const short = maker({ day: "numeric", month: "short" });
export const long = maker({ day: "numeric", month: "short", year: "numeric" });
export const full = maker({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const month = maker({ month: "short", year: "numeric" });

export function span(first, last) {
  if (!first && !last) return "";
  if (!last || first === last) return long(first || last);
  if (!first) return long(last);
  return first.slice(0, 4) === last.slice(0, 4) ? `${short(first)} – ${long(last)}` : `${long(first)} – ${long(last)}`;
}
