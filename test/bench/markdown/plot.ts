export interface Curve {
  readonly name: string;
  readonly colour: string;
  /** Where in the text, in characters, and the milliseconds of CPU that a token costs there. */
  readonly points: readonly (readonly [position: number, ms: number])[];
}

const WIDTH = 720;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 24;
const TOP = 44;
const BOTTOM = 48;

/** @returns an SVG of cost over position, the cost on a logarithmic scale. */
export function plot(curves: readonly Curve[], length: number): string {
  const costs = curves.flatMap(({ points }) => points.map(([, ms]) => ms));
  const minMs = 10 ** Math.floor(Math.log10(Math.min(...costs)));
  const maxMs = 10 ** Math.ceil(Math.log10(Math.max(...costs)));
  const x = (position: number): number => LEFT + (position / length) * (WIDTH - LEFT - RIGHT);
  const share = (ms: number): number => (Math.log10(ms) - Math.log10(minMs)) / (Math.log10(maxMs) - Math.log10(minMs));
  const y = (ms: number): number => HEIGHT - BOTTOM - share(ms) * (HEIGHT - TOP - BOTTOM);
  const rows = powersOfTen(minMs, maxMs).map(
    (ms) => `<path d="M${LEFT} ${y(ms)}H${WIDTH - RIGHT}" stroke="#8884"/>
<text x="${LEFT - 8}" y="${y(ms) + 4}" text-anchor="end">${ms} ms</text>`,
  );
  const columns = [0, 0.25, 0.5, 0.75, 1].map(
    (part) =>
      `<text x="${x(part * length)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${(part * length) / 1_000}k</text>`,
  );
  const lines = curves.map(({ name, colour, points }) => {
    const path = points.map(
      ([position, ms], index) => `${index === 0 ? 'M' : 'L'}${x(position).toFixed(1)} ${y(ms).toFixed(1)}`,
    );
    const [, last] = points.at(-1) ?? [0, minMs];
    return `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"/>
<text x="${WIDTH - RIGHT}" y="${y(last) - 12}" text-anchor="end" fill="${colour}" font-weight="600">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="#555">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="24" font-size="15" font-weight="600" fill="#222">CPU per 4-character token, by the length of the answer so far</text>
${rows.join('\n')}
${columns.join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">characters</text>
${lines.join('\n')}
</svg>
`;
}

function powersOfTen(from: number, to: number): number[] {
  const powers: number[] = [];
  for (let ms = from; ms <= to * 1.001; ms *= 10) powers.push(Number(ms.toPrecision(1)));
  return powers;
}
