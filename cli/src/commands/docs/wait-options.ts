/** Of commands that may wait for the text of a document. */
export const waitOptions = {
  wait: { type: 'flag', short: 'w', description: 'Wait until the text can be found.' },
  timeout: {
    type: 'integer',
    value: 'SECONDS',
    range: [1, 86_400],
    default: 600,
    description: 'With --wait: how long.',
  },
} as const;
