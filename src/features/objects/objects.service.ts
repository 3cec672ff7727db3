import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { type Page, pageOf, type ListPage } from '../../shared/page.js';
import { requireActOn, requireScope } from '../../shared/rights.js';
import { BucketsService } from '../buckets/index.js';
import type { StoredObject } from './domain/stored-object.js';
import { ObjectsRepository } from './objects.repository.js';

interface AskedFilter {
  /** By id or name. */
  bucketId?: string;
  metadata?: Record<string, unknown>;
}

/** Objects as callers find and delete them. */
@Injectable()
export class ObjectsService {
  constructor(
    private readonly objects: ObjectsRepository,
    private readonly buckets: BucketsService,
  ) {}

  /** `bucket`, by id or name, when the caller names it too: an object of another one is not found. */
  async get(actor: Actor, id: string, bucket?: string): Promise<StoredObject> {
    requireScope(actor, 'uploads:read');
    return this.find(actor, id, bucket);
  }

  /** One that the caller created, for a repeated request. */
  async recall(actor: Actor, id: string): Promise<StoredObject> {
    const object = await this.find(actor, id);
    requireActOn(actor, object);
    return object;
  }

  private async find(actor: Actor, id: string, bucket?: string): Promise<StoredObject> {
    const object = await this.objects.find(actor, id);
    if (!object) throw Errors.notFound('Object');
    if (bucket !== undefined && (await this.buckets.get(actor, bucket)).id !== object.bucketId)
      throw Errors.notFound('Object');
    return object;
  }

  async list(actor: Actor, { bucketId, metadata }: AskedFilter, page: ListPage): Promise<Page<StoredObject>> {
    requireScope(actor, 'uploads:read');
    const bucket = bucketId === undefined ? undefined : await this.buckets.get(actor, bucketId);
    const filter = { bucketId: bucket?.id, metadata: textOf(metadata ?? {}) };
    return pageOf(await this.objects.list(actor, filter, page), page, (object) => object);
  }

  /** Its files stay, and its unique key is free again. Returns it as it was. */
  async delete(actor: Actor, id: string, bucket?: string): Promise<StoredObject> {
    const object = await this.find(actor, id, bucket);
    requireActOn(actor, object);
    if (!(await this.objects.remove(object))) throw Errors.notFound('Object');
    return object;
  }
}

/** Only plain values can be filtered by. */
function textOf(metadata: Record<string, unknown>): Record<string, string> {
  const plain = Object.entries(metadata).map(([key, value]): [string, string] => {
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw Errors.invalidField(`metadata.${key}`, 'must be text, a number, true or false');
    return [key, String(value)];
  });
  return Object.fromEntries(plain);
}
