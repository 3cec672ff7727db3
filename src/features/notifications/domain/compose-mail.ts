/** A notification as its mail tells it. */
export interface MailedNotification {
  id: string;
  uploadId: string;
  reason: string;
  filename: string;
  workspaceName: string;
  createdAt: Date;
}

const MAX_NAME = 80;

/** A name that a stranger chose: one line, no controls, no text direction of its own, and not too long. */
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
  [/^quarantined:(.*)$/s, (why) => `it was put aside (${safeName(why)})`],
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

/** One message for all that waits for somebody, so that a flood of files is no flood of mail. */
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
