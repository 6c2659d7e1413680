/** How long a browser may take to begin with it, in milliseconds. */
const BEGUN_MS = 10_000;

/** Has the browser save `text` as a file. To be called while a click is handled. */
export function downloadFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), BEGUN_MS);
}
