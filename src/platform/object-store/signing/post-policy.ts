import type { SignPost } from '../url-signer.js';
import type { SigningMoment } from './signing-moment.js';
import type { SigningScope } from './signing-scope.js';

/** The form fields for posting one file: the policy allows exactly this key, this type and a length in the range. */
export function postFields(
  request: SignPost,
  bucket: string,
  scope: SigningScope,
  { amzDate, expiresAt }: SigningMoment,
): Record<string, string> {
  const { key, contentType, minLength, maxLength, successStatus, successUrl } = request;
  if (key.includes('${filename}'))
    throw new RangeError('The key of a form must not contain ${filename}: the store would replace it.');
  const { sessionToken } = scope.credentials;
  const fields: Record<string, string> = {
    'Content-Type': contentType,
    ...(successUrl ? { success_action_redirect: successUrl } : {}),
    ...(successStatus ? { success_action_status: String(successStatus) } : {}),
    bucket,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': scope.credential,
    'X-Amz-Date': amzDate,
    ...(sessionToken ? { 'X-Amz-Security-Token': sessionToken } : {}),
  };
  const conditions = [
    ['content-length-range', minLength, maxLength],
    ...Object.entries({ ...fields, key }).map(([name, value]) => ({ [name]: value })),
  ];
  const expiration = expiresAt.toISOString().replace('.000Z', 'Z');
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  return { ...fields, key, Policy: policy, 'X-Amz-Signature': scope.sign(policy) };
}
