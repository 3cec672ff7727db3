/** An error with S3's code; `http/send-reply` renders it. Other errors are defects (500). */
export class S3Error extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Further elements of the answer, by name: those of S3, and `Hint`, a sentence of this store about what to do. */
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'S3Error';
  }
}

/** Errors that several operations throw, with S3's codes and status. */
export const s3Errors = {
  accessDenied: (message = 'Access Denied', details = {}) => new S3Error(403, 'AccessDenied', message, details),
  badDigest: (what: string) =>
    new S3Error(400, 'BadDigest', `The ${what} you specified did not match the calculated checksum.`),
  bucketMissing: () => new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist.'),
  entityTooLarge: () =>
    new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size. Send fewer bytes.'),
  entityTooSmall: () =>
    new S3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size.'),
  incompleteBody: () =>
    new S3Error(400, 'IncompleteBody', 'The body ended before the number of bytes its headers announced.'),
  invalidArgument: (message: string) => new S3Error(400, 'InvalidArgument', message),
  invalidRequest: (message: string) => new S3Error(400, 'InvalidRequest', message),
  keyMissing: () => new S3Error(404, 'NoSuchKey', 'The specified key does not exist.'),
  malformedXml: () =>
    new S3Error(400, 'MalformedXML', 'The XML you provided was not well-formed or is not expected here.'),
  methodNotAllowed: () =>
    new S3Error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.'),
  notImplemented: (what: string) => new S3Error(501, 'NotImplemented', `This store does not implement ${what}.`),
  preconditionFailed: () =>
    new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold.'),
  lengthMissing: (header: string) =>
    new S3Error(411, 'MissingContentLength', `You must provide the ${header} header.`, {
      Hint:
        'The body was sent in chunks, without its length. Send a file of known size: curl -T FILE instead of -T -, ' +
        'and in programs a Buffer, Blob or File instead of a stream.',
    }),
  signatureMismatch: (Hint = 'Send the request exactly as it was signed.') =>
    new S3Error(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { Hint },
    ),
  storageFull: () => new S3Error(507, 'StorageFull', 'The disk of this store is full. Free space on it.'),
  uploadMissing: () =>
    new S3Error(404, 'NoSuchUpload', 'The specified upload does not exist. It may have been aborted or completed.'),
};
