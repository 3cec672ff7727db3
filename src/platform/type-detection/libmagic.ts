import { compiledRules, MagicEngine } from './magic-rules/magic-engine.js';
import { splitRules } from './magic-rules/split-rules.js';
import { TextRules } from './magic-rules/text-rules.js';

/**
 * How much libmagic gets. It spends 3 ms on each KiB of white space, so a hostile 64 KiB would block the event loop for
 * 200 ms; what needs more than this is decided by directories, not by magic.
 */
const MAGIC_BYTES = 8 * 1024;
/** The first byte of a mark of UTF-8, behind which libmagic reads a text as if it began there. */
const MARK_OF_UTF8 = 0xef;

let loading: Promise<MagicEngine> | undefined;
let loadingForText: Promise<{ rules: TextRules; others: MagicEngine }> | undefined;
let loadingWithoutPatterns: Promise<MagicEngine> | undefined;

/** The type of the first bytes by libmagic. Loaded once, at the first call. */
export async function libmagicType(head: Buffer): Promise<string> {
  loading ??= MagicEngine.create();
  return (await loading).detect(head.subarray(0, MAGIC_BYTES));
}

/**
 * The same for text in UTF-8. libmagic tries each of its rules, most of which are regular expressions and searches where time is
 * concerned: a millisecond and a half for each KiB. Nearly all of them need certain bytes. Where a text has none of those,
 * only the other rules are tried; where it has some, but nothing that an expression needs, all rules but the expressions.
 */
export async function libmagicTextType(head: Buffer): Promise<string> {
  const magic = head.subarray(0, MAGIC_BYTES);
  loadingForText ??= loadForText();
  const { rules, others } = await loadingForText;
  if (magic[0] === MARK_OF_UTF8) return libmagicType(head);
  const possible = rules.possible(magic);
  if (possible === 'patterns') return libmagicType(head);
  if (possible === 'none') return others.detect(magic);
  loadingWithoutPatterns ??= loadWithoutPatterns();
  return (await loadingWithoutPatterns).detect(magic);
}

async function loadForText(): Promise<{ rules: TextRules; others: MagicEngine }> {
  const { needs, others } = splitRules(await compiledRules());
  return { rules: new TextRules(needs), others: await MagicEngine.create({ rules: others }) };
}

async function loadWithoutPatterns(): Promise<MagicEngine> {
  return MagicEngine.create({ rules: splitRules(await compiledRules()).withoutPatterns });
}
