import { expect } from '@jest/globals';
import pMap from 'p-map';
import type { Answer, Json } from './api.js';
import type { Place } from './garbage-places.js';
import { WIDTH } from './kept-alive.js';
import { expectNoDefect, TRACE } from './refusals.js';

/** How many failures an error shows. */
const SHOWN = 10;

/** Sends every value to every place, in parallel: each is accepted, or refused with a well-formed error. */
export async function sendEverywhere(
  places: Place[],
  values: readonly string[],
  expectFine = expectNoDefect,
): Promise<void> {
  const sendings = places.flatMap(({ what, send }) => values.map((value) => ({ what, send, value })));
  const failures: string[] = [];
  const attempt = async ({ what, send, value }: (typeof sendings)[number]) => {
    try {
      expectFine(await send(value), `${what} = ${value.slice(0, 80)}`);
    } catch (error) {
      failures.push(`${what} = ${value.slice(0, 80)}: ${(error as Error).message}`);
    }
  };
  await pMap(sendings, attempt, { concurrency: WIDTH });
  expect(failures.slice(0, SHOWN)).toEqual([]);
}

/** The same for GraphQL, whose refusals travel in an answer of 200 or 400. */
export function expectNoGraphqlDefect({ status, text, body }: Answer<Json>, what: string): void {
  const codes = (body?.errors ?? []).map((error: Json) => error.extensions?.code ?? 'no code');
  const defects = codes.filter((code: string) => !/^[A-Z_]+$/.test(code) || code === 'INTERNAL');
  expect({ what, status, defects, inside: TRACE.test(text) }).toEqual({
    what,
    status: status < 500 ? status : 'below 500',
    defects: [],
    inside: false,
  });
}
