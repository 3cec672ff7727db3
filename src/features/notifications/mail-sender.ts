import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { BackgroundJob, type JobRun } from '../../platform/background/background-job.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { systemCause } from '../../shared/errors/system-errors.js';
import { composeMail } from './domain/compose-mail.js';
import { type DueMail, MailQueueRepository } from './mail-queue.repository.js';

/** Sends what is due, one message at a time, if a mail server is configured. The lease is longer than the mailer’s deadline. */
@BackgroundJob({ name: 'mail', intervalMs: 1_000, batch: 1, leaseSeconds: 60 })
export class MailSender implements BackgroundJob {
  readonly isEnabled: boolean;
  private readonly warning = new OccasionalWarning(new Logger('Mail'));

  constructor(
    private readonly queue: MailQueueRepository,
    private readonly mailer: Mailer,
    private readonly faults: FaultPoints,
  ) {
    this.isEnabled = mailer.isConfigured;
  }

  async run({ leaseSeconds }: Pick<JobRun, 'leaseSeconds'>): Promise<boolean> {
    const due = await this.queue.claim(leaseSeconds);
    if (!due) return false;
    try {
      await this.faults.reached('mail.claimed');
      const mail = { to: due.email, messageId: messageIdOf(due), ...composeMail(due.notifications) };
      await this.mailer.send(mail);
      await this.faults.reached('mail.sent');
      await this.queue.sent(due);
      return true;
    } catch (error) {
      const found = systemCause(error);
      const why = found
        ? `the server of SMTP_URL cannot be reached: ${found.what} (${found.code})`
        : (error as Error).message;
      this.warning.warn(`Mail waits, trying again: ${why}`);
      await this.queue.later(due);
      return true;
    }
  }
}

/** The same notifications of the same recipient have the same id. */
function messageIdOf({ userId, notifications }: DueMail): string {
  const content = [userId, ...notifications.map(({ id }) => id)].join(' ');
  return `<${createHash('sha256').update(content).digest('hex').slice(0, 32)}@airlock>`;
}
