import { Module } from '@nestjs/common';
import { SnsCertificates } from './sns-certificates.js';
import { FetchingSnsHttp, SnsHttp } from './sns-http.js';
import { SnsSubscriptions } from './sns-subscriptions.js';
import { SnsVerifier } from './sns-verifier.js';

/** Messages of Amazon SNS: whether they are genuine, and the subscriptions that bring them. */
@Module({
  providers: [
    SnsCertificates,
    SnsSubscriptions,
    SnsVerifier,
    { provide: SnsHttp, useFactory: () => new FetchingSnsHttp() },
  ],
  exports: [SnsSubscriptions, SnsVerifier],
})
export class SnsModule {}
