import type { RequestHandler } from 'express';
import { statusOf, type ProblemCode } from '../../protocol/problem.ts';
import { clientAddress } from './client-address.ts';
import { HttpProblem } from './http-problem.ts';

/** Counts requests; the limits of questions are not its business. */
export interface RequestLimits {
  /** @returns why this request of the address is one too many, and the seconds until there is room; `undefined` where it is not. */
  request(address: string): Promise<Refused | undefined>;
}

interface Refused {
  readonly code: ProblemCode;
  /** For the visitor. */
  readonly sentence: string;
  readonly retryAfter: number;
}

/**
 * Refuses the requests of an address that sends more of them than visitors do. To come after `corsHeaders`, which answers preflights: they cost
 * nothing, and are not counted, for a page can't read why one was refused.
 */
export function limitRequests(limits: RequestLimits): RequestHandler {
  return async (request, _response, next) => {
    const denied = await limits.request(clientAddress(request));
    if (denied) {
      const { code, sentence, retryAfter } = denied;
      throw new HttpProblem(statusOf(code), code, sentence, { retryAfter });
    }
    next();
  };
}
