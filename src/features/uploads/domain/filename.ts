/**
 * Path parts, control characters, and what makes text run backwards: overrides, embeddings and isolates. The marks of
 * direction (U+200E, U+200F, U+061C) order what is there, belong to right-to-left scripts, and are legal.
 */
const FORBIDDEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069/\\]/u;

/** Why a file name is refused, or undefined. Names are shown and sent in headers, never used as keys or paths. */
export function filenameProblem(name: string): string | undefined {
  if (FORBIDDEN.test(name)) return 'must have no path parts, control characters, text-direction overrides or isolates';
  if (name === '.' || name === '..') return 'must be a name, not a path';
  if (!name.isWellFormed()) return 'must be well-formed Unicode';
  if (name.trim() === '') return 'must not be blank';
  return undefined;
}

/** A file's name without its extension, as a property name: `[A-Za-z0-9_]`. */
export function propertyFromFilename(name: string): string {
  const stem = name.replace(/\.[^.]*$/, '') || name;
  return stem
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .slice(0, 100);
}
