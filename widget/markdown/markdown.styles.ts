import { css } from 'lit';

/**
 * How Markdown looks: quiet, in the chat's own font and colours. Whatever is too wide scrolls by itself or breaks; nothing
 * widens the chat. For code blocks see code-view.styles.ts.
 */
export const markdownStyles = css`
  .markdown {
    overflow-wrap: anywhere;
  }

  /* What changes in one section moves no other one, and sections out of sight are not laid out. */
  .markdown .section {
    contain: layout;
  }

  .markdown .section:not(:last-child) {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 60em;
  }

  .markdown .section + .section {
    margin-block-start: 0.75em;
  }

  .markdown :is(p, h3, h4, h5, h6, ul, ol, blockquote, pre, hr) {
    margin: 0;
    padding: 0;
  }

  .markdown :is(.section, blockquote, li, .loose) > * + * {
    margin-block-start: 0.75em;
  }

  /* A list's items stand close together, unless its author sets them apart. */
  .markdown :is(ul, ol):not(.loose) > li + li,
  .markdown :is(ul, ol):not(.loose) > li > * + * {
    margin-block-start: 0.25em;
  }

  .markdown :is(p, h3, h4, h5, h6, th, td, li, blockquote) {
    unicode-bidi: isolate;
  }

  .markdown p {
    white-space: pre-line;
  }

  .markdown :is(h3, h4, h5, h6) {
    font-size: 1em;
    font-weight: 650;
    line-height: 1.3;
  }

  .markdown h3 {
    font-size: 1.2em;
  }

  .markdown h4 {
    font-size: 1.1em;
  }

  .markdown .section > * + :is(h3, h4, h5, h6) {
    margin-block-start: 1.25em;
  }

  .markdown strong,
  .markdown th {
    font-weight: 650;
  }

  /* Each item has a direction of its own, and its mark on that side. */
  .markdown li {
    margin-inline-start: 1.5em;
  }

  .markdown ul {
    list-style: disc;
  }

  .markdown ul ul {
    list-style: circle;
  }

  .markdown ol {
    list-style: decimal;
  }

  .markdown li::marker {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .markdown .task {
    list-style: none;
  }

  .markdown input {
    inline-size: 1em;
    block-size: 1em;
    margin-block: 0;
    margin-inline: -1.4em 0.4em;
    vertical-align: -0.1em;
    accent-color: var(--_accent);
  }

  .markdown blockquote {
    border-inline-start: 3px solid var(--_line);
    padding-inline-start: 0.75em;
    color: var(--_muted);
  }

  .markdown hr {
    border: 0;
    border-block-start: 1px solid var(--_line);
  }

  .markdown [role='link'] {
    cursor: pointer;
  }

  .markdown :is(a[href], [role='link']) {
    color: var(--_accent-line);
    text-decoration: underline;
    text-decoration-thickness: from-font;
    text-underline-offset: 0.15em;
    unicode-bidi: isolate;
  }

  .markdown .host {
    color: var(--_muted);
    font-size: 0.875em;
  }

  .markdown :is(p, h3, h4, h5, h6, li, th, td) code,
  .markdown pre.math {
    border-radius: 0.25em;
    background: var(--_raised);
    font-family: ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace;
    font-size: 0.9em;
    unicode-bidi: isolate;
  }

  .markdown :is(p, h3, h4, h5, h6, li, th, td) code {
    padding: 0.1em 0.3em;
    white-space: break-spaces;
  }

  .markdown pre.math {
    padding: 0.75em;
    overflow-x: auto;
    direction: ltr;
  }

  .markdown .display {
    display: block;
    margin-block: 0.25em;
    overflow-x: auto;
  }

  .markdown .table {
    overflow-x: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--_edge) transparent;
  }

  .markdown table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  .markdown :is(th, td) {
    min-inline-size: 4em;
    border-block-end: 1px solid var(--_line);
    padding-block: 0.375em;
    padding-inline: 0 1em;
    overflow-wrap: break-word;
    text-align: start;
    vertical-align: top;
  }

  .markdown th {
    border-block-end-color: var(--_edge);
  }

  .markdown .left {
    text-align: left;
  }

  .markdown .center {
    text-align: center;
  }

  .markdown .right {
    text-align: right;
  }

  .markdown img {
    max-inline-size: 100%;
    block-size: auto;
    border-radius: calc(var(--_radius) / 2);
  }
`;
