/** Characters of the font Symbol from 0x41 on, in Unicode. */
const LETTERS = 'ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼';
const FIRST_LETTER = 0x41;

/** The character of a `w:sym`: symbol fonts have theirs in the private use area. Pictures of Wingdings have none. */
export function symbol(font: string | undefined, char: string | undefined): string {
  const code = Number.parseInt(char ?? '', 16);
  if (Number.isNaN(code) || code > 0xffff) return '';
  const isPrivate = code >= 0xe000 && code <= 0xf8ff;
  if (!isPrivate) return String.fromCharCode(code);
  return font?.toLowerCase() === 'symbol' ? (LETTERS[(code & 0xff) - FIRST_LETTER] ?? '') : '';
}
