import type { BucketSchema } from './bucket-schema.js';
import type { TypePolicy } from './type-policy.js';
import type { UnscannableRules } from './unscannable.js';

export const bucketStatuses = ['ACTIVE', 'ARCHIVED', 'SUSPENDED'] as const;
export const keyStrategies = ['id', 'date', 'template'] as const;

/** What an administrator sets of a bucket. */
export interface BucketSettings extends UnscannableRules {
  name: string;
  description: string | null;
  /** ARCHIVED and SUSPENDED accept nothing new; their files stay readable. */
  status: (typeof bucketStatuses)[number];
  /** `null`: any property, any metadata. */
  schema: BucketSchema | null;
  /** Empty: every type. */
  allowedContentTypes: string[];
  /** Bytes; null: the tier's limit alone. */
  maxFileSize: number | null;
  keyStrategy: (typeof keyStrategies)[number];
  /** Of the strategy date; empty for every other. */
  keyPrefix: string;
  /** Of the strategy template; `null` for every other. */
  keyTemplate: string | null;
  typePolicy: TypePolicy;
  /** `null`: files stay until they are deleted. */
  retentionDays: number | null;
}

/** What a bucket accepts, how it names keys, and what happens to files that cannot be scanned. */
export interface Bucket extends BucketSettings {
  id: string;
  organizationId: string;
  workspaceId: string;
  createdAt: Date;
}

/** The documented defaults of the API. */
export const defaultSettings: Omit<BucketSettings, 'name'> = {
  description: null,
  status: 'ACTIVE',
  schema: null,
  allowedContentTypes: [],
  maxFileSize: null,
  keyStrategy: 'id',
  keyPrefix: '',
  keyTemplate: null,
  unscannablePolicy: 'reject',
  unscannableExceptions: {},
  typePolicy: 'contradicted',
  retentionDays: null,
};
