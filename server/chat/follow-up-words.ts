/** How a language shows that a question goes on from what was said before. Only what seldom stands in a question that needs nothing before it. */
export interface FollowUpWords {
  /** What a question begins with that adds itself to the one before. */
  readonly goesOn: RegExp;
  /** What stands for something that was named before. */
  readonly pointsBack: RegExp;
  /** What a text begins with that is only a part of a question: "for children?" */
  readonly beginsInPart: RegExp;
  /** What asks. */
  readonly asks: RegExp;
}

interface Lists {
  readonly goesOn: string;
  readonly pointsBack: string;
  readonly beginsInPart: string;
  readonly asks: string;
}

/** Of languages with spaces: entries are regular expressions, separated by `|`. */
const LISTS: Readonly<Record<string, Lists>> = {
  en: {
    goesOn: 'and|or|but|also|what about|how about',
    // "Is it possible to", "does it take", "will it rain" point to nothing; "that" and "there" seldom do; "IT" is another word.
    pointsBack: String.raw`(?-i:[Ii]t)(?! (?:is|was|possible|allowed|true|ok|okay|take|takes|rain|snow|be)\b)|its|they|them|theirs?|him|his|she|her|those|these|the same|(?:that|this) one|in there|over there|(?:for|with|of|after|before) that`,
    beginsInPart: 'for|with|without|on|in|at|from|after|before|until',
    asks: 'how|what|when|where|which|who|why|can|may|is|are|do|does',
  },
  de: {
    goesOn: 'und|oder|aber|wie ist es mit|wie sieht es mit|was ist mit',
    // A question that begins with "Sie" or has "das" before a noun speaks of somebody or something else.
    pointsBack: String.raw`er|ihn|ihm|dort|davon|dafür|dazu|daran|darauf|darin|dabei|dagegen|dasselbe|da(?= (?:auch|noch|schon|drin|ran|rein|hin|mit)\b)|das(?=\s*(?:denn|auch|eigentlich|pro|genau|alles)?\s*(?:[?.!,]|$))`,
    beginsInPart: 'für|mit|ohne|am|im|in|ins|an|bei|nach|vor|ab|bis|zum|zur',
    asks: 'wie|was|wann|wo|wer|welche[rsmn]?|warum|wieso|kann|darf|ist|sind|gibt',
  },
  fr: {
    goesOn: `et|ou bien|mais|qu['’]en est-il`,
    pointsBack: '(?<!-)elles?|(?<!-)ils|ça|cela|celui-(?:ci|là)|celle-(?:ci|là)|ceux-ci|là-bas|il en|le même|la même',
    beginsInPart: 'pour|avec|sans|dans|après|avant|chez',
    asks: 'comment|combien|quand|où|quels?|quelles?|qui|pourquoi|peut-on|est-ce',
  },
  es: {
    goesOn: 'y|o|pero|también',
    pointsBack: 'eso|esto|ello|él|ella|ellos|ellas|allí|ahí|lo mismo',
    beginsInPart: 'para|con|sin|en|después|antes',
    asks: 'cómo|cuánt[oa]s?|cuándo|dónde|qué|por qué|cuál|puedo',
  },
  it: {
    goesOn: 'e|ed|o|ma|invece|anche',
    pointsBack: 'questo|quello|quelli|lo stesso|ci|lì',
    beginsInPart: 'per|con|senza|in|dopo|prima',
    asks: 'come|quant[oaie]|quando|dove|che|perché|quale|posso',
  },
  pt: {
    goesOn: 'e|ou|mas|também',
    pointsBack: 'isso|isto|eles?|elas?|lá|ali|o mesmo',
    beginsInPart: 'para|com|sem|em|depois|antes',
    asks: 'como|quant[oa]s?|quando|onde|que|por que|qual|posso',
  },
  nl: {
    goesOn: 'en|of|maar|hoe zit het met',
    pointsBack: 'hij|ervan|ervoor|ermee|daarvan|daarvoor|daarmee|daar|hetzelfde',
    beginsInPart: 'voor|met|zonder|op|in|na|bij|tot',
    asks: 'hoe|wat|wanneer|waar|welke|waarom|kan|mag',
  },
  pl: {
    goesOn: 'a|i|ale|lub|oraz',
    pointsBack: 'tam|tego|tym|ono|ich|to samo',
    beginsInPart: 'dla|bez|na|po|przed|z',
    asks: 'jak|ile|kiedy|gdzie|dlaczego|czy|co',
  },
  tr: {
    goesOn: 've|peki|ya|ama',
    pointsBack: 'onu|ona|onun|bunu|bunun|orada|aynı',
    beginsInPart: '(?!)',
    asks: 'nasıl|kaç|ne zaman|nerede|neden|hangi|mi|mı|mu|mü',
  },
};

const NOTHING = '(?!)';

/** Of scripts that need no language to be told apart. */
const GOES_ON =
  /じゃあ|では|それで|そして|那么?(?!里|个|些)|还有|그럼|그리고|그러면|و(?:كم|ماذا|هل|أين|متى|ما|كيف|لماذا|إذا|في|مع|بال|لل|ال)|ماذا عن|ומה|וגם|ואם|और|तो/u
    .source;
const POINTS_BACK =
  /それ|これ|そこ|その|(?<!の)この|同じ|它|他们|那里|那个|这个|그것|그거|거기|이것|같은|ذلك|هناك|هذا|(?<!\p{L})(?:שם|זה|वह|वहाँ|यह)(?![\p{L}\p{M}])/u
    .source;
const ASKS = /[?？؟]|か[。\s]*$|吗|呢|多少|까$/u.source;

const LETTER = String.raw`[\p{L}\p{N}]`;
const WORDS: ReadonlyMap<string, FollowUpWords> = new Map(
  Object.entries(LISTS).map(([code, lists]) => [code, compile(lists)]),
);
const OTHER = compile({ goesOn: NOTHING, pointsBack: NOTHING, beginsInPart: NOTHING, asks: NOTHING });

/** @param code - of the text's language, as `detectLanguage` gives it. */
export function followUpWords(text: string, code: string): FollowUpWords {
  if (/[ąćęłńśźż]/iu.test(text)) return WORDS.get('pl') ?? OTHER;
  if (/[ğış]/u.test(text)) return WORDS.get('tr') ?? OTHER;
  if (/[¿¡ñ]/iu.test(text)) return WORDS.get('es') ?? OTHER;
  return WORDS.get(code) ?? OTHER;
}

function compile({ goesOn, pointsBack, beginsInPart, asks }: Lists): FollowUpWords {
  return {
    goesOn: new RegExp(String.raw`^[\s¿¡"„“«]*(?:${whole(goesOn)}|${GOES_ON})`, 'iu'),
    pointsBack: new RegExp(`${whole(pointsBack)}|${POINTS_BACK}`, 'iu'),
    beginsInPart: new RegExp(String.raw`^[\s¿¡"„“«]*${whole(beginsInPart)}`, 'iu'),
    asks: new RegExp(`${whole(asks)}|${ASKS}`, 'iu'),
  };
}

function whole(list: string): string {
  return `(?<!${LETTER})(?:${list})(?!${LETTER})`;
}

/** Words that tell what a part of a question is about: in "for children" and "for adults" one takes the other's place. */
export const PREPOSITIONS: ReadonlySet<string> = new Set(
  `for with without on in at from by of für mit ohne am im in ins an bei nach von vom zum zur pour avec sans dans du de des chez para con sin en
   per senza com sem voor met zonder dla bez w na`.split(/\s+/),
);
