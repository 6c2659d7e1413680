/**
 * Puts text on the clipboard.
 * @param clipboard - the browser's own, which pages without HTTPS don't have, whatever its type says.
 * @returns whether it is there; not, if the browser or the page's permissions policy refuses.
 */
export async function copyText(text: string, clipboard: Clipboard | undefined = navigator.clipboard): Promise<boolean> {
  try {
    if (!clipboard) return false;
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
