export { type Assessment, assess } from './assess';
export { type DataFolder, openDataFolder } from './data-folder';
export { defaultsOf, type Flag, FlagError, type FlagsOf, type FlagValue, type FlagValues } from './flags';
export { classify, type LoadedClassifier, loadClassifier } from './load-classifier';
export { resumeSystem, trainSystem } from './run';
export { type RunData, type RunEvents, RunStopped, type RunSummary } from './run-events';
export type { System } from './system';
export { type SystemName, systemNamed, systems } from './systems';
