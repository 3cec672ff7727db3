import { type IncomingMessage, type ServerResponse } from 'node:http';
import { isDiskFull } from '../../../shared/errors/system-errors.js';
import { type SignatureVerifier } from './auth/signature-verifier.js';
import { applyCors, preflightReply } from './http/cors.js';
import { type CorsRule, parseCorsRules } from './http/cors-rules.js';
import { type Reply } from './http/reply.js';
import { S3Request } from './http/s3-request.js';
import { sendError, sendReply } from './http/send-reply.js';
import { type Services } from './operations/call.js';
import { postObject } from './operations/post-object.js';
import { route } from './operations/routes.js';
import { S3Error, s3Errors } from './s3-error.js';

/** Handles a request: CORS, signature, operation, and an S3 error for everything that is thrown. */
export class RequestHandler {
  constructor(
    private readonly services: Services,
    private readonly verifier: SignatureVerifier,
    private readonly defaultCors: CorsRule,
    private readonly onError: (error: unknown) => void,
  ) {}

  async handle(incoming: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
    const request = new S3Request(incoming, expectsContinue ? () => response.writeContinue() : undefined);
    response.setHeader('x-amz-request-id', request.id);
    try {
      await sendReply(request, response, await this.answer(request, response));
    } catch (error) {
      await sendError(request, response, this.refusal(error));
    }
  }

  private async answer(request: S3Request, response: ServerResponse): Promise<Reply> {
    request.parse();
    applyCors(request, response, this.corsRules(request.bucket));
    if (request.method === 'OPTIONS') return preflightReply(request, response);
    if (isForm(request)) {
      return postObject({ request, bucket: this.services.buckets.require(request.bucket), services: this.services });
    }
    return route({ request, auth: this.verifier.verify(request), services: this.services });
  }

  private corsRules(bucket: string): CorsRule[] {
    const configuration = this.services.buckets.get(bucket)?.settings.cors;
    return configuration === undefined ? [this.defaultCors] : parseCorsRules(configuration);
  }

  private refusal(error: unknown): S3Error {
    if (error instanceof S3Error) return error;
    if (isDiskFull(error)) return s3Errors.storageFull();
    this.onError(error);
    return new S3Error(500, 'InternalError', 'We encountered an internal error. Please try again.');
  }
}

function isForm(request: S3Request): boolean {
  const type = request.header('content-type') ?? '';
  return (
    request.method === 'POST' && request.bucket !== '' && request.key === '' && /^multipart\/form-data/i.test(type)
  );
}
