import { Injectable } from '@nestjs/common';
import { Handlers } from '../../platform/handlers/handlers.js';
import type { Actor } from '../../shared/actor.js';
import type { AuditAction } from '../../shared/audit/actions.js';
import type { FieldError } from '../../shared/errors/domain-error.js';
import { Errors } from '../../shared/errors/errors.js';
import { newId } from '../../shared/ids.js';
import { type Page, pageOf, type ListPage } from '../../shared/page.js';
import { requireScope } from '../../shared/rights.js';
import { type Act, AuditTrail, changedFields, type RecordAct } from '../audit/index.js';
import { tierLimits } from '../workspaces/index.js';
import { BucketContent } from './bucket-content.js';
import { type BucketFilter, BucketsRepository } from './buckets.repository.js';
import { BucketsService } from './buckets.service.js';
import { type Bucket, type BucketSettings, defaultSettings } from './domain/bucket.js';
import { settingsProblems } from './domain/bucket-rules.js';
import { readSchema } from './domain/read-schema.js';
import type { CreateBucketInput, UpdateBucketInput } from './dto/bucket.input.js';

/** Administration of buckets. Settings are checked as a whole before they are stored. */
@Injectable()
export class ManageBucketsService {
  constructor(
    private readonly buckets: BucketsRepository,
    private readonly cached: BucketsService,
    private readonly handlers: Handlers,
    private readonly audit: AuditTrail,
  ) {}

  /** As the database has it now. */
  async get(actor: Actor, idOrName: string): Promise<Bucket> {
    requireScope(actor, 'uploads:read', 'buckets:admin');
    const bucket = await this.buckets.find(actor, idOrName);
    if (!bucket) throw Errors.notFound('Bucket');
    return bucket;
  }

  async list(actor: Actor, filter: BucketFilter, page: ListPage): Promise<Page<Bucket>> {
    requireScope(actor, 'uploads:read', 'buckets:admin');
    return pageOf(await this.buckets.list(actor, filter, page), page, (bucket) => bucket);
  }

  create(actor: Actor, input: CreateBucketInput): Promise<Bucket> {
    const bucket = { id: newId('bkt'), ...changed({ ...defaultSettings, name: input.bucketName }, input, actor) };
    return this.buckets.create(actor, bucket, this.recording(actor, 'bucket.create', bucket.id, { name: bucket.name }));
  }

  async update(actor: Actor, idOrName: string, input: UpdateBucketInput): Promise<Bucket> {
    const { id } = await this.get(actor, idOrName);
    const record = this.recording(actor, 'bucket.update', id, { fields: changedFields(input) });
    const bucket = await this.buckets.update(actor, id, (now) => changed(now, input, actor), record);
    this.cached.forget();
    if (!bucket) throw Errors.notFound('Bucket');
    return bucket;
  }

  /** Returns it as it was. */
  async remove(actor: Actor, idOrName: string): Promise<Bucket> {
    const bucket = await this.get(actor, idOrName);
    // Required at boot.
    const content = this.handlers.one(BucketContent)!;
    const record = this.recording(actor, 'bucket.delete', bucket.id, { name: bucket.name });
    const removed = await this.buckets.remove(actor, bucket.id, content, record);
    this.cached.forget();
    if (!removed) throw Errors.invalidState('The bucket holds files. Delete them first, or archive the bucket.');
    return bucket;
  }

  private recording(actor: Actor, action: AuditAction, target: string, detail: Act['detail']): RecordAct {
    return this.audit.recording(actor, { action, target, workspaceId: actor.workspaceId, detail });
  }
}

/** The settings after a change, checked as a whole: fields that are valid alone may not fit together. */
function changed(now: BucketSettings, input: UpdateBucketInput, { tier }: Actor): BucketSettings {
  const problems: FieldError[] = [];
  const limit = tierLimits[tier].maxFileBytes;
  if (input.maxFileSize && input.maxFileSize > limit)
    problems.push({ field: 'max_file_size', message: `must be at most ${limit}, the limit of the tier ${tier}` });
  const next = { ...settingsOf(now), ...given(input), ...exceptionsGiven(input), ...schemaGiven(input, problems) };
  problems.push(...settingsProblems(next));
  if (problems.length) throw Errors.validation(problems);
  return next;
}

function settingsOf(now: BucketSettings): BucketSettings {
  const { name, description, status, schema, allowedContentTypes, maxFileSize } = now;
  const { keyStrategy, keyPrefix, keyTemplate, typePolicy, retentionDays } = now;
  const { unscannablePolicy, unscannableExceptions } = now;
  return {
    ...{ name, description, status, schema, allowedContentTypes, maxFileSize },
    ...{ keyStrategy, keyPrefix, keyTemplate, unscannablePolicy, unscannableExceptions, typePolicy, retentionDays },
  };
}

/** The fields that were sent; null stands for the default. */
function given({
  bucketName,
  bucketSchema: _,
  unscannableExceptions: __,
  ...input
}: UpdateBucketInput): Partial<BucketSettings> {
  const fields = { ...input, name: bucketName ?? undefined };
  const sent = Object.entries(fields).filter(([field, value]) => value !== undefined && field in settingsFields);
  const values = sent.map(([field, value]) => [field, value ?? settingsFields[field as keyof BucketSettings]]);
  const settings = Object.fromEntries(values) as Partial<BucketSettings>;
  const types = settings.allowedContentTypes?.map((type) => type.toLowerCase());
  return types ? { ...settings, allowedContentTypes: [...new Set(types)] } : settings;
}

/** The last entry of a cause counts. */
function exceptionsGiven({ unscannableExceptions: given }: UpdateBucketInput): Partial<BucketSettings> {
  if (given === undefined) return {};
  return { unscannableExceptions: Object.fromEntries((given ?? []).map(({ cause, policy }) => [cause, policy])) };
}

const settingsFields = { ...defaultSettings, name: null };

function schemaGiven({ bucketSchema }: UpdateBucketInput, problems: FieldError[]): Partial<BucketSettings> {
  if (bucketSchema === undefined) return {};
  if (bucketSchema === null) return { schema: null };
  const read = readSchema(bucketSchema);
  if ('schema' in read) return { schema: read.schema };
  problems.push(...read.problems);
  return {};
}
