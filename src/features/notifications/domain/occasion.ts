/** Who should know of something: those who run the workspace, or who made the upload. */
export type Audience = 'administrators' | 'uploader';

/** An event as far as the decision needs it. */
interface Happening {
  type: string;
  detail: string | null;
}

/**
 * Which events people are told of: malware, and what was put aside, concerns those who run the workspace; a file that
 * waited too long in staging concerns whoever sent it. `undefined`: nobody needs to know.
 */
export function audienceOf({ type, detail }: Happening): Audience | undefined {
  if (type === 'upload.quarantined') return 'administrators';
  if (type !== 'upload.rejected' || detail === null) return undefined;
  if (/^(infected|quarantined):/.test(detail)) return 'administrators';
  return detail === 'staging_ttl' ? 'uploader' : undefined;
}
