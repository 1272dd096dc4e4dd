export { WaitingApprovals } from './WaitingApprovals';
