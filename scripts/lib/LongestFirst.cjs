const Sequencer = require('@jest/test-sequencer').default;

/** Of the test files, those that wait long for something: the others run beside them. Longest first. */
const LONG = [
  'gateway/src/process/accounts.kubernetes.engine',
  'moving/moving.engine',
  'kubernetes/faults.kubernetes.engine',
  'kubernetes/resourceStore.kubernetes.engine',
  'gitops.kubernetes.engine',
  'registry/reconciler/killedAnywhere',
  'registry/reconciler/crash',
  'deploy/src/manifests.engine',
  'events/eventBus.postgres',
  'minio/documentStore.minio.engine',
];

/** Starts long files before all others, so that none of them is left for the end when the other workers have nothing to do. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONG.findIndex(part => path.includes(part));
      return place < 0 ? LONG.length : place;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
