import { parseArgs } from 'node:util';

export interface Options {
  /** Interleaved rounds; every figure is the median of its runs. */
  rounds: number;
  /** For how long a run of small files starts new ones. */
  seconds: number;
  /** Large files of one run. */
  large: number;
  /** Only the lines whose name contains this text; floors always run. */
  only: string;
}

const usage = `npm run bench:admission -- [options]
  --rounds N    interleaved rounds (3)
  --seconds N   for how long a run of small files starts new ones (4)
  --large N     files of 64 MiB in one run (8)
  --only TEXT   only the lines named like this, e.g. "4 KiB" or "64 MiB"`;

/** What was asked for on the command line; ends the process for `--help` and for what makes no sense. */
export function readOptions(args: string[]): Options {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const options = { rounds: text('3'), seconds: text('4'), large: text('8'), only: text('') };
  const { values } = parseArgs({ args, options: { ...options, help: { type: 'boolean', default: false } } });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const positive = (name: 'rounds' | 'seconds' | 'large') => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} must be a number above 0.\n${usage}`);
    return value;
  };
  return { rounds: positive('rounds'), seconds: positive('seconds'), large: positive('large'), only: values.only };
}
