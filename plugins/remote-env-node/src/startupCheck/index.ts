export { engineFindings, finding, type EngineFinding } from './engineFindings';
export { fileProblems, type FilesOf } from './fileProblems';
export { secretProblems, type CheckedSecret } from './secretProblems';
