// A background map, where whoever runs the server has configured one: raster tiles by URL, or a .pmtiles file.

import { inks } from "./colours.js";
import { h } from "./dom.js";

const BELOW = "admin1"; // borders, holdings and claims stay on top
const LINES = ["roads", "transportation", "waterway"];
const FILLS = ["water", "landuse", "landcover", "buildings", "building"];

export async function addTiles(lib, map, tiles, box) {
  try {
    const source = tiles.kind === "pmtiles" ? await packed(lib, tiles.url) : { type: "raster", tiles: [tiles.url], tileSize: 256 };
    map.addSource("tiles", source);
    for (const layer of source.type === "raster" ? [{ id: "tiles", type: "raster", source: "tiles" }] : drawn()) map.addLayer(layer, BELOW);
    if (tiles.credit) box.append(h("p", { class: "credit" }, tiles.credit));
  } catch (error) {
    console.warn(`tiles: ${error.message}`);
  }
}

async function packed(lib, url) {
  const { PMTiles, Protocol, TileType } = await import("../vendor/pmtiles.mjs");
  const protocol = new Protocol();
  lib.addProtocol("pmtiles", protocol.tile);
  const archive = new PMTiles(new URL(url, location.href).href);
  protocol.add(archive);
  const head = await archive.getHeader();
  const type = head.tileType === (TileType?.Mvt ?? 1) ? "vector" : "raster";
  return { type, url: `pmtiles://${archive.source.getKey()}`, ...(type === "raster" && { tileSize: 256 }) };
}

// Enough of the common schemas (Protomaps, OpenMapTiles) for a calm ground under the claims.
function drawn() {
  const ink = inks();
  return [
    ...FILLS.map((name, i) => ({
      id: i ? `tiles-${name}` : "tiles", type: "fill", source: "tiles", "source-layer": name,
      paint: { "fill-color": name === "water" ? ink.sea : ink.line, "fill-opacity": name === "water" ? 1 : 0.35 },
    })),
    ...LINES.map((name) => ({
      id: `tiles-${name}`, type: "line", source: "tiles", "source-layer": name,
      paint: { "line-color": name === "waterway" ? ink.sea : ink.line, "line-width": 1.2 },
    })),
  ];
}
