import { WASMagic, WASMagicFlags } from 'wasmagic';

/**
 * How much libmagic gets. It spends 3 ms on each KiB of white space, so a hostile 64 KiB would block the event loop for
 * 200 ms; what needs more than this is decided by directories, not by magic.
 */
const MAGIC_BYTES = 8 * 1024;

let loading: Promise<WASMagic> | undefined;
let withoutRules: Promise<WASMagic> | undefined;

/** The type of the first bytes by libmagic. Loaded once, at the first call. */
export async function libmagicType(head: Buffer): Promise<string> {
  loading ??= WASMagic.create();
  return (await loading).detect(head.subarray(0, MAGIC_BYTES));
}

/** Signs of markup, of code and of marked formats. */
const MARKS = /[<>{}#\\@%|~^`$]/;
/** Words that begin lines of programs. */
const CODE =
  /^\s*(?:import|from|def|class|package|use|program|module|begin|subroutine|function|include|require|sub|proc|unit|select|create|insert|update|delete|struct|extern|union|diff|only|eval)\b/im;

/** Most magic is at the start. */
const START_BYTES = 96;

/**
 * The same for text. libmagic tries its regular expressions for programs and markup on any text, which costs a
 * millisecond and a half for each KiB. Where text has no sign of either, those rules are tried on its start alone: the
 * answer is the same, as a test compares.
 */
export async function libmagicTextType(head: Buffer): Promise<string> {
  const magic = head.subarray(0, MAGIC_BYTES);
  const text = magic.toString('latin1');
  const isProse = !MARKS.test(text) && !CODE.test(text);
  if (!isProse || (await libmagicType(magic.subarray(0, START_BYTES))) !== 'text/plain') return libmagicType(head);
  withoutRules ??= WASMagic.create({ flags: WASMagicFlags.MIME_TYPE | WASMagicFlags.NO_CHECK_SOFT });
  return (await withoutRules).detect(magic);
}
