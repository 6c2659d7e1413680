import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Two notes, in Hz; each takes this long, in seconds. */
const NOTES = [659, 880];
const NOTE_S = 0.12;

/** A short, quiet sound. Browsers play it only after the visitor has done something in the page. */
export class Sound implements ReactiveController {
  #context: AudioContext | undefined;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** To be called while a click or a key is handled, before the first `play`. */
  prepare(): void {
    try {
      this.#context ??= new AudioContext();
    } catch {
      // Some browsers have no sound, and some no more of it.
      return;
    }
    // Refused where the browser saw no gesture, or the chat is gone by then: it stays silent.
    this.#context.resume().catch(() => undefined);
  }

  /** Is silent unless it was prepared. */
  play(): void {
    const context = this.#context;
    if (!context) return;
    const volume = context.createGain();
    volume.connect(context.destination);
    NOTES.forEach((frequency, index) => {
      const begin = context.currentTime + index * NOTE_S;
      const note = new OscillatorNode(context, { frequency });
      // Rises and falls, so that it does not click.
      volume.gain.setValueAtTime(0, begin);
      volume.gain.linearRampToValueAtTime(0.08, begin + 0.02);
      volume.gain.linearRampToValueAtTime(0, begin + NOTE_S);
      note.connect(volume);
      note.start(begin);
      note.stop(begin + NOTE_S);
    });
  }

  hostDisconnected(): void {
    void this.#context?.close();
    this.#context = undefined;
  }
}
