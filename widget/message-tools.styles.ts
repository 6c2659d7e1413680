import { css } from 'lit';

/** What one can do with messages and with the whole conversation. */
export const messageToolsStyles = css`
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em;
    align-items: center;
    /* As high as a button, so that one that comes or goes moves nothing. */
    min-block-size: 28px;
    margin-block-start: 0.25em;
    color: var(--_muted);
    font-size: 0.875em;
  }

  .message > .actions {
    margin-inline-start: -0.5em;
  }

  .asked {
    justify-content: flex-end;
    margin-block: -0.75em -0.25em;
  }

  .action {
    min-inline-size: 28px;
    min-block-size: 28px;
    border-radius: calc(var(--_radius) / 2);
    padding-inline: 0.5em;
  }

  .action:hover {
    background: var(--_raised);
    color: var(--_text);
  }

  .thumb {
    padding-inline: 0.25em;
  }

  .thumb .icon {
    inline-size: 20px;
    block-size: 20px;
  }

  .down .icon {
    transform: scaleY(-1);
  }

  .thumb[aria-pressed='true'] .icon {
    color: var(--_accent-line);
    fill: currentcolor;
  }

  .outcome:not(:empty) {
    padding-inline: 0.5em;
  }

  .time {
    padding-inline: 0.5em;
  }

  /* Seen where one points or works; heard always. */
  @media (hover: hover) {
    .time {
      opacity: 0;
    }

    .message:is(:hover, :focus-within) .time,
    .message:hover + .asked .time,
    .asked:is(:hover, :focus-within) .time {
      opacity: 1;
    }
  }

  .words {
    display: grid;
    gap: 0.5em;
    justify-items: start;
    margin-block-start: 0.5em;
  }

  .words textarea {
    inline-size: 100%;
    max-block-size: 10em;
    border-color: var(--_edge);
    border-radius: calc(var(--_radius) / 2);
    padding: 0.5em;
    resize: none;
    field-sizing: content;
    font-size: max(16px, 1em);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }

  .edit .row {
    justify-self: end;
  }

  .sources li {
    display: block;
  }

  /* Two lines of it: four sources are not to push their answer out of sight. */
  .snippet {
    display: -webkit-box;
    margin-block-start: 0.25em;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    color: var(--_muted);
    font-size: 0.8125em;
    line-height: 1.4;
  }

  .counter {
    padding-inline: 1.1em;
    color: var(--_muted);
    font-size: 0.8125em;
    text-align: end;
  }

  [aria-disabled='true'] {
    color: var(--_muted);
    cursor: default;
  }

  .menu {
    position: relative;
  }

  .items {
    position: absolute;
    inset-block-start: 100%;
    inset-inline-end: 0;
    z-index: 2;
    display: grid;
    inline-size: max-content;
    max-inline-size: min(17em, 100vw - 40px);
    border: 1px solid var(--_edge);
    border-radius: calc(var(--_radius) * 0.75);
    padding: 0.25em;
    background: var(--_surface);
    box-shadow: var(--_shadow);
    font-size: 0.9375em;
  }

  .item {
    min-block-size: 36px;
    border-radius: calc(var(--_radius) / 2);
    padding: 0.25em 0.75em;
  }

  .item:hover {
    background: var(--_raised);
  }

  .question {
    display: grid;
    gap: 0.75em;
    padding: 0.5em;
  }

  .refusal {
    color: var(--_failure);
  }

  @media (forced-colors: active) {
    .thumb[aria-pressed='true'] {
      outline: 2px solid Highlight;
    }

    .thumb[aria-pressed='true'] .icon {
      color: ButtonText;
    }
  }
`;
