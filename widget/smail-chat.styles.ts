import { css } from 'lit';

/** What was said, and where the visitor writes. */
export const styles = css`
  .log {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    padding: 1.125em 1em;
    font-size: 0.9375em;
    /* The chat's own scrolling never moves the page, and stick-to-bottom.ts alone decides what stays in sight. */
    overscroll-behavior: contain;
    overflow-anchor: none;
    scrollbar-width: thin;
    scrollbar-color: var(--_edge) transparent;
  }

  /* What was out of sight is laid out when it is scrolled to, and may be higher than was thought: what is read stays in its place. */
  .log.away {
    overflow-anchor: auto;
  }

  .messages {
    display: flex;
    flex-direction: column;
    gap: 1em;
  }

  .log:focus-visible {
    outline-offset: -3px;
  }

  .message {
    position: relative;
  }

  .text {
    min-inline-size: 0;
  }

  .jump {
    position: relative;
    block-size: 0;
  }

  .jump .plain {
    position: absolute;
    inset-block-end: 0.5em;
    inset-inline: 0;
    inline-size: fit-content;
    margin-inline: auto;
    border-radius: 2em;
    box-shadow: var(--_shadow);
    font-size: 0.875em;
    white-space: nowrap;
  }

  .visitor {
    align-self: flex-end;
    max-inline-size: 85%;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    border-end-end-radius: calc(var(--_radius) / 4);
    padding: 0.5em 0.875em;
    background: var(--_accent);
    color: var(--_accent-text);
    /* Links, lines and quiet text stand on the accent, too. */
    --_accent-line: var(--_accent-text);
    --_muted: var(--_accent-text);
    --_line: var(--_accent-text);
    --_edge: var(--_accent-text);
    --_raised: transparent;
  }

  .note,
  .caption {
    color: var(--_muted);
    font-size: 0.875em;
  }

  .sources {
    margin-block-start: -0.25em;
  }

  .caption {
    margin-block-end: 0.375em;
  }

  .sources ol {
    display: grid;
    gap: 0.5em;
  }

  .source {
    position: relative;
    display: inline-flex;
    gap: 0.5em;
    align-items: baseline;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) / 2);
    padding: 0.25em 0.625em;
    background: var(--_raised);
    color: var(--_text);
    font-size: 0.875em;
    text-decoration: none;
  }

  .title {
    min-inline-size: 0;
  }

  .number {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  a .title {
    text-decoration: underline;
    text-decoration-color: var(--_edge);
    text-underline-offset: 0.2em;
  }

  a.source:hover {
    border-color: var(--_edge);
  }

  a:hover .title {
    text-decoration-color: currentcolor;
  }

  .suggestions {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 0.5em;
  }

  .plain {
    min-block-size: 36px;
    border-color: var(--_edge);
    border-radius: calc(var(--_radius) * 0.75);
    padding: 0.375em 0.875em;
    background: var(--_surface);
    color: var(--_text);
  }

  .plain:hover {
    border-color: var(--_text);
  }

  .failure {
    display: grid;
    gap: 0.5em;
    justify-items: start;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) * 0.75);
    padding: 0.75em 0.875em;
    background: var(--_failure-surface);
    color: var(--_failure);
  }

  .composer {
    display: flex;
    align-items: flex-end;
    gap: 0.25em;
    margin: 0 0.75em 0.75em;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    padding: 0.3125em;
  }

  .composer:focus-within {
    border-color: var(--_accent-line);
    box-shadow: 0 0 0 1px var(--_accent-line);
  }

  .field {
    flex: 1;
    min-inline-size: 0;
    max-block-size: 8.5em;
    border: 0;
    padding: 0.5em;
    overflow-y: auto;
    resize: none;
    field-sizing: content;
    /* Below 16 px iOS zooms the page in when the field is focused. */
    font-size: max(16px, 1em);
    line-height: 1.4;
    scrollbar-width: thin;
  }

  /* The form around it shows its focus. */
  .field:focus-visible {
    outline: none;
  }

  /* The placeholder is in the chat's language; what is typed goes its own way. */
  .field:placeholder-shown {
    direction: inherit;
  }

  .field::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  .send {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: max(calc(var(--_radius) - 0.375em), 4px);
    background: var(--_accent);
    color: var(--_accent-text);
  }

  .send .icon {
    inline-size: 22px;
    block-size: 22px;
  }

  /* Where the system paints, backgrounds and shadows are gone: edges and outlines carry the shapes. */
  @media (forced-colors: active) {
    .composer:focus-within {
      outline: 2px solid Highlight;
    }
  }
`;
