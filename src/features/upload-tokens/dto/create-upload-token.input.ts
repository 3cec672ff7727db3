import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../edge/dto/prop.js';
import { tokenLife } from '../domain/token-life.js';

@InputType({ description: 'A capability for a browser: brings files into one bucket, and shows only those.' })
export class CreateUploadTokenInput {
  @Prop.text({ min: 1, max: 63, description: 'The bucket, by id or name.', example: 'avatars' })
  bucket: string;

  @Prop.byteSize({
    min: 1,
    description: 'The largest file in bytes. No more than tier and bucket allow.',
    example: 5_000_000,
  })
  maxFileSize: number;

  @Prop.integer({
    min: 1,
    max: 1_000_000,
    optional: true,
    description:
      'How many files it brings. One that is canceled, expires or is rejected counts no more. Default: any number.',
    example: 5,
  })
  maxFiles?: number;

  @Prop.integer({
    min: tokenLife.least,
    max: tokenLife.most,
    optional: true,
    description: `Seconds until it stops working: long enough for the slowest upload, which needs it to its end. Default ${tokenLife.usual}.`,
    example: 3600,
  })
  expiresIn?: number;

  @Prop.text({
    each: true,
    maxItems: 100,
    min: 3,
    max: 127,
    optional: true,
    description:
      'MIME types such as image/png or image/*, all of them among those of the bucket. Default: those of the bucket.',
    example: ['image/*'],
  })
  allowedContentTypes?: string[];

  @Prop.text({
    min: 1,
    max: 255,
    optional: true,
    description: 'The origin of the pages that may use it, as browsers send it in Origin. Default: any.',
    example: 'https://app.example.com',
  })
  origin?: string;
}
