import type { Format } from './format.js';
import { archives } from './formats/archives.js';
import { documents } from './formats/documents.js';
import { fonts } from './formats/fonts.js';
import { media } from './formats/media.js';
import { pictures } from './formats/pictures.js';
import { programs } from './formats/programs.js';
import { texts } from './formats/texts.js';

/** Every format with specific rules. */
export const formats: readonly Format[] = [
  ...documents,
  ...archives,
  ...programs,
  ...pictures,
  ...media,
  ...fonts,
  ...texts,
];
