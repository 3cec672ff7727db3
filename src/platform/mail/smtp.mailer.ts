import { createTransport } from 'nodemailer';
import { type Mail, Mailer } from './mailer.js';

/** Time-out of each step. */
const STEP_MS = 10_000;
/** Time-out of a whole message, however many steps it has. */
const TOTAL_MS = 30_000;

/** Sends over SMTP. Opens a connection per message, because there are few. */
export class SmtpMailer extends Mailer {
  readonly isConfigured = true;

  constructor(
    private readonly url: string,
    private readonly from: string,
    private readonly totalMs = TOTAL_MS,
  ) {
    super();
  }

  async send(mail: Mail): Promise<void> {
    const deadlines = {
      connectionTimeout: STEP_MS,
      greetingTimeout: STEP_MS,
      socketTimeout: STEP_MS,
      dnsTimeout: STEP_MS,
    };
    const transport = createTransport({ url: this.url, ...deadlines });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the mail server took too long')), this.totalMs);
    });
    try {
      const closed = { disableFileAccess: true, disableUrlAccess: true };
      await Promise.race([
        transport.sendMail({ ...mail, to: { name: '', address: mail.to }, from: this.from, ...closed }),
        late,
      ]);
    } finally {
      clearTimeout(timer);
      transport.close();
    }
  }
}

/** Used while no server is configured: `send` rejects. */
export class NoMailer extends Mailer {
  readonly isConfigured = false;

  send(): Promise<void> {
    return Promise.reject(new Error('SMTP_URL is not set'));
  }
}
