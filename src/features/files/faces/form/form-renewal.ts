import { Injectable } from '@nestjs/common';
import { Renewal } from '../../../../edge/idempotency/renewal.js';
import type { Actor } from '../../../../shared/actor.js';
import { UrlRenewalService } from '../../../uploads/index.js';
import { FormService } from './form.service.js';
import { FormUrlView } from './form.views.js';

/** Signs a new form for a replayed request, while its bytes have not arrived. */
@Injectable()
export class FormRenewal extends Renewal {
  constructor(
    private readonly urls: UrlRenewalService,
    private readonly forms: FormService,
  ) {
    super();
  }

  async renew(actor: Actor, answer: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = String(answer.file_id);
    const issued = (await this.urls.signEach(actor, [id])).get(id);
    const successUrl = (answer.success_url as string | null) ?? undefined;
    return issued ? FormUrlView.from(this.forms.leadingTo(successUrl, issued)).toJSON() : answer;
  }
}
