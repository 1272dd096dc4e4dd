export { checkedDocuments } from './checkedDocuments';
export { QualityTab } from './QualityTab';
