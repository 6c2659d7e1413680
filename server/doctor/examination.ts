import { join, resolve } from 'node:path';
import { DEFAULT_CONFIG, WIDGET_SCRIPT } from '../start/places.ts';
import { examineDocuments, type ReadFolder } from './documents.ts';
import type { Finding } from './finding.ts';
import { examineModel } from './model.ts';
import { examinePort, examineProxies } from './network.ts';
import { redacted } from './redaction.ts';
import { examineConfiguration, examineEnvironment } from './settings.ts';
import { examineSecret, examineStorage } from './storage.ts';
import { examineClock, examineNode, examineWidget } from './surroundings.ts';

export interface Instruments {
  /** `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFolder: ReadFolder;
  /** The newest version of each database that this server knows, by file name. */
  readonly databaseVersions: Readonly<Record<string, number>>;
}

/** Looks at everything that the server needs, and changes nothing. What can't be looked at because of another fault is left out. */
export async function examine({ env, readFolder, databaseVersions }: Instruments): Promise<readonly Finding[]> {
  const environment = examineEnvironment(env);
  const file = resolve(env['SMAIL_CONFIG'] || DEFAULT_CONFIG);
  const configuration = await examineConfiguration(file);
  const findings: Finding[] = [examineNode(process.versions.node), ...environment.findings, ...configuration.findings];

  const settings = environment.value;
  if (settings) {
    findings.push(...(await examineStorage(settings.dataFolder, databaseVersions)));
    findings.push(...(await examineSecret(settings.dataFolder, settings.secret)));
    findings.push(...(await examineModel(settings.model)));
  } else {
    const says = 'data folder, secret, model and port were not looked at';
    findings.push({ state: 'warning', about: 'environment', says, advice: 'mend it, and ask again' });
  }
  for (const chatbot of configuration.value?.chatbots.values() ?? []) {
    findings.push(...(await examineDocuments(chatbot, readFolder)));
  }
  findings.push(await examineWidget(WIDGET_SCRIPT));
  if (settings) findings.push(await examinePort(settings));
  if (configuration.value) findings.push(examineProxies(configuration.value));
  const stored = Object.keys(databaseVersions).map((name) => join(settings?.dataFolder ?? '', name));
  findings.push(await examineClock([WIDGET_SCRIPT, file, ...stored]));
  return redacted(findings, env);
}
