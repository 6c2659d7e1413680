import { Router } from 'express';
import type { PublicChatbot } from '../../protocol/requests.ts';
import {
  DEFAULT_LANGUAGE,
  directionOf,
  LANGUAGES,
  type Language,
  type SomeTexts,
  type Texts,
} from '../../protocol/texts.ts';
import type { Chatbot } from '../config/chatbot-config.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { requireOrigin } from '../http/origins.ts';
import { lookUpLanguage, visitorLanguages } from '../http/visitor-languages.ts';

/** The texts of every language but the widget's own. */
export type TextCatalogue = ReadonlyMap<Language, Texts>;

export type Chatbots = ReadonlyMap<string, Chatbot>;

/** @throws {HttpProblem} 404 if no chatbot has this id. */
export function findChatbot(chatbots: Chatbots, id: string): Chatbot {
  const chatbot = chatbots.get(id);
  if (chatbot === undefined) throw new HttpProblem(404, 'not_found', 'There is no chatbot with this id.');
  return chatbot;
}

/** How long a browser uses what it was told without asking again, in seconds: an owner sees a change within minutes. */
const MAX_AGE = 300;

/**
 * What everybody may know of a chatbot: only what is named here, whatever the configuration comes to hold. Texts are in the language that
 * the owner has fixed, or the nearest to what the visitor reads.
 * @param catalogue - the texts that are delivered, by language.
 * @param isStreaming - whether anything is streamed at all; otherwise every widget asks for whole answers, within `MAX_AGE`.
 */
export function chatbotRoutes(chatbots: Chatbots, catalogue: TextCatalogue, isStreaming = true): Router {
  return Router().get('/api/public/chatbots/:chatbotId', (request, response) => {
    const chatbot = findChatbot(chatbots, request.params.chatbotId);
    requireOrigin(chatbot, request);
    const { id, name, greeting, suggestions, widget } = chatbot;
    const language = chatbot.language ?? lookUpLanguage(visitorLanguages(request), LANGUAGES) ?? DEFAULT_LANGUAGE;
    const percent = isStreaming ? chatbot.streamingPercent : 0;
    const texts: SomeTexts = { ...catalogue.get(language), ...chatbot.texts };
    response.vary('Accept-Language').set({
      'Cache-Control': `public, max-age=${MAX_AGE}`,
      'Content-Language': language,
    });
    // Express adds the ETag, and answers 304 where it has not changed.
    response.json({
      id,
      name,
      greeting,
      suggestions,
      ...widget,
      ...(percent < 100 && { streaming_percent: percent }),
      language,
      direction: directionOf(language),
      texts,
    } satisfies PublicChatbot);
  });
}
