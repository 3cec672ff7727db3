import { Injectable } from '@nestjs/common';
import { Renewal } from '../../../edge/idempotency/renewal.js';
import type { Actor } from '../../../shared/actor.js';
import type { IssuedUpload } from '../signing/issued-upload.js';
import { UploadView } from './dto/upload.view.js';
import { UrlRenewalService } from '../signing/url-renewal.service.js';

type Answer = Record<string, unknown>;

/** Signs the URLs of repeated creates anew, while their bytes have not arrived. */
@Injectable()
export class UploadUrlRenewal extends Renewal {
  constructor(private readonly urls: UrlRenewalService) {
    super();
  }

  async renew(actor: Actor, answer: Answer): Promise<Answer> {
    return (await this.renewEach(actor, [answer]))[0]!;
  }

  /** What has moved on, is gone, or is sent in parts needs no URL: its answer stays as it was. */
  async renewEach(actor: Actor, answers: Answer[]): Promise<Answer[]> {
    const issued = await this.urls.signEach(actor, answers.map(idOf));
    return answers.map((answer) => renewed(answer, issued.get(idOf(answer))));
  }
}

const idOf = (answer: Answer) => String(answer.upload_id ?? answer.uploadId);

function renewed(answer: Answer, issued: IssuedUpload | undefined): Answer {
  if (!issued) return answer;
  const fresh = UploadView.issued(issued);
  const isRest = 'upload_id' in answer;
  return isRest ? { ...answer, ...urlsOf(fresh) } : (fresh as unknown as Answer);
}

function urlsOf(view: UploadView): Answer {
  const { presigned_url, headers, fields, expires_at, server_time } = view.toJSON();
  return { presigned_url, headers, fields, expires_at, server_time };
}
