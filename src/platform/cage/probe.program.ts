import type { CagedProgram } from './cage.js';

/** Returns its input: shows that processes can be started, given bytes and read. */
const probe: CagedProgram = (input, output) => output.bytes(input.read(0, input.size - 1));

export default probe;
