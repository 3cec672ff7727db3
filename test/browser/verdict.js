const AIRLOCK = 'https://files.example.com';
const UNDECIDED = ['PENDING', 'IN_PROGRESS', 'PROCESSING'];

/** Reads an upload until it was admitted or rejected. */
export async function verdict(id, bearer) {
  for (;;) {
    const upload = await read(id, bearer).catch(() => undefined);
    if (upload && !UNDECIDED.includes(upload.status)) return upload;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** The upload; nothing when it cannot be read now. An expired token or a deleted upload is an end too. */
async function read(id, bearer) {
  const answer = await fetch(`${AIRLOCK}/v1/uploads/${id}`, { headers: { Authorization: `Bearer ${bearer}` } });
  if ([401, 403, 404].includes(answer.status)) return { status: 'UNKNOWN' };
  return answer.ok ? answer.json() : undefined;
}

const SENTENCES = {
  infected: 'It contains malware and was deleted.',
  unscannable: 'It could not be checked, for example because it is encrypted.',
  quarantined: 'It is kept for inspection by an administrator.',
  mime_mismatch: 'Its content is of another type than its name says.',
  empty: 'It is empty.',
};

/** Nothing for an admitted upload, else what to show instead. */
export function refusal({ status, status_reason }) {
  if (status === 'COMPLETED' || status === 'COMPLETED_WITH_ERRORS') return undefined;
  if (status === 'UNKNOWN') return 'It was sent, but whether it was accepted is not known.';
  const [reason] = (status_reason ?? '').split(':');
  return `It was not accepted. ${SENTENCES[reason] ?? 'Please send it again.'}`;
}
