export { LoadingLines } from './LoadingLines';
