import { expect } from '@jest/globals';
import type { Answer, Api, Json } from './api.js';
import { blobOf, DIRECT, report } from './direct-uploads.js';
import { farExtremes } from './extremes.js';
import { mark, textWith } from './garbage-places.js';
import { sendEverywhere } from './garbage.js';
import { TRACE } from './refusals.js';

const FIELDS = ['filename', 'content_type', 'byte_size', 'checksum', 'metadata', 'extra'];

const isPlace = ({ loc, msg, type }: Json) => loc?.length > 0 && Boolean(msg && type);

/** Taken, or refused in the form of the dialect: invalid fields by their place, everything else by a code. */
function expectDialect({ status, text, body }: Answer<Json>, what: string): void {
  const { detail, error_code: code } = body ?? {};
  const isListed = status === 422 && Array.isArray(detail) && detail.every(isPlace);
  const isFine = status < 400 || isListed || (/^[A-Z_]+$/.test(code) && code !== 'INTERNAL');
  expect({ what, isFine, text: isFine ? '' : text.slice(0, 300) }).toEqual({ what, isFine: true, text: '' });
  expect(text).not.toMatch(TRACE);
}

/** Sends odd values to every place of a direct upload. */
export async function sendGarbageDirectly(api: Api): Promise<void> {
  const blob = { ...blobOf(report()), metadata: {} };
  const odd = FIELDS.map((name) => ({ blob: { ...blob, [name]: mark } }));
  const places = [{ blob: mark }, { blob, extra: mark }, ...odd].map((body) => ({
    what: JSON.stringify(body),
    send: (value: string) => api.call('POST', DIRECT, JSON.parse(textWith(body, value))),
  }));
  const parseable = farExtremes.filter((value) => !value.includes('1e999'));
  await sendEverywhere(places, parseable, expectDialect);
}
