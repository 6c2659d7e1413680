import { css } from 'lit';

/**
 * Isolation in three steps. A floating host has no box and takes no rule from the page. An inline host's box is the page's to
 * size and place, its structure is ours. And `.root` takes nothing of what is inherited, not even from `* { … !important }`,
 * because the page's selectors do not reach it. Only the `--smail-chat-*` properties come in, the direction until the chatbot's
 * language is known, and the page's `color-scheme` for the theme that follows it.
 *
 * Lengths are in `em` of the reader's own default size, which a page's `html { font-size: … }` does not change.
 */
export const rootStyles = css`
  :host {
    display: grid !important;
    position: relative !important;
    block-size: 100%;
    min-block-size: 320px;
  }

  :host([mode='floating']) {
    all: initial !important;
    display: contents !important;
    color-scheme: inherit !important;
  }

  :host([hidden]) {
    display: none !important;
  }

  .root {
    all: initial;
    display: block;
    font: 400 var(--smail-chat-font-size, medium) / 1.5
      var(--smail-chat-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
    color: var(--_text);
    color-scheme: light dark;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    /* Its initial value follows the parent. */
    -webkit-user-select: text;
    user-select: text;

    --_accent: var(--smail-chat-accent, var(--_chosen-accent, #3b5bdb));
    --_accent-text: var(--smail-chat-accent-text, #fff);
    /* The accent as text or a line on the surface. */
    --_accent-line: light-dark(var(--_accent), color-mix(in oklab, var(--_accent), white 45%));
    --_radius: var(--smail-chat-radius, 16px);
    --_surface: var(--smail-chat-surface, light-dark(#fff, #171920));
    --_raised: var(--smail-chat-raised, light-dark(#f4f5f9, #22252f));
    --_text: var(--smail-chat-text, light-dark(#1b1e28, #e9ebf2));
    --_muted: var(--smail-chat-muted, light-dark(#5a6072, #a5abbb));
    --_line: var(--smail-chat-line, light-dark(#e3e5ee, #2e323e));
    --_edge: var(--smail-chat-edge, light-dark(#868c9f, #727889));
    --_failure: light-dark(#9f1c14, #ffb8b0);
    --_failure-surface: light-dark(#fdeeec, #3a1f1d);
    --_shadow:
      0 0 0 1px light-dark(rgb(20 24 40 / 6%), rgb(255 255 255 / 8%)),
      0 8px 20px light-dark(rgb(20 24 40 / 10%), rgb(0 0 0 / 35%)),
      0 24px 56px light-dark(rgb(20 24 40 / 16%), rgb(0 0 0 / 45%));
  }

  /* Safari before 18 counts channels in percents, and takes none of this: there the colours above hold. */
  @supports (color: color(from red srgb-linear calc(r + 1) g b)) {
    .root {
      /* White on an accent whose relative luminance (WCAG 2.2) is below 0.179, black on a lighter one: at 0.179 both have a contrast
         of 4.6:1, everywhere else the one that is taken has more. */
      --_ink: clamp(0, (0.179 - 0.2126 * r - 0.7152 * g - 0.0722 * b) * 1000000, 1);
      --_accent-text: var(
        --smail-chat-accent-text,
        color(from var(--_accent) srgb-linear var(--_ink) var(--_ink) var(--_ink))
      );
      /* As dark or as light as text has to be. */
      --_accent-line: light-dark(
        oklch(from var(--_accent) min(l, 0.51) min(c, 0.2) h),
        oklch(from var(--_accent) max(l, 0.76) min(c, 0.12) h)
      );
    }
  }

  .root.light {
    color-scheme: light;
  }

  .root.dark {
    color-scheme: dark;
  }

  .root.page {
    color-scheme: inherit;
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

  @media print {
    .root.floating {
      display: none;
    }
  }
`;
