import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';

@InputType({ description: 'A part that was sent, as the store acknowledged it.' })
export class ConfirmedPartInput {
  @Prop.integer({ min: 1, max: 10_000, description: 'Number of the part, from 1.' })
  partNumber: number;

  @Prop.text({ min: 1, max: 255, description: 'ETag the store answered with, quoted or not, weak or not.' })
  etag: string;
}

/** What a caller may add to a confirm. */
@InputType({ isAbstract: true })
export class ConfirmUploadBody {
  @Prop.text({
    min: 1,
    max: 255,
    optional: true,
    description: 'ETag the store answered with, quoted or not, weak or not. Must be the stored one.',
  })
  etag?: string;

  @Prop.text({
    pattern: /^[0-9a-fA-F]{64}$/,
    patternMessage: 'must be a SHA-256 of 64 hex digits',
    optional: true,
    description: 'SHA-256 of the file in hex, if it was not given at create.',
  })
  fileHash?: string;

  @Prop.object(() => ConfirmedPartInput, {
    each: true,
    maxItems: 10_000,
    optional: true,
    description: 'The parts of a multipart upload.',
  })
  parts?: ConfirmedPartInput[];
}

@InputType({ description: 'Confirms that the bytes of an upload have arrived.' })
export class ConfirmUploadInput extends ConfirmUploadBody {
  @Prop.text({ description: 'The upload.' })
  uploadId: string;
}
