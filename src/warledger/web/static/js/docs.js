// Tells the API from its own OpenAPI document: no library, nothing from elsewhere.

import { fill, h } from "./dom.js";

const nameOf = (ref) => ref.split("/").at(-1);
const plural = (name) => name.replace(/^Page_(\w+)_$/, "a page of $1");
const anchor = (name) => `type-${name}`;

// A schema in words, with links to the types that it is made of.
function kindOf(schema = {}) {
  if (schema.anyOf) return schema.anyOf.filter((part) => part.type !== "null").flatMap((part, i) => [i ? " or " : "", kindOf(part)]);
  if (schema.$ref) return h("a", { href: `#${anchor(nameOf(schema.$ref))}` }, plural(nameOf(schema.$ref)));
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.const !== undefined) return String(schema.const);
  if (schema.type === "array") return ["list of ", schema.prefixItems ? `${schema.prefixItems.length} values` : kindOf(schema.items)];
  if (schema.type === "object" && schema.additionalProperties?.type) return ["words to ", kindOf(schema.additionalProperties)];
  return schema.format ?? schema.type ?? "anything";
}

function entry(path, method, { summary, description, parameters = [], responses, requestBody }) {
  const gives = (responses["200"] ?? responses["201"])?.content?.["application/json"]?.schema;
  const takes = requestBody?.content?.["application/json"]?.schema;
  const plain = method === "get" && !path.includes("{");
  return h("article", {}, h("h3", {}, `${method.toUpperCase()} `, plain ? h("a", { href: path }, path) : path), h("p", {}, coded(description || summary)), takes && h("p", { class: "quiet" }, "Takes: ", kindOf(takes)), gives && h("p", { class: "quiet" }, "Gives: ", kindOf(gives)),
    parameters.length > 0 && h("details", {}, h("summary", {}, `${parameters.length} parameters`), table(parameters.map((p) => [p.name, kindOf(p.schema), p.description ?? p.schema?.description ?? ""]))));
}

// Words between double backticks are names of the program.
const coded = (text) => text.split("``").map((part, i) => (i % 2 ? h("code", {}, part) : part));

const table = (rows) => h("table", {}, h("tbody", {}, rows.map(([name, kind, words]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, kind), h("td", {}, words)))));

function type(name, schema) {
  return h("article", { id: anchor(name) }, h("h3", {}, plural(name)), schema.description && h("p", {}, coded(schema.description.split("\n\n")[0])),
    h("details", {}, h("summary", {}, `${Object.keys(schema.properties ?? {}).length} fields`), table(Object.entries(schema.properties ?? {}).map(([field, told]) => [field, kindOf(told), told.description ?? ""]))));
}

const told = await (await fetch("/api/v1/openapi.json")).json();
const tags = new Map();
for (const [path, methods] of Object.entries(told.paths)) {
  for (const [method, about] of Object.entries(methods)) {
    const tag = about.tags?.[0] ?? "other";
    tags.set(tag, [...(tags.get(tag) ?? []), entry(path, method, about)]);
  }
}
const types = Object.entries(told.components.schemas).filter(([name]) => !/Error$/.test(name)).sort(([a], [b]) => a.localeCompare(b));
fill(document.getElementById("docs"), h("h1", {}, told.info.title, " API"), h("p", {}, told.info.description, " Lists come in pages: give ", h("code", {}, "next"), " as ", h("code", {}, "?cursor="),
  " to go on. Days are ISO days, coordinates WGS 84 degrees. Every answer has an ETag that holds until the ledger changes."),
h("p", {}, h("a", { href: "/api/v1/openapi.json" }, "OpenAPI"), " · ", h("a", { href: "/" }, "The map")),
h("nav", { "aria-label": "Parts" }, [...tags.keys(), "types"].map((tag, i) => [i ? " · " : "", h("a", { href: `#${tag.replaceAll(" ", "-")}` }, tag)])),
[...tags].map(([tag, entries]) => h("section", { id: tag.replaceAll(" ", "-") }, h("h2", {}, tag), entries)),
h("section", { id: "types" }, h("h2", {}, "types"), types.map(([name, schema]) => type(name, schema))));
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
