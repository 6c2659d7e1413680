import { css } from 'lit';

/** What stands in the panel until the rest of the chat is there. */
export const loadingStyles = css`
  .panel:focus {
    outline: none;
  }

  .loading {
    flex: 1;
    padding: 1.25em;
  }

  .loading .progress {
    margin: -1.25em -1.25em 0;
  }

  .loading p {
    color: var(--_failure);
  }

  .loading button {
    min-block-size: 36px;
    margin-block-start: 0.75em;
    border-color: var(--_edge);
    border-radius: calc(var(--_radius) * 0.75);
    padding: 0.375em 0.875em;
  }
`;
