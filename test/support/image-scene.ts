import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/config/config.js';
import { BlobsRepository, TrashRepository } from '../../src/features/blobs/index.js';
import { ImagesService } from '../../src/features/images/images.service.js';
import { ImageMetrics } from '../../src/features/images/making/image-metrics.js';
import { MakeVariantsService } from '../../src/features/images/making/make-variants.service.js';
import { PictureBytes } from '../../src/features/images/making/picture-bytes.js';
import { ImageRunner } from '../../src/features/images/queue/image-runner.js';
import { ImageLeasesRepository } from '../../src/features/images/records/image-leases.repository.js';
import { ImageOutcomeRepository } from '../../src/features/images/records/image-outcome.repository.js';
import { ImagesRepository } from '../../src/features/images/records/images.repository.js';
import { VariantBytes } from '../../src/features/images/variant-bytes.js';
import { VariantWait } from '../../src/features/images/variant-wait.js';
import { AvailableBytes, SignedIds, type UploadAccess } from '../../src/features/uploads/index.js';
import { CageMetrics } from '../../src/platform/cage/cage-metrics.js';
import { ProcessCage } from '../../src/platform/cage/process.cage.js';
import type { FaultPoints } from '../../src/platform/faults/fault-points.js';
import { CagedImageProcessor } from '../../src/platform/image-processing/caged.image-processor.js';
import type { ImageProcessor } from '../../src/platform/image-processing/image-processor.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { S3ObjectStore } from '../../src/platform/object-store/s3/s3-object-store.js';
import type { Database } from '../../src/platform/prisma/database.js';
import { TemporaryFiles } from '../../src/platform/temporary-files/temporary-files.js';
import { newId } from '../../src/shared/ids.js';
import { ProxiedStore } from './proxied-store.js';
import type { StoreAccess } from './store-access.js';
import { makeTenant, productDatabase, type TestTenant } from './tenant.js';
import { insertUpload } from './uploads.js';

const settings = {
  ...{ IMAGE_MAX_PIXELS: 50_000_000, IMAGE_SECONDS: 30, IMAGE_RESIDENT_MIB: 768, IMAGE_LEASE_SECONDS: 30 },
  AIRLOCK_SECRET: 'a secret of at least thirty-two characters',
};
const config = {
  get: (name: keyof typeof settings) => settings[name],
  publicUrl: 'http://airlock.test',
} as unknown as Config;

export interface StoredImage {
  status: string;
  recipe: number;
  width: number | null;
  height: number | null;
  frames: number | null;
  error_code: string | null;
  attempts: number;
  lease_token: string | null;
}

/** A file with a content of its own. */
export interface PictureFile {
  uploadId: string;
  blobId: string;
  key: string;
}

/** Pictures, a database and a store, and workers that make variants in the cage: put together as the product does. */
export class ImageScene {
  private constructor(
    private readonly setup: Awaited<ReturnType<typeof productDatabase>>,
    private readonly network: ProxiedStore,
    readonly store: S3ObjectStore,
    readonly access: StoreAccess,
    private readonly cage: ProcessCage,
    private readonly directory: string,
    readonly tenant: TestTenant,
  ) {}

  static async start(): Promise<ImageScene> {
    const [setup, network] = await Promise.all([productDatabase(), ProxiedStore.start()]);
    const { bucket, proxy, credentials } = network;
    const location = { bucket, region: 'us-east-1', endpoint: proxy.endpoint, forcePathStyle: true };
    const store = new S3ObjectStore({ location, multipartCopyThresholdBytes: 1024 ** 3 }, () => credentials);
    const directory = await mkdtemp(join(tmpdir(), 'airlock-images-'));
    const cage = new ProcessCage(new TemporaryFiles(directory), new CageMetrics(new Metrics()), { images: 8 });
    const tenant = await makeTenant(setup.database);
    return new ImageScene(setup, network, store, network.access(), cage, directory, tenant);
  }

  async stop(): Promise<void> {
    await this.cage.onApplicationShutdown();
    this.access.close();
    this.store.onApplicationShutdown();
    await this.network.stop();
    await this.setup.close();
    await rm(this.directory, { recursive: true });
  }

  get database(): Database {
    return this.setup.database;
  }

  /** What the store does with requests of workers. */
  get storeFaults() {
    return this.network.proxy.faults;
  }

  query<Row extends object>(sql: string): Promise<Row[]> {
    return this.setup.test.query<Row>(sql, this.setup.test.systemUrl);
  }

  /** A picture whose file was admitted just now. */
  async picture(bytes: Buffer, detectedType = 'image/png'): Promise<PictureFile> {
    const { workspaceId } = this.tenant;
    const uploadId = await insertUpload(this.database, this.tenant, { filename: 'a.png', contentType: detectedType });
    const blobId = newId('blb');
    const key = `${workspaceId}/${this.tenant.bucketId}/${uploadId}`;
    await this.access.put(key, bytes, detectedType);
    const { etag, size } = (await this.store.head(key))!;
    await this.database.asSystem(async (tx) => {
      const sha256 = Buffer.from(blobId).toString('hex').padEnd(64, '0');
      const facts = { detectedType, verdict: 'clean', scannerVersion: 'test' };
      await tx.blob.create({ data: { id: blobId, workspaceId, sha256, key, etag, size, ...facts } });
      const where = { id: uploadId };
      await tx.upload.update({ where, data: { status: 'SCANNING', confirmedAt: new Date() } });
      await tx.upload.update({
        where,
        data: { status: 'AVAILABLE', blobId, detectedType, size, etag, completedAt: new Date() },
      });
    });
    return { uploadId, blobId, key };
  }

  worker({
    at = {},
    processor = new CagedImageProcessor(this.cage, config),
  }: { at?: Record<string, () => Promise<unknown> | unknown>; processor?: ImageProcessor } = {}) {
    const { database, store } = this;
    const trash = new TrashRepository(database);
    const blobs = new BlobsRepository(database, trash);
    const leases = new ImageLeasesRepository(database, trash);
    const faults = { reached: async (step: string) => void (await at[step]?.()) } as unknown as FaultPoints;
    const service = new MakeVariantsService(
      new PictureBytes(blobs, store, faults),
      processor,
      store,
      new ImageOutcomeRepository(database, blobs, trash),
      new ImageMetrics(new Metrics()),
      faults,
    );
    const runner = new ImageRunner(leases, service, config);
    const shutdown = new AbortController();
    return {
      shutdown,
      one: () => runner.runNext(shutdown.signal),
      /** Works until nothing is due; returns how many pictures were taken. */
      all: async () => {
        let taken = 0;
        while (await runner.runNext(shutdown.signal)) taken += 1;
        return taken;
      },
    };
  }

  images(longestWaitMs = 60_000): ImagesService {
    const repository = new ImagesRepository(this.database);
    const bytes = new AvailableBytes(this.database);
    const stored = new VariantBytes(this.store);
    const signedIds = new SignedIds(config);
    // Rights are checked by tests of the routes.
    const access = {} as UploadAccess;
    const wait = Object.assign(new VariantWait(), { longestMs: longestWaitMs });
    return new ImagesService(repository, access, bytes, stored, wait, signedIds, config);
  }

  async find({ blobId }: PictureFile): Promise<StoredImage | undefined> {
    return (await this.query<StoredImage>(`SELECT * FROM images WHERE blob_id = '${blobId}'`))[0];
  }

  /** `name width x height` of each variant. */
  async variantsOf({ blobId }: PictureFile): Promise<string[]> {
    const rows = await this.query<{ shown: string }>(`
      SELECT name || ' ' || width || 'x' || height AS shown FROM variants WHERE blob_id = '${blobId}' ORDER BY width, name`);
    return rows.map(({ shown }) => shown);
  }

  async keysOf({ blobId }: PictureFile): Promise<string[]> {
    const rows = await this.query<{ key: string }>(`SELECT key FROM variants WHERE blob_id = '${blobId}' ORDER BY key`);
    return rows.map(({ key }) => key);
  }

  /** The worker that has the lease died long ago; pauses are over. */
  async endLeases(): Promise<void> {
    await this.query(`
      UPDATE images SET lease_until = now() - interval '1 second', next_attempt_at = now() - interval '1 second'
      WHERE next_attempt_at IS NOT NULL`);
  }

  /** Deletes what is in the trash, however long it would wait. Returns the keys of variants that are left in the store. */
  async variantKeysAfterTrash(): Promise<string[]> {
    await this.query(`UPDATE trash SET not_before = now() - interval '1 second'`);
    const trash = new TrashRepository(this.database);
    const remove = async (entries: { key: string }[]) => {
      await this.store.deleteMany(entries.map(({ key }) => key));
      return new Set<bigint>();
    };
    while (await trash.collect(100, remove));
    return (await this.access.keys()).filter((key) => key.includes('/variants/')).sort();
  }

  /** As a quarantine does, by the owner of blobs. */
  async quarantine({ blobId }: PictureFile): Promise<void> {
    const { workspaceId } = this.tenant;
    const blobs = new BlobsRepository(this.database, new TrashRepository(this.database));
    await this.database.tenant(this.tenant, (tx) => blobs.quarantine(tx, { id: blobId, workspaceId }, 'test'));
  }

  /** As a deletion of the last file with this content does. */
  async remove({ uploadId, blobId }: PictureFile): Promise<void> {
    const { workspaceId } = this.tenant;
    const blobs = new BlobsRepository(this.database, new TrashRepository(this.database));
    await this.database.tenant(this.tenant, async (tx) => {
      await tx.upload.update({ where: { id: uploadId }, data: { status: 'DELETED', blobId: null } });
      const blob = await blobs.lock(tx, { id: blobId, workspaceId });
      if (blob) await blobs.remove(tx, blob);
    });
  }
}
