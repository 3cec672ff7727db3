import { AirlockError } from './airlock-error.js';

/** Why a file is not accepted, by the first word of its `statusReason`. */
const SENTENCES: Record<string, string> = {
  infected: 'It contains malware and was deleted.',
  unscannable: 'It cannot be checked for malware.',
  quarantined: 'It is kept in quarantine.',
  mime_mismatch: 'Its content is of another type than its name says.',
  size_mismatch: 'Another number of bytes arrived than was announced. Send it again.',
  checksum_mismatch: 'Other bytes arrived than were read. Send it again.',
  empty: 'It is empty.',
  quota_exceeded: 'The storage quota has no room for it.',
  changed_during_scan: 'It was changed while it was checked. Send it again.',
  image_too_large: 'The picture is too large.',
  expired: 'It was not sent in time. Send it again.',
  staging_ttl: 'It could not be checked in time. Send it again.',
  canceled_by_user: 'It was canceled.',
};

/** What is known of a file that was not accepted. */
export interface RejectedFile {
  filename: string;
  statusReason?: string | null;
}

export function rejection({ filename, statusReason }: RejectedFile): AirlockError {
  const [reason, detail] = (statusReason ?? '').split(':', 2) as [string, string?];
  const sentence = SENTENCES[reason] ?? 'Send it again.';
  const because = detail ? ` (${detail.slice(0, 100)})` : '';
  return new AirlockError({
    code: 'FILE_REJECTED',
    message: `${filename} was not accepted. ${sentence}${because}`,
    statusReason: statusReason ?? undefined,
  });
}
