import { css } from 'lit';

/**
 * Colours with a contrast of at least 4.5:1 on the code's surface, light and dark; held by a test. Colours are all that a
 * kind changes, so that nothing moves while code is written.
 */
export const codeStyles = css`
  .code {
    --_code-surface: light-dark(#fff, #14161c);
    --_code-text: light-dark(#1b1e28, #e9ebf2);
    --_code-comment: light-dark(#5a6072, #a5abbb);
    --_code-string: light-dark(#1a6b2a, #9fdba6);
    --_code-number: light-dark(#9a4500, #ffbe85);
    --_code-keyword: light-dark(#8a2aa0, #d8a6ff);
    --_code-type: light-dark(#7a5200, #f0d78c);
    --_code-name: light-dark(#2b4ec4, #9db8ff);
    --_code-property: light-dark(#0b6375, #7fd6e6);
    --_code-added: light-dark(#1a6b2a, #9fdba6);
    --_code-removed: light-dark(#9f1c14, #ffb8b0);

    margin-block: 0.5em;
    border: 1px solid var(--_line, #e3e5ee);
    border-radius: calc(var(--_radius, 16px) / 2);
    background: var(--_code-surface);
    color: var(--_code-text);
    overflow: clip;
  }

  .code-bar {
    display: flex;
    gap: 0.75em;
    align-items: center;
    border-block-end: 1px solid var(--_line, #e3e5ee);
    padding: 0.25em 0.75em;
    font-size: 0.8125em;
  }

  .code-language {
    overflow: hidden;
    color: var(--_code-comment);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .code-outcome {
    flex: 1;
    text-align: end;
  }

  .code-copy {
    flex: none;
    border-radius: 4px;
    padding: 0.125em 0.5em;
    min-block-size: 24px;
    text-decoration: underline;
  }

  .code pre {
    margin: 0;
    padding: 0.75em;
    overflow: auto;
    font:
      0.875em/1.5 ui-monospace,
      SFMono-Regular,
      Menlo,
      Consolas,
      monospace;
    overscroll-behavior-x: contain;
    tab-size: 4;
    white-space: pre;
  }

  .code code {
    font: inherit;
  }

  /* A layout of its own: text that grows in the last one leaves the others as they are. What stands out of such a box does not
     scroll, so it is as wide as its longest line. */
  .code-lines {
    display: block;
    inline-size: max-content;
    min-inline-size: 100%;
    contain: layout;
  }

  .code-comment {
    color: var(--_code-comment);
  }

  .code-string {
    color: var(--_code-string);
  }

  .code-number {
    color: var(--_code-number);
  }

  .code-keyword {
    color: var(--_code-keyword);
  }

  .code-type {
    color: var(--_code-type);
  }

  .code-name {
    color: var(--_code-name);
  }

  .code-property {
    color: var(--_code-property);
  }

  .code-added {
    color: var(--_code-added);
  }

  .code-removed {
    color: var(--_code-removed);
  }
`;
