export { fuzz, fuzzRun, type FuzzOptions, type FuzzRun } from './fuzz';
