import { S3ServiceException } from '@aws-sdk/client-s3';

/** The error of an SDK call, e.g. `412 PreconditionFailed`; `accepted` when it succeeded. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    return `${error.$metadata.httpStatusCode} ${error.name}`;
  }
}
