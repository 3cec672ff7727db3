import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checksums } from '../body/checksums.js';
import { s3Errors } from '../s3-error.js';
import { syncDirectory } from './directory-sync.js';
import { isMissing, makeDirectory, readJson } from './durable.js';
import { KeyedLock } from './keyed-lock.js';
import { listOrNothing } from './object-files.js';
import { type ContentDescription } from './object-record.js';
import { type Scratch, type StagedFile } from './scratch.js';

const UPLOAD_ID = /^[0-9a-f]{48}$/;
const PART_RECORD = /^\d{5}\.json$/;
const SESSION_FILE = 'upload.json';

/** An open multipart upload: neither completed nor aborted. */
export interface UploadSession extends ContentDescription {
  uploadId: string;
  key: string;
  initiatedAt: number;
  checksumAlgorithm?: string;
}

export interface PartRecord {
  partNumber: number;
  size: number;
  etag: string;
  checksums: Checksums;
  modifiedAt: number;
  blob: string;
}

/** The open multipart uploads of a bucket: one directory each, with a record and an immutable file per part. */
export class UploadSessions {
  private readonly lock = new KeyedLock();

  constructor(
    private readonly directory: string,
    private readonly scratch: Scratch,
  ) {}

  async create(session: Omit<UploadSession, 'uploadId'>): Promise<UploadSession> {
    const created = { ...session, uploadId: randomBytes(24).toString('hex') };
    const directory = join(this.directory, created.uploadId);
    await makeDirectory(directory);
    await this.scratch.replace(join(directory, SESSION_FILE), JSON.stringify(created));
    return created;
  }

  async find(uploadId: string): Promise<UploadSession | null> {
    return UPLOAD_ID.test(uploadId) ? readJson<UploadSession>(join(this.directory, uploadId, SESSION_FILE)) : null;
  }

  async require(key: string, uploadId: string): Promise<UploadSession> {
    const session = await this.find(uploadId);
    if (session?.key !== key) throw s3Errors.uploadMissing();
    return session;
  }

  async list(): Promise<UploadSession[]> {
    const sessions: UploadSession[] = [];
    for (const uploadId of await listOrNothing(this.directory)) {
      const session = await this.find(uploadId);
      if (session) sessions.push(session);
    }
    return sessions;
  }

  /** Stores a received part and replaces an earlier one; throws when the upload no longer exists. */
  async putPart(session: UploadSession, part: Omit<PartRecord, 'blob'>, staged: StagedFile): Promise<void> {
    await this.exclusively(session.uploadId, async () => {
      const directory = join(this.directory, session.uploadId);
      const record = join(directory, partFile(part.partNumber));
      const blob = randomBytes(16).toString('hex');
      if (!(await this.find(session.uploadId))) throw s3Errors.uploadMissing();
      const before = await readJson<PartRecord>(record);
      await rename(staged.path, join(directory, blob));
      await this.scratch.replace(record, JSON.stringify({ ...part, blob }));
      if (before) await rm(join(directory, before.blob), { force: true });
    }).catch(async (error: unknown) => {
      await this.scratch.discard([staged]);
      throw error;
    });
  }

  /** The parts in order of their numbers. */
  async parts(uploadId: string): Promise<PartRecord[]> {
    const names = (await listOrNothing(join(this.directory, uploadId))).filter((name) => PART_RECORD.test(name)).sort();
    const parts: PartRecord[] = [];
    for (const name of names) {
      const part = await readJson<PartRecord>(join(this.directory, uploadId, name));
      if (part) parts.push(part);
    }
    return parts;
  }

  /** Hard links to parts: the upload stays unchanged until the object is committed. */
  async stageParts(uploadId: string, parts: readonly PartRecord[]): Promise<StagedFile[]> {
    const staged: StagedFile[] = [];
    for (const { blob, size } of parts) {
      staged.push({ path: await this.scratch.linkOf(join(this.directory, uploadId, blob)), size });
    }
    return staged;
  }

  partPath(uploadId: string, { blob }: PartRecord): string {
    return join(this.directory, uploadId, blob);
  }

  /** Removes an upload atomically: no part can be read or added afterwards. */
  async remove(uploadId: string): Promise<void> {
    try {
      await this.scratch.discardDirectory(join(this.directory, uploadId));
      await syncDirectory(this.directory);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /** Serialises changes of one upload: completing, aborting, adding a part. */
  exclusively<T>(uploadId: string, work: () => Promise<T>): Promise<T> {
    return this.lock.run(uploadId, work);
  }
}

function partFile(partNumber: number): string {
  return `${String(partNumber).padStart(5, '0')}.json`;
}
