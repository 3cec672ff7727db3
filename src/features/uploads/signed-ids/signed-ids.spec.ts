import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Config } from '../../../config/config.js';
import { attachUntil, globalUntil, viewUntil } from './lifetimes.js';
import { type SignedIdPurpose, signedIdPurposes, SignedIds } from './signed-ids.js';

const withSecret = (secret: string) => new SignedIds({ get: () => secret } as unknown as Config);
const ids = withSecret('a secret of this installation, long enough');
const place = { workspaceId: 'ws_0mwxk3cu22i6l3aa', uploadId: 'upl_0mwxk3cu22i6l3bb' };
const now = new Date('2026-11-26T12:00:00Z');
const soon = new Date(now.getTime() + 60_000);
const sign = (purpose: SignedIdPurpose = 'attach') => ids.sign(purpose, place, soon);
const verify = (id: string, purpose: SignedIdPurpose = 'attach') => ids.verify(purpose, id, now);

describe('a signed id', () => {
  it('names its upload until it expires, for its purpose only', () => {
    for (const purpose of signedIdPurposes)
      for (const other of signedIdPurposes)
        expect(verify(sign(purpose), other)).toEqual(purpose === other ? place : null);
    expect(ids.verify('attach', sign(), new Date(soon.getTime() - 1))).toEqual(place);
    expect(ids.verify('attach', sign(), soon)).toBeNull();
  });

  it('names the actor that it was issued to, if any', () => {
    const issued = { ...place, issuedTo: 'usr_0mwxk3cu22i6l3cc' };
    expect(verify(ids.sign('view', issued, soon), 'view')).toEqual(issued);
  });

  it('fits into a path, a form and a log line', () => {
    expect(sign()).toMatch(/^[A-Za-z0-9_-]{1,300}$/);
  });

  it('of another secret is refused', () => {
    expect(verify(withSecret('another secret').sign('attach', place, soon))).toBeNull();
  });

  it('with one character changed, left out, doubled or added is refused', () => {
    const id = sign();
    const characters = [...'AQgwZ09-_=+/ \n\0é'];
    for (let at = 0; at < id.length; at++) {
      const [head, tail] = [id.slice(0, at), id.slice(at + 1)];
      for (const other of characters) if (other !== id[at]) expect(verify(head + other + tail)).toBeNull();
      for (const changed of [head + tail, head + id[at]! + id[at]! + tail]) expect(verify(changed)).toBeNull();
      for (const cut of [head, tail]) expect(verify(cut)).toBeNull();
    }
    for (const other of characters) for (const longer of [id + other, other + id]) expect(verify(longer)).toBeNull();
  });

  it('in another base64 of the same bytes is refused', () => {
    const id = sign();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const mac = Buffer.from(id.slice(-43), 'base64url');
    const same = [...alphabet].map((last) => id.slice(0, -1) + last);
    const spellings = same.filter((each) => Buffer.from(each.slice(-43), 'base64url').equals(mac));
    expect(spellings).toHaveLength(4);
    expect(spellings.filter((each) => verify(each) !== null)).toEqual([id]);
    const standard = id.replaceAll('-', '+').replaceAll('_', '/');
    if (standard !== id) expect(verify(standard)).toBeNull();
  });

  it('that was never signed is refused, of any length', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => verify(text) === null));
    const [payload] = sign().split('--');
    fc.assert(
      fc.property(fc.base64String({ minLength: 44, maxLength: 44 }), (mac) => verify(`${payload}--${mac}`) === null),
    );
    for (const text of ['', '--', 'x'.repeat(10_000_000), `${'x'.repeat(10_000_000)}${sign()}`])
      expect(verify(text)).toBeNull();
  });

  it('of every place survives signing, and no two places share one', () => {
    const id = fc.stringMatching(/^[0-9a-z]{16}$/);
    fc.assert(
      fc.property(id, id, id, id, (a, b, c, d) => {
        const one = { workspaceId: `ws_${a}`, uploadId: `upl_${b}` };
        const two = { workspaceId: `ws_${c}`, uploadId: `upl_${d}` };
        const signed = ids.sign('global', one, soon);
        expect(ids.verify('global', signed, now)).toEqual(one);
        if (a !== c || b !== d) expect(ids.sign('global', two, soon)).not.toBe(signed);
      }),
    );
  });
});

describe('the life of a signed id', () => {
  const hours = (until: Date) => (until.getTime() - now.getTime()) / 3600_000;

  it('for attaching outlives the upload by a day, and staging by a day', () => {
    expect(hours(attachUntil({ deadlineAt: soon }, 24, now))).toBe(48);
    expect(hours(attachUntil({ deadlineAt: new Date(now.getTime() + 100 * 3600_000) }, 24, now))).toBe(124);
  });

  it('for viewing is five minutes, in a rich text ten years', () => {
    expect(hours(viewUntil(now))).toBe(1 / 12);
    expect(hours(globalUntil(now))).toBe(10 * 365 * 24);
  });
});
