import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { FaultPoints } from '../../platform/faults/fault-points.js';
import { BackgroundWork } from '../../platform/background/background-work.js';
import { OccasionalWarning } from '../../platform/background/occasional-warning.js';
import { Ticker } from '../../platform/background/ticker.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { composeMail } from './domain/compose-mail.js';
import { type DueMail, MailQueueRepository } from './mail-queue.repository.js';

const EVERY_MS = 1_000;
/** Longer than the mailer's own deadline. */
const LEASE_SECONDS = 60;

/** Sends what is due, one message at a time, while a mail server is configured. */
@Injectable()
export class MailSender {
  private readonly warning = new OccasionalWarning(new Logger('Mail'));

  constructor(
    private readonly queue: MailQueueRepository,
    private readonly mailer: Mailer,
    private readonly faults: FaultPoints,
    background: BackgroundWork,
  ) {
    if (mailer.isConfigured) background.add(new Ticker('Mail', EVERY_MS, () => this.sendNext()));
  }

  /** `true` when there may be more. */
  async sendNext(): Promise<boolean> {
    const due = await this.queue.claim(LEASE_SECONDS);
    if (!due) return false;
    try {
      await this.faults.reached('mail.claimed');
      const mail = { to: due.email, messageId: messageIdOf(due), ...composeMail(due.notifications) };
      await this.mailer.send(mail);
      await this.faults.reached('mail.sent');
      await this.queue.sent(due);
      return true;
    } catch (error) {
      this.warning.tell(`Mail waits, trying again: ${(error as Error).message}`);
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
