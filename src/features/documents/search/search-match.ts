/** How words of a query and of documents were compared. */
export const searchMatches = {
  whole_words: 'Whole words, whatever their case and accents.',
  partial_words: 'Whole words found too little: words that contain those of the query were searched as well.',
} as const;
export type SearchMatch = keyof typeof searchMatches;
