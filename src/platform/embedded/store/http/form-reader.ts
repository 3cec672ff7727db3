import busboy, { type Busboy, type FieldInfo, type FileInfo } from 'busboy';
import { type Readable } from 'node:stream';
import { S3Error, s3Errors } from '../s3-error.js';
import { type S3Request } from './s3-request.js';

const MAX_FIELDS = 100;
const MAX_FIELD_BYTES = 20 * 1024;

/** A POST form up to its file; fields after the file are ignored, as in S3. */
export interface ReceivedForm {
  /** Values by lower-case name. */
  fields: Map<string, string>;
  filename: string;
  file: Readable;
  /** Stops reading, so that the rest of the request can be drained while an error is sent. */
  abandon: () => void;
}

/** Reads a form's fields and returns its file as a stream. */
export function readForm(request: S3Request): Promise<ReceivedForm> {
  const { incoming } = request;
  const parser = createParser(request);
  const fields = new Map<string, string>();
  const abandon = () => void incoming.unpipe(parser);
  return new Promise<ReceivedForm>((resolve, reject) => {
    /** An error in a listener of the parser would end the process. */
    const guard = <Args extends unknown[]>(listener: (...args: Args) => void) => {
      return (...args: Args) => {
        try {
          listener(...args);
        } catch (error) {
          reject(error as Error);
        }
      };
    };
    const takeField = (name: string | undefined, value: string, { valueTruncated }: FieldInfo) => {
      if (name === undefined) return reject(malformed());
      if (valueTruncated) reject(tooLong());
      fields.set(name.toLowerCase(), value);
    };
    const takeFile = (name: string | undefined, file: Readable, { filename }: FileInfo) => {
      file.on('error', () => undefined);
      if (name === 'file') resolve({ fields: new Map(fields), filename: filename ?? '', file, abandon });
      else file.resume();
    };
    parser.on('field', guard(takeField));
    parser.on('file', guard(takeFile));
    parser.on('fieldsLimit', () => reject(tooLong()));
    parser.on('error', () => reject(malformed()));
    parser.on('close', () => reject(s3Errors.invalidArgument('POST requires exactly one file upload per request.')));
    incoming.once('close', () => {
      if (!incoming.readableEnded) parser.destroy(s3Errors.incompleteBody());
    });
    request.acceptBody();
    incoming.pipe(parser);
  }).catch((error: unknown) => {
    abandon();
    throw error;
  });
}

function createParser(request: S3Request): Busboy {
  try {
    const limits = { fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES };
    return busboy({ headers: request.incoming.headers, limits, defParamCharset: 'utf8' });
  } catch {
    throw malformed();
  }
}

function malformed(): S3Error {
  return new S3Error(
    400,
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  );
}

function tooLong(): S3Error {
  return new S3Error(400, 'MaxPostPreDataLengthExceeded', 'The fields before the file are too many or too long.');
}
