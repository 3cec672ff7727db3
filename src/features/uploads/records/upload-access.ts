import { Injectable } from '@nestjs/common';
import type { Actor, Scope, Tenant } from '../../../shared/actor.js';
import { mayActOn, maySee, notOwn, requireActOn, requireScope } from '../../../shared/rights.js';
import type { Upload } from '../domain/upload.js';
import { UploadErrors } from '../domain/upload.errors.js';
import { UploadsRepository } from './uploads.repository.js';

const READ: Scope[] = ['uploads:read'];

/** Every use case reads an upload through this class, which checks the caller's right on every route and field. */
@Injectable()
export class UploadAccess {
  constructor(private readonly uploads: UploadsRepository) {}

  /** To show it. */
  async toRead(actor: Actor, id: string, anyOf = READ): Promise<Upload> {
    requireScope(actor, ...anyOf);
    return this.find(actor, id);
  }

  /** To show many, by as many statements as one; missing ones are left out. */
  async toReadEach(actor: Actor, ids: readonly string[], anyOf = READ): Promise<Map<string, Upload>> {
    requireScope(actor, ...anyOf);
    return this.findEach(actor, ids);
  }

  /** To sign, confirm, complete, cancel or delete it. */
  async toActOn(actor: Actor, id: string): Promise<Upload> {
    requireScope(actor, 'uploads:write');
    const upload = await this.find(actor, id);
    requireActOn(actor, upload);
    return upload;
  }

  /** The same for many, by as many statements as one; an error takes the place of its own upload. */
  async toActOnEach(actor: Actor, ids: readonly string[]): Promise<Map<string, Upload | Error>> {
    requireScope(actor, 'uploads:write');
    const found = await this.findEach(actor, ids);
    return new Map(ids.map((id) => [id, actable(actor, found.get(id))]));
  }

  /** Reads again, for a use case that has read it before; `null` when it is deleted. */
  asItIs(tenant: Tenant, id: string): Promise<Upload | null> {
    return this.uploads.find(tenant, id);
  }

  private async find(actor: Actor, id: string): Promise<Upload> {
    const upload = await this.uploads.find(actor, id);
    if (!upload || !maySee(actor, upload)) throw UploadErrors.notFound();
    return upload;
  }

  private async findEach(actor: Actor, ids: readonly string[]): Promise<Map<string, Upload>> {
    const found = await this.uploads.findEach(actor, ids);
    return new Map([...found].filter(([, upload]) => maySee(actor, upload)));
  }
}

function actable(actor: Actor, upload: Upload | undefined): Upload | Error {
  if (!upload) return UploadErrors.notFound();
  return mayActOn(actor, upload) ? upload : notOwn();
}
