import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';

/** What a signed id is good for; it is refused for everything else. */
export const signedIdPurposes = ['attach', 'view', 'global', 'session'] as const;
export type SignedIdPurpose = (typeof signedIdPurposes)[number];

/** The upload that a signed id names, in the workspace that it was signed for. */
export interface SignedUploadId {
  workspaceId: string;
  uploadId: string;
  /** The actor that it was handed out to, where its use is noted. */
  issuedTo?: string;
}

const SEPARATOR = '--';
/** Of 32 bytes in base64url. */
const MAC_CHARACTERS = 43;
const TAIL_CHARACTERS = SEPARATOR.length + MAC_CHARACTERS;
/** Longer than any that was ever signed: nothing is computed for such text. */
const MAX_CHARACTERS = 512;

/**
 * Ids that prove by themselves that this installation handed them out: upload, workspace, purpose and expiry are in their
 * HMAC, under a key derived from AIRLOCK_SECRET.
 */
@Injectable()
export class SignedIds {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = Buffer.from(hkdfSync('sha256', config.get('AIRLOCK_SECRET')!, '', 'airlock signed id', 32));
  }

  /** `[A-Za-z0-9_-]` only. */
  sign(purpose: SignedIdPurpose, { workspaceId, uploadId, issuedTo }: SignedUploadId, expiresAt: Date): string {
    const seconds = Math.floor(expiresAt.getTime() / 1000);
    const fields = [purpose, workspaceId, uploadId, seconds, ...(issuedTo === undefined ? [] : [issuedTo])];
    return this.withMac(Buffer.from(fields.join(' ')).toString('base64url'));
  }

  /**
   * `null` when it was forged, has expired, or was signed for another purpose. Only the very text that was signed passes:
   * another base64 of the same bytes is a forgery too.
   */
  verify(purpose: SignedIdPurpose, signedId: string, now = new Date()): SignedUploadId | null {
    if (signedId.length > MAX_CHARACTERS || signedId.length <= TAIL_CHARACTERS) return null;
    const payload = signedId.slice(0, -TAIL_CHARACTERS);
    if (!isSame(signedId, this.withMac(payload))) return null;
    const [signedFor, workspaceId, uploadId, seconds, issuedTo] = Buffer.from(payload, 'base64url')
      .toString()
      .split(' ');
    if (signedFor !== purpose || Number(seconds) * 1000 <= now.getTime()) return null;
    return { workspaceId: workspaceId!, uploadId: uploadId!, ...(issuedTo === undefined ? {} : { issuedTo }) };
  }

  private withMac(payload: string): string {
    return payload + SEPARATOR + createHmac('sha256', this.key).update(payload).digest('base64url');
  }
}

/** In a time that does not depend on where they differ. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
