import { perSpec } from './per-spec.js';

/** What no log may contain, by its form. Independent of what the product hides. */
const FORMS: Record<string, RegExp> = {
  'an API key': /\bsk_[\w-]{20,}/,
  'an upload token': /(?<![0-9A-Za-z])ut_[0-9A-Za-z]{20,}/,
  'a webhook secret': /whsec_[\w+/=-]{16,}/,
  'a signed URL': /x-amz-(signature|security-token)=(?!\[hidden\])/i,
  'a JSON Web Token': /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/,
  'an Authorization header': /\b(bearer|basic) (?!\[hidden\])[\w.~+/=-]{8,}/i,
  'a token in a query': /[?&]token=(?!\[hidden\])/i,
  'a signed id': /[\w-]{20,}--[\w-]{43}/,
};

/** The only line that shows a secret: the first key, printed once for people. */
const FIRST_KEY = /Your API key, shown this once: /;
/** Shorter values are in ordinary words. */
const SHORTEST = 12;

/** Garbage of tests puts ids where secrets belong. */
const ID = /^[a-z]{2,3}_[0-9a-z]{16}$/;

const seen = perSpec(() => new Set<string>());

/** Fields of answers and requests that are secret. */
const SECRET_FIELD =
  /"(?:api_key|apiKey|secret|upload_token|uploadToken|access_token|accessToken|password|signed_id|signedId|attachable_sgid)":"([^"]+)"/g;
const SIGNATURE = /X-Amz-Signature=([0-9a-f]{64})/gi;
const FORM_SIGNATURE = /"(?:x-amz-signature|policy)":"([^"]+)"/gi;

/** Remembers the secrets in what a test sent or received: no server of this spec may log them. */
export function noteSecrets(text: string): void {
  for (const form of [SECRET_FIELD, SIGNATURE, FORM_SIGNATURE])
    for (const [, secret] of text.matchAll(form)) note(secret!);
}

/** Remembers the credentials of a request. */
export function noteCredentials(authorization: string | undefined): void {
  const secret = authorization?.split(' ').at(-1);
  if (secret) note(secret);
}

function note(secret: string): void {
  if (secret.length >= SHORTEST && !ID.test(secret)) seen().add(secret);
}

/** Each line of a log that contains a secret, with the kind of the secret in front. */
export function leaksIn(lines: readonly string[], more: readonly string[] = []): string[] {
  const values = [...seen(), ...more.filter((value) => value.length >= SHORTEST)];
  return lines.flatMap((line) => {
    if (FIRST_KEY.test(line)) return [];
    const form = Object.keys(FORMS).find((name) => FORMS[name]!.test(line));
    const found = form ?? (values.some((value) => line.includes(value)) ? 'a secret of this spec' : undefined);
    return found === undefined ? [] : [`${found}: ${line.slice(0, 1_000)}`];
  });
}
