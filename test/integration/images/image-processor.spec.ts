import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { decoder } from '../../../src/platform/image-processing/decoder.js';
import { foreignPictures, gifOf, hostilePictures } from '../../support/hostile-pictures.js';
import { png } from '../../support/images.js';
import { LentImageProcessor, type ReadPicture } from '../../support/lent-image-processor.js';
import { shownDimensions, webpChunks } from '../../support/picture-header.js';
import { colouredPicture, corners, orientedJpeg, privateWords } from '../../support/pictures.js';
import { realFilesMissing, unpackRealFiles } from '../../support/real-files.js';

let lent: LentImageProcessor;

beforeAll(async () => {
  lent = await LentImageProcessor.open();
});
afterAll(() => lent.close());

/** The colour in the middle of each quarter, clockwise from the upper left one. */
async function cornersOf(webp: Buffer): Promise<number[][]> {
  const { data, info } = await sharp(webp).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
  const [left, right] = [Math.floor(width / 4), Math.floor((width * 3) / 4)];
  const [top, bottom] = [Math.floor(height / 4), Math.floor((height * 3) / 4)];
  return [at(left, top), at(right, top), at(right, bottom), at(left, bottom)];
}

/** Compression changes colours a little; another orientation changes them a lot. */
function expectColours(found: number[][], expected: readonly (readonly number[])[]): void {
  found.forEach((colour, n) =>
    colour.forEach((value, c) => expect(Math.abs(value - expected[n]![c]!)).toBeLessThan(12)),
  );
}

const shown = ({ variants }: ReadPicture) => variants.map(({ name, width, height }) => `${name} ${width}x${height}`);

describe('the variants of a picture', () => {
  it('fit into their sizes, and are what they say', async () => {
    const { facts, variants } = await lent.read(png(3000, 1500));
    expect(facts).toEqual({ width: 3000, height: 1500, frames: 1 });
    expect(shown({ facts, variants })).toEqual(['large 2048x1024', 'medium 1024x512', 'thumb 256x128']);
    for (const { bytes, size, width, height } of variants) {
      expect(bytes).toHaveLength(size);
      expect(shownDimensions(bytes)).toEqual({ width, height });
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', space: 'srgb', width, height });
    }
  });

  it('are never larger than it', async () => {
    expect(shown(await lent.read(png(300, 100)))).toEqual(['large 300x100', 'medium 300x100', 'thumb 256x85']);
  });

  it('keep its transparency', async () => {
    const clear = await sharp({ create: { width: 9, height: 9, channels: 4, background: '#f000' } })
      .png()
      .toBuffer();
    const { variants } = await lent.read(clear);
    expect((await sharp(variants[0]!.bytes).stats()).isOpaque).toBe(false);
  });

  it('show the first frame of an animated one', async () => {
    const { facts, variants } = await lent.read(gifOf(2, 2, 300));
    expect(facts).toEqual({ width: 2, height: 2, frames: 300 });
    for (const { bytes } of variants) expect(webpChunks(bytes)).not.toContain('ANIM');
  });

  it('show sixteen bits, greys and CMYK in eight bits of sRGB', async () => {
    const grey = colouredPicture().greyscale();
    const pictures = [
      await colouredPicture().toColourspace('rgb16').png().toBuffer(),
      await grey.clone().png().toBuffer(),
      await colouredPicture().toColourspace('cmyk').jpeg().toBuffer(),
    ];
    for (const picture of pictures) {
      const { variants } = await lent.read(picture);
      expect(await sharp(variants[0]!.bytes).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar' });
    }
  });

  it('have the colours that a colour profile means', async () => {
    const inP3 = await colouredPicture().withIccProfile('p3').png().toBuffer();
    const raw = await sharp(inP3, { ignoreIcc: true }).raw().toBuffer();
    // Otherwise this would be no test: the stored values differ from the colours that they mean.
    expect(Math.abs(raw[0]! - corners.red[0])).toBeGreaterThan(12);
    const { variants } = await lent.read(inP3);
    expectColours(await cornersOf(variants[0]!.bytes), Object.values(corners));
    expect(webpChunks(variants[0]!.bytes)).not.toContain('ICCP');
  });
});

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('a JPEG of EXIF orientation %i', (orientation) => {
  let jpeg: Buffer;
  let picture: ReadPicture;
  beforeAll(async () => {
    jpeg = await orientedJpeg(orientation);
    picture = await lent.read(jpeg);
  });

  it('is upright in every variant, and in its dimensions', async () => {
    expect(picture.facts).toEqual({ width: 400, height: 200, frames: 1 });
    expect(shownDimensions(jpeg)).toEqual({ width: 400, height: 200 });
    expect(shown(picture)).toEqual(['large 400x200', 'medium 400x200', 'thumb 256x128']);
    for (const { bytes } of picture.variants) expectColours(await cornersOf(bytes), Object.values(corners));
  });

  it('leaves no metadata in its variants', () => {
    for (const word of privateWords) expect(jpeg.includes(word)).toBe(true);
    for (const { bytes } of picture.variants) {
      for (const word of [...privateWords, 'EXIF', 'XMP ', 'ICCP', 'GPS']) expect(bytes.includes(word)).toBe(false);
      expect(webpChunks(bytes)).toEqual(['VP8 ']);
    }
  });
});

describe('a file that only says to be a picture', () => {
  it.each(Object.entries(foreignPictures))('is refused by its loader: %s', async (_, bytes) => {
    expect(await lent.outcome(bytes())).toBe('unsupported');
  });
});

describe('the decoder', () => {
  const picture = createRequire(import.meta.url).resolve('swagger-ui-dist/favicon-32x32.png');

  it('opens no file by itself, though it reads the same bytes', async () => {
    await expect(decoder(picture).metadata()).rejects.toThrow('unsupported');
    expect(await decoder(await readFile(picture)).metadata()).toMatchObject({ format: 'png', width: 32 });
  });
});

describe('a hostile picture', () => {
  it.each(hostilePictures)('is bounded or refused: %s', async (_, bytes, outcomes) => {
    expect(outcomes).toContain(await lent.outcome(bytes()));
  });

  it('that takes too much memory is ended', async () => {
    const small = await LentImageProcessor.open({ IMAGE_RESIDENT_MIB: '128' });
    // All of it must be in memory before the first row is known.
    const create = { width: 6000, height: 6000, channels: 3, background: 'red' } as const;
    const progressive = await sharp({ create }).jpeg({ progressive: true }).toBuffer();
    expect(await small.outcome(progressive)).toBe('too_large');
    // The next one has a process of its own.
    expect(await small.outcome(png())).toBe('done');
    await small.close();
  });
});

describe(
  realFilesMissing ? `NOT TESTED, pictures of other projects: ${realFilesMissing}` : 'pictures of other projects',
  () => {
    it('have the dimensions that their headers say', async () => {
      if (realFilesMissing) return;
      const { files, remove } = await unpackRealFiles();
      const pictures = files.filter(({ declared }) => /^image\/(jpeg|png|webp|gif)$/.test(declared));
      expect(pictures.length).toBeGreaterThan(15);
      for (const { path } of pictures) {
        const bytes = await readFile(path);
        const { facts, variants } = await lent.read(bytes);
        expect({ path, ...facts }).toMatchObject({ path, ...shownDimensions(bytes) });
        expect(variants).toHaveLength(3);
      }
      await remove();
    });
  },
);
