/** What attempts to give a model other instructions have in common: a name for the log, how much it weighs from 0 to 1, and its form. */
export interface InjectionPattern {
  readonly name: string;
  readonly weight: number;
  readonly form: RegExp;
}

/** Some words between two that matter, within a sentence. Bounded, for the time that it takes. */
const GAP = '[^.!?。！？\\n]{0,40}?';

/** Alternatives that begin and end with a word, in any script that has spaces. */
function words(...alternatives: readonly string[]): string {
  return `(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`;
}

function form(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join(GAP), 'u');
}

/** For texts in small letters, without marks that can't be seen. A weight of 0.6 and more is enough alone. */
export const INJECTION_PATTERNS: readonly InjectionPattern[] = [
  {
    name: 'override',
    weight: 0.9,
    form: form(
      words('ignore', 'disregard', 'forget', 'override', 'bypass', 'do not follow', "don't follow", 'stop following'),
      words('all', 'any', 'every', 'everything', 'previous', 'prior', 'above', 'earlier', 'your', 'preceding'),
      words('instructions?', 'directions', 'rules', 'guidelines', 'prompts?', 'told', 'constraints', 'restrictions'),
    ),
  },
  {
    name: 'override_de',
    weight: 0.9,
    form: form(
      words('ignoriere?', 'vergiss', 'missachte', 'vergessen sie', 'ignorieren sie'),
      words('alle', 'alles', 'deine', 'ihre', 'bisherigen?', 'vorherigen?', 'obigen?'),
      words('anweisungen', 'regeln', 'vorgaben', 'instruktionen', 'befehle', 'prompts?'),
    ),
  },
  {
    name: 'override_romance',
    weight: 0.9,
    form: form(
      words('ignore[zr]?', 'oublie[zr]?', 'ignora', 'olvida', 'dimentica', 'esque[çc]a', 'descarta', 'desconsidere'),
      words('instructions|consignes|règles', 'instrucciones|reglas|órdenes', 'istruzioni|regole', 'instruções|regras'),
    ),
  },
  {
    name: 'override_other',
    weight: 0.9,
    form: new RegExp(
      [
        `${words('negeer', 'vergeet')}${GAP}${words('instructies', 'regels')}`,
        `${words('zignoruj', 'zapomnij')}${GAP}${words('instrukcje', 'instrukcjach', 'zasady', 'polecenia')}`,
        `${words('игнорируй(?:те)?', 'забудь(?:те)?', 'проигнорируй')}${GAP}${words('инструкции', 'указания', 'правила')}`,
        `(?:忽略|无视|忘记|忘掉)${GAP}(?:指令|指示|规则|提示)`,
        `(?:指示|命令|ルール)${GAP}(?:無視|忘れ)`,
        `(?:지시|명령|규칙)${GAP}(?:무시|잊)`,
        `(?:تجاهل|انس)${GAP}(?:التعليمات|القواعد|الأوامر)`,
      ].join('|'),
      'u',
    ),
  },
  {
    name: 'reveal',
    weight: 0.9,
    form: form(
      words(
        'reveal',
        'show',
        'print',
        'repeat',
        'output',
        'display',
        'tell',
        'give',
        'what (?:is|are)',
        'leak',
        'quote',
      ),
      words(
        '(?:system|initial|hidden|secret|original|internal|developer)[ -]?(?:prompts?|instructions?|messages?)',
        'your (?:prompt|instructions)',
        '(?:everything|words|text|all) above',
      ),
    ),
  },
  {
    name: 'reveal_other',
    weight: 0.9,
    form: new RegExp(
      [
        words(
          'system-?prompts?',
          'systeemprompt',
          'prompt (?:système|(?:del|do|di) sistema|systemowy)',
          'системный промпт',
        ),
        '系统提示词?|システムプロンプト|시스템 ?프롬프트|موجه النظام',
        `${words('zeige?', 'nenne?', 'gib')}${GAP}${words('internen?', 'geheimen?', 'versteckten?')} ${words('anweisungen', 'regeln')}`,
      ].join('|'),
      'u',
    ),
  },
  {
    name: 'persona',
    weight: 0.7,
    form: form(
      words('you are', 'act as', 'act like', 'pretend', 'behave', 'respond as', 'answer as'),
      words(
        'unfiltered',
        'uncensored',
        'unrestricted',
        'jailbroken',
        '(?:without|no|had no) (?:\\w+ )?(?:rules|restrictions|limits|filters?|policy|limitations)',
        'do anything now',
        '(?:system )?administrator',
      ),
    ),
  },
  {
    name: 'persona_other',
    weight: 0.7,
    form: form(
      words(
        'du bist (?:jetzt|nun|ab jetzt|ab sofort) ein',
        'tu es (?:maintenant|désormais) une?',
        'a partir de ahora eres',
        'ora sei un',
        'a partir de agora (?:você é|és)',
        'je bent (?:nu|vanaf nu) een',
        'теперь ты',
      ),
    ),
  },
  {
    name: 'new_persona',
    weight: 0.6,
    form: form(words('from now on,? you (?:are|will|must)', 'you are now (?:an?|the|my)')),
  },
  {
    name: 'jailbreak',
    weight: 0.6,
    form: form(words('jailbreak', 'dan mode', 'do anything now', 'enable developer mode')),
  },
  {
    name: 'role_tag',
    weight: 0.9,
    form: /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id)\|>|\[\/?inst\]|<<\/?sys>>/u,
  },
  {
    name: 'role_heading',
    weight: 0.7,
    form: /^\s{0,8}#{1,6} {0,4}(?:system|instructions?|assistant)\s{0,4}:?\s{0,4}$/mu,
  },
  { name: 'role_line', weight: 0.4, form: /^\s{0,8}(?:system|assistant|developer) {0,4}:/mu },
  {
    name: 'closing_tag',
    weight: 0.6,
    form: /<\/(?:passage|page|system|context|documents?|instructions?)(?:-[0-9a-f]{1,16})?>/u,
  },
  {
    name: 'new_instructions',
    weight: 0.6,
    form: /(?:new|updated|neue|nouvelles?|nuevas|nuove|novas) (?:instructions?|anweisungen?|consignes?|instrucciones|istruzioni|instruções) ?:/u,
  },
  {
    name: 'encoded',
    weight: 0.4,
    form: /(?<![a-z0-9+/=])(?=[a-z0-9+/]{0,80}[0-9+/])[a-z0-9+/]{80,4000}={0,2}(?![a-z0-9+/=])/u,
  },
  { name: 'image_address', weight: 0.6, form: /!\[[^\]\n]{0,80}\]\(https?:\/\/[^\s)]{1,200}[?=]/u },
];
