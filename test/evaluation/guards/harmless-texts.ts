import type { Random } from './random.ts';

export interface HarmlessText {
  readonly text: string;
  /** What it looks like. */
  readonly form: string;
}

/** Look-alikes in several languages. `#` is a digit, `&` one from 1 to 9, `§` a capital letter. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  'order number': [
    'Where is my order #&#########?',
    'Bestellung Nr. ####-#####-##',
    'commande n° &########',
    'pedido 2026-########',
    '注文番号：&#########',
    'order 1Z§§§##########',
  ],
  version: [
    'since version &.#.##',
    'It runs 1&.#.&###.&## of the browser',
    'Firmware v&.&.#.#',
    'Version 20&#.#&.&',
    'python &.1#, node &#.##.#',
  ],
  date: [
    'on 2026-1#-0&',
    'am 0&.1#.2026 um 1#:30 Uhr',
    'le 1#/0&/2026',
    '2026-0&-1#T1#:2#:3#.###Z',
    'from 20/1&/25 - 20/1&/26',
    'seasons 2019-2020, 2021 - 2022',
    '20260&1#',
  ],
  price: [
    'It costs &,###.## EUR',
    '1.&##.###,## €',
    '&## ### kr',
    '$&#,###,###.##',
    '¥&#####',
    'between 10.50 and 12.75, or &#.## 1#.##',
  ],
  isbn: [
    'ISBN 978-3-&#-######-#',
    'ISBN 979-10-&##-####-#',
    '978&#########',
    'ISBN 0-&##-#####-X',
    'EAN 40&##########',
  ],
  time: [
    'open 10:00-17:30',
    '10.00 – 18.30 Uhr',
    'at 12:3#:5#.###',
    'took 00:0#:3#',
    'Mon 9-12, Tue 14-18 2#',
    '1795&########',
  ],
  coordinates: [
    '48.1#7154, 11.5#6124',
    '5#.520008 13.40495#',
    '48°51′30″N 2°17′40″E',
    'lat: -33.8&#### lon: 151.2#####',
    'N 5#° 30.###',
  ],
  uuid: [
    '&#######-####-4###-8###-############',
    'id 550e8400-e29b-41d4-a716-44665544####',
    'stream &f#####a#-####-4###-a###-&#a#########',
  ],
  'part number': [
    'part §§-####-###',
    'Artikel ###.###.##',
    'ref. 12-&&##-##/#',
    'Typ §##§ ####',
    'Serien-Nr. §§########§',
    'SKU &##-§§-####',
  ],
  'number in prose': [
    'in the years 1999 2003 2011 2020',
    'table: 12 450 13 900 15 2&0 16 800',
    '&## 000 visitors in 12 countries',
    'pages 120-135, 140-148',
    'DIN EN ISO 9001:2015',
    'A4 paper 210 x 297 mm',
    '&# &# &# &# &# &# (lotto)',
  ],
  'mention or sign': [
    'follow @museum_example',
    'twitter: @john',
    'npm i @scope/name@&.#.#',
    'user@localhost',
    'git@host:path',
    'a @ b',
    '3 @ 5.00',
  ],
  address: [
    'Marktstr. 1#, 10&## Berlin',
    '1600 Amphitheatre Pkwy, CA 940##',
    '75 0## Paris',
    'SW1A &AA London',
    '〒1##-00##',
  ],
  colons: [
    'std::vector<int>',
    '12:30:45:10',
    'ratio 3:2:1',
    'MAC 0#:1a:2b:3c:4d:5#',
    'Genesis 1:1-3',
    'score 2:1, 3:0',
    'localhost 127.0.0.1 and ::1',
  ],
  'section or tax number': [
    'Section &.#.# and &.#.##',
    'VAT DE&########',
    'USt-IdNr. ATU########',
    'CIF B########',
    'SIRET &## ### ### 000##',
    'Kd.-Nr. ### ###',
  ],
  hash: [
    'commit 3f&a#9c#b1e#',
    'sha256 &f#e#a#b#c#d#e#f',
    'tracking 00&#################',
    'IMEI 35-######-######-#',
    'GTIN 0########&####',
  ],
};

/** Makes texts without personal data, `count` of every form. The same for the same seed. */
export function harmlessTexts(random: Random, count: number): HarmlessText[] {
  return Object.entries(FORMS).flatMap(([form, texts]) =>
    Array.from({ length: count }, (_, index) => ({ form, text: random.fill(texts[index % texts.length] ?? '') })),
  );
}
