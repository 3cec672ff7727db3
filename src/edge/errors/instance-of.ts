import { cut } from '../../shared/errors/bounds.js';

/** A capability URL is `/u/{upload_token}/…`; a token elsewhere in a path is a client's mistake, and no less secret. */
const CAPABILITY = /^(\/+u\/+)[^/]+/i;
const TOKEN = /(?<![0-9A-Za-z])ut_[0-9A-Za-z]{20,}/g;
const PLACE = '{upload_token}';
/** A link to a file is `/v1/blobs/{view_id}`; signed ids elsewhere are known by their form. */
const VIEW = /^(\/+v1\/+blobs\/+)[^/]+/i;
const SIGNED_ID = /[\w-]{20,}--[\w-]{43}/g;

export function pathOf(url: string): string {
  return url.split('?', 1)[0]!.replace(/(?<=.)\/$/, '');
}

/** What a problem names as its `instance`: the path, without query and without the secret that it may hold. */
export function instanceOf(url: string): string {
  const path = pathOf(url).replace(CAPABILITY, `$1${PLACE}`).replace(TOKEN, PLACE);
  return cut(path.replace(VIEW, '$1{view_id}').replace(SIGNED_ID, '{signed_id}'));
}
