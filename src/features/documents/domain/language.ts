/**
 * What the words of a document are compared by, each with its description. PostgreSQL has a text search configuration
 * `airlock_…` for each.
 */
export const documentLanguages = {
  simple: 'Any language: words are compared as they are written, whatever their case and accents.',
  arabic: 'Arabic.',
  armenian: 'Armenian.',
  basque: 'Basque.',
  catalan: 'Catalan.',
  danish: 'Danish.',
  dutch: 'Dutch.',
  english: 'English.',
  finnish: 'Finnish.',
  french: 'French.',
  german: 'German.',
  greek: 'Greek.',
  hindi: 'Hindi.',
  hungarian: 'Hungarian.',
  indonesian: 'Indonesian.',
  irish: 'Irish.',
  italian: 'Italian.',
  lithuanian: 'Lithuanian.',
  nepali: 'Nepali.',
  norwegian: 'Norwegian.',
  portuguese: 'Portuguese.',
  romanian: 'Romanian.',
  russian: 'Russian.',
  serbian: 'Serbian.',
  spanish: 'Spanish.',
  swedish: 'Swedish.',
  tamil: 'Tamil.',
  turkish: 'Turkish.',
  yiddish: 'Yiddish.',
} as const;
export type DocumentLanguage = keyof typeof documentLanguages;

export const DEFAULT_LANGUAGE: DocumentLanguage = 'simple';
