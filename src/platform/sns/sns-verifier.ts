import { Agent } from 'node:https';
import { Injectable } from '@nestjs/common';
import SnsPayloadValidator from 'sns-payload-validator';
import { SnsCertificates } from './sns-certificates.js';
import { hostOfTopic, type SnsMessage } from './sns-message.js';

/** Should the library ever want to fetch by itself, without deadline, limit or our check of the host, it cannot. */
class NoAgent extends Agent {
  override createConnection(): never {
    throw new Error('Certificates are fetched by SnsCertificates.');
  }
}

/** Whether a message is its topic's own. The library knows the signatures; certificates are fetched and kept by us. */
@Injectable()
export class SnsVerifier {
  private readonly validator = new SnsPayloadValidator({ requestAgent: new NoAgent(), maxCerts: 100 });

  constructor(private readonly certificates: SnsCertificates) {}

  /** `false`: forged. Throws when the certificate cannot be had, which proves nothing either way. */
  async verify(message: SnsMessage): Promise<boolean> {
    if (!isCertificateOf(message)) return false;
    const pem = await this.certificates.pem(message.SigningCertURL);
    this.give(message.SigningCertURL, pem);
    return this.validator.validate(message).then(
      () => true,
      () => false,
    );
  }

  /** Its cache is where the library looks before it would fetch. */
  private give(url: string, pem: string): void {
    (this.validator as unknown as { certCache: Map<string, string> }).certCache.set(url, pem);
  }
}

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[a-zA-Z0-9]{32}\.pem$/;

/** By the exact host of the topic's region: the library's own pattern also fits hosts of buckets. */
function isCertificateOf({ SigningCertURL, TopicArn }: SnsMessage): boolean {
  const host = hostOfTopic(TopicArn);
  const url = URL.parse(SigningCertURL);
  return host !== null && url?.href === `https://${host}${url?.pathname}` && CERTIFICATE_PATH.test(url.pathname);
}
