/** Why a picture has no variants, and what to do. Its file stays as it is. */
export const pictureFailures = {
  unsupported: 'The file is no JPEG, PNG, WebP or GIF that can be decoded. Send the picture in one of these formats.',
  corrupt: 'The picture is damaged or cut short. Export it again and upload it anew.',
  too_many_pixels: 'The picture has too many pixels. Upload a smaller version of it.',
  too_large: 'Decoding the picture takes more memory than it may. Upload a smaller version of it.',
  timeout: 'Decoding the picture took longer than it may. Upload a smaller version of it.',
} as const;

export type PictureErrorCode = keyof typeof pictureFailures;

export const isPictureErrorCode = (code: string | undefined): code is PictureErrorCode =>
  code !== undefined && Object.hasOwn(pictureFailures, code);

/** Something is wrong with the picture itself: reading it again ends the same way. */
export class PictureError extends Error {
  constructor(
    readonly code: PictureErrorCode,
    options?: ErrorOptions,
  ) {
    super(pictureFailures[code], options);
    this.name = 'PictureError';
  }
}
