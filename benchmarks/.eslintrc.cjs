module.exports = require('../eslint/boundaries.js')(__dirname, 'node-library');
