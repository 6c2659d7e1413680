import type { Request } from 'express';
import { SESSION_ID_MAX_LENGTH } from '../../protocol/limits.ts';

/** @returns the token of `Authorization: Bearer <token>` (RFC 6750, section 2.1), or `undefined` without a usable one. */
export function bearerToken(request: Request): string | undefined {
  const token = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '')?.[1];
  return token !== undefined && token.length <= SESSION_ID_MAX_LENGTH ? token : undefined;
}
