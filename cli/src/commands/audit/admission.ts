/** What would become of a file, as the server's code of admission says. */
export interface AuditedFile {
  path: string;
  size: number;
  declared: string;
  shown: string;
  proof: 'proven' | 'unproven' | 'contradicted';
  outcome: 'admit' | 'quarantine' | 'reject';
  reason?: string;
}

export interface UnreadableEntry {
  path: string;
  error: string;
}

export interface FolderAudit {
  directory: string;
  typePolicy: string;
  unscannablePolicy: string;
}

interface AdmissionLibrary {
  auditFolder(audit: FolderAudit): AsyncGenerator<AuditedFile | UnreadableEntry>;
}

/** The server's own code (`scripts/bundle-admission.mjs` puts it there), loaded only when it is needed: it is large. */
export async function loadAdmission(): Promise<AdmissionLibrary> {
  const place = new URL('../../admission/dist/audit/audit.js', import.meta.url);
  return (await import(place.href)) as AdmissionLibrary;
}
