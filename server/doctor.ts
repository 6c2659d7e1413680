import { parseArgs } from 'node:util';
import { MIGRATIONS } from './conversations/sqlite-migrations.ts';
import { examine } from './doctor/examination.ts';
import { isHealthy, reportJson, reportText } from './doctor/finding.ts';
import { readFolder } from './doctor/read-folder.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const findings = await examine({
  env: process.env,
  readFolder,
  databaseVersions: { 'conversations.sqlite': MIGRATIONS.length },
});
process.stdout.write(values.json ? reportJson(findings) : reportText(findings));
process.exitCode = isHealthy(findings) ? 0 : 1;
