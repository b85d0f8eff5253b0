// What the map draws, from the sea up to the claims, in the colours of the theme.

import { inks } from "./colours.js";

export const NEAR = 7.5; // from here on every place shows the signs of its claims
const NOTHING = { type: "FeatureCollection", features: [] };

export const SOURCES = {
  land: { type: "geojson", data: NOTHING, tolerance: 0.3 },
  lines: { type: "geojson", data: NOTHING, tolerance: 0.3 },
  halo: { type: "geojson", data: NOTHING, tolerance: 0.1 },
  holdings: { type: "geojson", data: NOTHING },
  changes: { type: "geojson", data: NOTHING },
  cells: { type: "geojson", data: NOTHING },
  arrows: { type: "geojson", data: NOTHING },
  spots: { type: "geojson", data: NOTHING },
  claims: {
    type: "geojson", data: NOTHING, cluster: true, clusterRadius: 44, clusterMaxZoom: 7,
    clusterProperties: { total: ["+", ["get", "n"]] },
  },
};

export function layers() {
  const ink = inks();
  const lines = (id, what, paint) => ({ id, type: "line", source: "lines", filter: ["==", "what", what], paint, layout: { "line-join": "round" } });
  return [
    { id: "sea", type: "background", paint: { "background-color": ink.sea } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": ink.land, "fill-antialias": false } },
    lines("admin1", "admin1", { "line-color": ink.line, "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.4, 8, 1.2] }),
    lines("borders", "borders", { "line-color": ink.border, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.6, 8, 1.6] }),
    lines("disputed", "disputed", { "line-color": ink.dispute, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.6, 8, 1.6], "line-dasharray": [2.5, 2] }),
    { id: "halo", type: "fill", source: "halo", minzoom: 4.5, paint: { "fill-pattern": ["get", "hatch"], "fill-antialias": false, "fill-opacity": ["interpolate", ["linear"], ["zoom"], 4.5, 0, 5.5, 1] } },
    ...["arrows", "unsure"].map((id) => ({
      id, type: "line", source: "arrows", layout: { "line-cap": id === "arrows" ? "round" : "butt" },
      filter: ["all", ["==", ["geometry-type"], "LineString"], [id === "arrows" ? ">" : "<=", ["get", "n"], ["+", ["get", "denied"], ["get", "ahead"]]]],
      paint: {
        "line-color": ink.ink, "line-opacity": 0.42, "line-width": ["interpolate", ["linear"], ["get", "n"], 1, 1.3, 5, 3],
        ...(id === "unsure" && { "line-dasharray": [3, 2.5] }),
      },
    })),
    {
      id: "heads", type: "symbol", source: "arrows", filter: ["==", ["geometry-type"], "Point"],
      layout: { "icon-image": "arrowhead", "icon-rotate": ["get", "turn"], "icon-offset": [-15, 0], "icon-allow-overlap": true, "icon-ignore-placement": true },
      paint: { "icon-opacity": 0.7 },
    },
    { id: "spots", type: "circle", source: "spots", paint: { "circle-radius": 2.5, "circle-color": ink.grey, "circle-stroke-width": 1, "circle-stroke-color": ink.paper } },
    {
      id: "holdings", type: "symbol", source: "holdings",
      layout: {
        "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "order"],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 4, 0.55, 7, 0.85, 10, 1.15],
      },
    },
    {
      id: "cells", type: "symbol", source: "cells",
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "places"] },
    },
    {
      id: "changes", type: "symbol", source: "changes",
      layout: {
        "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-offset": [-2, -2],
        "symbol-sort-key": ["case", ["get", "moved"], 1, 0], "icon-size": ["interpolate", ["linear"], ["zoom"], 4, 0.7, 7, 0.95, 10, 1.2],
      },
    },
    {
      id: "groups", type: "symbol", source: "claims", filter: ["has", "point_count"],
      layout: { "icon-image": ["concat", "count|", ["to-string", ["get", "total"]]], "icon-allow-overlap": true, "icon-offset": [0, 22] },
    },
    {
      id: "single", type: "symbol", source: "claims", filter: ["!", ["has", "point_count"]], maxzoom: NEAR,
      layout: {
        "icon-image": ["case", ["==", ["get", "shown"], 1], ["get", "icon0"], ["concat", "count|", ["to-string", ["get", "n"]]]],
        "icon-allow-overlap": true, "icon-offset": [0, 21],
      },
    },
    ...[0, 1, 2, 3].map((i) => ({
      id: `claims${i}`, type: "symbol", source: "claims", minzoom: NEAR, filter: ["all", ["!", ["has", "point_count"]], ["has", `icon${i}`]],
      layout: { "icon-image": ["get", `icon${i}`], "icon-offset": ["interpolate", ["linear"], ["get", "shown"], 1, ["literal", [i * 20, 20]], 4, ["literal", [(i - 1.5) * 20, 20]]], "icon-allow-overlap": true, "icon-ignore-placement": true },
    })),
    {
      id: "chosen", type: "circle", source: "holdings", filter: ["==", "id", -1],
      paint: { "circle-radius": 15, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": ink.ink, "circle-stroke-width": 2 },
    },
  ];
}
