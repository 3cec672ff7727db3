/** Whether a MIME type, as declared or detected, is that of an image: images have a limit of their own. */
export function isImage(mimeType: string): boolean {
  return mimeType.trim().toLowerCase().startsWith('image/');
}
