import { pictureFailures } from '../../platform/image-processing/picture-error.js';

/** Why there are no variants of a picture, by its code, and what to do. */
export const imageFailures = {
  ...pictureFailures,
  interrupted: 'The worker ended each time while it decoded the picture. Ask for its variants again.',
  failed: 'The variants could not be made, for a reason that is not in the picture. Ask for them again later.',
} as const;

export type ImageFailureCode = keyof typeof imageFailures;
