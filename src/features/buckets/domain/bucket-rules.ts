import type { FieldError } from '../../../shared/errors/domain-error.js';
import { looksLikeId } from '../../../shared/ids.js';
import type { BucketSettings } from './bucket.js';
import { prefixProblem, templateProblem } from './key-rules.js';

const TOKEN = '[A-Za-z0-9!#$&^_.+-]+';
const TYPE_PATTERN = new RegExp(`^(\\*/\\*|${TOKEN}/(\\*|${TOKEN}))$`);

/** Why settings are refused, all fields at fault in one refusal. The schema has rules of its own (bucket-schema.ts). */
export function settingsProblems(settings: BucketSettings): FieldError[] {
  const found: [string, string | undefined][] = [
    ['bucket_name', nameProblem(settings.name)],
    ['key_prefix', prefixProblem(settings)],
    ['key_template', templateProblem(settings)],
    ...settings.allowedContentTypes.map((type, i): [string, string | undefined] => [
      `allowed_content_types.${i}`,
      TYPE_PATTERN.test(type) ? undefined : 'must be a MIME type such as image/png, image/* or */*',
    ]),
  ];
  return found.flatMap(([field, message]) => (message ? [{ field, message }] : []));
}

function nameProblem(name: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{1,63}$/.test(name)) return 'must be 1 to 63 of A-Z a-z 0-9 _ -';
  return looksLikeId(name) ? 'must not start like an id' : undefined;
}
