import type { Readable } from 'node:stream';

/** Types of pictures that are decoded. Every other loader of the decoder is blocked. */
export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;

/** What a picture is, as its header says, which is checked before its pixels are decoded. */
export interface PictureFacts {
  /** In pixels, as it is shown: after the orientation of its EXIF data. */
  width: number;
  height: number;
  /** More than 1: it is animated. */
  frames: number;
}

/** A smaller version to make: a WebP whose longer side has at most this many pixels. */
export interface VariantSize {
  name: string;
  longestSide: number;
}

/** A WebP in sRGB without any metadata. */
export interface MadeVariant {
  name: string;
  width: number;
  height: number;
  /** In bytes. */
  size: number;
  /** Must be read to its end before the next variant comes. */
  content: Readable;
}

export interface PictureSource {
  size: number;
  open(signal: AbortSignal): Promise<Readable>;
}

/** A picture that is being read. */
export interface OpenPicture {
  facts: PictureFacts;
  /** In the order they were asked for. Of an animated picture they show the first frame. Nothing is enlarged. */
  variants: AsyncIterable<MadeVariant>;
}

/** The port to the decoder of pictures. */
export abstract class ImageProcessor {
  /**
   * Reads a picture once and calls `work` with what it is and its variants, as they are made. Throws `PictureError` for what
   * is wrong with the picture, and what `open` and `work` throw.
   */
  abstract read<T>(
    source: PictureSource,
    sizes: readonly VariantSize[],
    signal: AbortSignal,
    work: (picture: OpenPicture) => Promise<T>,
  ): Promise<T>;
}
