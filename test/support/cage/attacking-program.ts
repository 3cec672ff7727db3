import type { CagedProgram } from '../../../src/platform/cage/cage.js';
import { attackNames, attempt, type Targets } from './attacks.js';

const attack: CagedProgram<Targets> = async (_input, output, targets) => {
  output.message(await attempt(attackNames, targets));
};
export default attack;
