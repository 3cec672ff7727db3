const ENDED = ['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELED'];

/** Reads an upload, once a second, until it was admitted or rejected. */
export async function verdict(read) {
  for (;;) {
    const upload = await read().catch(() => undefined);
    if (ENDED.includes(upload?.status)) return upload;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

const SENTENCES = {
  infected: 'It contains malware and was deleted.',
  unscannable: 'It could not be checked, for example because it is encrypted.',
  quarantined: 'It is kept for inspection by an administrator.',
  mime_mismatch: 'Its content is of another type than its name says.',
  empty: 'It is empty.',
  expired: 'It did not arrive in time. Please send it again.',
};

/** What to show for an upload that has ended. */
export function sentence({ filename, status, status_reason }) {
  if (status.startsWith('COMPLETED')) return `${filename}: ready`;
  const [reason] = (status_reason ?? '').split(':');
  return `${filename}: not accepted. ${SENTENCES[reason] ?? 'Please send it again.'}`;
}
