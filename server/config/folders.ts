import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isWebAddress } from './chatbot-schema.ts';
import type { Config } from './config-file.ts';

/**
 * Looks for what the configuration names on this machine: the folders of documents, the site's, and modules. Sites are not asked.
 * @returns a line for each fault, which begins with its path in the file.
 */
export async function folderFaults({ site, chatbots }: Config): Promise<string[]> {
  const looks: Promise<string | undefined>[] = [];
  if (site !== undefined) looks.push(faultOf('site', site, 'folder'));
  for (const [index, { documents, analysis }] of [...chatbots.values()].entries()) {
    for (const source of documents) {
      if (!isWebAddress(source)) looks.push(faultOf(`chatbots.${index}.documents`, source, 'folder'));
    }
    if (analysis !== undefined) looks.push(faultOf(`chatbots.${index}.analysis`, analysis, 'file'));
  }
  return (await Promise.all(looks)).filter((fault) => fault !== undefined);
}

async function faultOf(path: string, place: string, kind: 'folder' | 'file'): Promise<string | undefined> {
  let found: Stats;
  try {
    found = await stat(place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `${path}: ${code === 'ENOENT' ? `there is no ${place}` : `${place} can not be read (${code})`}`;
  }
  const fits = kind === 'folder' ? found.isDirectory() : found.isFile();
  return fits ? undefined : `${path}: ${place} is no ${kind}`;
}
