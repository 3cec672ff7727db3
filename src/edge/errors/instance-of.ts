import { cut } from '../../shared/errors/bounds.js';

/** A capability URL is `/u/{upload_token}/…`; a token elsewhere in a path is a client's mistake, and no less secret. */
const CAPABILITY = /^(\/+u\/+)[^/]+/i;
const TOKEN = /(?<![0-9A-Za-z])ut_[0-9A-Za-z]{20,}/g;
const PLACE = '{upload_token}';

export function pathOf(url: string): string {
  return url.split('?', 1)[0]!.replace(/(?<=.)\/$/, '');
}

/** What a problem names as its `instance`: the path, without query and without the secret that it may hold. */
export function instanceOf(url: string): string {
  return cut(pathOf(url).replace(CAPABILITY, `$1${PLACE}`).replace(TOKEN, PLACE));
}
