import { S3ServiceException } from '@aws-sdk/client-s3';
import { parseAnswer } from './answer-xml.js';

/** What a status means where the store sends no code, as in every response to HEAD. */
const codesOfStatuses: Record<number, string> = {
  301: 'PermanentRedirect',
  404: 'NotFound',
  412: 'PreconditionFailed',
};

/** The error that the AWS SDK would throw for this response, so that both are understood alike. */
export function refusal(httpStatusCode: number, body = ''): S3ServiceException {
  const answer = parseAnswer(body);
  const name = answer?.text('Code') ?? codesOfStatuses[httpStatusCode] ?? 'UnknownError';
  const message = answer?.text('Message') ?? name;
  const $fault = httpStatusCode < 500 ? 'client' : 'server';
  return new S3ServiceException({ name, message, $fault, $metadata: { httpStatusCode } });
}
