import { countTokens, setMergeCacheSize } from 'gpt-tokenizer/encoding/o200k_base';

/** The tokenizer keeps what it made of words; hostile ones are large and all different. */
setMergeCacheSize(4_096);

/** Text that looks like a control token of a model, for example <|endoftext|>, is text. */
const PLAIN = { disallowedSpecial: new Set<string>() };

/** Tokens of o200k_base, which recent models of OpenAI use. The work grows with the square of a run without spaces. */
export const countO200k = (text: string): number => countTokens(text, PLAIN);

const MOST_KEPT = 20_000;
const LONGEST_KEPT = 32;

/** Counts short texts, which repeat, once. */
export function rememberShort(count: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    if (text.length > LONGEST_KEPT) return count(text);
    let tokens = known.get(text);
    if (tokens === undefined) {
      if (known.size >= MOST_KEPT) known.clear();
      known.set(text, (tokens = count(text)));
    }
    return tokens;
  };
}
