import { describe, expect, it } from '@jest/globals';
import { planOf } from './multipart-plan.js';
import { requestableMethods, rulesOf, sizeProblem, uploadMethodNames } from './upload-method.js';

describe('the table of upload methods', () => {
  it('lets clients ask for the methods that have URLs', () => {
    expect([...requestableMethods].sort()).toEqual(['MULTIPART', 'POST', 'PUT']);
  });

  it.each(uploadMethodNames)('lets clients ask for %s only if it has URLs', (method) => {
    const { urls, requestable } = rulesOf({ method });
    expect(requestable).toBe(urls !== 'none');
  });

  it('completes by a look into the store only what is one object, or parts by a plan', () => {
    const completedByRequest = uploadMethodNames.filter((method) => rulesOf({ method }).completedBy === 'request');
    expect(completedByRequest).toEqual(['STREAMED', 'MULTIPART_UNSIZED']);
  });

  it.each(uploadMethodNames)('plans parts of %s only if the client sends parts', (method) => {
    expect(planOf({ method, declaredSize: 10 }) !== null).toBe(rulesOf({ method }).urls === 'parts');
  });

  it('needs a size where the parts are planned from it', () => {
    expect(uploadMethodNames.filter((method) => sizeProblem({ method }))).toEqual(['MULTIPART']);
    expect(sizeProblem({ method: 'MULTIPART', fileSizeBytes: 1 })).toBeUndefined();
  });
});
