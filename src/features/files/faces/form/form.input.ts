import { Prop } from '../../../../edge/dto/prop.js';

/** A file that a form is requested for. */
export class FormUrlInput {
  @Prop.text({
    min: 1,
    max: 255,
    description: 'Original file name: no path parts or control characters.',
    example: 'photo.jpg',
  })
  filename: string;

  @Prop.text({
    min: 3,
    max: 255,
    optional: true,
    description: 'MIME type, signed into the form. Default: that of the extension. One of FORM_ALLOWED_CONTENT_TYPES.',
  })
  contentType?: string;

  @Prop.json({ optional: true, description: 'Your own JSON, at most 16 KiB; stored with the file.' })
  metadata?: Record<string, unknown>;

  @Prop.text({ min: 1, max: 63, optional: true, description: 'The bucket, by name or id. Default: assets.' })
  bucket?: string;

  @Prop.text({
    min: 1,
    max: 1000,
    optional: true,
    description:
      'The page that browsers are led to once the file is stored, with `key` in its query. It is of one of CORS_ORIGINS. ' +
      'Default: the store answers 201 and XML.',
    example: 'https://app.example.com/thanks',
  })
  successUrl?: string;
}

/** Has no fields. */
export class ConfirmFormBody {}

/** How a download is offered. */
export class FormDownloadQuery {
  @Prop.text({ min: 1, max: 255, optional: true, description: 'Name to offer instead of the original one.' })
  filename?: string;

  @Prop.integer({ min: 1, max: 3600, optional: true, description: 'Seconds that the link lives. Default 3600.' })
  expiresIn?: number;
}
