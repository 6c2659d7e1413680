import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Chat } from './chat/chat.ts';
import type { Config } from './config/config-file.ts';
import type { Admission } from './http/admission.ts';
import { trustedProxies } from './http/client-address.ts';
import { closeStalled } from './http/close-stalled.ts';
import { corsHeaders } from './http/origins.ts';
import { notFound, problemHandler } from './http/problem-handler.ts';
import { limitRequests, type RequestLimits } from './http/request-limit.ts';
import { tellOfUnknownProxy } from './http/unknown-proxy.ts';
import { cancelRoutes } from './routes/cancel.ts';
import { chatStreamRoutes } from './routes/chat-stream.ts';
import { chatRoutes } from './routes/chat.ts';
import { chatbotRoutes, type TextCatalogue } from './routes/chatbots.ts';
import { feedbackRoutes } from './routes/feedback.ts';
import { healthRoutes } from './routes/health.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { widgetScriptRoutes, type WidgetScripts } from './routes/widget-script.ts';

export interface AppParts {
  readonly chat: Chat;
  readonly config: Config;
  readonly admission: Admission;
  readonly limits: RequestLimits;
  /** Whether any answer is streamed, whatever the chatbots say. @default true */
  readonly isStreaming?: boolean;
  /** The built widget. */
  readonly widgetScript: WidgetScripts;
  /** The widget's texts in other languages. */
  readonly texts: TextCatalogue;
  readonly log: Logger;
  /** Whether the server takes new questions. */
  readonly isReady: () => boolean;
}

/** Puts the HTTP side together. It opens nothing: no port, file or connection. */
export function createApp({
  chat,
  config,
  admission,
  limits,
  isStreaming,
  widgetScript,
  texts,
  log,
  isReady,
}: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set(
    'trust proxy',
    trustedProxies(() => config.proxies),
  );
  app.use(closeStalled);
  app.use(securityHeaders);
  app.use(healthRoutes(isReady));
  app.use(widgetScriptRoutes(widgetScript));
  app.use('/api/public', corsHeaders, tellOfUnknownProxy(log), limitRequests(limits));
  const asking = { chat, chatbots: config.chatbots, admission };
  app.use(chatStreamRoutes(asking, isStreaming));
  app.use(chatRoutes(asking));
  app.use(cancelRoutes(chat, config.chatbots));
  app.use(sessionRoutes(chat, config.chatbots));
  app.use(feedbackRoutes(chat, config.chatbots));
  app.use(chatbotRoutes(config.chatbots, texts, isStreaming));
  if (config.site !== undefined) app.use(express.static(config.site));
  app.use(notFound);
  app.use(problemHandler(log));
  return app;
}

/**
 * For the pages served here: nothing from elsewhere, and no inline script or style, which the widget does without. Whether to
 * insist on https is for whoever ends TLS, in front of this server.
 */
const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
    },
  },
  strictTransportSecurity: false,
});
