import type { CompiledRule } from './compiled-rule.js';
import { regexNeeds } from './regex-needs.js';

const [STRING, REGEX, SEARCH] = [5, 17, 20];
interface NumberType {
  bytes: number;
  isBigEndian?: boolean;
}
/** Of integers, by type. WebAssembly's own order of bytes begins with the lowest. */
const integers: Record<number, NumberType> = {
  1: { bytes: 1 },
  2: { bytes: 2 },
  4: { bytes: 4 },
  7: { bytes: 2, isBigEndian: true },
  8: { bytes: 4, isBigEndian: true },
  10: { bytes: 2 },
  11: { bytes: 4 },
  24: { bytes: 8 },
  25: { bytes: 8 },
  26: { bytes: 8, isBigEndian: true },
};
/** Fewer bytes at a fixed place are there by chance too often: libmagic compares them about as fast. */
const FIXED_BYTES = 3;
const ALL_BYTES = Array.from({ length: 256 }, (_, byte) => byte);

/** What a text must contain so that a rule can match it. What is found may be more than the rule matches, never less. */
export interface Need {
  /** Between these positions, both included. */
  literal?: string;
  /** The literal is in lower case, and searched in the text in lower case. */
  foldsCase?: boolean;
  from: number;
  to: number;
  /** At a fixed place: what its first byte may be. */
  first?: number[];
  number?: { mask: number; value: number }[];
  /** Sources of patterns, all of which must be there. */
  patterns?: string[];
}

/** Undefined for a rule that may match any text, as far as is known here. */
export function needOf(rule: CompiledRule): Need | undefined {
  if (!rule.isPlain) return undefined;
  if (rule.type in integers) return numberNeed(rule, integers[rule.type]!);
  if (rule.type === REGEX) return regexNeed(rule);
  return rule.type === STRING || rule.type === SEARCH ? textNeed(rule) : undefined;
}

function textNeed(rule: CompiledRule): Need | undefined {
  const { foldsCase, offset: from, range } = rule;
  const text = foldsCase ? rule.text.toLowerCase() : rule.text;
  const literal = rule.foldsSpace ? longestWord(text) : text;
  if (literal === '') return undefined;
  if (rule.foldsSpace) return { literal, foldsCase, from: 0, to: Infinity };
  if (rule.type === SEARCH) return { literal, foldsCase, from, to: range === 0 ? Infinity : from + range };
  if (literal.length < FIXED_BYTES) return undefined;
  return { literal, foldsCase, from, to: from, first: [literal.charCodeAt(0)] };
}

/** Where white space is folded, any word is there all the same. */
function longestWord(text: string): string {
  return text.split(/\s+/).reduce((longest, one) => (one.length > longest.length ? one : longest));
}

function regexNeed({ text, offset }: CompiledRule): Need | undefined {
  // libmagic reads an expression to its first zero byte. A line begins where its search does.
  const patterns = regexNeeds(text.split('\0')[0]!).map((source) => (offset > 0 ? source.replace(/^\^/, '') : source));
  return patterns.length > 0 ? { patterns, from: 0, to: Infinity } : undefined;
}

function numberNeed({ number, mask, offset }: CompiledRule, { bytes, isBigEndian }: NumberType): Need | undefined {
  if (bytes < FIXED_BYTES) return undefined;
  const isMasked = mask.some((byte) => byte !== 0);
  const parts = Array.from({ length: bytes }, (_, n) => ({ mask: isMasked ? mask[n]! : 0xff, value: number[n]! }));
  if (isBigEndian) parts.reverse();
  const first = ALL_BYTES.filter((byte) => (byte & parts[0]!.mask) === parts[0]!.value);
  return { number: parts, first, from: offset, to: offset };
}
