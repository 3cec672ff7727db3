import { Injectable } from '@nestjs/common';
import { handlerDecorator, type HandlerOptions } from '../../../platform/handlers/handler-decorator.js';
import { Handlers } from '../../../platform/handlers/handlers.js';
import type { Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Upload } from '../domain/upload.js';

/** What became of an admitted file: part of an object, or why it could not be. */
export type ObjectOutcome = { objectId: string } | { problem: string };

/** Makes objects of uploads, and takes uploads out of them. */
export interface ObjectLifecycle {
  /** The objects of a bucket that have these unique keys, by key. */
  holdersOf(tenant: Tenant, bucketId: string, uniqueKeyHashes: string[]): Promise<Map<string, string>>;
  /** In admission's transaction, the upload's row held, before blob and usage. Must not fail for what the file says. */
  admit(tx: Tx, upload: Upload): Promise<ObjectOutcome>;
  /** In the transaction that deletes the upload, its row held: no object has it any more. */
  letGo(tx: Tx, upload: Upload): Promise<void>;
}

export const ObjectLifecycle = handlerDecorator<HandlerOptions, ObjectLifecycle>('object lifecycle');

/** The way from uploads to the feature that has the objects. Without its handler none are made. */
@Injectable()
export class UploadObjects {
  constructor(private readonly handlers: Handlers) {}

  async holdersOf(tenant: Tenant, bucketId: string, uniqueKeyHashes: string[]): Promise<Map<string, string>> {
    if (uniqueKeyHashes.length === 0) return new Map();
    return (await this.lifecycle?.holdersOf(tenant, bucketId, uniqueKeyHashes)) ?? new Map<string, string>();
  }

  /** How the admitted upload's row is to change. */
  async admit(tx: Tx, upload: Upload): Promise<{ objectId?: string; statusReason?: string }> {
    if (!upload.createObjectOnConfirm || !this.lifecycle) return {};
    const outcome = await this.lifecycle.admit(tx, upload);
    return 'objectId' in outcome ? outcome : { statusReason: outcome.problem };
  }

  async letGo(tx: Tx, upload: Upload): Promise<void> {
    await this.lifecycle?.letGo(tx, upload);
  }

  private get lifecycle(): ObjectLifecycle | undefined {
    return this.handlers.one(ObjectLifecycle);
  }
}
