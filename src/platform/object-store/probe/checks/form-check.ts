import { BODY, type ProbeContext, TYPE } from '../probe-context.js';
import { proveRefusals } from '../prove-refusals.js';
import type { RawAnswer } from '../raw-request.js';
import type { StoreCheck } from '../store-check.js';

const NAME = 'form';

/** Browser forms: POST with a signed policy. */
export const formCheck: StoreCheck = {
  name: 'post_policy',
  proves: 'A signed form binds key, type and length.',
  without:
    'The method POST is refused: clients use PUT or MULTIPART. The URL of an upload of unknown size cannot limit its length.',
  essential: false,
  run: (context) => {
    const length = { minLength: BODY.length, maxLength: BODY.length };
    const { url, fields } = context.signer.signPost({
      ...{ key: context.key(NAME), contentType: TYPE, expiresInSeconds: 60 },
      ...length,
    });
    const post = (changed: Record<string, string> = {}, body = BODY) =>
      submit(context, url, { ...fields, ...changed }, body);
    const violations = [
      { what: 'a longer file', send: () => post({}, `${BODY}!`) },
      { what: 'a shorter file', send: () => post({}, BODY.slice(1)) },
      { what: 'another type', send: () => post({ 'Content-Type': 'text/html' }) },
      { what: 'another key', send: () => post({ key: context.key('form-moved') }), name: 'form-moved' },
    ];
    return proveRefusals(context, { name: NAME, violations, valid: () => post() });
  },
};

async function submit(
  context: ProbeContext,
  url: string,
  fields: Record<string, string>,
  body: string,
): Promise<RawAnswer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([body]), 'probe.png');
  const encoded = new Response(form);
  const type = encoded.headers.get('content-type') ?? '';
  const bytes = Buffer.from(await encoded.arrayBuffer());
  return context.send(url, { method: 'POST', headers: { 'content-type': type }, body: bytes });
}
