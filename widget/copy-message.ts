import { copyText } from './copy-text.ts';
import { portableHtml } from './portable-html.ts';

/** `rich`: the Markdown and its rendering; `plain`: the Markdown only, because the browser takes nothing else; `refused`: nothing. */
export type CopyOutcome = 'rich' | 'plain' | 'refused';

/**
 * Puts a message on the clipboard: as Markdown for programs that take text, as it is rendered for those that take more. To be
 * called while a click is handled; browsers refuse it at other times.
 * @param rendered - what the Markdown was rendered into; only what it holds is copied.
 */
export async function copyMessage(
  markdown: string,
  rendered: ParentNode,
  clipboard: Clipboard | undefined = navigator.clipboard,
): Promise<CopyOutcome> {
  if (clipboard && typeof ClipboardItem === 'function') {
    try {
      await clipboard.write([new ClipboardItem(flavours(markdown, rendered))]);
      return 'rich';
    } catch {
      // Some browsers have the type and refuse HTML in it; text may pass.
    }
  }
  return (await copyText(markdown, clipboard)) ? 'plain' : 'refused';
}

function flavours(markdown: string, rendered: ParentNode): Record<string, Blob> {
  const contents = { 'text/plain': markdown, 'text/html': portableHtml(rendered) };
  return Object.fromEntries(Object.entries(contents).map(([type, text]) => [type, new Blob([text], { type })]));
}
