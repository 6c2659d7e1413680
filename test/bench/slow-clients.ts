// slowhttptest's four modes at once, each against a server of its own: how soon the server is rid of them, and what a visitor notices.
// npm run bench:slow-clients -- 1000
// Exits with 1 where a mode is not closed within its limit and 2 s, or a visitor's question was not answered.
import { attack, SLOW_MODES, SLOW_READ_OF_THE_SCRIPT } from '../end-to-end/slow-attack.ts';

const wanted = Number(process.argv[2] ?? 1_000);
const SPARE_S = 2;

const rows = await Promise.all(
  [...SLOW_MODES, SLOW_READ_OF_THE_SCRIPT].map(async (mode) => {
    const { connections, peak, secondsToClose, asked, answered, wasAvailable, isAlive } = await attack(mode, wanted);
    const isInTime = mode.limit === undefined || secondsToClose <= mode.limit + SPARE_S;
    return {
      mode: mode.name,
      connections,
      'open at the peak': peak,
      'limit (s)': mode.limit ?? '-',
      'all closed after (s)': Number(secondsToClose.toFixed(1)),
      'questions meanwhile': asked,
      answered,
      'as it should be': isInTime && answered === asked && wasAvailable && isAlive,
    };
  }),
);
console.table(rows);
if (!rows.every((row) => row['as it should be'])) process.exitCode = 1;
