/**
 * What both scripts need, and the first has: the second takes it from there (scripts/two-scripts.ts), so that a page has it once. Only
 * `export { … } from '…'` may stand here.
 */
export { _$LH, adoptStyles, css, html, noChange, nothing, render } from 'lit';
export { asFailure, ChatError } from './transport/chat-error.ts';
export { asChatError, Server } from './transport/server.ts';
export { Silence, SILENCE_MS } from './transport/silence.ts';
export { parseChatEvent, ProtocolError } from '../protocol/chat-event.ts';
export { PATHS } from '../protocol/requests.ts';
export { isProblemCode, isRetryable, PROBLEM_MEDIA_TYPE } from '../protocol/problem.ts';
export { hasMediaType } from './transport/media-type.ts';
