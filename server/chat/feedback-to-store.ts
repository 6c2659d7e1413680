import type { Feedback } from '../../protocol/requests.ts';
import type { Chatbot } from '../config/chatbot-config.ts';
import { TextGuard } from '../guards/text-guard.ts';

/** What is stored of a visitor's feedback; of a chatbot that is gone nobody knows what its owner wants, so its comment is masked. */
export function feedbackToStore(chatbot: Chatbot | undefined, { rating, comment }: Feedback): Feedback {
  const guard = new TextGuard(chatbot?.guards ?? { masksStorage: true, masksModel: true });
  return comment === undefined ? { rating } : { rating, comment: guard.forStorage(comment) };
}
