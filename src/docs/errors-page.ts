import { statusOf } from '../edge/errors/status-of.js';
import { catalogued, errorCodes, type ErrorCode } from '../shared/errors/catalogue.js';

const intro = `# Error codes

REST answers \`application/problem+json\` with this \`code\`, and as its \`type\` the address of a page of the service that says the
same: \`/problems/not-found\`. GraphQL carries the code in \`errors[].extensions\`. Programs decide by the code; texts may change.
**Retry**: whether the same request, unchanged, may succeed later.
`;

/** Every code a client can meet: status, cause and remedy, in one table of codes and one section each. */
export function errorsPage(): string {
  const rows = errorCodes.map((code) => `| [\`${code}\`](#${anchorOf(code)}) | ${statusOf(code)} | ${retryOf(code)} |`);
  const table = ['| Code | Status | Retry |', '|---|---|---|', ...rows].join('\n');
  return [intro, `${table}\n`, ...errorCodes.map(section)].join('\n');
}

function section(code: ErrorCode): string {
  const { title, cause, remedy, faces } = catalogued(code)!;
  const where = faces ? `\n\nAPIs: ${faces.join(', ')}.` : '';
  return `## ${code}\n\n**${title}.** ${cause}\n\n${remedy}${where}\n`;
}

const anchorOf = (code: ErrorCode) => code.toLowerCase();
const retryOf = (code: ErrorCode) => (catalogued(code)!.retryable ? 'yes' : 'no');
