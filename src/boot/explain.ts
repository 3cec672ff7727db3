/** A sentence for errors that an operator can correct; the stack only for defects. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return `${error.message}: stop what listens there, or set PORT to another port.`;
  return error.name === 'Error' || (error.name.endsWith('Error') && !(error instanceof TypeError))
    ? error.message
    : (error.stack ?? error.message);
}
