/** The reason why a request got no response. Its text is shown to users and reveals nothing about the internal network. */
export class OutgoingError extends Error {
  static readonly addressNotAllowed = () =>
    new OutgoingError(
      'The host has no address that may be called: private, link-local and metadata addresses are refused.',
    );
  static readonly nameNotFound = () => new OutgoingError('The host name has no address.');
  static readonly timeout = () => new OutgoingError('No answer in time.');
  static readonly notHttp = () => new OutgoingError('The answer is not HTTP.');

  static from(error: unknown): OutgoingError {
    if (error instanceof OutgoingError) return error;
    const { code = '', message } = error as { code?: string; message: string };
    return new OutgoingError(sentenceFor(code, message), { cause: error });
  }
}

/** Error codes of Node and OpenSSL; the first match counts. */
const SENTENCES: [code: RegExp, sentence: string][] = [
  [/^ECONNREFUSED$/, 'The connection was refused.'],
  [/^(ECONNRESET|EPIPE)$/, 'The connection broke before an answer.'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'The host name has no address.'],
  [/^HPE_/, 'The answer is not HTTP.'],
  [/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/, 'The certificate is not valid for this host.'],
  [/^(ERR_SSL|EPROTO)/, 'The TLS handshake failed.'],
];

function sentenceFor(code: string, message: string): string {
  if (message === 'socket hang up') return 'The connection broke before an answer.';
  return SENTENCES.find(([pattern]) => pattern.test(code))?.[1] ?? 'The connection failed.';
}
