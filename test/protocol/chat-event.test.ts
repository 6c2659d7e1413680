import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChatEvent, ProtocolError, type ChatEvent } from '../../protocol/chat-event.ts';
import { encodeEvent } from '../../protocol/event-stream.ts';

const events: readonly ChatEvent[] = [
  { type: 'start', stream_id: 's', message_id: 'm', session_id: 'demo.r.h', done: false },
  { type: 'status', state: 'searching', done: false },
  { type: 'token', content: 'Hello', done: false },
  { type: 'token', content: '`x`', done: false, metadata: { token_count: 3, is_code: true, is_link: false } },
  { type: 'restart', done: false },
  {
    type: 'complete',
    content: 'Hello',
    done: true,
    message_id: 'm',
    finish_reason: 'stop',
    sources: [{ id: '1', title: 'Opening hours', url: '/visit.html', snippet: 'From 10' }],
    context_quality: { coverage: 1, best_score: 0.5, passages: 1, grounded: 'good' },
    usage: {
      prompt_tokens: 1,
      completion_tokens: 2,
      tokens_per_second: 3,
      time_to_first_token_ms: 4,
      cached: false,
    },
    follow_ups: ['Tickets and prices'],
    analysis: { readability: { formula: 'flesch', score: 71.2 }, ours: { polite: true } },
  },
  { type: 'cancelled', content: 'Hel', done: true },
  { type: 'error', error: 'A sentence.', code: 'llm_error', retryable: true, retry_after: 2, done: true },
];

describe('parseChatEvent', () => {
  it.each(events)('reads the $type event that JSON.stringify wrote', (event) => {
    expect(parseChatEvent(JSON.stringify(event))).toEqual(event);
  });

  it.each(events)('refuses a $type event that lacks a field', (event) => {
    const optional = new Set(['metadata', 'retry_after', 'follow_ups', 'analysis']);
    for (const field of Object.keys(event)) {
      if (field === 'type' || optional.has(field)) continue;
      const { [field as keyof ChatEvent]: _, ...rest } = event;
      expect(() => parseChatEvent(JSON.stringify(rest)), field).toThrow(ProtocolError);
    }
  });

  it.each(events)('refuses a $type event with a field of another type', (event) => {
    for (const field of Object.keys(event)) {
      if (field === 'type') continue;
      expect(() => parseChatEvent(JSON.stringify({ ...event, [field]: [null] })), field).toThrow(ProtocolError);
    }
  });

  it.each([{ a: 1 }, { a: { b: { c: 1 } } }, { a: { b: null } }, { a: [] }, 'a', null])(
    'refuses findings that are not flat: %j',
    (analysis) => {
      const complete = events.find(({ type }) => type === 'complete');
      expect(() => parseChatEvent(JSON.stringify({ ...complete, analysis }))).toThrow(ProtocolError);
    },
  );

  it('leaves out what this version does not know: a type, a state', () => {
    expect(parseChatEvent('{"type":"tool_call","done":false}')).toBeUndefined();
    expect(parseChatEvent('{"type":"status","state":"dreaming","done":false}')).toBeUndefined();
    expect(parseChatEvent('{"type":"constructor","done":false}')).toBeUndefined();
  });

  it('takes an error code that this version does not know for internal', () => {
    const event = parseChatEvent('{"type":"error","error":"No.","code":"moon_phase","retryable":false,"done":true}');
    expect(event).toMatchObject({ code: 'internal' });
  });

  it('refuses what is no event', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (data) => {
        try {
          const event = parseChatEvent(data);
          expect(event === undefined || typeof event.type === 'string').toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });
});

describe('encodeEvent', () => {
  it('writes one event whose text can not end its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (content, id) => {
        const text = encodeEvent({ id, event: { type: 'token', content, done: false } });
        const [idLine, dataLine, ...rest] = text.split(/\r\n|\r|\n/);
        expect(idLine).toBe(`id: ${id}`);
        expect(rest).toEqual(['', '']);
        expect(parseChatEvent(dataLine?.slice('data: '.length) ?? '')).toEqual({ type: 'token', content, done: false });
      }),
    );
  });
});
