import Uppy from '@uppy/core';
import AwsS3 from '@uppy/aws-s3';
import { show } from './show.js';
import { uploadToken } from './upload-token.js';
import { waitForVerdicts } from './uppy-verdicts.js';

const { upload_token, companion_url } = await uploadToken();

const uppy = new Uppy({ autoProceed: true }).use(AwsS3, {
  endpoint: companion_url,
  shouldUseMultipart: (file) => file.size > 5 * 1024 ** 2,
});

waitForVerdicts(uppy, upload_token);

uppy.on('upload-success', ({ name }) => show(`${name}: sent, being checked`));
uppy.on('complete', ({ successful, failed }) => {
  for (const { name } of successful) show(`${name}: ready`);
  for (const { name, error } of failed) show(`${name}: ${error}`);
});

const input = document.querySelector('input');
input.addEventListener('change', () => {
  for (const data of input.files) uppy.addFile({ name: data.name, type: data.type, data });
});
input.disabled = false;
