import { expect } from 'vitest';
import { watchAnswer } from './grading/watchdog';

// This file runs before each test file, and the watchdog starts once a process.
watchAnswer(expect.getState().testPath ?? '');
