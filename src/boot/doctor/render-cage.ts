import type { CageReport } from '../../platform/cage/cage-probe.js';

/** Lines about the processes that open archives and documents. */
export function renderCage({ problem, watchesMemory, withoutNetwork, endsWithParent }: CageReport): string {
  const line = (isHeld: boolean, held: string, otherwise: string) => `  ${isHeld ? '✓ ' + held : '✗ ' + otherwise}`;
  return [
    'Processes that open archives and documents',
    line(
      problem === undefined,
      'start and answer',
      `do not work: ${problem}. Archives and documents cannot be opened.`,
    ),
    line(
      watchesMemory,
      'memory is watched',
      'memory cannot be watched (no /proc): only the heap is limited. Run on Linux.',
    ),
    line(
      withoutNetwork,
      'no network, by the kernel',
      'no network, by Node alone: the kernel allows no namespaces here.',
    ),
    line(
      endsWithParent,
      'end with their parent, by the kernel',
      'end with their parent, or when their processor time is up.',
    ),
    '',
  ].join('\n');
}
