/** What the process ends with, so that scripts can tell the reasons apart. The reference lists them. */
export const exitCodes = {
  done: { code: 0, when: 'Everything was done.' },
  failed: { code: 1, when: 'Something failed that has no code of its own below; the message says what.' },
  usage: { code: 2, when: 'The arguments are not valid. Nothing was sent.' },
  rejected: { code: 3, when: 'A file was refused or rejected, or would be (`audit`).' },
  denied: { code: 4, when: 'Not logged in, the credentials are not valid any more, or they do not allow this.' },
  missing: { code: 5, when: 'What was named does not exist, or is gone.' },
  unavailable: { code: 6, when: 'The server cannot be reached, or cannot do it now: the same command may work later.' },
  interrupted: { code: 130, when: 'Ended by Ctrl-C (143: by SIGTERM). Uploads and downloads go on when run again.' },
} as const;

export type ExitReason = keyof typeof exitCodes;
export type ExitCode = (typeof exitCodes)[ExitReason]['code'] | 143;
