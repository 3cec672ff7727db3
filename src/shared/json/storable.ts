/** PostgreSQL stores neither NUL nor unpaired surrogates: text with either is refused before. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

export const NOT_STORABLE = 'must be well-formed Unicode without NUL characters';
