import { join } from 'node:path';
import { type XmlNode } from '../xml.js';
import { makeDirectory, readJson } from './durable.js';
import { listOrNothing, ObjectFiles } from './object-files.js';
import { ObjectTable } from './object-table.js';
import { type Scratch } from './scratch.js';
import { UploadSessions } from './upload-sessions.js';

/** The bucket configurations that a client may set. */
export const bucketSettings = ['cors', 'lifecycle', 'notification'] as const;
export type BucketSetting = (typeof bucketSettings)[number];
export type BucketSettings = Partial<Record<BucketSetting, XmlNode>>;

const SETTINGS_FILE = 'bucket.json';

/** One bucket: its objects, its open uploads, its settings. */
export class Bucket {
  readonly files: ObjectFiles;
  readonly objects: ObjectTable;
  readonly uploads: UploadSessions;
  private current: BucketSettings = {};

  constructor(
    readonly name: string,
    readonly directory: string,
    private readonly scratch: Scratch,
    clock: () => number,
  ) {
    this.files = new ObjectFiles(directory, scratch);
    this.objects = new ObjectTable(this.files, scratch, clock);
    this.uploads = new UploadSessions(join(directory, 'uploads'), scratch);
  }

  get settings(): Readonly<BucketSettings> {
    return this.current;
  }

  /** Creates missing directories and reads the settings; objects are read on demand. */
  async open(): Promise<void> {
    for (const part of ['records', 'blobs', 'uploads']) await makeDirectory(join(this.directory, part));
    const settings = await readJson<BucketSettings>(join(this.directory, SETTINGS_FILE));
    if (settings) this.current = settings;
    else await this.save({});
  }

  async configure(setting: BucketSetting, value: XmlNode | undefined): Promise<void> {
    await this.save({ ...this.current, [setting]: value });
  }

  async isEmpty(): Promise<boolean> {
    for await (const _ of this.files.recordHashes()) return false;
    return (await listOrNothing(join(this.directory, 'uploads'))).length === 0;
  }

  private async save(settings: BucketSettings): Promise<void> {
    await this.scratch.replace(join(this.directory, SETTINGS_FILE), JSON.stringify(settings));
    this.current = settings;
  }
}
