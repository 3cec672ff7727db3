import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { fileExists } from './target.js';

/** What a download has so far. It is kept when the download is interrupted, and the next one goes on after it. */
export class PartFile {
  private constructor(
    private readonly handle: FileHandle,
    readonly path: string,
    private readonly target: string,
    /** Of all bytes so far. */
    private readonly hash: Hash,
    public size: number,
  ) {}

  /** Beside the target, named after the file: another file under the same name does not go on after it. */
  static async open(target: string, fileId: string, size: number): Promise<PartFile> {
    const path = `${target}.${fileId}.part`;
    // A link that was put there would lead the bytes elsewhere.
    const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
    const handle = await open(path, flags, 0o666);
    const hash = createHash('sha256');
    let length = 0;
    for await (const chunk of handle.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      length += chunk.length;
    }
    if (length <= size) return new PartFile(handle, path, target, hash, length);
    await handle.truncate(0);
    return new PartFile(handle, path, target, createHash('sha256'), 0);
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await this.handle.write(chunk, done, chunk.length - done, this.size + done);
      done += bytesWritten;
    }
    this.hash.update(chunk);
    this.size += chunk.length;
  }

  /** Of everything; can be read once. */
  digest(): string {
    return this.hash.digest('hex');
  }

  /** Gives it its name. Without `force` a file that has come to be there meanwhile is kept. */
  async finish(force: boolean): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    if (force) return rename(this.path, this.target);
    try {
      await link(this.path, this.target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw fileExists(this.target);
      // A file system without hard links.
      return rename(this.path, this.target);
    }
    await rm(this.path);
  }

  async discard(): Promise<void> {
    await this.handle.close();
    await rm(this.path, { force: true });
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
