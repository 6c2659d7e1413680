import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Streamdown } from 'streamdown';
import { StreamingMarkdown } from '../../../widget/markdown/streaming-markdown.ts';

/** Shows a text that grows. */
export interface Contestant {
  /** @param whole - everything so far, of which `added` is the end. */
  write(added: string, whole: string): void;
  end(): void;
}

export type ContestantName = 'ours' | 'naive' | 'streamdown';

export const CONTESTANTS: Readonly<Record<ContestantName, (root: HTMLElement) => Contestant>> = {
  ours(root) {
    const markdown = new StreamingMarkdown(root);
    return { write: (added) => markdown.write(added), end: () => markdown.end() };
  },
  /** As most chat widgets do it. */
  naive(root) {
    const write = (_added: string, whole: string): void => {
      root.innerHTML = DOMPurify.sanitize(marked.parse(whole, { async: false }));
    };
    return { write, end: () => {} };
  },
  streamdown(root) {
    const react = createRoot(root);
    const write = (_added: string, whole: string): void =>
      flushSync(() => react.render(createElement(Streamdown, null, whole)));
    return { write, end: () => {} };
  },
};
