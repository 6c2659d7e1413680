import { html, nothing, type TemplateResult } from 'lit';

import type { Drawing } from './drawing.ts';

interface Formats {
  readonly locale: string;
  readonly time: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}

/** The last ones: to make them takes much longer than to use them. */
let formats: Formats | undefined;

function formatsIn(locale: string): Formats {
  if (formats?.locale !== locale) {
    formats = {
      locale,
      time: new Intl.DateTimeFormat(locale, { timeStyle: 'short' }),
      day: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    };
  }
  return formats;
}

/** @returns a time as it is written out: with its day, where that is not today. */
export function writtenTime(ms: number, locale: string): string {
  const { time, day } = formatsIn(locale);
  const date = new Date(ms);
  return (date.toDateString() === new Date().toDateString() ? time : day).format(date);
}

/** When something was said: seen when one points at it or has the focus near it, and always heard. */
export function messageTime(ms: number | undefined, { t, locale }: Drawing): TemplateResult | typeof nothing {
  if (ms === undefined) return nothing;
  return html`<time class="time" datetime=${new Date(ms).toISOString()}
    >${t('sentAt', { time: writtenTime(ms, locale) })}</time
  >`;
}
