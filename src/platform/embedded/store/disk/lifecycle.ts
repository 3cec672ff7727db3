import { childOf, childrenOf, textOf, type XmlNode } from '../xml.js';
import { type Bucket } from './bucket.js';
import { type ObjectRecord } from './object-record.js';

const DAY_MS = 24 * 3600 * 1000;

interface LifecycleRule {
  prefix: string;
  expireAfterMs?: number;
  abortUploadsAfterMs?: number;
}

/** Applies a bucket's lifecycle rules once; calls `onRemoved` for each removed object. */
export async function applyLifecycle(
  bucket: Bucket,
  now: number,
  onRemoved: (record: ObjectRecord) => void,
): Promise<void> {
  for (const rule of lifecycleRules(bucket.settings.lifecycle)) {
    if (rule.expireAfterMs !== undefined) await expireObjects(bucket, rule.prefix, now - rule.expireAfterMs, onRemoved);
    if (rule.abortUploadsAfterMs !== undefined) await abortUploads(bucket, rule.prefix, now - rule.abortUploadsAfterMs);
  }
}

function lifecycleRules(configuration: XmlNode | undefined): LifecycleRule[] {
  return childrenOf(configuration, 'Rule')
    .filter((rule) => textOf(rule, 'Status')?.trim() === 'Enabled')
    .map((rule) => ({
      prefix: textOf(childOf(rule, 'Filter'), 'Prefix') ?? textOf(rule, 'Prefix') ?? '',
      expireAfterMs: days(childOf(rule, 'Expiration'), 'Days'),
      abortUploadsAfterMs: days(childOf(rule, 'AbortIncompleteMultipartUpload'), 'DaysAfterInitiation'),
    }));
}

function days(node: XmlNode | undefined, name: string): number | undefined {
  const count = Number(textOf(node, name) ?? NaN);
  return count > 0 ? count * DAY_MS : undefined;
}

async function expireObjects(
  { objects }: Bucket,
  prefix: string,
  before: number,
  onRemoved: (record: ObjectRecord) => void,
): Promise<void> {
  const keys = await objects.index.sorted();
  for (
    let key = keys.at(keys.positionOf(prefix));
    key?.startsWith(prefix);
    key = keys.at(keys.positionAfter(key, false))
  ) {
    const removed = await objects.delete(key, ({ modifiedAt }) => modifiedAt < before);
    if (removed) onRemoved(removed);
  }
}

async function abortUploads({ uploads }: Bucket, prefix: string, before: number): Promise<void> {
  for (const { uploadId, key, initiatedAt } of await uploads.list()) {
    if (!key.startsWith(prefix) || initiatedAt >= before) continue;
    await uploads.exclusively(uploadId, () => uploads.remove(uploadId));
  }
}
