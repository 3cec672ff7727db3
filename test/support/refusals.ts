import { expect } from '@jest/globals';
import type { Answer, Json } from './api.js';
import { camelCase } from './samples.js';

/** What only the inside of a server says. */
export const TRACE = /\n\s+at |node_modules|\.(js|ts):\d+|PrismaClient|violates|syntax error/;

/** Refused as every refusal is, or taken: never a defect, never a word about the inside. */
export function expectNoDefect(answer: Answer<Json>, what: string): void {
  expect({ what, defect: answer.status >= 500, text: answer.status >= 500 ? answer.text.slice(0, 300) : '' }).toEqual({
    what,
    defect: false,
    text: '',
  });
  expect(answer.text).not.toMatch(TRACE);
  if (answer.status < 400) return;
  const problem = {
    what,
    type: String(answer.headers['content-type']),
    code: answer.body?.code,
    status: answer.body?.status,
  };
  expect(problem).toMatchObject({
    what,
    type: expect.stringContaining('application/problem+json'),
    code: expect.stringMatching(/^([A-Z_]+|validation-error)$/),
    status: answer.status,
  });
  if (problem.code === 'VALIDATION_FAILED')
    expect({ what, fields: answer.body.errors?.length > 0 }).toEqual({ what, fields: true });
}

/** Code and fields of a refusal, in one spelling. */
export interface Refusal {
  code: string | undefined;
  fields: string[];
}

const refusalOf = (problem: Json): Refusal => ({
  code: problem?.code,
  fields: [...new Set<string>((problem?.errors ?? []).map(({ field }: Json) => camelCase(field).split('.')[0]))].sort(),
});

/** `undefined` and no fields: it was taken. */
export const ofRest = ({ status, body }: Answer<Json>) => refusalOf(status < 400 ? undefined : body);
export const ofGraphql = ({ body }: Answer<Json>) => refusalOf(body.errors?.[0].extensions);
