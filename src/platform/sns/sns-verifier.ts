import { Agent } from 'node:https';
import { Injectable } from '@nestjs/common';
import SnsPayloadValidator from 'sns-payload-validator';
import { SnsCertificates } from './sns-certificates.js';
import { hostOfTopic, type SnsMessage } from './sns-message.js';

/** Prevents the library from fetching certificates itself, without a time-out, a size limit or the exact host check. */
class NoAgent extends Agent {
  override createConnection(): never {
    throw new Error('Certificates are fetched by SnsCertificates.');
  }
}

/** Verifies signatures of SNS messages with a library. Certificates are fetched and cached by `SnsCertificates`. */
@Injectable()
export class SnsVerifier {
  private readonly validator = new SnsPayloadValidator({ requestAgent: new NoAgent(), maxCerts: 100 });

  constructor(private readonly certificates: SnsCertificates) {}

  /** `false`: forged. Throws when the certificate cannot be read, so that the message can be sent again. */
  async verify(message: SnsMessage): Promise<boolean> {
    if (!isCertificateOf(message)) return false;
    const pem = await this.certificates.pem(message.SigningCertURL);
    this.cache(message.SigningCertURL, pem);
    return this.validator.validate(message).then(
      () => true,
      () => false,
    );
  }

  /** The library looks into this cache before it would fetch. */
  private cache(url: string, pem: string): void {
    (this.validator as unknown as { certCache: Map<string, string> }).certCache.set(url, pem);
  }
}

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[a-zA-Z0-9]{32}\.pem$/;

/** Checks the exact host of the topic's region: the library's own pattern also matches hosts of buckets. */
function isCertificateOf({ SigningCertURL, TopicArn }: SnsMessage): boolean {
  const host = hostOfTopic(TopicArn);
  const url = URL.parse(SigningCertURL);
  return host !== null && url?.href === `https://${host}${url?.pathname}` && CERTIFICATE_PATH.test(url.pathname);
}
