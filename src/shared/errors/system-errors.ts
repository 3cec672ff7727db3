/** What an error code of the operating system, DNS or TLS means, and what to do. Both are parts of a sentence. */
export interface SystemCause {
  code: string;
  /** Follows "cannot be reached: " or "cannot be used: ". */
  what: string;
  /** A sentence without its full stop. */
  remedy: string;
}

const CHECK_NETWORK = 'Check the network and the firewalls between';
const FREE_SPACE = 'Free space on it';

/** The first match counts. `%` stands for the setting or address to correct. */
const CAUSES: [code: RegExp, what: string, remedy: string][] = [
  [/^ECONNREFUSED$/, 'nothing accepts connections there', 'Start it, or correct %'],
  [/^ENOTFOUND$/, 'its host name has no address', 'Correct the host name in %'],
  [/^EAI_AGAIN$/, 'the name server does not answer', 'Check the DNS of this machine'],
  [/^ETIMEDOUT$/, 'it does not answer in time', CHECK_NETWORK],
  [/^(ECONNRESET|EPIPE|ECONNABORTED)$/, 'it closed the connection', 'Look at its log'],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, 'no route leads there', CHECK_NETWORK],
  [/^EADDRINUSE$/, 'another process listens there', 'Stop that process, or take another port'],
  [/^EADDRNOTAVAIL$/, 'this machine has no such address', 'Correct %'],
  [/^(EACCES|EPERM)$/, 'the user of this process may not use it', 'Give that user the right, or change %'],
  [/^(ENOSPC|EDQUOT)$/, 'no space is left on the disk', FREE_SPACE],
  [/^EROFS$/, 'its file system is read-only', 'Mount it for writing'],
  [/^ENOENT$/, 'it does not exist', 'Create it, or correct %'],
  [/^(ENOTDIR|EEXIST)$/, 'a file is where a folder has to be', 'Correct %'],
  [/^(EMFILE|ENFILE)$/, 'too many files are open', 'Raise the limit of open files (ulimit -n)'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/,
    'its certificate is not valid for this host',
    'Correct the certificate, or the host name in %',
  ],
  [/^(ERR_SSL|EPROTO)/, 'the TLS handshake failed', 'Check whether it speaks TLS on the port in %'],
];

/**
 * The cause of a failed system call, connection or look-up, at any layer of the error; undefined for other errors.
 * `setting`: what to correct, as it is called where the sentence is read.
 */
export function systemCause(error: unknown, setting = 'its address'): SystemCause | undefined {
  for (const code of codesOf(error)) {
    const found = CAUSES.find(([pattern]) => pattern.test(code));
    if (found) return { code, what: found[1], remedy: found[2].replace('%', setting) };
  }
  return undefined;
}

/** Whether a write failed because the disk, or the part of it that this user may fill, is full. */
export function isDiskFull(error: unknown): boolean {
  return codesOf(error).some((code) => code === 'ENOSPC' || code === 'EDQUOT');
}

const DEEPEST = 6;

/** The codes of an error, of its causes, and of the attempts that it sums up. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > DEEPEST) return [];
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  const inner = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  return [...(typeof code === 'string' ? [code] : []), ...inner.flatMap((one) => codesOf(one, depth + 1))];
}
