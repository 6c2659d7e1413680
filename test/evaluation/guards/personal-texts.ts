import type { Kind } from '../../../server/guards/personal-data.ts';
import type { Random } from './random.ts';

export interface PersonalText {
  readonly text: string;
  /** What a visitor is to see in its place. */
  readonly masked: string;
  readonly kind: Kind;
  /** What the figures are told by, within a kind. */
  readonly form: string;
  /** Where the text is written: the country of its national telephone numbers. */
  readonly country: 'DE' | 'GB' | 'US' | 'FR' | 'IT' | 'ES' | 'NL' | 'PL' | undefined;
}

interface Sample {
  readonly value: string;
  readonly kind: Kind;
  readonly form: string;
  readonly country?: PersonalText['country'];
}

const FRAMES = [
  '{}',
  'It is {}.',
  'You can reach me here: {}, thank you!',
  'My details ({}) have changed',
  'Please send it to {} as soon as you can.',
  '**{}** is what I gave on 12.11.2026 at 10:30',
  'order 4711, {}\nthanks',
  'Meine Angaben: {} – bitte ändern.',
  'Bonjour, voici : {}. Merci !',
  'Mis datos son {}; ¿puede comprobarlo?',
  '私の連絡先は{}です。',
  '我的信息是{}，谢谢',
  'بياناتي هي {} شكرا',
  'is "{}" right?',
  'a,{},b',
] as const;

const FIRST = [
  'anna',
  'john',
  'maría',
  'o’neil',
  'li.wei',
  'k',
  'jean-luc',
  'first.last',
  'x_y',
  'büro',
  'иван',
] as const;
const HOSTS = [
  'example.com',
  'mail.example.org',
  'example.co.uk',
  'müller.example',
  'a-b.example',
  'xn--mller-kva.example',
] as const;

/** Country, and the form of what follows the check digits. */
const ACCOUNTS = ['DE##################', 'GB§§§§##############', 'FR#######################', 'NL§§§§##########', 'NO###########',
  'ES####################', 'IT§######################', 'CH#################', 'MT§§§§#######################', 'PL########################'] as const; // prettier-ignore

/** Numbers as they are dialled within the country, by what a caller from abroad dials. */
const PHONES = [
  {
    country: 'DE',
    code: '49',
    forms: ['030 &#######', '0171 &######', '(0221) &#######', '089/&#######', '0151-&#######', '040&######'],
  },
  {
    country: 'GB',
    code: '44',
    forms: ['020 7&## ####', '07911 1#####', '0161 &## ####', '(0121) &## ####', '01223 3#####'],
  },
  { country: 'US', code: '1', forms: ['(212) 5&5-####', '415-7&3-####', '646.7&2.####', '312 9&4 ####', '2127&3####'] },
  { country: 'FR', code: '33', forms: ['01 4# ## ## ##', '06.1#.##.##.##', '0472######', '07-6#-##-##-##'] },
  { country: 'IT', code: '39', forms: ['06 698 #####', '347 &######', '02 &#######'] },
  { country: 'ES', code: '34', forms: ['91 4## ## ##', '6## ### ###', '934 ## ## ##'] },
  { country: 'NL', code: '31', forms: ['020 &## ####', '06 1#######', '06-4#######'] },
  { country: 'PL', code: '48', forms: ['22 &## ## ##', '60# ### ###', '501-###-###'] },
] as const;

/** Makes texts that hold one piece of personal data each: `count` of every kind. The same for the same seed. */
export function personalTexts(random: Random, count: number): PersonalText[] {
  const makers = [email, card, iban, ip, ssn, internationalPhone, nationalPhone];
  return makers.flatMap((make) =>
    Array.from({ length: count }, (_, index) => {
      const { value, kind, form, country } = make(random);
      const frame = FRAMES[index % FRAMES.length] ?? '{}';
      return { text: frame.replace('{}', () => value), masked: frame.replace('{}', `[${kind}]`), kind, form, country };
    }),
  );
}

function email(random: Random): Sample {
  const local = random.one(FIRST).replace('’', "'") + random.one(['', random.digits(2), '+news', '.k', '_1']);
  const value = `${local}@${random.one(HOSTS)}`;
  return { value: random.one([value, value, value.toUpperCase()]), kind: 'email', form: 'e-mail' };
}

function card(random: Random): Sample {
  const scheme = random.one([
    { prefix: '4', sizes: [4, 4, 4, 4] },
    { prefix: '5' + random.between(1, 5), sizes: [4, 4, 4, 4] },
    { prefix: '22' + random.between(21, 99), sizes: [4, 4, 4, 4] },
    { prefix: '37', sizes: [4, 6, 5] },
    { prefix: '36', sizes: [4, 6, 4] },
    { prefix: '6011', sizes: [4, 4, 4, 4] },
    { prefix: '35' + random.between(28, 89), sizes: [4, 4, 4, 4] },
    { prefix: '62', sizes: [4, 4, 4, 4, 3] },
    { prefix: '5018', sizes: [4, 4, 5] },
  ]);
  const length = scheme.sizes.reduce((sum, size) => sum + size, 0);
  const head = scheme.prefix + random.digits(length - scheme.prefix.length - 1);
  // The digit that makes the whole divisible, found by trying: another way than the one that is tested.
  const number = Array.from({ length: 10 }, (_, digit) => head + digit).find((one) => luhn(one) % 10 === 0) ?? head;
  let at = 0;
  const groups = scheme.sizes.map((size) => number.slice(at, (at += size)));
  const separator = random.one(['', '', ' ', ' ', '-', '\u00A0']);
  return { value: groups.join(separator), kind: 'card', form: separator === '' ? 'card, together' : 'card, in groups' };
}

function luhn(number: string): number {
  const doubled = ['0', '2', '4', '6', '8', '1', '3', '5', '7', '9'];
  return Array.from(number).reduce((sum, digit, index) => {
    return sum + Number((number.length - index) % 2 === 0 ? doubled[Number(digit)] : digit);
  }, 0);
}

function iban(random: Random): Sample {
  const account = random.fill(random.one(ACCOUNTS).replace(/^../, (country) => country.toLowerCase()));
  const country = account.slice(0, 2).toUpperCase();
  const rest = account.slice(2);
  const number = BigInt(`${rest}${country}00`.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55)));
  const whole = `${country}${String(98n - (number % 97n)).padStart(2, '0')}${rest}`;
  const [form, value] = random.one([
    ['IBAN, together', whole],
    ['IBAN, in groups', whole.replaceAll(/.{4}(?=.)/g, '$& ')],
    ['IBAN, in groups', whole.replaceAll(/.{4}(?=.)/g, '$&-')],
    ['IBAN, small letters', whole.toLowerCase()],
    ['IBAN, small letters', whole.toLowerCase().replaceAll(/.{4}(?=.)/g, '$& ')],
  ] as const);
  return { value, kind: 'iban', form };
}

function ip(random: Random): Sample {
  const byte = (): number => random.between(1, 254);
  const group = (): string => random.between(1, 65_535).toString(16);
  const [form, value] = random.one([
    ['IPv4', `${random.one([10, 84, 172, 192, 203, 217])}.${byte()}.${byte()}.${byte()}`],
    ['IPv4', `${random.one([10, 84, 172, 192, 203, 217])}.${byte()}.${byte()}.${byte()}`],
    ['IPv6', `2001:db8:${group()}:${group()}:${group()}:${group()}:${group()}:${group()}`],
    ['IPv6', `2A02:${group()}::${group()}`.toUpperCase()],
    ['IPv6', `fe80::${group()}:${group()}:1`],
    ['IPv6', `::ffff:198.51.100.${byte()}`],
  ] as const);
  return { value, kind: 'ip', form };
}

function ssn(random: Random): Sample {
  const area = String(random.one([random.between(1, 665), random.between(667, 899)])).padStart(3, '0');
  const parts = [
    area,
    String(random.between(1, 99)).padStart(2, '0'),
    String(random.between(1, 9999)).padStart(4, '0'),
  ];
  return { value: parts.join(random.one(['-', '-', ' '])), kind: 'ssn', form: 'SSN' };
}

function internationalPhone(random: Random): Sample {
  const { country, code, forms } = random.one(PHONES);
  const national = random.fill(random.one<string>(forms));
  const rest = country === 'IT' ? national : national.replace(/^\(0/, '(').replace(/^0/, '');
  const value = `+${code}${random.one([' ', ' ', '', '-'])}${rest}`;
  return { value, kind: 'phone', form: 'phone, with + and country' };
}

function nationalPhone(random: Random): Sample {
  const { country, forms } = random.one(PHONES);
  return { value: random.fill(random.one<string>(forms)), kind: 'phone', form: 'phone, as at home', country };
}
