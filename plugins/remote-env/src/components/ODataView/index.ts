export { ODataView } from './ODataView';
