import { parseArgs } from 'node:util';
import { finish, numberOf } from '../arguments.js';

export interface Options {
  /** Interleaved rounds; every figure is the median of its runs. */
  rounds: number;
  /** For how long a run of small files starts new ones. */
  seconds: number;
  /** Only the parts whose name contains this text. */
  only: string;
  /** Whether to measure with a real clamd too. */
  clamd: boolean;
  /** How many files wait for two workers; 0: not measured. */
  backlog: number;
}

const usage = `npm run bench:admission -- [options]
  --rounds N    interleaved rounds (3)
  --seconds N   for how long a run of small files starts new ones (4)
  --clamd       with a real clamd too
  --backlog N   two workers on Redis with N files waiting too, e.g. 10000
  --only TEXT   only the parts named like this: small, large, clamd, backlog`;

/** What was asked for on the command line; ends the process for `--help` and for what makes no sense. */
export function readOptions(args: string[]): Options {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args,
      options: {
        ...{ rounds: text('3'), seconds: text('4'), only: text(''), backlog: text('0') },
        ...{ clamd: flag, help: flag },
      },
    });
    if (values.help) finish(usage, 0);
    const { only, clamd } = values;
    return {
      rounds: numberOf('rounds', values.rounds, 1),
      seconds: numberOf('seconds', values.seconds, 0.5),
      backlog: numberOf('backlog', values.backlog, 0),
      ...{ only, clamd },
    };
  } catch (error) {
    return finish(`${(error as Error).message}\n${usage}`, 1);
  }
}
