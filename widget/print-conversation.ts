import { css } from 'lit';

/** What is no part of what was said. */
const LEFT_OUT = 'button, form, textarea, .actions, .suggestions, [hidden]';

const STYLE = css`
  body {
    font:
      11pt/1.5 system-ui,
      sans-serif;
    color: #000;
    background: #fff;
  }
  ul,
  ol {
    padding-inline-start: 1.5em;
  }
  .message {
    margin-block: 1em;
    overflow-wrap: anywhere;
  }
  .message > .heard {
    font-weight: 600;
  }
  .heard .heard,
  a .heard {
    display: none;
  }
  pre {
    white-space: pre-wrap;
  }
  table {
    border-collapse: collapse;
  }
  td,
  th {
    border: 1px solid #888;
    padding: 0.2em 0.5em;
  }
  img {
    max-inline-size: 100%;
  }
`;

/**
 * Prints what was said, and nothing of the page around it: from a document of its own in a frame without an address, which
 * needs no pop-up, is loaded from nowhere and is bound by the page's content security policy. It is gone after printing.
 * @param messages - what is shown of it.
 * @param place - where the frame stands meanwhile, out of sight.
 * @param print - opens the browser's dialog: a seam.
 */
export function printConversation(
  title: string,
  messages: Element,
  place: ParentNode,
  print: (page: Window) => void = (page) => page.print(),
): void {
  const frame = document.createElement('iframe');
  // Not `display: none`: some browsers print nothing of that.
  frame.className = 'heard';
  frame.tabIndex = -1;
  frame.ariaHidden = 'true';
  place.append(frame);
  const page = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!page) return frame.remove();
  const { document: sheet } = page;
  sheet.title = title;
  sheet.dir = getComputedStyle(messages).direction;
  // A constructed style sheet passes every policy; it has to be of the document's own kind.
  const style = new page.CSSStyleSheet();
  style.replaceSync(STYLE.cssText);
  sheet.adoptedStyleSheets = [style];
  const copy = sheet.importNode(messages, true);
  for (const element of copy.querySelectorAll(LEFT_OUT)) element.remove();
  const heading = sheet.createElement('h1');
  heading.textContent = title;
  sheet.body.append(heading, copy);
  page.addEventListener('afterprint', () => frame.remove());
  print(page);
}
