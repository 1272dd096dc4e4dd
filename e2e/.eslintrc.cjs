const config = require('../eslint/boundaries.js')(__dirname, 'node-library');

module.exports = {
  ...config,
  // Journeys are made in loops and run later, with the page that a hook has opened by then.
  rules: { ...config.rules, 'no-loop-func': 'off' },
};
