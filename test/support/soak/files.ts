import { eicar, noise, pdf, png } from '../fixtures.js';
import type { TestFile } from '../walk.js';
import type { Outcome } from './expectations.js';
import type { SeededRandom } from './random.js';

export interface ChosenFile {
  file: TestFile;
  outcome: Outcome;
}

const COMMON = 6;

/** Mostly honest files, some of them the same as others sent before; now and then one that must not get in. */
export function chooseFile(random: SeededRandom, marker: string): ChosenFile {
  const kind = random.weighted([
    ['new', 50],
    ['common', 20],
    ['infected', 12],
    ['mistyped', 10],
    ['large', 4],
  ] as const);
  const report = (bytes: Buffer): TestFile => ({ filename: `${marker}.pdf`, contentType: 'application/pdf', bytes });
  switch (kind) {
    case 'common':
      return { file: report(pdf(`common ${random.below(COMMON)}`)), outcome: 'available' };
    case 'infected':
      return {
        file: {
          filename: `${marker}.txt`,
          contentType: 'text/plain',
          bytes: Buffer.concat([eicar(), Buffer.from(marker)]),
        },
        outcome: 'infected',
      };
    case 'mistyped':
      return { file: report(png()), outcome: 'mime_mismatch' };
    case 'large': {
      const bytes = Buffer.concat([pdf(marker), noise(2 * 1024 ** 2, marker)]);
      return { file: report(bytes), outcome: 'available' };
    }
    default:
      return { file: report(pdf(marker)), outcome: 'available' };
  }
}
