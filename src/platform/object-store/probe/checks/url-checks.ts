import { createHash } from 'node:crypto';
import { proveRefusals } from '../prove-refusals.js';
import { BODY } from '../probe-context.js';
import type { StoreCheck } from '../store-check.js';

const HOUR_MS = 3_600_000;
const OTHER_TYPE = 'text/html';
const LONGER = `${BODY}!`;
/** As long as the right one, so that only the hash differs. */
const OTHER = BODY.toUpperCase();

/** The restrictions of a signed upload URL. */
export const urlChecks: StoreCheck[] = [
  {
    name: 'signature',
    proves: 'Only URLs that Airlock signed are accepted, each for its own key.',
    without: 'Anyone can write into the bucket.',
    essential: true,
    run: (context) => {
      const signed = context.signPut('signature');
      const forged = signed.url.replace(/(X-Amz-Signature=)\w{8}/, '$100000000');
      const moved = signed.url.replace('/signature?', '/signature-moved?');
      const bare = signed.url.slice(0, signed.url.indexOf('?'));
      const violations = [
        { what: 'a tampered signature', send: () => context.use({ ...signed, url: forged }) },
        {
          what: 'a signature of another key',
          send: () => context.use({ ...signed, url: moved }),
          name: 'signature-moved',
        },
        { what: 'no signature', send: () => context.use({ ...signed, url: bare }) },
      ];
      return proveRefusals(context, { name: 'signature', violations, valid: () => context.use(signed) });
    },
  },
  {
    name: 'expiry',
    proves: 'A URL expires on time.',
    without: 'A URL can be used to write for ever.',
    essential: true,
    run: (context) => {
      const late = context.signPut('expiry', { at: new Date(Date.now() - HOUR_MS) });
      const violations = [{ what: 'a URL that expired an hour ago', send: () => context.use(late) }];
      return proveRefusals(context, {
        name: 'expiry',
        violations,
        valid: () => context.use(context.signPut('expiry')),
      });
    },
  },
  {
    name: 'content_length',
    proves: 'A body has exactly the announced length.',
    without: 'A URL for one byte carries gigabytes; Airlock only notices afterwards.',
    essential: true,
    run: (context) => {
      const signed = context.signPut('length');
      const violations = [
        { what: 'a longer body', send: () => context.use(signed, { body: LONGER }) },
        { what: 'a shorter body', send: () => context.use(signed, { body: BODY.slice(1) }) },
        {
          what: 'a longer body in chunks',
          send: () => context.use(signed, { body: LONGER, unannounced: true }),
        },
      ];
      return proveRefusals(context, { name: 'length', violations, valid: () => context.use(signed) });
    },
  },
  {
    name: 'content_type',
    proves: 'A body has exactly the announced Content-Type.',
    without: 'An image URL stores a web page; Airlock only notices afterwards.',
    essential: true,
    run: (context) => {
      const signed = context.signPut('type');
      const violations = [
        {
          what: 'another type',
          send: () => context.use(signed, { headers: { ...signed.headers, 'Content-Type': OTHER_TYPE } }),
        },
        { what: 'no type', send: () => context.use(signed, { headers: {} }) },
      ];
      return proveRefusals(context, { name: 'type', violations, valid: () => context.use(signed) });
    },
  },
  {
    name: 'sha256',
    proves: 'A body has exactly the announced SHA-256.',
    without: 'The guarantee "sha256" is not given; a wrong body is rejected after the upload instead.',
    essential: false,
    run: (context) => {
      const signed = context.signPut('sha256', { sha256: createHash('sha256').update(BODY).digest('hex') });
      const { 'x-amz-checksum-sha256': _, ...others } = signed.headers;
      const violations = [
        { what: 'no checksum', send: () => context.use(signed, { headers: others }) },
        { what: 'another body', send: () => context.use(signed, { body: OTHER }) },
      ];
      return proveRefusals(context, { name: 'sha256', violations, valid: () => context.use(signed) });
    },
  },
];
