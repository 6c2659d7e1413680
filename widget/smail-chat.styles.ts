import { css } from 'lit';

/**
 * Isolation in three steps. A floating host has no box and takes no rule from the page. An inline host's box is the page's to
 * size and place, its structure is ours. And `.root` takes nothing of what is inherited, not even from `* { … !important }`,
 * because the page's selectors do not reach it. Only direction and the `--smail-chat-*` properties come in.
 *
 * Lengths are in `em` of the reader's own default size, which a page's `html { font-size: … }` does not change.
 */
export const styles = css`
  :host {
    display: grid !important;
    position: relative !important;
    block-size: 100%;
    min-block-size: 320px;
  }

  :host([mode='floating']) {
    all: initial !important;
    display: contents !important;
  }

  :host([hidden]) {
    display: none !important;
  }

  .root {
    all: initial;
    display: block;
    font: 400 medium/1.5 var(--smail-chat-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
    color: var(--_text);
    color-scheme: light dark;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    /* Its initial value follows the parent. */
    -webkit-user-select: text;
    user-select: text;

    --_accent: var(--smail-chat-accent, #3b5bdb);
    --_accent-text: var(--smail-chat-accent-text, #fff);
    /* The accent as a line on the surface. */
    --_accent-line: var(--_accent);
    --_radius: var(--smail-chat-radius, 16px);
    --_surface: #fff;
    --_raised: #f4f5f9;
    --_text: #1b1e28;
    --_muted: #5a6072;
    --_line: #e3e5ee;
    --_edge: #868c9f;
    --_failure: #9f1c14;
    --_failure-surface: #fdeeec;
    --_shadow: 0 0 0 1px rgb(20 24 40 / 6%), 0 8px 20px rgb(20 24 40 / 10%), 0 24px 56px rgb(20 24 40 / 16%);
  }

  @media (prefers-color-scheme: dark) {
    .root {
      --_accent-line: color-mix(in oklab, var(--_accent), white 45%);
      --_surface: #171920;
      --_raised: #22252f;
      --_text: #e9ebf2;
      --_muted: #a5abbb;
      --_line: #2e323e;
      --_edge: #727889;
      --_failure: #ffb8b0;
      --_failure-surface: #3a1f1d;
      --_shadow: 0 0 0 1px rgb(255 255 255 / 8%), 0 8px 20px rgb(0 0 0 / 35%), 0 24px 56px rgb(0 0 0 / 45%);
    }
  }

  .root.inline {
    position: relative;
    min-inline-size: 0;
    min-block-size: 0;
  }

  /* Out of the page's flow, so that a body laid out as a grid or with gaps does not see it. */
  .root.floating {
    position: fixed;
    inset-block-end: 0;
    inset-inline-end: 0;
    z-index: var(--smail-chat-z-index, 2147483000);
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none !important;
  }

  p,
  h2,
  ol,
  ul {
    margin: 0;
    padding: 0;
    font: inherit;
    list-style: none;
  }

  button,
  textarea {
    margin: 0;
    border: 1px solid transparent;
    padding: 0;
    background: none;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
    text-align: start;
  }

  button {
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }

  :focus-visible {
    outline: 2px solid var(--_text);
    outline-offset: 2px;
  }

  .icon {
    display: block;
    inline-size: 1.5em;
    block-size: 1.5em;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  /* For ears only. Clipped, not hidden: what is hidden is not read out. */
  .heard {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .launcher {
    position: fixed;
    inset-block-end: calc(20px + env(safe-area-inset-bottom, 0px));
    inset-inline-end: calc(20px + env(safe-area-inset-right, 0px));
    display: grid;
    place-items: center;
    inline-size: 56px;
    block-size: 56px;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_accent-text);
    box-shadow:
      0 2px 6px rgb(20 24 40 / 20%),
      0 8px 24px rgb(20 24 40 / 22%);
    transition:
      transform 150ms ease-out,
      box-shadow 150ms ease-out;
  }

  .launcher .icon {
    inline-size: 28px;
    block-size: 28px;
  }

  .launcher:hover {
    transform: translateY(-2px);
    box-shadow:
      0 4px 8px rgb(20 24 40 / 20%),
      0 12px 32px rgb(20 24 40 / 28%);
  }

  .panel {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }

  .floating .panel {
    position: fixed;
    inset: auto;
    inset-block-end: calc(20px + env(safe-area-inset-bottom, 0px));
    inset-inline-end: calc(20px + env(safe-area-inset-right, 0px));
    inline-size: min(400px, 100vw - 40px);
    block-size: min(640px, 100vh - 40px);
    block-size: min(640px, 100dvh - 40px);
    border-color: transparent;
    box-shadow: var(--_shadow);
    animation: rise 180ms ease-out;
  }

  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }

  .header {
    display: flex;
    align-items: center;
    gap: 0.625em;
    border-block-end: 1px solid var(--_line);
    padding-block: 0.75em;
    padding-inline: 1em 0.75em;
  }

  .badge {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2.25em;
    block-size: 2.25em;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_accent-text);
  }

  .badge .icon {
    inline-size: 1.25em;
    block-size: 1.25em;
  }

  .name {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .close {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    color: var(--_muted);
  }

  .close:hover {
    background: var(--_raised);
    color: var(--_text);
  }

  .log {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 1em;
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

  .log:focus-visible {
    outline-offset: -3px;
  }

  .message {
    position: relative;
  }

  .text {
    white-space: pre-wrap;
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
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    counter-reset: source;
  }

  .sources li {
    display: flex;
    max-inline-size: 100%;
    counter-increment: source;
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

  .source::before {
    content: counter(source);
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

  .status {
    min-block-size: 1.75em;
    padding-inline: 1.1em;
    color: var(--_muted);
    font-size: 0.875em;
  }

  .status.busy::before {
    content: '';
    display: inline-block;
    inline-size: 0.5em;
    block-size: 0.5em;
    margin-inline-end: 0.625em;
    border-radius: 50%;
    background: var(--_accent-line);
    vertical-align: 0.075em;
    animation: breathe 1.2s ease-in-out infinite alternate;
  }

  @keyframes breathe {
    from {
      opacity: 0.3;
    }
  }

  .composer {
    display: flex;
    align-items: flex-end;
    gap: 0.25em;
    margin-inline: 0.75em;
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

  .machine {
    padding: 0.5em 1em 0.625em;
    color: var(--_muted);
    font-size: 0.75em;
    text-align: center;
  }

  @media (max-width: 479.98px) {
    .floating .panel {
      inset: 0;
      inline-size: auto;
      block-size: 100vh;
      block-size: 100dvh;
      border: 0;
      border-radius: 0;
      padding-inline: env(safe-area-inset-left, 0px) env(safe-area-inset-right, 0px);
      padding-block: env(safe-area-inset-top, 0px) env(safe-area-inset-bottom, 0px);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .launcher,
    .floating .panel,
    .status.busy::before {
      transition: none;
      animation: none;
    }

    .launcher:hover {
      transform: none;
    }
  }

  /* Where the system paints, backgrounds and shadows are gone: edges and outlines carry the shapes. */
  @media (forced-colors: active) {
    .floating .panel {
      border-color: CanvasText;
    }

    .composer:focus-within {
      outline: 2px solid Highlight;
    }

    .status.busy::before {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }

  @media print {
    .root.floating {
      display: none;
    }
  }
`;
