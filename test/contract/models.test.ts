import { createOllama } from '../../server/models/ollama.ts';
import { createOpenAiCompatible } from '../../server/models/openai-compatible.ts';
import { createQuote } from '../../server/models/quote.ts';
import { startOllamaServer } from '../stand-ins/ollama-server.ts';
import { startOpenAiServer } from '../stand-ins/openai-server.ts';
import { describeModel, describeRemoteModel } from './model-contract.ts';

describeRemoteModel('ollama', {
  startServer: startOllamaServer,
  connect: (origin) => createOllama({ host: origin, model: 'llama3.2' }),
});

describeRemoteModel('openai-compatible', {
  startServer: startOpenAiServer,
  connect: (origin) => createOpenAiCompatible({ baseUrl: `${origin}/v1`, model: 'local-model' }),
});

describeModel('quote', {
  start: async () => ({ model: createQuote(), close: async () => {} }),
  text: 'I looked this up in our documents, and quote what fits best:\n\nFrom “Opening hours”:\n\n> We are open from Monday to Friday, from 9 to 17. [1]',
});
