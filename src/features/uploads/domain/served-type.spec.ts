import { describe, expect, it } from '@jest/globals';
import { isInlineSafe, servedType } from './served-type.js';

describe('servedType', () => {
  it.each(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'video/mp4', 'video/webm', 'audio/mpeg'])(
    'shows %s in place',
    (type) => {
      const file = { detectedType: type, typeProof: 'proven' as const };
      expect(isInlineSafe(file)).toBe(true);
      expect(servedType(file)).toBe(type);
    },
  );

  it.each(['text/html', 'image/svg+xml', 'application/pdf', 'text/plain', 'application/zip', 'video/quicktime', ''])(
    'hands out %s only as a download without a meaning',
    (type) => {
      const file = { detectedType: type, typeProof: 'proven' as const };
      expect(isInlineSafe(file)).toBe(false);
      expect(servedType(file)).toBe('application/octet-stream');
    },
  );

  it.each(['unproven', 'contradicted', null] as const)('shows nothing in place that is %s', (typeProof) => {
    expect(isInlineSafe({ detectedType: 'image/png', typeProof })).toBe(false);
    expect(servedType({ detectedType: 'image/png', typeProof })).toBe('application/octet-stream');
  });
});
