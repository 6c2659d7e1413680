import { css } from 'lit';

/** The launcher, and the panel with its header, its state and its free corner. */
export const panelStyles = css`
  .root {
    --_x: calc(
      var(--smail-chat-offset-inline, 20px) + max(env(safe-area-inset-left, 0px), env(safe-area-inset-right, 0px))
    );
    --_y: calc(var(--smail-chat-offset-block, 20px) + env(safe-area-inset-bottom, 0px));
  }

  .launcher {
    position: fixed;
    inset-block-end: var(--_y);
    inset-inline-end: var(--_x);
    display: grid;
    place-items: center;
    inline-size: var(--smail-chat-launcher-size, 56px);
    block-size: var(--smail-chat-launcher-size, 56px);
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

  .unread {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    min-inline-size: 22px;
    border: 2px solid #fff;
    border-radius: 11px;
    padding-inline: 4px;
    background: #c4231a;
    color: #fff;
    font-weight: 600;
    font-size: 13px;
    line-height: 18px;
    text-align: center;
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
    inset-inline-end: var(--_x);
    /* Above a keyboard on the screen, which dvh does not know of. */
    inset-block-end: calc(var(--_y) + max(0px, 100dvh - var(--_view-top, 0px) - var(--_view-height, 100dvh)));
    inline-size: min(var(--_width, var(--smail-chat-width, 400px)), 100vw - 2 * var(--_x));
    block-size: min(var(--_height, var(--smail-chat-height, 640px)), var(--_view-height, 100dvh) - 2 * var(--_y));
    border-color: transparent;
    box-shadow: var(--_shadow);
    animation: rise 180ms ease-out;
  }

  .floating.start :is(.launcher, .panel) {
    inset-inline: var(--_x) auto;
  }

  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }

  .floating .panel.minimised {
    block-size: auto;
  }

  /* What is heard is heard all the same. */
  .minimised > :not(.header, .heard) {
    display: none;
  }

  .header {
    display: flex;
    align-items: center;
    gap: 0.25em;
    padding-block: 0.625em 0.375em;
    padding-inline: 1em 0.5em;
  }

  .badge {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2em;
    block-size: 2em;
    margin-inline-end: 0.375em;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_accent-text);
  }

  .badge .icon {
    inline-size: 1.125em;
    block-size: 1.125em;
  }

  .name {
    flex: 1;
    min-inline-size: 0;
    display: -webkit-box;
    overflow: hidden;
    font-weight: 600;
    line-height: 1.3;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }

  ::slotted([slot='header']) {
    flex: 1;
    min-inline-size: 0;
  }

  .tool {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    color: var(--_muted);
  }

  .tool:hover {
    background: var(--_raised);
    color: var(--_text);
  }

  .machine {
    border-block-end: 1px solid var(--_line);
    padding-block-end: 0.75em;
    padding-inline: 1.25em;
    color: var(--_muted);
    font-size: 0.8125em;
    line-height: 1.4;
  }

  .machine a {
    color: inherit;
    /* At least 24 px to hit. */
    padding-block: 5px;
  }

  .resize {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    inline-size: 24px;
    block-size: 24px;
    border: 0;
    border-start-start-radius: var(--_radius);
    cursor: nwse-resize;
    touch-action: none;
  }

  .start .resize {
    inset-inline: auto 0;
  }

  .root:is(.start:dir(ltr), :not(.start):dir(rtl)) .resize {
    cursor: nesw-resize;
  }

  .resize:focus-visible {
    outline-offset: -3px;
  }

  /* The corner that can be taken. */
  .resize::before {
    content: '';
    position: absolute;
    inset: 4px;
    inset-inline-end: 6px;
    inset-block-end: 6px;
    border: solid var(--_edge);
    border-block-width: 2px 0;
    border-inline-width: 2px 0;
    border-start-start-radius: max(var(--_radius) - 4px, 0px);
  }

  .start .resize::before {
    inset-inline: 6px 4px;
    border-inline-width: 0 2px;
    border-start-start-radius: 0;
    border-start-end-radius: max(var(--_radius) - 4px, 0px);
  }

  .progress {
    position: relative;
    flex: none;
    block-size: 2px;
    margin-block-start: -2px;
    overflow: hidden;
  }

  .progress::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inline-size: 40%;
    background: var(--_accent-line);
    animation: pass 1.4s ease-in-out infinite alternate;
  }

  @keyframes pass {
    from {
      inset-inline-start: 0;
    }

    to {
      inset-inline-start: 60%;
    }
  }

  .status {
    min-block-size: 2em;
    padding-block: 0.25em;
    padding-inline: 1.25em;
    color: var(--_muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
  }

  .status p:not(.heard) {
    display: flex;
    flex-wrap: wrap;
    column-gap: 1em;
  }

  .figures {
    display: flex;
    column-gap: 1em;
    margin-inline-start: auto;
  }

  /* Where the panel fills the window, which a chat that opens by itself looks at. */
  @media (max-width: 479.98px), (max-height: 419.98px) {
    .root {
      --_fills: 1;
    }

    .floating .panel {
      inset-block: var(--_view-top, 0px) auto;
      inset-inline: 0 !important;
      inline-size: auto;
      block-size: var(--_view-height, 100dvh);
      border: 0;
      border-radius: 0;
      padding: env(safe-area-inset-top, 0px) env(safe-area-inset-right, 0px) env(safe-area-inset-bottom, 0px)
        env(safe-area-inset-left, 0px);
    }

    .floating .panel.minimised {
      inset-block: auto 0;
    }

    /* To close it is to minimise it here. */
    .panel:not(.minimised) .minimise,
    .resize {
      display: none;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .launcher,
    .floating .panel {
      transition: none;
      animation: none;
    }

    /* Whole and at rest: the text beside it says that there is something to wait for. */
    .progress::before {
      inline-size: 100%;
      animation: none;
    }

    .launcher:hover {
      transform: none;
    }
  }

  /* Where the system paints, backgrounds and shadows are gone: edges and outlines carry the shapes. */
  @media (forced-colors: active) {
    .floating .panel,
    .launcher,
    .unread {
      border-color: CanvasText;
    }

    .progress::before {
      background: Highlight;
    }
  }
`;
