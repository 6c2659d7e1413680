import { parseArgs } from 'node:util';
import { MIGRATIONS } from './conversations/sqlite-migrations.ts';
import { examine } from './doctor/examination.ts';
import { isHealthy, reportJson, reportText } from './doctor/finding.ts';
import { readFolder } from './doctor/read-folder.ts';
import { MIGRATIONS as BUDGET_MIGRATIONS } from './limits/sqlite-budgets.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const findings = await examine({
  env: process.env,
  readFolder,
  // The others are taken as they are, or made anew.
  databaseVersions: { 'conversations.sqlite': MIGRATIONS.length, 'limits.sqlite': BUDGET_MIGRATIONS.length },
});
process.stdout.write(values.json ? reportJson(findings) : reportText(findings));
process.exitCode = isHealthy(findings) ? 0 : 1;
