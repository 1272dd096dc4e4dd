/** The package types its entry points under `lib/types` only. */
declare module '@asyncapi/react-component/lib/esm/without-parser' {
  export { default } from '@asyncapi/react-component/lib/types/without-parser';
}
