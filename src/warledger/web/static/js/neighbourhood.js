// The surroundings of reported places, drawn by us and told by nobody: a disc around each place, cut half-way to its
// neighbours. It is hatched and has no outline, so that nobody takes its edge for a front line.

const REACH = { town: 12, point: 4 }; // kilometres
const SIDES = 20;
const DEGREE = 111.2;

export function neighbourhoods(places, reach = 1) {
  const told = places.filter((p) => REACH[p.level]);
  const grid = new Map();
  const key = (x, y) => `${x},${y}`;
  const cell = 0.25;
  told.forEach((place) => {
    const at = key(Math.floor(place.lon / cell), Math.floor(place.lat / cell));
    grid.set(at, [...(grid.get(at) ?? []), place]);
  });
  return told.map((place) => {
    const shrink = Math.max(0.2, Math.cos((place.lat * Math.PI) / 180));
    const radius = REACH[place.level] * reach;
    let shape = Array.from({ length: SIDES }, (_, i) => {
      const turn = (2 * Math.PI * i) / SIDES;
      return [radius * Math.cos(turn), radius * Math.sin(turn)];
    });
    const [x, y] = [Math.floor(place.lon / cell), Math.floor(place.lat / cell)];
    for (let i = -1; i <= 1; i += 1) {
      for (let j = -1; j <= 1; j += 1) {
        for (const other of grid.get(key(x + i, y + j)) ?? []) {
          const east = (other.lon - place.lon) * DEGREE * shrink;
          const north = (other.lat - place.lat) * DEGREE;
          const apart = Math.hypot(east, north);
          if (apart > 0.3 && apart < 2 * radius) shape = cut(shape, east / apart, north / apart, apart / 2);
        }
      }
    }
    const ring = shape.map(([east, north]) => [place.lon + east / (DEGREE * shrink), place.lat + north / DEGREE]);
    return { place, ring: [...ring, ring[0]] };
  }).filter(({ ring }) => ring.length > 3);
}

// Keeps what lies on the near side of the line at right angles to (nx, ny), so far away.
function cut(shape, nx, ny, away) {
  const kept = [];
  shape.forEach((b, i) => {
    const a = shape.at(i - 1);
    const [da, db] = [a[0] * nx + a[1] * ny - away, b[0] * nx + b[1] * ny - away];
    if (da * db < 0) {
      const t = da / (da - db);
      kept.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
    }
    if (db <= 0) kept.push(b);
  });
  return kept;
}
