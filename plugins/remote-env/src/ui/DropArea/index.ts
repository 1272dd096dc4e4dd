export * from './DropArea';
