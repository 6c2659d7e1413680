import { servePage } from './stand-in.ts';

export interface PageOptions {
  readonly head?: string;
  readonly body?: string;
  /** Response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In CSS pixels. */
  readonly width?: number;
  readonly height?: number;
}

const open: HTMLIFrameElement[] = [];

/** A page as an owner would have it, in a frame, on the test's own origin; everything in it has been loaded. */
export class HostPage {
  readonly frame: HTMLIFrameElement;

  private constructor(frame: HTMLIFrameElement) {
    this.frame = frame;
  }

  static async open({ head = '', body = '', headers, width = 900, height = 700 }: PageOptions): Promise<HostPage> {
    const frame = document.createElement('iframe');
    frame.width = String(width);
    frame.height = String(height);
    frame.src = await servePage(
      `<!doctype html>
      <html lang="en">
        <head><title>A page</title><script>faults = []; addEventListener('error', (e) => faults.push(e.message));</script>${head}</head>
        <body><main><h1>A page</h1><p>With some text.</p></main>${body}</body>
      </html>`,
      headers,
    );
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    document.body.append(frame);
    open.push(frame);
    await loaded;
    return new HostPage(frame);
  }

  /** Loads the page anew, as the visitor may. */
  async reload(): Promise<void> {
    const loaded = new Promise((resolve) => this.frame.addEventListener('load', resolve, { once: true }));
    this.window.location.reload();
    await loaded;
  }

  get document(): Document {
    if (!this.frame.contentDocument) throw new Error('the page is not of this origin');
    return this.frame.contentDocument;
  }

  get window(): Window & typeof globalThis {
    const { defaultView } = this.document;
    if (!defaultView) throw new Error('the page is gone');
    return defaultView;
  }

  /** What scripts of the page have thrown. */
  get faults(): readonly string[] {
    return (this.window as unknown as { faults: string[] }).faults;
  }

  /** The addresses that the page has requested so far, itself left out. */
  get requests(): readonly string[] {
    return this.window.performance.getEntriesByType('resource').map(({ name }) => name);
  }
}

/** Takes every page away that the test has opened. */
export function closePages(): void {
  for (const frame of open.splice(0)) frame.remove();
}
