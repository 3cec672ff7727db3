/** Why a request got no answer, in words that its sender may read: nothing of our own network is in them. */
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

/** OpenSSL's and Node's names for certificates that prove nothing. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/;

function sentenceFor(code: string, message: string): string {
  if (code === 'ECONNREFUSED') return 'The connection was refused.';
  if (code.startsWith('HPE_')) return 'The answer is not HTTP.';
  if (CERTIFICATE.test(code)) return `The certificate is not valid for this host (${code}).`;
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return 'The TLS handshake failed.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The host name has no address.';
  if (code === 'ECONNRESET' || code === 'EPIPE' || message === 'socket hang up')
    return 'The connection broke before an answer.';
  return 'The connection failed.';
}
