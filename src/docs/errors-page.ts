import { STATUS_CODES } from 'node:http';
import { problemCodes } from '../edge/openapi/problem-codes.js';

const intro = [
  '# Error codes',
  '',
  'REST answers `application/problem+json` with this `code`. GraphQL carries the same in `errors[].extensions`.',
  'Programs decide by the code. The text says what to do next and may change.',
  '',
  '| Code | Status | |',
  '|---|---|---|',
];

/** Every code a client can meet, with its status. */
export function errorsPage(): string {
  const codes: [string, number][] = [...Object.entries(problemCodes), ['INTERNAL', 500]];
  const rows = codes.map(([code, status]) => `| \`${code}\` | ${status} | ${STATUS_CODES[status]} |`);
  return `${[...intro, ...rows].join('\n')}\n`;
}
