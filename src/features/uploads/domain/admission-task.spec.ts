import { describe, expect, it } from '@jest/globals';
import { admissionTaskOf, taskIdOf } from './admission-task.js';
import type { Upload } from './upload.js';

const at = new Date(0);
const upload = (more: Partial<Upload>) =>
  ({
    id: 'upl_0123456789abcdef',
    confirmedAt: at,
    completedAt: null,
    statusReason: null,
    leaseToken: null,
    ...more,
  }) as Upload;

describe('the task of an upload', () => {
  it('has the characters of the upload’s id', () => {
    expect(taskIdOf(upload({}))).toBe('task_0123456789abcdef');
  });

  it('does not exist before the upload is confirmed', () => {
    expect(admissionTaskOf(upload({ status: 'PENDING', confirmedAt: null }))).toBeUndefined();
  });

  it.each<[Partial<Upload>, object]>([
    [{ status: 'SCANNING' }, { status: 'PENDING', stage: 'queued', progress: 0, error: null }],
    [
      { status: 'SCANNING', leaseToken: 'x' },
      { status: 'STARTED', stage: 'scanning', progress: 0.5, error: null },
    ],
    [
      { status: 'AVAILABLE', completedAt: at },
      { status: 'SUCCESS', progress: 1, error: null, finishedAt: at },
    ],
    [
      { status: 'REJECTED', statusReason: 'infected:Eicar', completedAt: at },
      {
        status: 'FAILURE',
        progress: 1,
        error: { code: 'infected', message: 'No file came of the upload: infected:Eicar.' },
      },
    ],
    [{ status: 'CANCELED' }, { status: 'FAILURE', error: { code: 'canceled' } }],
  ])('of %j is %j', (of, expected) => expect(admissionTaskOf(upload(of))).toMatchObject(expected));
});
