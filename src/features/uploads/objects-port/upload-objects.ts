import { Injectable } from '@nestjs/common';
import { handlerDecorator, type HandlerOptions } from '../../../platform/handlers/handler-decorator.js';
import { Handlers } from '../../../platform/handlers/handlers.js';
import type { Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Upload } from '../domain/upload.js';

/** What became of an upload: part of an object, or why it could not be. */
export type ObjectOutcome = { objectId: string } | { problem: string };

/**
 * The object that an upload makes as it is admitted (SQL function attach_object), with its unique key and the version of the
 * schema that the key follows. `null`: of a schema without a unique key.
 */
export interface ObjectDraft {
  id: string;
  uniqueKeyHash: string | null;
  schemaVersion: string | null;
}

/** The port by which uploads take part in objects without importing that feature. */
export interface ObjectLifecycle {
  /** The objects of a bucket that have these unique keys, by key. */
  holdersOf(tenant: Tenant, bucketId: string, uniqueKeyHashes: string[]): Promise<Map<string, string>>;
  /** For a bucket without a unique key, without a look at its schema. */
  draft(): ObjectDraft;
  /** By the schema as it is now. */
  draftBySchema(upload: Upload): Promise<ObjectDraft>;
  /** In the transaction that releases an upload that never had an object, its row locked, before blob and usage. */
  attach(tx: Tx, upload: Upload): Promise<ObjectOutcome>;
}

export const ObjectLifecycle = handlerDecorator<HandlerOptions, ObjectLifecycle>('object lifecycle');

/** The handler of the port. Without one, no objects are made. */
@Injectable()
export class UploadObjects {
  constructor(private readonly handlers: Handlers) {}

  async holdersOf(tenant: Tenant, bucketId: string, uniqueKeyHashes: string[]): Promise<Map<string, string>> {
    if (uniqueKeyHashes.length === 0 || !this.lifecycle) return new Map();
    return this.lifecycle.holdersOf(tenant, bucketId, uniqueKeyHashes);
  }

  /** The object that the upload makes if its bucket has no unique key; `undefined` when it makes none. */
  draftOf({ createObjectOnConfirm }: Upload): ObjectDraft | undefined {
    return createObjectOnConfirm ? this.lifecycle?.draft() : undefined;
  }

  /** The same by the bucket's schema as it is now. */
  async draftBySchema(upload: Upload): Promise<ObjectDraft | undefined> {
    return upload.createObjectOnConfirm ? this.lifecycle?.draftBySchema(upload) : undefined;
  }

  /** Makes the object of an upload that is released, if it asked for one. Answers the changes of the upload's row. */
  async attach(tx: Tx, upload: Upload): Promise<{ objectId?: string; statusReason?: string }> {
    if (!upload.createObjectOnConfirm || !this.lifecycle) return {};
    const outcome = await this.lifecycle.attach(tx, upload);
    return 'objectId' in outcome ? outcome : { statusReason: outcome.problem };
  }

  private get lifecycle(): ObjectLifecycle | undefined {
    return this.handlers.one(ObjectLifecycle);
  }
}
