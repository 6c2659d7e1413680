/** How long to wait for a frame that does not come, in milliseconds. */
const LATEST_MS = 250;

/**
 * Calls `callback` once: in the next animation frame, or after `LATEST_MS` where none comes, as in a hidden tab or a frame
 * that is scrolled out of sight, so that the page is up to date when its visitor comes back.
 */
export function onNextFrame(callback: () => void): void {
  const call = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(call);
  const timer = setTimeout(call, LATEST_MS);
}
