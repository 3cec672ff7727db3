import { refusal, verdict } from './verdict.js';

/** Uppy calls an upload complete once it was admitted, and failed when it was rejected after it was sent. */
export function waitForVerdicts(uppy, bearer) {
  uppy.addPostProcessor(async (ids) => {
    const sent = ids.map((id) => uppy.getFile(id)).filter((file) => file?.response && !file.error);
    await Promise.all(sent.map((file) => waitForVerdict(uppy, file, bearer)));
  });
}

async function waitForVerdict(uppy, file, bearer) {
  uppy.emit('postprocess-progress', file, { mode: 'indeterminate', message: 'Being checked' });
  const [uploadId] = /upl_\w{16}/.exec(file.response.body.key);
  const refused = refusal(await verdict(uploadId, bearer));
  if (refused) uppy.emit('upload-error', file, new Error(refused));
  uppy.emit('postprocess-complete', file);
}
