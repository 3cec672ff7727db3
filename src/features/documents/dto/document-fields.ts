import type { NamedValues } from '../../../edge/dto/enum-types.js';
import { Prop } from '../../../edge/dto/prop.js';
import { documentLanguages } from '../domain/language.js';

const NAME = { max: 500, pattern: /\S/, patternMessage: 'must not be blank' };
const MAX_KNOWLEDGE_BASES = 100;

export const describedLanguage = {
  name: 'DocumentLanguage',
  meaning: 'The language of the text of a document.',
  values: documentLanguages,
} satisfies NamedValues;

/** What clients say about a document, wherever they say it. */
export const documentField = {
  name: (description: string) => Prop.text({ ...NAME, optional: true, description }),
  description: (description: string) => Prop.text({ max: 10_000, optional: true, nullable: true, description }),
  knowledgeBaseIds: (description: string) =>
    Prop.id({ each: true, maxItems: MAX_KNOWLEDGE_BASES, optional: true, description }),
  language: (description: string) => Prop.enumeration({ ...describedLanguage, optional: true, description }),
};
