import { FEATURES, POSITIONS, THEMES, type Features } from '../protocol/widget-settings.ts';
import type { TextKey } from '../protocol/texts.ts';
import { httpUrl } from './markdown/link-policy.ts';
import { RETRY_BASE_MS } from './transport/retry-policy.ts';

/** `inline` fills its container; `floating` puts a launcher into the page's corner, which opens the chat above the page. */
export type Mode = 'inline' | 'floating';

/**
 * What the owner has settled. Each setting comes from the nearest layer that has it: the element's attribute or property, the
 * server's configuration of the chatbot, the default. What is absent here has no default.
 */
export interface Settings {
  /** `auto`: as the visitor's system has it. `page`: as the page's `color-scheme` says. */
  readonly theme: (typeof THEMES)[number];
  /** At which end of a line the launcher stands. */
  readonly position: (typeof POSITIONS)[number];
  readonly features: Required<Features>;
  /** Whether the page's title, address and selection go along with a question. The server has to allow it as well. */
  readonly pageContext: boolean;
  /** `#` and 3 or 6 hexadecimal digits. */
  readonly accent?: string;
  readonly greeting?: string;
  /** In place of the text `machine`. */
  readonly aiNotice?: string;
  /** Absolute; http or https. */
  readonly privacyUrl?: string;
  /** In place of the text `placeholder`. */
  readonly placeholder?: string;
  /** In place of the text `openChat`. */
  readonly launcherLabel?: string;
  /** In seconds, at most a day. */
  readonly openAfter?: number;
  /** A CSS selector; the page may find it malformed. */
  readonly openOnSelector?: string;
  /** A BCP 47 tag. */
  readonly language?: string;
}

/** Some settings: one layer. */
export type SomeSettings = Omit<Partial<Settings>, 'features'> & { readonly features?: Features };

/** The least speed at which an answer's text appears, in characters a second. */
export const PACE = 60;

const DAY_S = 86_400;

const DEFAULTS: Settings = {
  theme: 'auto',
  position: 'end',
  features: {
    feedback: true,
    copy: true,
    regenerate: true,
    edit: true,
    sources: true,
    download: true,
    print: true,
    sound: false,
    title: false,
    usage: false,
  },
  pageContext: false,
};

/** What the server may settle: each from JSON, or from an attribute's text. `undefined` is junk, and counts as absent. */
const SERVER = {
  theme: oneOf(THEMES),
  position: oneOf(POSITIONS),
  features: readFeatures,
  pageContext: readSwitch,
  accent: (value: unknown) => (/^#(?:[\da-f]{3}){1,2}$/i.test(String(value)) ? String(value) : undefined),
  greeting: readText,
  aiNotice: readText,
  privacyUrl: (value: unknown) => httpUrl(readText(value), document.baseURI)?.href,
  placeholder: readText,
  launcherLabel: readText,
  openAfter: (value: unknown) => {
    const seconds = readNumber(value);
    return seconds >= 0 && seconds <= DAY_S ? seconds : undefined;
  },
};

/** What an element may. */
const ELEMENT = { ...SERVER, openOnSelector: readText, language: readLanguage };

type Readers = Readonly<Partial<typeof ELEMENT>>;

/** For Lit: an attribute for each setting, in kebab-case. */
export const settingProperties = Object.fromEntries(
  Object.entries(ELEMENT).map(([name, read]) => [
    name,
    { attribute: separated(name, '-'), converter: { fromAttribute: read } },
  ]),
);

/** @param fields - the server's description of a chatbot, whatever it is. */
export function serverSettings(fields: Readonly<Record<string, unknown>>): SomeSettings {
  return readLayer(SERVER, (name) => fields[separated(name, '_')]);
}

/** @param element - what has the settings as properties, as anybody may have set them. */
export function elementSettings(element: object): SomeSettings {
  return readLayer(ELEMENT, (name) => Reflect.get(element, name));
}

/** Merges layers, the first of which counts least, key by key. */
export function settle(...layers: readonly SomeSettings[]): Settings {
  const features = Object.assign({}, DEFAULTS.features, ...layers.map((layer) => layer.features));
  return Object.assign({}, DEFAULTS, ...layers, { features });
}

/** The texts that are settings, too. */
export function wordingOf({
  aiNotice,
  placeholder,
  launcherLabel,
}: Settings): Partial<Readonly<Record<TextKey, string | undefined>>> {
  return { machine: aiNotice, placeholder, openChat: launcherLabel };
}

export function readMode(value: string | null): Mode {
  return value === 'floating' ? 'floating' : 'inline';
}

/** In milliseconds. */
export function readRetryBase(value: string | null): number {
  const ms = readNumber(value);
  return ms > 0 && ms < Infinity ? ms : RETRY_BASE_MS;
}

/** In characters a second. */
export function readPace(value: string | null): number {
  const perSecond = readNumber(value);
  return perSecond > 0 ? perSecond : PACE;
}

function readLayer(readers: Readers, valueOf: (name: string) => unknown): SomeSettings {
  const read = Object.entries(readers).map(([name, read]) => [name, read(valueOf(name))] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

function oneOf<Value>(values: readonly Value[]): (value: unknown) => Value | undefined {
  return (value) => values.find((known) => known === value);
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** @returns NaN for what is no number. */
function readNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number(readText(value) ?? NaN);
}

/** `on`, `true` or an attribute without a value; `off` or `false`. */
function readSwitch(value: unknown): boolean | undefined {
  if (value === '' || value === 'on' || value === 'true' || value === true) return true;
  return value === 'off' || value === 'false' || value === false ? false : undefined;
}

/** @param value - names separated by white space, of which `no-` switches one off; or an object of booleans. */
function readFeatures(value: unknown): Features | undefined {
  const text = readText(value);
  if (text === undefined && (typeof value !== 'object' || value === null)) return undefined;
  const named = new Set(text?.split(/\s+/));
  const switched = FEATURES.map((name) => [
    name,
    text === undefined
      ? Reflect.get(Object(value), name)
      : named.has(name) || (named.has(`no-${name}`) ? false : undefined),
  ]);
  return Object.fromEntries(switched.filter(([, on]) => typeof on === 'boolean'));
}

/** @returns the tag in its canonical form. */
export function readLanguage(value: unknown): string | undefined {
  try {
    return Intl.getCanonicalLocales(readText(value))[0];
  } catch {
    return undefined;
  }
}

/** `openAfter` with `-` is `open-after`. */
function separated(name: string, separator: string): string {
  return name.replaceAll(/[A-Z]/g, (capital) => separator + capital.toLowerCase());
}
