/**
 * Characters that a terminal obeys instead of showing (control characters, escape sequences), and those that change the
 * order of what is shown, so that one name looks like another.
 */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\u2060\ufeff]|\p{Surrogate}/gu;

const codePoint = (character: string) => `\\u{${character.codePointAt(0)!.toString(16)}}`;

/** A text of anyone as one line that is safe to print: what is unsafe is shown as its code, `\u{1b}`. */
export function escaped(text: string): string {
  return text.replace(UNSAFE, codePoint);
}

/** A value as one line of JSON that is safe to print: the same value, with what is unsafe written as `\u202e`. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}
