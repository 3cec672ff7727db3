import type { NamedValues } from '../../../edge/dto/enum-types.js';
import { imageFailures } from '../../images/index.js';
import type { fileStatuses } from '../domain/file-status.js';

export const describedFileStatus = {
  name: 'FileStatus',
  meaning: 'Whether a file can be read.',
  values: {
    pending_scan: 'Not yet: its bytes have not arrived, or are not scanned.',
    available: 'It can be read.',
    rejected: 'It cannot be read: the reason says why.',
  } satisfies Record<(typeof fileStatuses)[number], string>,
} satisfies NamedValues;

export const describedImageError = {
  name: 'ImageError',
  meaning: 'Why a picture has no variants.',
  values: imageFailures,
} satisfies NamedValues;

export const describedVariantName = {
  name: 'VariantName',
  meaning: 'The size of a variant of a picture.',
  values: {
    thumb: 'Its longer side has at most 256 pixels.',
    medium: 'Its longer side has at most 1024 pixels.',
    large: 'Its longer side has at most 2048 pixels.',
  },
} satisfies NamedValues;
