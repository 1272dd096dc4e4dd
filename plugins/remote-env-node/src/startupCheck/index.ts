export { engineFindings } from './engineFindings';
export { EngineProblem } from './EngineProblem';
export { fileProblems, type FilesOf } from './fileProblems';
export { findings, type EngineAnswer, type EngineFinding } from './findings';
export { kubernetesFindings } from './kubernetesFindings';
export { natsFindings } from './natsFindings';
export { rightsOn } from './rightsOn';
export { secretProblems, type CheckedSecret } from './secretProblems';
export { sharedSecrets, type SharedSecretsFound } from './sharedSecrets';
