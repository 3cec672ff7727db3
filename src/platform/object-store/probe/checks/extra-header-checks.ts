import { enforced, type Finding, notEnforced, unproven } from '../finding.js';
import type { ProbeContext } from '../probe-context.js';
import { accepted, proveRefusals } from '../prove-refusals.js';
import type { StoreCheck } from '../store-check.js';

/** Headers that a client could add to a signed upload request. */
export const extraHeaderChecks: StoreCheck[] = [
  {
    name: 'public_acl',
    proves: 'An upload URL cannot be used to make its bytes public.',
    without:
      'Bytes can be published before they are scanned. Ignore public ACLs: aws s3api put-public-access-block ' +
      '--public-access-block-configuration IgnorePublicAcls=true (on AWS all four of its settings).',
    essential: true,
    run: publicAcl,
  },
  {
    name: 'unsigned_headers',
    proves: 'An x-amz-* header that was not signed is refused.',
    without: 'Staged objects may have metadata of the uploader; Airlock never reads it.',
    essential: false,
    run: (context) => {
      const signed = context.signPut('extra');
      const headers = { ...signed.headers, 'x-amz-meta-probe': 'unsigned' };
      const violations = [{ what: 'metadata that was not signed', send: () => context.use(signed, { headers }) }];
      return proveRefusals(context, { name: 'extra', violations, valid: () => context.use(signed) });
    },
  },
];

/** The store may refuse or ignore the header, as long as the object is not public. */
async function publicAcl(context: ProbeContext): Promise<Finding> {
  const signed = context.signPut('acl');
  const { status } = await context.use(signed, { headers: { ...signed.headers, 'x-amz-acl': 'public-read' } });
  if (!accepted(status)) {
    const plain = await context.use(signed);
    if (!accepted(plain.status)) return unproven(`The store also refuses what it should accept (${plain.status}).`);
    return enforced(`A public ACL is refused (${status}).`);
  }
  const read = await context.send(signed.url.slice(0, signed.url.indexOf('?')), { method: 'GET' });
  if (accepted(read.status)) return notEnforced('An upload with a public ACL was accepted and is public.');
  return enforced('A public ACL is ignored.');
}
