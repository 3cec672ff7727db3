import { expect } from '@jest/globals';
import type { Answer, Json } from './api.js';
import { camelCase } from './samples.js';

/** What only the inside of a server says. */
export const TRACE = /\n\s+at |node_modules|\.(js|ts):\d+|PrismaClient|violates|syntax error/;

/** Codes of protocols whose errors are a status and a sentence. */
const ofStatus: Record<number, string> = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 404: 'NOT_FOUND' };

/** The code of a refusal in any dialect; undefined for what was taken. */
export function codeOf({ status, body }: Answer<Json>): string | undefined {
  return body?.code ?? body?.error_code ?? (body === undefined ? ofStatus[status] : undefined);
}

/** Refusals in the forms of other services. What is refused before a route is found, or its URL read, is a problem there too. */
function isForeignRefusal(what: string, type: string, { body, text }: Answer<Json>): boolean {
  if (what.startsWith('HEAD ')) return text === '';
  if (what.includes(' /v1/tus')) return type.startsWith('text/plain') && text !== '';
  return what.includes('/upload/direct') && type.startsWith('application/json') && body?.detail !== undefined;
}

/** Refused as every refusal is, or taken: never a defect, never a word about the inside. */
export function expectNoDefect(answer: Answer<Json>, what: string): void {
  expect({ what, defect: answer.status >= 500, text: answer.status >= 500 ? answer.text.slice(0, 300) : '' }).toEqual({
    what,
    defect: false,
    text: '',
  });
  expect(answer.text).not.toMatch(TRACE);
  if (answer.status < 400) return;
  const type = String(answer.headers['content-type']);
  if (isForeignRefusal(what, type, answer)) return;
  const problem = {
    what,
    type,
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
