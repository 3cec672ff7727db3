import { Injectable } from '@nestjs/common';
import { Renewal } from '../../../edge/idempotency/renewal.js';
import type { Actor } from '../../../shared/actor.js';
import { UploadUrlRenewal } from './upload-url-renewal.js';

type Answer = Record<string, unknown>;

/** Signs the URLs of a repeated batch anew: a list by GraphQL, `{items}` by REST. */
@Injectable()
export class BatchUrlRenewal extends Renewal {
  constructor(private readonly one: UploadUrlRenewal) {
    super();
  }

  async renew(actor: Actor, answer: Answer): Promise<Answer> {
    if (Array.isArray(answer)) return (await this.one.renewEach(actor, answer as Answer[])) as unknown as Answer;
    return { ...answer, items: await this.one.renewEach(actor, answer.items as Answer[]) };
  }
}
