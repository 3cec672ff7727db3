/** A notification with what its mail shows. */
export interface MailedNotification {
  id: string;
  uploadId: string;
  reason: string;
  filename: string;
  workspaceName: string;
  createdAt: Date;
}

const MAX_NAME = 80;

/** Names are untrusted: one line, no control characters, no change of text direction, bounded length. */
export function safeName(name: string): string {
  const line = name
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length > MAX_NAME ? `${characters.slice(0, MAX_NAME - 1).join('')}…` : line;
}

const meanings: [reason: RegExp, sentence: (rest: string) => string][] = [
  [/^infected:(.*)$/s, (signature) => `malware was found in it (${safeName(signature)})`],
  [/^quarantined:(.*)$/s, (why) => `it was quarantined (${safeName(why)})`],
  [/^staging_ttl$/, () => 'it waited too long to be scanned and was removed; send it again'],
];

/** A reason in words. */
export function meaningOf(reason: string): string {
  for (const [pattern, sentence] of meanings) {
    const match = pattern.exec(reason);
    if (match) return sentence(match[1] ?? '');
  }
  return safeName(reason);
}

/** One message for all due notifications of a recipient, so that many files do not make many messages. */
export function composeMail(notifications: MailedNotification[]): { subject: string; text: string } {
  const [first] = notifications;
  const many = notifications.length > 1;
  const subject = many
    ? `${notifications.length} files were refused in ${safeName(first!.workspaceName)}`
    : `File refused: ${safeName(first!.filename)}`;
  const lines = notifications.map(
    ({ filename, reason, uploadId, createdAt }) =>
      `- ${safeName(filename)}: ${meaningOf(reason)}.\n  Upload ${uploadId}, ${createdAt.toISOString()}`,
  );
  const intro = `In the workspace ${safeName(first!.workspaceName)}:`;
  return { subject, text: [intro, ...lines, 'Airlock'].join('\n\n') };
}
