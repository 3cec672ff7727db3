import { AirlockError } from '../errors/airlock-error.js';
import { problemOf } from '../errors/problem.js';

/** More than any list has. */
const MOST_BYTES = 32 * 1024 ** 2;
/** Of an error: what a person may read. The rest is not received. */
const MOST_ERROR_BYTES = 64 * 1024;

/** The text of an answer up to a limit. Returns the part that fits and whether that is all. */
export async function readText(answer: Response, most: number): Promise<{ text: string; isWhole: boolean }> {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let [text, received] = ['', 0];
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    received += value.length;
    text += decoder.decode(value, { stream: true });
    if (received <= most) continue;
    void reader.cancel().catch(() => undefined);
    return { text, isWhole: false };
  }
  return { text, isWhole: true };
}

/** The JSON of an answer of Airlock; nothing for an empty one. Throws what the answer says is wrong. */
export async function readAnswer(answer: Response): Promise<unknown> {
  if (isRedirect(answer)) throw redirected(answer);
  const { text, isWhole } = await readText(answer, answer.ok ? MOST_BYTES : MOST_ERROR_BYTES);
  const body = isWhole && isJson(answer) ? jsonOf(text) : undefined;
  if (!answer.ok) throw problemOf(answer, body);
  const isEmpty = isWhole && text === '';
  if (body === undefined && !isEmpty) throw notOurs(answer);
  return body;
}

const isRedirect = ({ type, status }: Response) => type === 'opaqueredirect' || (status >= 300 && status < 400);

const isJson = ({ headers }: Response) => /\bjson\b/.test(headers.get('content-type') ?? '');

const notOurs = ({ status }: Response) =>
  new AirlockError({
    code: 'UNEXPECTED_ANSWER',
    message: 'The answer is not JSON of Airlock. Check the baseUrl, and whether a proxy or a login page answered.',
    status,
  });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function redirected(answer: Response): AirlockError {
  let to = '';
  try {
    to = ` to ${new URL(answer.headers.get('location') ?? '', answer.url).origin}`;
  } catch {
    // Browsers do not show where a redirect leads.
  }
  return new AirlockError({
    code: 'REDIRECTED',
    message: `The service redirects${to}. Redirects are not followed, so that credentials stay where they belong: set the baseUrl to the address that answers.`,
    status: answer.status || undefined,
  });
}
