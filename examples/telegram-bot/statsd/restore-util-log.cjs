// Node 23 removed `util.log`, which statsd 0.9.0 calls at start.
const util = require('node:util');

util.log ??= () => {};
