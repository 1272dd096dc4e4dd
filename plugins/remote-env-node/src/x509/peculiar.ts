// The library's dependency injection needs the metadata API before any of its modules is evaluated.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

const { subtle } = globalThis.crypto;

x509.cryptoProvider.set(globalThis.crypto);

export { subtle, x509 };
