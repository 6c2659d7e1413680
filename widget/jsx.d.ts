import type { DetailedHTMLProps, HTMLAttributes } from 'react';

import type { SmailChatElement } from './smail-chat-element.ts';

/** An attribute's text, or what React makes into one. */
type Value = string | number | undefined;

/** `<smail-chat>` in JSX: its attributes, in kebab-case. React 19 has its events as properties of any name; `ref` has its methods. */
type SmailChatAttributes = DetailedHTMLProps<HTMLAttributes<SmailChatElement>, SmailChatElement> & {
  'chatbot-id'?: string;
  server?: string;
  mode?: 'inline' | 'floating';
  open?: boolean;
  theme?: 'auto' | 'light' | 'dark' | 'page';
  accent?: string;
  position?: 'end' | 'start';
  features?: string;
  'page-context'?: 'on' | 'off';
  greeting?: string;
  'ai-notice'?: string;
  'privacy-url'?: string;
  placeholder?: string;
  'launcher-label'?: string;
  'open-after'?: Value;
  'open-on-selector'?: string;
  language?: string;
  pace?: Value;
  images?: string;
  'retry-base'?: Value;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'smail-chat': SmailChatAttributes;
    }
  }
}
