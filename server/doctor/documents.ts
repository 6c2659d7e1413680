import { isWebAddress } from '../config/chatbot-schema.ts';
import type { Chatbot } from '../config/chatbot-config.ts';
import type { Finding } from './finding.ts';

/** How many of the documents that are left out are named. */
const SKIPPED_NAMED = 10;

/** How long a site may take to answer, in milliseconds. */
const SITE_MS = 10_000;

/** What reading a folder comes to. */
export interface FolderReading {
  readonly documents: number;
  readonly passages: number;
  /** Documents that are left out, and why: the first of them. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  readonly skippedCount: number;
}

/** Reads a folder as the server does, and keeps nothing. */
export type ReadFolder = (folder: string, siteUrl: string | undefined) => Promise<FolderReading>;

/** Looks at everything that a chatbot answers from. */
export async function examineDocuments({ id, documents, siteUrl }: Chatbot, read: ReadFolder): Promise<Finding[]> {
  const about = `documents of ${id}`;
  const findings: Finding[] = [];
  for (const source of documents) {
    const found = isWebAddress(source) ? [await examineSite(source)] : await examineFolder(source, siteUrl, read);
    for (const finding of found) findings.push({ about, ...finding });
  }
  return findings;
}

type Found = Omit<Finding, 'about'>;

async function examineFolder(folder: string, siteUrl: string | undefined, read: ReadFolder): Promise<Found[]> {
  let reading: FolderReading;
  try {
    reading = await read(folder, siteUrl);
  } catch (error) {
    const says = `${folder} can not be read: ${error instanceof Error ? error.message : String(error)}`;
    return [{ state: 'fault', says, advice: 'make the folder, and let the user of the server read it' }];
  }
  const { documents, passages, skipped, skippedCount } = reading;
  const says = `${folder}: ${documents} documents, ${passages} passages`;
  const first: Found =
    documents > 0
      ? { state: 'ok', says }
      : { state: 'warning', says, advice: 'put documents into it; docs/documents.md says which are read' };
  const named = skipped
    .slice(0, SKIPPED_NAMED)
    .map(({ id, reason }): Found => ({ state: 'warning', says: `${id} is left out: ${reason}` }));
  const more = skippedCount - named.length;
  return [first, ...named, ...(more > 0 ? [{ state: 'warning', says: `${more} more are left out` } as const] : [])];
}

async function examineSite(address: string): Promise<Found> {
  const advice = 'see whether the address is right, and whether this machine may reach it';
  try {
    const signal = AbortSignal.timeout(SITE_MS);
    const response = await fetch(address, { redirect: 'manual', signal, headers: { 'user-agent': 'smail-chat' } });
    await response.body?.cancel();
    if (response.ok) return { state: 'ok', says: `${address} answers` };
    const target = response.headers.get('location');
    if (target !== null && URL.canParse(target, address)) return redirected(address, new URL(target, address));
    return { state: 'fault', says: `${address} answers ${response.status}`, advice };
  } catch (error) {
    return { state: 'fault', says: `${address} does not answer: ${reasonOf(error)}`, advice };
  }
}

function redirected(address: string, target: URL): Found {
  if (target.origin === new URL(address).origin) return { state: 'ok', says: `${address} answers` };
  const says = `${address} leads to another site, which is not followed`;
  return { state: 'fault', says, advice: `name ${target.origin}/ in its place, if that is yours` };
}

/** `fetch` says only that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const { code } = cause as NodeJS.ErrnoException;
  return code ?? cause.message;
}
