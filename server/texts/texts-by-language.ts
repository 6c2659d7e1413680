import type { DEFAULT_LANGUAGE, Language, Texts } from '../../protocol/texts.ts';
import ar from './ar.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import he from './he.json' with { type: 'json' };
import hi from './hi.json' with { type: 'json' };
import it from './it.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import ko from './ko.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };
import pl from './pl.json' with { type: 'json' };
import pt from './pt.json' with { type: 'json' };
import tr from './tr.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

/**
 * The widget's texts in every language but its own. They address the visitor politely. `pt` is as in Brazil; `zh` is in simplified
 * characters, for who prefers traditional ones too.
 */
const texts: Readonly<Record<Exclude<Language, typeof DEFAULT_LANGUAGE>, Texts>> = {
  de,
  fr,
  es,
  pt,
  it,
  nl,
  pl,
  tr,
  ar,
  he,
  hi,
  ja,
  ko,
  zh,
};

export const TEXTS_BY_LANGUAGE: ReadonlyMap<Language, Texts> = new Map(
  Object.entries(texts) as [keyof typeof texts, Texts][],
);
