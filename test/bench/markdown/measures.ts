import type { ContestantName } from './contestants.ts';
import type { MarkdownLab } from './lab.ts';

/** How many characters a token has here. */
const TOKEN = 4;

/** What a token costs at a place of the text: milliseconds of CPU, layout included. */
export type Cost = readonly [position: number, ms: number];

/**
 * Streams the whole text, token by token.
 * @returns the cost of a token in each of `segments` parts of the same length, at the part's end.
 */
export async function streamCosts(
  lab: MarkdownLab,
  text: string,
  segments: number,
  name: ContestantName = 'ours',
): Promise<Cost[]> {
  await lab.begin(name);
  const length = text.length / segments;
  const costs: Cost[] = [];
  for (let segment = 0; segment < segments; segment++) {
    const part = text.slice(segment * length, (segment + 1) * length);
    costs.push([(segment + 1) * length, (await lab.write(part, TOKEN)) / (part.length / TOKEN)]);
  }
  return costs;
}

/**
 * For a contestant whose whole stream would take hours: writes the text in one go up to each of `samples` places, evenly
 * spread, and then a few tokens.
 * @returns the cost of a token at each.
 */
export async function sampledCosts(
  lab: MarkdownLab,
  text: string,
  samples: number,
  name: ContestantName = 'naive',
): Promise<Cost[]> {
  const tokens = 6;
  const costs: Cost[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const position = Math.round(((sample + 0.5) / samples) * text.length);
    await lab.begin(name);
    await lab.write(text.slice(0, position), position);
    costs.push([position, (await lab.write(text.slice(position, position + tokens * TOKEN), TOKEN)) / tokens]);
  }
  return costs;
}

export function mean(costs: readonly Cost[]): number {
  return costs.reduce((sum, [, ms]) => sum + ms, 0) / costs.length;
}

/** What the last quarter of the text costs, in what the first does. */
export function growth(costs: readonly Cost[]): number {
  const quarter = costs.length / 4;
  return mean(costs.slice(-quarter)) / mean(costs.slice(0, quarter));
}
