/** The program of a child process that does units. */
import { runUnitProgram } from '../lib/queue/unit-program';
import { codeOfUnits } from './unit-code';
import { KINDS } from './unit-kinds';

runUnitProgram(KINDS, codeOfUnits);
