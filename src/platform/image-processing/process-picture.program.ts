import { CagedFailure, type CagedInput, type CagedOutput, type CagedProgram } from '../cage/cage.js';
import { decoder } from './decoder.js';
import type { PictureFacts, VariantSize } from './image-processor.js';
import type { PictureErrorCode } from './picture-error.js';

export interface ProcessPictureOptions {
  /** Width × height of one frame. */
  maxPixels: number;
  sizes: readonly VariantSize[];
}

/** What the program reports: first what the picture is; then each variant, followed by its bytes. */
export type PictureMessage = { picture: PictureFacts } | { variant: VariantFacts };

export interface VariantFacts {
  name: string;
  width: number;
  height: number;
  size: number;
}

/** A picture without the file around it: sRGB, 8 bits a channel, three channels or four with transparency. */
interface Pixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
}

/** Of an encoded picture; a larger file is not read. */
const MOST_BYTES = 100_000_000;

/** Decodes a picture once, at the size of its largest variant, and makes the smaller ones of that. */
const processPicture: CagedProgram<ProcessPictureOptions> = async (input, output, { maxPixels, sizes }) => {
  if (input.size > MOST_BYTES) throw failure('too_large');
  try {
    await makeVariants(input, output, { maxPixels, sizes });
  } catch (error) {
    throw error instanceof CagedFailure ? error : failureOf(error);
  }
};
export default processPicture;

async function makeVariants(
  input: CagedInput,
  output: CagedOutput,
  { maxPixels, sizes }: ProcessPictureOptions,
): Promise<void> {
  const opened = decoder(input.read(0, input.size - 1), { limitInputPixels: maxPixels, failOn: 'error', pages: 1 });
  const { autoOrient, pages = 1 } = await opened.metadata();
  output.message({ picture: { ...autoOrient, frames: pages } } satisfies PictureMessage);
  const largest = Math.max(...sizes.map(({ longestSide }) => longestSide));
  const { data, info } = await within(opened.autoOrient(), largest)
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  for (const size of sizes) await sendVariant(output, { data, ...info }, size);
}

async function sendVariant(
  output: CagedOutput,
  { data, width, height, channels }: Pixels,
  { name, longestSide }: VariantSize,
): Promise<void> {
  const made = await within(decoder(data, { raw: { width, height, channels } }), longestSide)
    // Beyond 2 it takes twice the time for the same number of bytes.
    .webp({ effort: 2 })
    .toBuffer({ resolveWithObject: true });
  const { info } = made;
  output.message({
    variant: { name, width: info.width, height: info.height, size: made.data.length },
  } satisfies PictureMessage);
  output.bytes(made.data);
}

function within(picture: ReturnType<typeof decoder>, longestSide: number): ReturnType<typeof decoder> {
  return picture.resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true });
}

/** libvips has no codes, only texts. */
function failureOf(error: unknown): CagedFailure | Error {
  const text = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(text)) return failure('too_many_pixels', text);
  if (/unsupported image format/i.test(text)) return failure('unsupported', text);
  if (/out of memory|unable to (malloc|allocate)|allocat/i.test(text)) return failure('too_large', text);
  return failure('corrupt', text);
}

function failure(code: PictureErrorCode, text: string = code): CagedFailure {
  return new CagedFailure(code, text);
}
