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
}

const SEPARATOR = '--';
/** Of 32 bytes in base64url. */
const MAC_CHARACTERS = 43;

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
  sign(purpose: SignedIdPurpose, { workspaceId, uploadId }: SignedUploadId, expiresAt: Date): string {
    const text = [purpose, workspaceId, uploadId, Math.floor(expiresAt.getTime() / 1000)].join(' ');
    const payload = Buffer.from(text).toString('base64url');
    return payload + SEPARATOR + this.mac(payload).toString('base64url');
  }

  /** `null` when it was forged, has expired, or was signed for another purpose. */
  verify(purpose: SignedIdPurpose, signedId: string, now = new Date()): SignedUploadId | null {
    const at = signedId.length - MAC_CHARACTERS - SEPARATOR.length;
    const payload = signedId.slice(0, Math.max(at, 0));
    const mac = Buffer.from(signedId.slice(at + SEPARATOR.length), 'base64url');
    const expected = this.mac(payload);
    if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return null;
    const [signedFor, workspaceId, uploadId, expiresAt] = Buffer.from(payload, 'base64url').toString().split(' ');
    if (signedFor !== purpose || Number(expiresAt) * 1000 <= now.getTime()) return null;
    return { workspaceId: workspaceId!, uploadId: uploadId! };
  }

  private mac(payload: string): Buffer {
    return createHmac('sha256', this.key).update(payload).digest();
  }
}
