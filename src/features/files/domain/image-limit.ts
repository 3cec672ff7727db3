/** Whether a MIME type, as declared or detected, is that of a picture: those have a limit of their own (CONTRACT 3). */
export function isImage(mimeType: string): boolean {
  return mimeType.trim().toLowerCase().startsWith('image/');
}
