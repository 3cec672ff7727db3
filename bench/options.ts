import { parseArgs } from 'node:util';
import { finish, numberOf } from './arguments.js';

export interface Options {
  /** Organizations the load is spread over. */
  tenants: number;
  /** Rows both tables hold before the first measured run. */
  rows: number;
  /** Interleaved rounds; every figure is the median of its runs. */
  rounds: number;
  /** Length of one run. */
  seconds: number;
  /** Only the targets whose name contains this text; the floor always runs. */
  only: string;
  /** Also the statement of the product behind frameworks that have nothing else to do. */
  bound: boolean;
}

const usage = `npm run bench -- [options]
  --tenants N   spread the load over N organizations (100)
  --rows N      fill both tables with N rows first, to see what growth costs (0)
  --rounds N    interleaved rounds (5)
  --seconds N   length of one run (1.5)
  --only TEXT   measure only the floor and what is named like this, e.g. rest
  --bound       also the product's statement behind node:http, Fastify and Nest with nothing else to do, alone`;

/** What was asked for on the command line; ends the process for `--help` and for what makes no sense. */
export function readOptions(args: string[]): Options {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  try {
    const { values } = parseArgs({
      args,
      options: {
        tenants: text('100'),
        rows: text('0'),
        rounds: text('5'),
        seconds: text('1.5'),
        only: text(''),
        bound: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) finish(usage, 0);
    return {
      tenants: numberOf('tenants', values.tenants, 1),
      rows: numberOf('rows', values.rows, 0),
      rounds: numberOf('rounds', values.rounds, 1),
      seconds: numberOf('seconds', values.seconds, 0.2),
      only: values.only,
      bound: values.bound,
    };
  } catch (error) {
    return finish(`${(error as Error).message}\n${usage}`, 1);
  }
}
