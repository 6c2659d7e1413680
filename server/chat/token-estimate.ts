/** What a model's format puts around each message, in tokens. */
const MESSAGE_OVERHEAD = 8;

/**
 * How many tokens a text is for a model, without its tokenizer: a third of the bytes of letters that have one or two of them in UTF-8
 * (Latin, Greek, Cyrillic, Hebrew, Arabic), half of the bytes of those that have more (Chinese, Japanese, Korean, the scripts of India and
 * South-East Asia, emoji). It is meant to be too much: English has about one token in 4.5 letters, Chinese about one a character.
 * Too little it is for text that looks like no language, such as keys, and for the oldest tokenizers.
 */
export function estimateTokens(text: string): number {
  let thirds = 0;
  let halves = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) thirds += 1;
    else if (code < 0x8_00) thirds += 2;
    else halves += code < 0x1_00_00 ? 3 : 4;
  }
  return Math.ceil(thirds / 3 + halves / 2);
}

/** The same for the messages of a prompt, with what stands around them. */
export function estimatePromptTokens(messages: readonly { readonly content: string }[]): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content) + MESSAGE_OVERHEAD, 0);
}
