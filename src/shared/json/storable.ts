/** PostgreSQL keeps neither NUL nor half of a surrogate pair: text with either is refused before it gets there. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

export const NOT_STORABLE = 'must be well-formed Unicode without NUL characters';
