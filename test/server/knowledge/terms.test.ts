import { describe, expect, it } from 'vitest';
import { splitCompound } from '../../../server/knowledge/compounds.ts';
import { detectLanguage, languageOf } from '../../../server/knowledge/language.ts';
import { termsOf } from '../../../server/knowledge/terms.ts';

describe('the language of a text', () => {
  it.each([
    ['en', 'How much does it cost to cancel?'],
    ['de', 'Was kostet die Kündigung der Jahreskarte?'],
    ['fr', 'Combien coûte l’abonnement pour un enfant ?'],
    ['es', '¿Cuánto cuesta la entrada para los niños?'],
    ['it', 'Quanto costa il biglietto per i bambini?'],
    ['nl', 'Hoeveel kost een kaartje voor mijn zoon?'],
    ['pt', 'Quanto custa o bilhete para as crianças?'],
    ['ja', 'チケットはいくらですか'],
    ['zh', '门票多少钱'],
    ['ko', '입장료는 얼마입니까'],
  ])('is told: %s', (code, text) => {
    expect(detectLanguage(text).code).toBe(code);
  });

  it('is the documents’ where the question does not tell', () => {
    expect(detectLanguage('Wifi?', ['de', 'en']).code).toBe('de');
    expect(detectLanguage('where is the wifi', ['de', 'en']).code).toBe('en');
    expect(detectLanguage('2026').code).toBe('other');
  });
});

describe('the terms of a text', () => {
  it.each([
    ['en', 'Cancellations, cancelling, CANCELLED', ['cancel', 'cancel', 'cancel']],
    ['de', 'Häuser und Straßen', ['haus', 'strass']],
    ['fr', 'l’abonnement d’un élève', ['abon', 'elev']],
    ['en', 'café cafe\u0301', ['cafe', 'cafe']],
    ['en', 'e-mail', ['mail', 'email']],
    ['en', 'at 10:30, 10.30 or 10h30', ['10.30', '10.30', '10.30']],
    ['en', '1,000 and 1.000', ['1000', '1000']],
    ['en', '50kg', ['50kg', '50', 'kg']],
    ['en', 'model GX-200', ['model', 'gx', '200', 'gx200']],
    ['de', '8 €', ['8', '¤']],
    ['ja', '料金を払えますか', ['料金', '料', '金', '払']],
    ['ko', '영업시간은', ['영업', '업시', '시간']],
    ['en', 'How are you?\nThe tower is yours', ['·how', '·are', '·you', 'tower']],
    ['en', 'Hi and welcome', ['·hello', 'welcom']],
  ])('%s: %s', (code, text, terms) => {
    expect(termsOf(text, languageOf(code))).toEqual(terms);
  });

  it('are bounded', () => {
    expect(termsOf('x'.repeat(1_000_000), languageOf('en')).map(({ length }) => length)).toEqual([64]);
  });
});

describe('a compound', () => {
  const known = new Set([
    'offnung',
    'zeit',
    'jahr',
    'jahreskart',
    'verkauf',
    'haus',
    'ordnung',
    'カード',
    'クレジット',
  ]);
  const resolve = (word: string): string | undefined => (known.has(word) ? word : undefined);

  it.each([
    ['offnungszeit', ['offnung', 'zeit']],
    ['jahreskartenverkauf', ['jahreskart', 'verkauf']],
    ['hausordnung', ['haus', 'ordnung']],
    ['クレジットカード', ['クレジット', 'カード']],
  ])('is taken apart where its parts are known: %s', (word, parts) => {
    expect(splitCompound(word, resolve)).toEqual(parts);
  });

  it.each(['zeit', 'offnungswinkel', 'zeitung', 'x1zeit', 'n'.repeat(64)])('is none: %s', (word) => {
    expect(splitCompound(word, resolve)).toEqual([]);
  });
});
