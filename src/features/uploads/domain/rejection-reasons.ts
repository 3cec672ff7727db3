/** Why uploads are rejected, by the first word of the reason that is recorded. */
export const rejectionReasons = [
  'infected',
  'unscannable',
  'quarantined',
  'mime_mismatch',
  'size_mismatch',
  'checksum_mismatch',
  'image_too_large',
  'empty',
  'changed_during_scan',
  'staging_ttl',
] as const;

/** `infected` of `infected:Eicar-Test-Signature`: names of malware and types are many. */
export const reasonWord = (reason: string | null): string => (reason ?? '').split(':', 1)[0]!;
