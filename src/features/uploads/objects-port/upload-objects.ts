import { Injectable } from '@nestjs/common';
import { handlerDecorator, type HandlerOptions } from '../../../platform/handlers/handler-decorator.js';
import { Handlers } from '../../../platform/handlers/handlers.js';
import type { Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Upload } from '../domain/upload.js';

/** What became of an admitted upload: part of an object, or why it could not be. */
export type ObjectOutcome = { objectId: string } | { problem: string };

/** The port by which uploads take part in objects without importing that feature. */
export interface ObjectLifecycle {
  /** The objects of a bucket that have these unique keys, by key. */
  holdersOf(tenant: Tenant, bucketId: string, uniqueKeyHashes: string[]): Promise<Map<string, string>>;
  /** In the transaction that admits the upload, its row locked, before blob and usage. Must not fail for what the file says. */
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

  /** Makes an object of the admitted upload if it asked for one. Answers the changes of the upload's row. */
  async attach(tx: Tx, upload: Upload): Promise<{ objectId?: string; statusReason?: string }> {
    if (!upload.createObjectOnConfirm || !this.lifecycle) return {};
    const outcome = await this.lifecycle.attach(tx, upload);
    return 'objectId' in outcome ? outcome : { statusReason: outcome.problem };
  }

  private get lifecycle(): ObjectLifecycle | undefined {
    return this.handlers.one(ObjectLifecycle);
  }
}
