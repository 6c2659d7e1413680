import type { Chatbot } from './chatbot-config.ts';
import type { Config } from './config-file.ts';

/**
 * The configuration as it is at this moment. Whoever holds it, or its `chatbots`, reads the new one as soon as there is one; whoever has
 * taken a chatbot out of it, as a running answer has, keeps that one.
 */
export class CurrentConfig implements Config {
  readonly chatbots: ReadonlyMap<string, Chatbot>;
  #config: Config;

  constructor(config: Config) {
    this.#config = config;
    this.chatbots = new LiveMap(() => this.#config.chatbots);
  }

  /** The configuration that will stay as it is. */
  get snapshot(): Config {
    return this.#config;
  }

  get url(): string | undefined {
    return this.#config.url;
  }

  get proxies(): readonly string[] {
    return this.#config.proxies;
  }

  get site(): string | undefined {
    return this.#config.site;
  }

  /** Puts another one in its place, whole. */
  replace(config: Config): void {
    this.#config = config;
  }
}

/** Whatever map there is at the moment. */
class LiveMap<K, V> implements ReadonlyMap<K, V> {
  readonly #map: () => ReadonlyMap<K, V>;

  constructor(map: () => ReadonlyMap<K, V>) {
    this.#map = map;
  }

  get size(): number {
    return this.#map().size;
  }

  get(key: K): V | undefined {
    return this.#map().get(key);
  }

  has(key: K): boolean {
    return this.#map().has(key);
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }

  entries(): MapIterator<[K, V]> {
    return this.#map().entries();
  }

  keys(): MapIterator<K> {
    return this.#map().keys();
  }

  values(): MapIterator<V> {
    return this.#map().values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}
