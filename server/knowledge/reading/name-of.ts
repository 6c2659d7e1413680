import { shortLine } from './plain-words.ts';

/**
 * What a document without a title is called: its file's name without the ending.
 * @param id - a path or an address.
 */
export function nameOf(id: string): string {
  const { pathname = id, host = '' } = URL.parse(id) ?? {};
  const name = pathname.split('/').findLast((part) => part !== '') ?? '';
  return shortLine(decoded(name).replace(/(?<=.)\.\w{1,8}$/u, '')) || host || shortLine(id);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
