export { Timeline, TimelineEntry } from './Timeline';
