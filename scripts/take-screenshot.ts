// Makes the README's picture: the demo page in Chromium, with a question that was answered.
import { fileURLToPath } from 'node:url';
import { startBrowser } from '../test/end-to-end/browser.ts';
import { startServer } from '../test/end-to-end/running-server.ts';

const target = fileURLToPath(new URL('../docs/images/demo.png', import.meta.url));

await using server = await startServer();
const browser = await startBrowser();
const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
await page.goto(server.url);
await page.getByRole('button', { name: 'Open chat' }).click();
const textbox = page.getByRole('textbox');
await textbox.fill('Which bus goes to the lighthouse?');
await textbox.press('Enter');
await page.getByRole('log').getByRole('link').first().waitFor();
await page.screenshot({ path: target });
await browser.close();
console.log(target);
