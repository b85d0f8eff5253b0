// Where the parties of the network stand: those with many lines near each other, no two on one spot, the same every time.

const ROUNDS = 320;

export function place(nodes, lines, width, height) {
  const order = [...nodes].sort((a, b) => a.side.localeCompare(b.side) || a.key.localeCompare(b.key));
  const at = new Map(order.map((node, i) => {
    const turn = (2 * Math.PI * i) / order.length;
    return [node.key, { x: 0.5 + 0.36 * Math.cos(turn), y: 0.5 + 0.36 * Math.sin(turn) }];
  }));
  const all = nodes.map((n) => at.get(n.key));
  const ideal = 0.95 / Math.sqrt(Math.max(1, nodes.length));
  const index = new Map(nodes.map((n, i) => [n.key, i]));
  const pulls = lines.map((line) => [index.get(line.one), index.get(line.other), 1 + Math.log2(1 + line.claims)]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const heat = 0.05 * (1 - round / ROUNDS) ** 1.5;
    const push = all.map(() => ({ x: 0, y: 0 }));
    for (let i = 0; i < all.length; i += 1) {
      for (let j = i + 1; j < all.length; j += 1) {
        const [dx, dy] = [all[i].x - all[j].x, all[i].y - all[j].y];
        const apart = Math.max(0.004, Math.hypot(dx, dy));
        const force = apart > 3.2 * ideal ? 0 : (ideal * ideal) / apart;
        push[i].x += (dx / apart) * force;
        push[i].y += (dy / apart) * force;
        push[j].x -= (dx / apart) * force;
        push[j].y -= (dy / apart) * force;
      }
      push[i].x += (0.5 - all[i].x) * 0.35;
      push[i].y += (0.5 - all[i].y) * 0.35;
    }
    for (const [a, b, weight] of pulls) {
      const [dx, dy] = [all[a].x - all[b].x, all[a].y - all[b].y];
      const apart = Math.max(0.004, Math.hypot(dx, dy));
      const force = ((apart * apart) / ideal) * 0.32 * Math.min(3, weight);
      push[a].x -= (dx / apart) * force;
      push[a].y -= (dy / apart) * force;
      push[b].x += (dx / apart) * force;
      push[b].y += (dy / apart) * force;
    }
    all.forEach((p, i) => {
      const far = Math.hypot(push[i].x, push[i].y) || 1;
      p.x += (push[i].x / far) * Math.min(far, heat);
      p.y += (push[i].y / far) * Math.min(far, heat);
    });
  }
  return fitted(at, width, height);
}

// Spread over the room that there is, with a margin for the names.
function fitted(at, width, height) {
  const points = [...at.values()];
  const [left, right] = [Math.min(...points.map((p) => p.x)), Math.max(...points.map((p) => p.x))];
  const [top, bottom] = [Math.min(...points.map((p) => p.y)), Math.max(...points.map((p) => p.y))];
  const [mx, up, down] = [Math.min(110, width * 0.17), width < 500 ? 72 : 84, width < 500 ? 40 : 70];
  const sx = (width - 2 * mx) / Math.max(0.01, right - left);
  const sy = (height - up - down) / Math.max(0.01, bottom - top);
  for (const p of points) {
    p.x = points.length > 1 ? mx + (p.x - left) * sx : width / 2;
    p.y = points.length > 1 ? up + (p.y - top) * sy : height / 2;
  }
  return at;
}
