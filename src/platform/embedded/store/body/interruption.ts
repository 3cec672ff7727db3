import { hasCode } from '../disk/durable.js';
import { s3Errors } from '../s3-error.js';

/** A client that disconnected before the end of its body is not a defect. Other errors are returned unchanged. */
export function interruption(error: unknown): unknown {
  return hasCode(error, 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE') ? s3Errors.incompleteBody() : error;
}
