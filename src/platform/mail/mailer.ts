/** One message in plain text. */
export interface Mail {
  /** The same for the same message: a server that gets it twice can tell. */
  messageId: string;
  to: string;
  subject: string;
  text: string;
}

/** Sends mail, or says that nobody configured a server for it. */
export abstract class Mailer {
  abstract readonly isConfigured: boolean;

  /** Resolves when the server has taken the message. */
  abstract send(mail: Mail): Promise<void>;
}
