import type { Server } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';
import type { ModelChoice } from '../choose-model.ts';
import type { Config } from '../config/config-file.ts';

/** What the operator reads when the server listens. */
export function startText(server: Server, config: Config, { model, reason }: ModelChoice): string {
  const { address, port } = server.address() as AddressInfo;
  const isHere = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(address);
  const here = `http://${isHere ? 'localhost' : isIPv6(address) ? `[${address}]` : address}:${port}`;
  const origin = config.url ?? here;
  const tags = [...config.chatbots.keys()].map(
    (id) => `  <script src="${origin}/smail-chat.js" data-chatbot-id="${id}" async></script>`,
  );
  return [
    `smail-chat is running at ${here}`,
    ...(config.site === undefined ? [] : [`\nThe site with the chat:  ${origin}/`]),
    `\nPaste this into your pages:`,
    ...tags,
    `\nModel: ${model.name}`,
    `  ${reason}`,
    `\nCtrl-C stops it.\n\n`,
  ].join('\n');
}
