export * from './ODataModel';
