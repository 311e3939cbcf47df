/** The program of a child process that does units. */
import { codeDigest } from '../experiments/runs/code-digest';
import { runUnitProgram } from '../lib/queue/unit-program';
import { KINDS } from './unit-kinds';

runUnitProgram(KINDS, codeDigest);
