/** One message in plain text. */
export interface Mail {
  /** The same for each attempt to send the message, so that a server can recognise a duplicate. */
  messageId: string;
  to: string;
  subject: string;
  text: string;
}

/** Sends mail. `isConfigured` is false when no server is set. */
export abstract class Mailer {
  abstract readonly isConfigured: boolean;

  /** Resolves when the server has accepted the message. */
  abstract send(mail: Mail): Promise<void>;
}
