import { setImmediate } from 'node:timers';
import { describe, expect, it } from 'vitest';
import type { ModelPart, Prompt } from '../../../server/models/model.ts';
import { createQuote } from '../../../server/models/quote.ts';
import { textOf } from '../../contract/model-contract.ts';

const LEAD_IN = 'I looked this up in our documents, and quote what fits best:';
const { signal } = new AbortController();

interface TestPassage {
  readonly title?: string;
  readonly headings?: readonly string[];
  readonly text: string;
  readonly score?: number;
  readonly number?: number;
}

function promptWith(question: string, passages: readonly TestPassage[], closest: Prompt['closest'] = []): Prompt {
  return {
    messages: [],
    promptTokens: 0,
    maxTokens: 1_024,
    question,
    passages: passages.map(({ title = 'Visit', headings = [], text, score = 1, number }, index) => ({
      id: `p${index}`,
      document: `${title}.md`,
      title,
      headings,
      url: '',
      text,
      score,
      number: number ?? index + 1,
    })),
    closest,
  };
}

async function partsOf(prompt: Prompt): Promise<ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of createQuote().generate(prompt, signal)) parts.push(part);
  return parts;
}

async function answer(question: string, ...passages: TestPassage[]): Promise<string> {
  return textOf(await partsOf(promptWith(question, passages)));
}

/** What is quoted of one passage with this text. */
async function quoted(question: string, text: string, more: Partial<TestPassage> = {}): Promise<string> {
  const lines = (await answer(question, { text, ...more })).split('\n').filter((line) => line.startsWith('> '));
  return lines
    .map((line) => line.slice(2).trimEnd())
    .join('\n')
    .replace(/ \[1\]$/, '');
}

describe('an answer without a language model', () => {
  it('says that it quotes, names the document, and cites it', async () => {
    const passages = [
      { title: 'Visit', headings: ['Opening hours'], text: 'We are open from 9 to 17. The cafe has cake.' },
      { title: 'Holidays', text: 'Dogs are welcome. On holidays we are open from 10 to 15.', number: 2 },
    ];
    expect(await answer('When are you open?', ...passages)).toBe(
      [
        LEAD_IN,
        'From “Visit: Opening hours”:',
        '> We are open from 9 to 17. [1]',
        'From “Holidays”:',
        '> On holidays we are open from 10 to 15. [2]',
      ].join('\n\n'),
    );
  });

  it('comes word by word, each with the white space that follows it', async () => {
    const prompt = promptWith('When are you open?', [{ text: 'We are open from 9 to 17.' }, { text: 'No dogs.' }]);
    const parts = await partsOf(prompt);
    const words = textOf(parts).match(/\S+\s*/g) ?? [];
    expect(parts).toStrictEqual([
      ...words.map((text) => ({ type: 'text', text })),
      {
        type: 'end',
        finishReason: 'stop',
        promptTokens: 0,
        completionTokens: words.length,
      },
    ]);
  });

  it('lets others have their turn between two words', async () => {
    const order: string[] = [];
    for await (const part of createQuote().generate(promptWith('Open?', []), signal)) {
      order.push(part.type);
      setImmediate(() => order.push('turn'));
    }
    expect(order.slice(0, 6)).toEqual(['text', 'turn', 'text', 'turn', 'text', 'turn']);
  });

  it('can be stopped by whoever has such a turn', async () => {
    const reason = new Error('the visitor pressed stop');
    const controller = new AbortController();
    const answer = createQuote().generate(promptWith('Open?', []), controller.signal)[Symbol.asyncIterator]();
    await answer.next();
    setImmediate(() => controller.abort(reason));
    await expect(answer.next()).rejects.toBe(reason);
  });
});

describe('the sentences that are quoted', () => {
  it('are those that answer, not the whole passage', async () => {
    const text =
      'The museum stands on a hill. A ticket for adults costs 8 pounds. The hill was a volcano. Children pay 3 pounds. The shop has books.';
    expect(await quoted('How much do children pay?', text)).toBe('Children pay 3 pounds.');
    expect(await quoted('What does a ticket cost for adults?', text)).toBe('A ticket for adults costs 8 pounds.');
  });

  it('are found by the words’ stems, their synonyms, and within compounds', async () => {
    expect(await quoted('Can I cancel?', 'We like guests. Cancellations are free until Friday.')).toBe(
      'Cancellations are free until Friday.',
    );
    expect(await quoted('What is the price?', 'Bring shoes. The fee is 3 pounds.')).toBe('The fee is 3 pounds.');
    expect(await quoted('Wie hoch ist der Preis?', 'Bitte läuten. Der Eintrittspreis ist 8 Euro.')).toBe(
      'Der Eintrittspreis ist 8 Euro.',
    );
  });

  it('are rather those with a number where the question asks for one', async () => {
    const text = 'The lighthouse tower is old. The lighthouse tower has 146 steps. The lighthouse tower is white.';
    expect(await quoted('How many steps has the lighthouse tower?', text)).toBe('The lighthouse tower has 146 steps.');
    expect(await quoted('How high is the tower?', 'The tower is white. The tower has 40 metres.')).toBe(
      'The tower has 40 metres.',
    );
  });

  it('bring the sentence before along where they speak of what it named', async () => {
    const text = 'The audio guide is at the desk. It costs 4 pounds. The cafe is closed.';
    expect(await quoted('What is the cost in pounds?', text)).toBe(
      'The audio guide is at the desk. It costs 4 pounds.',
    );
    expect(await quoted('Was kostet es?', 'Die Führung beginnt um 10. Sie kostet 4 Euro. Der Turm ist weiß.')).toBe(
      'Die Führung beginnt um 10. Sie kostet 4 Euro.',
    );
  });

  it('are whole list items, with the line that they stand under, said once', async () => {
    const text = 'We charge for each month that remains:\n\nMeadow £9\n\nMoor £14\n\nSummit £21\n\nThat is all.';
    expect(await quoted('What is charged for Summit?', text)).toBe(
      'We charge for each month that remains:\nSummit £21',
    );
    expect(await quoted('Is Moor or Summit dearer?', text)).toBe(
      'We charge for each month that remains:\nMoor £14\nSummit £21',
    );
  });

  it('are whole rows of tables, with the words over their columns', async () => {
    const text = 'It depends on the area.\n\nArea, Hardness, Class\n\nFernhill, 286, hard\n\nTarrow, 41, soft';
    expect(await quoted('How hard is the water in Tarrow?', text)).toBe('Tarrow, Hardness: 41, Class: soft');
  });

  it('have an ellipsis where something was left out between them', async () => {
    const text = 'Tickets for adults cost 8 pounds. The cashier is friendly. Tickets for children cost 3 pounds.';
    expect(await quoted('How much are tickets?', text)).toBe(
      'Tickets for adults cost 8 pounds. … Tickets for children cost 3 pounds.',
    );
  });

  it('are said once, though neighbouring passages have them both', async () => {
    const passage = { text: 'We are open from 9 to 17.' };
    expect((await answer('When are you open?', passage, passage)).match(/open from 9/g)).toHaveLength(1);
  });

  it('end with the sentence, not with an abbreviation', async () => {
    const text = 'Ring at St. Mary St. 4 before 10 a.m. on weekdays. The door is red.';
    expect(await quoted('Where do I ring on weekdays?', text)).toBe(
      'Ring at St. Mary St. 4 before 10 a.m. on weekdays.',
    );
  });

  it('have about 120 words at most', async () => {
    const sentences = Array.from(
      { length: 40 },
      (_, index) => `Ticket number ${index} costs ${'very '.repeat(10)}much.`,
    );
    const words = (await quoted('What does a ticket cost?', sentences.join(' '))).split(/\s+/);
    expect(words.length).toBeGreaterThan(90);
    expect(words.length).toBeLessThan(135);
  });

  it('are cut only if one is too long by itself', async () => {
    expect(await quoted('endless?', `Endless${' word'.repeat(500)}.`)).toMatch(/^Endless( word){119} …$/);
  });

  it('come from three passages at most, and from none that fits much worse than the best', async () => {
    const texts = ['One ticket.', 'Two tickets.', 'Three tickets.', 'Four tickets.'].map((text) => ({ text }));
    expect(await answer('tickets', ...texts)).not.toContain('Four');
    const worse = { title: 'Worse', text: 'A ticket, a ticket.', score: 0.4 };
    expect(await answer('ticket', { text: 'A ticket.', score: 1 }, worse)).not.toContain('Worse');
  });

  it.each([
    [
      '営業時間は何時からですか？',
      '駐車場は無料です。営業時間は午前九時から午後五時までです。犬は入れません。',
      '営業時間は午前九時から午後五時までです。',
    ],
    ['门票多少钱？', '我们在山上。门票价格是80元。商店有书。', '门票价格是80元。'],
  ])('are found where no space stands between words: %s', async (question, text, sentence) => {
    expect(await quoted(question, text)).toBe(sentence);
  });
});

describe('the language around a quote', () => {
  it.each([
    ['Wie lange ist das Museum offen?', 'Aus „Visit“:'],
    ['Quels sont les horaires du musée ?', 'Extrait de « Visit » :'],
    ['¿Cuándo está abierto el museo?', 'De «Visit»:'],
    ['Quando è aperto il museo?', 'Da «Visit»:'],
    ['Wanneer is het museum open?', 'Uit “Visit”:'],
    ['Jakie są godziny otwarcia? Gdzie się znajdują?', 'Z „Visit”:'],
    ['Müze saat kaçta açılıyor?', '“Visit” belgesinden:'],
    ['博物館は何時に開きますか', '「Visit」より：'],
    ['박물관은 언제 열어요?', '“Visit”에서:'],
    ['متى يفتح المتحف؟', 'من «Visit»:'],
    ['מתי המוזיאון פתוח?', 'מתוך ”Visit“:'],
    ['संग्रहालय कब खुलता है?', '“Visit” से:'],
  ])('is the question’s: %s', async (question, from) => {
    expect(await answer(question, { text: '9–17 museum' })).toContain(`\n\n${from}\n\n`);
  });

  it('is the documents’ where the question is too short to tell, and English where nothing tells', async () => {
    expect(await answer('Museum 2026', { text: 'Wir sind von 9 bis 17 Uhr für Sie da.' })).toContain('Aus „Visit“:');
    expect(await answer('xyz', { text: 'abc' })).toContain(LEAD_IN);
  });
});

describe('a refusal', () => {
  const nothing = 'I found nothing about this in our documents. Could you ask it in other words?';

  it('is polite', async () => {
    expect(await answer('Do you sell tickets to the moon?')).toBe(nothing);
    expect(await answer('Verkaufen Sie auch Karten für den Mond?')).toMatch(/^Dazu habe ich .* nichts gefunden\./);
  });

  it('offers the documents that come nearest, as links where they have a page', async () => {
    const closest = [
      { title: 'Tickets', url: 'https://museum.example/tickets' },
      { title: 'Opening hours', url: '/visit.html' },
      { title: 'Notes', url: '' },
    ];
    expect(textOf(await partsOf(promptWith('Do you sell tickets to the moon?', [], closest)))).toBe(
      [
        nothing,
        'These pages come nearest to it:',
        '- [Tickets](https://museum.example/tickets)\n- [Opening hours](/visit.html)\n- Notes',
      ].join('\n\n'),
    );
  });
});

describe('what hostile documents say', () => {
  it('is quoted to the letter: no markup, no link, no citation, no HTML', async () => {
    const text =
      'Open <img src=x onerror=alert(1)> [here](javascript:alert) ![x](//evil.example) `[2]` *now* &lt;b&gt; [3].';
    expect(await quoted('When open?', text)).toBe(
      'Open \\<img src=x onerror=alert(1)\\> \\[here\\](javascript:alert) !\\[x\\](//evil.example) \\`\\[2\\]\\` \\*now\\* \\&lt;b\\&gt; \\[3\\].',
    );
  });

  it('can’t leave the line that names it', async () => {
    const title = 'Visit”:\n\n# [x](javascript:alert)\n> 1';
    expect(await answer('open', { title, text: 'We are open.' })).toContain(
      '\n\nFrom “Visit”: # \\[x\\](javascript:alert) \\> 1”:\n\n',
    );
  });

  it('makes no link but to the owner’s pages and the web', async () => {
    const closest = ['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/a b(c)[d]'].map((url) => ({
      title: 'a](b)',
      url,
    }));
    const text = textOf(await partsOf(promptWith('x', [], closest)));
    expect(text.split('\n').slice(-4)).toEqual([
      '- a\\](b)',
      '- a\\](b)',
      '- a\\](b)',
      '- [a\\](b)](/a%20b%28c%29%5Bd%5D)',
    ]);
  });
});
