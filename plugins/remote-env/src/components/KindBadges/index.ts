export { KindBadges } from './KindBadges';
