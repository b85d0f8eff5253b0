// Tells the API from its own OpenAPI document: no library, nothing from elsewhere.

import { fill, h } from "./dom.js";

const kindOf = (schema = {}) => {
  if (schema.anyOf) return schema.anyOf.map(kindOf).filter((k) => k !== "null").join(" or ");
  if (schema.$ref) return schema.$ref.split("/").at(-1).replace(/^Page_(\w+)_$/, "a page of $1");
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.type === "array") return `list of ${kindOf(schema.items)}`;
  return schema.format ?? schema.type ?? "";
};

function entry(path, { summary, description, parameters = [], responses }) {
  const gives = kindOf(responses["200"]?.content?.["application/json"]?.schema);
  const plain = !path.includes("{");
  return h("article", {}, h("h2", {}, "GET ", plain ? h("a", { href: path }, path) : path), h("p", {}, description || summary), gives && h("p", {}, "Gives: ", gives),
    parameters.length > 0 && h("details", {}, h("summary", {}, `${parameters.length} parameters`), h("table", {}, parameters.map((p) =>
      h("tr", {}, h("td", {}, p.name), h("td", {}, kindOf(p.schema)), h("td", {}, p.description ?? p.schema?.description ?? ""))))));
}

const told = await (await fetch("/api/v1/openapi.json")).json();
fill(document.getElementById("docs"), h("h1", {}, told.info.title, " API"), h("p", {}, told.info.description, " ", h("a", { href: "/api/v1/openapi.json" }, "OpenAPI"), " · ", h("a", { href: "/" }, "The map")),
  Object.entries(told.paths).map(([path, { get }]) => entry(path, get)));
