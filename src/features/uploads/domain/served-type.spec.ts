import { describe, expect, it } from '@jest/globals';
import { isInlineSafe, servedType } from './served-type.js';

describe('servedType', () => {
  it.each(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'video/mp4', 'video/webm', 'audio/mpeg'])(
    'shows %s in place',
    (type) => {
      expect(isInlineSafe(type)).toBe(true);
      expect(servedType(type)).toBe(type);
    },
  );

  it.each(['text/html', 'image/svg+xml', 'application/pdf', 'text/plain', 'application/zip', 'video/quicktime', ''])(
    'hands out %s only as a download without a meaning',
    (type) => {
      expect(isInlineSafe(type)).toBe(false);
      expect(servedType(type)).toBe('application/octet-stream');
    },
  );
});
