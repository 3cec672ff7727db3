import { S3ServiceException } from '@aws-sdk/client-s3';

/** How the store refused an SDK call, e.g. `412 PreconditionFailed`; `accepted` when it did not. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    return `${error.$metadata.httpStatusCode} ${error.name}`;
  }
}
