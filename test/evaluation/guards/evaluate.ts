/** Prints how well the guards find what they look for. `--misses` prints the texts that they got wrong too. */
import { parseArgs } from 'node:util';
import { mask } from '../../../server/guards/mask.ts';
import { HARMLESS, measureInjections, measureMasking, PERSONAL, type Share } from './measure.ts';

const { values } = parseArgs({ options: { misses: { type: 'boolean', default: false } } });

console.log(`${PERSONAL.length} texts with personal data, ${HARMLESS.length} harmless ones that look alike.`);
for (const country of ['none', 'own'] as const) {
  const { recall, precision, falseAlarms } = measureMasking(country);
  console.log(`\n## The country of telephone numbers is ${country === 'none' ? 'not known' : 'known'}\n`);
  print('found', recall);
  print('right, of what was masked', precision);
  print('harmless texts with something masked', falseAlarms);
}
const { found, refusedHarmless } = measureInjections();
console.log('\n## Injections\n');
print('score', new Map([['attempts that would be refused', found], ['harmless questions that would be', refusedHarmless]])); // prettier-ignore
console.log('\nOnly what has a form is found. Names, postal addresses and whatever else is told in words pass.');
console.log('The texts are made by the hand that wrote the patterns: expect less of what people write.');

if (values.misses) {
  for (const { text, masked, country } of PERSONAL) {
    const result = mask(text, { country }).text;
    if (result !== masked) console.log('missed', JSON.stringify({ text, result, country }));
  }
  for (const { text, form } of HARMLESS) {
    const result = mask(text, { country: 'DE' }).text;
    if (result !== text) console.log('false', form, JSON.stringify({ text, result }));
  }
}

function print(what: string, shares: ReadonlyMap<string, Share>): void {
  console.log(`| ${what} | share | n |\n|---|---|---|`);
  for (const [name, { hits, n }] of shares) {
    console.log(`| ${name} | ${n === 0 ? '-' : `${((hits / n) * 100).toFixed(1)} %`} | ${n} |`);
  }
  console.log('');
}
