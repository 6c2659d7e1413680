import type { Admitted, Limits } from '../../../server/limits/limits.ts';

/** A question that was let in, and of which nobody wants to know what it has cost. */
export const ADMITTED: Admitted = { admitted: true, settle: async () => {}, leave: () => {}, withdraw: async () => {} };

/** For tests that are about something else. */
export const NO_LIMITS: Limits = { request: async () => undefined, question: async () => ADMITTED };
