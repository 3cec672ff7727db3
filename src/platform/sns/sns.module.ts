import { Module } from '@nestjs/common';
import { SnsCertificates } from './sns-certificates.js';
import { FetchingSnsHttp, SnsHttp } from './sns-http.js';
import { SnsSubscriptions } from './sns-subscriptions.js';
import { SnsVerifier } from './sns-verifier.js';

/** Amazon SNS: verification of messages and confirmation of subscriptions. */
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
