/** Who is notified: the administrators of the workspace, or the uploader. */
export type Audience = 'administrators' | 'uploader';

/** The part of an event that decides. */
interface Happening {
  type: string;
  detail: string | null;
}

/**
 * Which events notify people: administrators of malware and quarantined files, uploaders of files that waited too long in
 * staging. `undefined`: none.
 */
export function audienceOf({ type, detail }: Happening): Audience | undefined {
  if (type === 'upload.quarantined') return 'administrators';
  if (type !== 'upload.rejected' || detail === null) return undefined;
  if (/^(infected|quarantined):/.test(detail)) return 'administrators';
  return detail === 'staging_ttl' ? 'uploader' : undefined;
}
