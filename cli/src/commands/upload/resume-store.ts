import type { ResumeStore } from '@airlock/sdk';
import { fileStore } from '@airlock/sdk/node';
import { join } from 'node:path';
import { stateFolder } from '../../config/config-folder.js';

/** Where the SDK keeps the id of one upload that is sent in parts; it goes when the upload is done. */
export class OneResumeStore implements ResumeStore {
  /** Whether the upload can go on in another process. */
  isKept = false;
  private readonly files: ResumeStore;

  constructor(environment: NodeJS.ProcessEnv) {
    this.files = fileStore(join(stateFolder(environment), 'parts'));
  }

  async get(key: string): Promise<string | null | undefined> {
    const id = await this.files.get(key);
    this.isKept = Boolean(id);
    return id;
  }

  async set(key: string, uploadId: string): Promise<void> {
    await this.files.set(key, uploadId);
    this.isKept = true;
  }

  async delete(key: string): Promise<void> {
    await this.files.delete(key);
    this.isKept = false;
  }
}
