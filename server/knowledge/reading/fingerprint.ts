import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';

/** Rises when documents are read in another way, so that all are read again. */
const READER_VERSION = 1;

/** A file that was written less than this before it is read may be written again within one tick of its clock: nanoseconds. */
const FRESH_NS = 2_000_000_000n;

/** What tells that a file is the same. `stamp` is looked at first; where it differs, its bytes are hashed. */
export interface FileFingerprint {
  /** Size and times of the last change; empty where the file is too fresh for that to be trusted. */
  readonly stamp: string;
  readonly hash: string;
}

/** What tells that a page is the same: what its server says of it, and the hash of what was read. */
export interface PageFingerprint {
  readonly etag: string;
  readonly lastModified: string;
  readonly hash: string;
  /** The address that it said is its own, in its normal form; empty where that is the one that it was asked for by. */
  readonly page: string;
}

/** @param settings - what else decides how a document is read: the site that its pages belong to. */
export function hashOf(content: Uint8Array | string, settings: string): string {
  return createHash('sha256').update(`${READER_VERSION}\n${settings}\n`).update(content).digest('base64url');
}

export function stampOf({ size, mtimeNs, ctimeNs }: BigIntStats, settings: string): string {
  const changed = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  const isFresh = BigInt(Date.now()) * 1_000_000n - changed < FRESH_NS;
  return isFresh ? '' : `${READER_VERSION} ${settings} ${size} ${mtimeNs} ${ctimeNs}`;
}

export function writeFingerprint(fingerprint: FileFingerprint | PageFingerprint): string {
  return JSON.stringify(fingerprint);
}

export function readFileFingerprint(text: string | undefined): FileFingerprint {
  const { stamp, hash } = readFields(text);
  return { stamp: stamp ?? '', hash: hash ?? '' };
}

export function readPageFingerprint(text: string | undefined): PageFingerprint {
  const { etag, lastModified, hash, page } = readFields(text);
  return { etag: etag ?? '', lastModified: lastModified ?? '', hash: hash ?? '', page: page ?? '' };
}

/** One that was written by another version of this program, or by nobody, has no fields: the document is read again. */
function readFields(text: string | undefined): Partial<Record<string, string>> {
  try {
    const fields: unknown = JSON.parse(text ?? '{}');
    return typeof fields === 'object' && fields !== null ? { ...fields } : {};
  } catch {
    return {};
  }
}
