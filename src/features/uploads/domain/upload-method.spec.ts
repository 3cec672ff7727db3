import { describe, expect, it } from '@jest/globals';
import { planOf } from './multipart-plan.js';
import { requestableMethods, rulesOf, sizeProblem, uploadMethodNames } from './upload-method.js';

describe('the table of upload methods', () => {
  it('lets clients ask for every method but STREAMED', () => {
    expect([...requestableMethods].sort()).toEqual(['MULTIPART', 'POST', 'PUT']);
  });

  it.each(uploadMethodNames)(
    'says of %s who completes it as its URLs allow: without a URL only the request',
    (method) => {
      const { urls, completedBy, requestable } = rulesOf({ method });
      expect(completedBy === 'request').toBe(urls === 'none');
      expect(requestable).toBe(urls !== 'none');
    },
  );

  it.each(uploadMethodNames)('plans parts of %s only if the client sends parts', (method) => {
    expect(planOf({ method, declaredSize: 10 }) !== null).toBe(rulesOf({ method }).urls === 'parts');
  });

  it('needs a size where the parts are planned from it', () => {
    expect(uploadMethodNames.filter((method) => sizeProblem({ method }))).toEqual(['MULTIPART']);
    expect(sizeProblem({ method: 'MULTIPART', fileSizeBytes: 1 })).toBeUndefined();
  });
});
