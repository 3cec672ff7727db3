import { DomainError } from '../../shared/errors/domain-error.js';

export const ImageErrors = {
  noPicture: (type: string | null) =>
    new DomainError(
      'unsupported',
      'UNSUPPORTED_TYPE',
      `Variants are made of pictures that are proven to be JPEG, PNG, WebP or GIF. The bytes of this file show ${type ?? 'nothing known'}.`,
    ),
};
