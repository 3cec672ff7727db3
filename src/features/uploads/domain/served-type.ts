/** Types that no browser runs, whatever is in them (CONTRACT 3). Everything else is downloaded, never shown. */
const inlineSafe = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
]);

export function isInlineSafe(detectedType: string): boolean {
  return inlineSafe.has(detectedType);
}
