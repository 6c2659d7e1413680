import { css } from 'lit';

/** What goes along with a question, above the text field. */
export const pageContextStyles = css`
  .context {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.5em;
    align-items: start;
    min-block-size: 24px;
    padding: 0.25em 1em;
    font-size: 0.8125em;
    color: var(--_muted);
    cursor: pointer;
  }

  .context input {
    inline-size: 1.25em;
    block-size: 1.25em;
    margin: 0;
    accent-color: var(--_accent);
  }

  .context-part {
    display: block;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }

  q.context-part {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    white-space: pre-line;
  }
`;
