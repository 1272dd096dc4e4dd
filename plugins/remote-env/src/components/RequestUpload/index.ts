export { UploadWay } from './UploadWay';
export { useUploadWay } from './useUploadWay';
