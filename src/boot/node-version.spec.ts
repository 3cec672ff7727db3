import { describe, expect, it } from '@jest/globals';
import { requireNode } from './node-version.js';

describe('requireNode', () => {
  it.each(['22.12.0', '24.21.0', '26.0.0', '100.0.0'])('goes on with %s', (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });

  it.each(['18.20.0', '20.20.2', '21.7.3', '9.0.0', '22.11.0'])('stops with %s and says what to do', (version) => {
    expect(() => requireNode(version)).toThrow(/Node 22\.12 or newer.*npm start/);
  });
});
