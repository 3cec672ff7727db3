import { parseArgs } from 'node:util';
import { finish, numberOf } from '../arguments.js';
import type { Options as BenchOptions } from '../options.js';

export interface Options extends BenchOptions {
  /** Uploads in the table, one size after the other. */
  sizes: number[];
}

const usage = `npm run bench:growth -- [options]
  --sizes N,N   uploads in the table, growing (10000,1000000; 10000000 takes some ten minutes to fill)
  --tenants N   spread the load over N organizations (100)
  --rounds N    interleaved rounds for each size (5)
  --seconds N   length of one run (1.5)`;

/** What was asked for on the command line; ends the process for `--help` and for what makes no sense. */
export function readOptions(args: string[]): Options {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  try {
    const { values } = parseArgs({
      args,
      options: {
        ...{ sizes: text('10000,1000000'), tenants: text('100'), rounds: text('5'), seconds: text('1.5') },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) finish(usage, 0);
    const sizes = values.sizes.split(',').map((size) => numberOf('sizes', size, 1));
    return {
      sizes: sizes.toSorted((a, b) => a - b),
      tenants: numberOf('tenants', values.tenants, 1),
      rounds: numberOf('rounds', values.rounds, 1),
      seconds: numberOf('seconds', values.seconds, 0.2),
      ...{ rows: 0, only: 'rest', bound: false },
    };
  } catch (error) {
    return finish(`${(error as Error).message}\n${usage}`, 1);
  }
}
