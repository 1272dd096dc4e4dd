export * from './FoldSummary';
