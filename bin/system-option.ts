/** The flag `--model`, which also decides which other flags a command has. */
import { Option } from 'commander';
import type { System } from '../experiments/runs/system';
import { systemNamed, systems } from '../experiments/systems/systems';

const names = Object.keys(systems);
const [usual = ''] = names;

/** Returns the flag that selects a system, for the help of a command with the flags of `system`. */
export function systemOption(system: System): Option {
  return new Option('--model <name>', `the system; the other flags are those of ${system.name}`)
    .choices(names)
    .default(usual);
}

/**
 * Returns the system of that name. Default, also for a name that the flag refuses: the first one.
 */
export function systemOrUsual(name = usual): System {
  return systemNamed(names.includes(name) ? name : usual);
}
