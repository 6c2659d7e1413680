import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface EmbeddingServer extends AsyncDisposable {
  readonly host: string;
  /** The bodies of the requests, in their order. */
  readonly requests: readonly { readonly model: string; readonly input: readonly string[] }[];
  /** From now on requests are answered so; by vectors again, without one. */
  answerWith(answer?: (response: ServerResponse) => void): void;
}

/**
 * A server that speaks Ollama's own `/api/embed` (https://docs.ollama.com/api).
 * @param embed - the vector of a text.
 */
export async function startEmbeddingServer(embed: (text: string) => readonly number[]): Promise<EmbeddingServer> {
  const requests: { model: string; input: string[] }[] = [];
  let special: ((response: ServerResponse) => void) | undefined;
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await json(request)) as { model: string; input: string[] };
      requests.push(body);
      if (special) {
        special(response);
        return;
      }
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          model: body.model,
          embeddings: body.input.map(embed),
          total_duration: 14_143_917,
          load_duration: 1_019_500,
          prompt_eval_count: 8,
        }),
      );
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answerWith(answer) {
      special = answer;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
