export { Row, Stack } from './Stack';
