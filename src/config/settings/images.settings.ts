import { integer } from '../setting.js';

/** Variants of pictures. */
export const imagesSettings = {
  IMAGE_PROCESSES: integer({
    min: 1,
    max: 64,
    fallback: 1,
    about: 'Pictures that a worker decodes at the same time, each in a process of its own.',
  }),
  IMAGE_MAX_PIXELS: integer({
    min: 1_000_000,
    max: 268_402_689,
    fallback: 50_000_000,
    about: 'Pixels, width times height, a picture may have for its variants to be made.',
  }),
  IMAGE_SECONDS: integer({
    min: 1,
    max: 600,
    fallback: 30,
    about: 'How long making the variants of a picture may take. Longer: it has none.',
  }),
  IMAGE_RESIDENT_MIB: integer({
    min: 128,
    max: 16_384,
    fallback: 768,
    about: 'All memory of the process that decodes a picture. More: it has no variants.',
  }),
  IMAGE_LEASE_SECONDS: integer({
    min: 1,
    max: 3600,
    fallback: 30,
    about: 'How long a worker owns a picture without a sign of life.',
  }),
};
