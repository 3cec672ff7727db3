import { MAX_MESSAGE_BYTES } from '../../platform/events/event-channel.js';

/**
 * A reference to a new event (a move of an upload, or an announcement), or to a document that made progress. Ids only:
 * receivers with the right to read it look it up.
 */
export type Change = { workspaceId: string } & (
  { uploadId: string; sequence: number } | { announcementId: string } | { documentId: string }
);

/** `upl_…:3`, `#17` or `doc_…`, by workspace. */
type Encoded = Record<string, string[]>;

/** As few messages as the channel takes. */
export function encodeChanges(changes: Change[]): string[] {
  const messages: string[] = [];
  let current: Encoded = {};
  let bytes = 2;
  for (const change of changes) {
    const reference = referenceOf(change);
    // Ids are ASCII. Quotes and a comma for each; for a new workspace its name, colon, brackets too.
    const more = reference.length + 3 + (current[change.workspaceId] ? 0 : change.workspaceId.length + 6);
    if (bytes + more > MAX_MESSAGE_BYTES) {
      messages.push(JSON.stringify(current));
      [current, bytes] = [{}, 2 + change.workspaceId.length + 6];
    }
    (current[change.workspaceId] ??= []).push(reference);
    bytes += more;
  }
  if (changes.length) messages.push(JSON.stringify(current));
  return messages;
}

function referenceOf(change: Change): string {
  if ('uploadId' in change) return `${change.uploadId}:${change.sequence}`;
  return 'documentId' in change ? change.documentId : `#${change.announcementId}`;
}

/** References of an unknown form, from another release, are skipped. */
export function decodeChanges(message: string): Change[] {
  const encoded = JSON.parse(message) as Encoded;
  return Object.entries(encoded).flatMap(([workspaceId, references]) =>
    references.flatMap((reference): Change[] => {
      const move = /^(upl_[0-9a-z]+):(\d+)$/.exec(reference);
      if (move) return [{ workspaceId, uploadId: move[1]!, sequence: Number(move[2]) }];
      if (/^doc_[0-9a-z]+$/.test(reference)) return [{ workspaceId, documentId: reference }];
      return /^#\d+$/.test(reference) ? [{ workspaceId, announcementId: reference.slice(1) }] : [];
    }),
  );
}

/** Whether a message reports a move of an upload. */
export function isMoveOfUpload(message: string): boolean {
  return message.includes('"upl_');
}
