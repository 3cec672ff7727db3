import { AirlockError } from '../errors/airlock-error.js';
import type { Api } from '../http/api.js';

/** What Uppy 6 (`@uppy/aws-s3`) hands to its option `signRequest`. */
export interface UppyRequest {
  method: string;
  key: string;
  contentType?: string;
  uploadId?: string;
  partNumber?: number;
  /** Bytes of the file: the store then takes exactly as many. */
  size?: number;
  [more: string]: unknown;
}

/** What Uppy sends its bytes to. */
export interface UppyAnswer {
  url: string;
  key: string;
  upload_id: string;
  headers?: Record<string, string>;
  fields?: Record<string, string>;
}

/** For Uppy: `uppy.use(AwsS3, { signRequest: client.uppy.signRequest })`, with a client that has an upload token. */
export class Uppy {
  constructor(private readonly api: Api) {}

  readonly signRequest = async (request: UppyRequest): Promise<UppyAnswer> => {
    const token = await this.api.connection.credentials.bearer();
    if (!token.startsWith('ut_'))
      throw new AirlockError({
        code: 'INVALID_ARGUMENT',
        message: 'Uppy needs a client with an upload token (ut_…): your server makes one by POST /v1/upload-tokens.',
      });
    return this.api.call('POST', `/u/${token}/sign`, { body: request });
  };
}
