import { enforced, type Finding, notEnforced, unproven, unsupported } from '../finding.js';
import { BODY, type ProbeContext } from '../probe-context.js';
import { accepted, unknownToStore } from '../prove-refusals.js';
import type { SignedRequest } from '../../url-signer.js';
import type { StoreCheck } from '../store-check.js';

const OTHER = BODY.toUpperCase();
const kept = async (context: ProbeContext, name: string) => (await context.stored(name)) === BODY;

/** If-None-Match: * on a PUT. A scanned object must never be overwritten, whenever a second PUT starts or ends. */
export const createOnlyCheck: StoreCheck = {
  name: 'create_only',
  proves: 'A create-only URL never overwrites an object, not even with a PUT that started before the object existed.',
  without:
    'The guarantee "create_only" is not given; every upload is copied to a key without a URL before it is scanned.',
  essential: false,
  run: async (context) => (await repeated(context)) ?? (await lateWriter(context)),
};

/** The simple case: the same URL twice, and once without the signed header. */
async function repeated(context: ProbeContext): Promise<Finding | null> {
  const name = 'create-only';
  const signed = context.signPut(name, { createOnly: true });
  const { 'If-None-Match': _, ...others } = signed.headers;
  const first = await context.use(signed);
  if (unknownToStore(first.status)) return unsupported(`The store returns ${first.status} for If-None-Match.`);
  if (!accepted(first.status)) return unproven(`The store refuses to create with If-None-Match (${first.status}).`);
  const again = await context.use(signed, { body: OTHER });
  if (accepted(again.status)) return notEnforced('A second PUT was accepted.');
  const without = await context.use(signed, { body: OTHER, headers: others });
  if (accepted(without.status)) return notEnforced('A PUT without the signed header was accepted.');
  return (await kept(context, name)) ? null : notEnforced('A second PUT was refused, but the object changed.');
}

/** A PUT whose condition is met when it starts, and no longer when it ends. */
async function lateWriter(context: ProbeContext): Promise<Finding> {
  const name = 'create-only-late';
  const signed = context.signPut(name, { createOnly: true });
  const held = await context.hold(signed.url, { method: signed.method, headers: signed.headers, body: OTHER });
  // A round trip gives the store time to check the condition.
  await context.stored(name);
  const created = await create(context, signed);
  if (created) return created;
  const late = await held.finish();
  if (accepted(late.status) || !(await kept(context, name)))
    return notEnforced('A PUT that started before the object existed overwrote it.');
  return enforced('Refused: a second PUT, one without the header, and one that started first and ended last.');
}

async function create(context: ProbeContext, signed: SignedRequest): Promise<Finding | null> {
  const { status } = await context.use(signed);
  return accepted(status)
    ? null
    : unproven(`The store refuses to create while another PUT is in progress (${status}).`);
}
