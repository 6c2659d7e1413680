import { listen, type Listener } from '../stand-ins/model-server.ts';

export interface Beacon extends Listener {
  /** The cases that have sent a request, by their ids. */
  readonly seen: Set<number>;
}

/** Where nothing may ever arrive. It answers with nothing, so that who is sent here stays where they are. */
export async function startBeacon(): Promise<Beacon> {
  const seen = new Set<number>();
  const listener = await listen((request, response) => {
    seen.add(caseIn(request.url ?? ''));
    response.writeHead(204).end();
  });
  return { ...listener, seen };
}

/** @returns the id of the case that an address was made for; `NaN` if it is none of theirs. */
export function caseIn(address: string): number {
  return Number(/\/b\/(\d+)/.exec(address)?.[1] ?? NaN);
}
