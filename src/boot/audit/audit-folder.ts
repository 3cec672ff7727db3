import { relative } from 'node:path';
import type { AuditedFile, Policies } from './file-auditor.js';
import { openAuditor } from './open-auditor.js';
import { walkFolder } from './walk-folder.js';

export interface FolderAudit extends Policies {
  directory: string;
}

/** What could not be read, and why: the code of the system's error, or its message. */
export interface UnreadableEntry {
  path: string;
  error: string;
}

/** What would become of each file below a folder, one at a time. Paths are relative to the folder. */
export async function* auditFolder(audit: FolderAudit): AsyncGenerator<AuditedFile | UnreadableEntry> {
  const { directory } = audit;
  const unreadable = (path: string, error: Error): UnreadableEntry => ({
    path: relative(directory, path) || '.',
    error: (error as NodeJS.ErrnoException).code ?? error.message,
  });
  const folders: UnreadableEntry[] = [];
  const { auditor, close } = await openAuditor(audit);
  try {
    for await (const path of walkFolder(directory, (folder, error) => folders.push(unreadable(folder, error)))) {
      yield* folders.splice(0);
      yield await auditor.audit(path).then(
        (file) => ({ ...file, path: relative(directory, path) }),
        (error: Error) => unreadable(path, error),
      );
    }
    yield* folders;
  } finally {
    await close();
  }
}
